import type { Rows } from './cells.ts'
import type { FormatNotes } from './manifest.ts'
import type { Misfits } from './misfits.ts'
import type { Summary } from './summary.ts'

/** What the manifest of any table says of its rows. */
export function tableNotes({ readBy: { defaultStatus } }: Summary, { statusesByDefault }: Rows, misfits: Misfits): FormatNotes {
  return {
    rowsAre: 'numbered from 1 in the order of the export, through all parts',
    ...(defaultStatus !== null && { statusFromDefault: { status: defaultStatus, entries: statusesByDefault } }),
    doNotFit: {
      what: 'What of these entries could not be read is empty, or cut where the reason says so; does_not_fit of everything has it',
      ...misfits,
    },
  }
}
