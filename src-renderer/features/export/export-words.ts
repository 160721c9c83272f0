import type { ExportFormat, ExportState } from '@contract/export.ts'

export const formats: readonly { readonly value: ExportFormat; readonly label: string; readonly note: string }[] = [
  { value: 'csv', label: 'CSV', note: 'For a spreadsheet. It goes on in another file at Excel’s 1,048,576 rows.' },
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
]

/** Beyond this a browser has trouble with one page. */
export const comfortableReport = 20_000

export const formatLabel = (format: ExportFormat): string => formats.find(({ value }) => value === format)?.label ?? format

export const stateWords: Readonly<Record<ExportState, string>> = {
  running: 'Under way',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Failed',
  interrupted: 'Interrupted: the application ended before it was done',
}
