import { mostInPdf, type ExportFormat, type ExportState } from '@contract/export.ts'
import type { Direction } from '@contract/log.ts'
import { countText } from '../../composables/number-format.ts'

export const formats: readonly { readonly value: ExportFormat; readonly label: string; readonly note: string }[] = [
  { value: 'csv', label: 'CSV', note: 'For any spreadsheet. It goes on in another file at Excel’s 1,048,576 rows.' },
  {
    value: 'xlsx',
    label: 'Excel',
    note: 'A workbook whose cells are all texts: no formula can run. At 1,048,576 rows it goes on in another sheet.',
  },
  {
    value: 'ndjson',
    label: 'NDJSON',
    note: 'The text as the tenant sent it, byte for byte, one entry a line. The form to keep as evidence.',
  },
  { value: 'json', label: 'JSON', note: 'One object: what this is, and the tenant’s own objects.' },
  {
    value: 'html',
    label: 'Report',
    note: 'One page to read or print: query, coverage, counts, a histogram, every entry with its changes.',
  },
  { value: 'pdf', label: 'PDF', note: `The report as it prints, with page numbers. It lists at most ${countText(mostInPdf)} entries.` },
]

/** Beyond this a browser has trouble with one page. */
const comfortableReport = 20_000

/** What a format is for, and what of it is to be known before. */
export function formatNotes(
  format: ExportFormat,
  entries: number,
  order: Direction,
): { readonly text: string; readonly warning: boolean }[] {
  const warning = warningOf(format, entries, order)
  const note = formats.find(({ value }) => value === format)?.note ?? ''
  return [{ text: note, warning: false }, ...(warning === null ? [] : [{ text: warning, warning: true }])]
}

function warningOf(format: ExportFormat, entries: number, order: Direction): string | null {
  if (format === 'html' && entries > comfortableReport)
    return 'A browser is slow with so many entries on one page; narrow the filter, or take CSV.'
  if (format === 'pdf' && entries > mostInPdf)
    return `Only the ${order === 'desc' ? 'newest' : 'oldest'} ${countText(mostInPdf)} of ${countText(entries)} will be listed, and the file says so. Counts and histogram are of all.`
  return null
}

/** Formats that have columns and show times. */
export const hasColumns = (format: ExportFormat): boolean => format !== 'ndjson' && format !== 'json'
/** NDJSON stays the text as received. */
export const hasNotes = (format: ExportFormat): boolean => format !== 'ndjson'

export const formatLabel = (format: ExportFormat): string => formats.find(({ value }) => value === format)?.label ?? format

export const exportStateText: Readonly<Record<ExportState, string>> = {
  running: 'Under way',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Failed',
  interrupted: 'Interrupted: the application ended before it was done',
}
