import type { ChosenEntries } from '@contract/casework.ts'

/** Rows a person picked, or the one they are at. */
export interface ChosenRows {
  readonly count: number
  readonly picked: boolean
  readonly entries: ChosenEntries
}
