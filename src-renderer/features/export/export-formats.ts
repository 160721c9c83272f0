import { mostInPdf, type ExportFormat } from '@contract/export.ts'
import type { Direction } from '@contract/log.ts'
import { countText } from '../../composables/number-format.ts'

/** A format as the dialog offers it. */
export interface FormatChoice {
  readonly label: string
  /** What it is for. */
  readonly note: string
  /** It has columns and shows times. */
  readonly columns: boolean
  /** It can have what people wrote on the entries. */
  readonly casework: boolean
  /** It bears a title and who prepared and reviewed it. */
  readonly report: boolean
  /** Its times are dates, beside which their exact texts can stand. */
  readonly timeTexts: boolean
  /** Cells can be written exactly as they are, which a spreadsheet may run. */
  readonly exact: boolean
  /** What is to be known before so many entries are written; null for nothing. */
  readonly warning?: (entries: number, order: Direction) => string | null
}

/** Beyond this a browser has trouble with one page. */
const comfortableReport = 20_000

/** Every format, in the order in which it is offered. */
export const formatChoices: Readonly<Record<ExportFormat, FormatChoice>> = {
  csv: {
    label: 'CSV',
    note: 'For any spreadsheet. Continues in a second file after 1,048,576 rows (Excel’s limit).',
    columns: true,
    casework: true,
    report: false,
    timeTexts: false,
    exact: true,
  },
  xlsx: {
    label: 'Excel',
    note: 'A workbook with a filter row, times as dates and a sheet that says what it is. No formula can run. Continues in a second sheet after 1,048,576 rows.',
    columns: true,
    casework: true,
    report: true,
    timeTexts: true,
    exact: false,
  },
  ndjson: {
    label: 'NDJSON',
    note: 'The text as the tenant sent it, byte for byte, one entry a line. The form to keep as evidence.',
    columns: false,
    casework: false,
    report: false,
    timeTexts: false,
    exact: false,
  },
  json: {
    label: 'JSON',
    note: 'One object: what this is, and the tenant’s own objects.',
    columns: false,
    casework: true,
    report: false,
    timeTexts: false,
    exact: false,
  },
  html: {
    label: 'Report',
    note: 'One page to read or print: period and coverage, counts, a histogram, every entry with its changes.',
    columns: true,
    casework: true,
    report: true,
    timeTexts: false,
    exact: false,
    warning: (entries) =>
      entries > comfortableReport ? 'A browser is slow with so many entries on one page; narrow the filter, or take CSV.' : null,
  },
  pdf: {
    label: 'PDF',
    note: `The report as it prints, with page numbers. It lists at most ${countText(mostInPdf)} entries.`,
    columns: true,
    casework: true,
    report: true,
    timeTexts: false,
    exact: false,
    warning: (entries, order) =>
      entries > mostInPdf
        ? `Only the ${order === 'desc' ? 'newest' : 'oldest'} ${countText(mostInPdf)} of ${countText(entries)} will be listed, and the file says so. Counts and histogram are of all.`
        : null,
  },
}

export const formatOptions = (Object.keys(formatChoices) as ExportFormat[]).map((value) => ({ value, label: formatChoices[value].label }))

/** What a format is for, and what of it is to be known before. */
export function formatNotes(
  format: ExportFormat,
  entries: number,
  order: Direction,
): readonly { readonly text: string; readonly warning: boolean }[] {
  const { note, warning } = formatChoices[format]
  const warned = warning?.(entries, order) ?? null
  return [{ text: note, warning: false }, ...(warned === null ? [] : [{ text: warned, warning: true }])]
}
