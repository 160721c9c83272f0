import { mostInPdf, type ExportFormat } from '@contract/export.ts'

/** What is known of a format before anything is written. */
export interface FormatFacts {
  /** It says inside what it is; of any other a manifest beside it does. */
  readonly selfDescribing: boolean
  /** It shows facets and a histogram of what it holds. */
  readonly showsCounts: boolean
  /** Entries that it takes at most. */
  readonly most: number
}

const table: FormatFacts = { selfDescribing: false, showsCounts: false, most: Infinity }
const report: FormatFacts = { selfDescribing: true, showsCounts: true, most: Infinity }

export const formatFacts: Readonly<Record<ExportFormat, FormatFacts>> = {
  csv: table,
  xlsx: table,
  ndjson: table,
  json: { ...table, selfDescribing: true },
  html: report,
  pdf: { ...report, most: mostInPdf },
}
