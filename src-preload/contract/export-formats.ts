/** All that is known of a format before anything is written. Free of zod: the system's dialog is there before the schemas are. */
export interface ExportFormatFacts {
  readonly label: string
  /** In the system's dialog. */
  readonly fileType: string
  /** What it is for, in sentences. */
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
  /** It says inside what it is; of any other a manifest beside it does. */
  readonly selfDescribing: boolean
  /** It shows facets and a histogram of what it holds. */
  readonly showsCounts: boolean
  /** Entries that it lists at most: those beyond it are counted and said to be left out. Null for all. */
  readonly most: number | null
  /** From how many entries on it is hard to use, and what to do. */
  readonly slowBeyond: { readonly entries: number; readonly advice: string } | null
}

const plain = {
  report: false,
  timeTexts: false,
  exact: false,
  selfDescribing: false,
  showsCounts: false,
  most: null,
  slowBeyond: null,
} as const
const table = { ...plain, columns: true, casework: true } as const
const report = { ...table, report: true, selfDescribing: true, showsCounts: true } as const

/** Every format, in the order in which it is offered. The name is also the ending of the file and the word of the command line. */
const formats = {
  csv: {
    ...table,
    label: 'CSV',
    fileType: 'CSV',
    exact: true,
    note: 'For any spreadsheet. Continues in a second file after 1,048,576 rows (Excel’s limit).',
  },
  xlsx: {
    ...table,
    label: 'Excel',
    fileType: 'Excel workbook',
    note: 'A workbook with a filter row, times as dates and a sheet that says what it is. No formula can run. Continues in a second sheet after 1,048,576 rows.',
    report: true,
    timeTexts: true,
  },
  ndjson: {
    ...plain,
    label: 'NDJSON',
    fileType: 'NDJSON',
    note: 'The text as the tenant sent it, byte for byte, one entry a line. The form to keep as evidence.',
    columns: false,
    casework: false,
  },
  json: {
    ...plain,
    label: 'JSON',
    fileType: 'JSON',
    note: 'One object: what this is, and the tenant’s own objects.',
    columns: false,
    casework: true,
    selfDescribing: true,
  },
  html: {
    ...report,
    label: 'Report',
    fileType: 'HTML report',
    note: 'One page to read or print: period and coverage, counts, a histogram, every entry with its changes.',
    slowBeyond: { entries: 20_000, advice: 'A browser is slow with so many entries on one page; narrow the filter, or take CSV.' },
  },
  pdf: { ...report, label: 'PDF', fileType: 'PDF report', note: 'The report as it prints, with page numbers.', most: 5_000 },
} as const satisfies Readonly<Record<string, ExportFormatFacts>>

export type ExportFormat = keyof typeof formats
export const exportFormats: Readonly<Record<ExportFormat, ExportFormatFacts>> = formats
export const formatNames = Object.keys(formats) as readonly ExportFormat[]
