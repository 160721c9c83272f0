import type { AccessFileOf } from '@contract/access.ts'

/** What a part of the page offers for export. */
export interface LinesToExport {
  readonly of: AccessFileOf
  readonly total: number
}
