import type { IdColumn } from '../cache/columns/columns.ts'
import type { Parts } from '../cache/dictionary/dictionary-encoding.ts'
import type { MappedEntry } from '../connector/connector.ts'
import type { SpanName } from '../connector/item-spans.ts'
import type { Noted } from './select.ts'

/** Where a column's text comes from; what memory holds needs no text of an entry to be read. */
export type ColumnSource =
  | { readonly from: 'row' | 'time' | 'time-text' | 'unread-time' | 'status' | 'status-from' | 'marks' | 'received' | 'late-by' | 'hash' }
  | { readonly from: 'state'; readonly bit: number }
  | { readonly from: 'note'; readonly text: (noted: Noted) => string }
  /** All of an entry's targets, or those after the first; `text` of each. */
  | { readonly from: 'targets'; readonly but: 'none' | 'first'; readonly text: (parts: Parts) => string }
  | { readonly from: 'dictionary'; readonly of: IdColumn; readonly text: (parts: Parts) => string }
  /** `span` where it can be found without reading the entry; null where only an entry that does not fit has it. */
  | { readonly from: 'entry'; readonly span: SpanName | null; readonly text: (entry: MappedEntry) => string }

/** A column of a table for a spreadsheet. */
export type TableColumn = ColumnSource & { readonly header: string }

/** A part of the value that a dictionary has. */
export const part = (header: string, of: IdColumn, index: 0 | 1 | 2 | 3): TableColumn => ({
  header,
  from: 'dictionary',
  of,
  text: (parts) => parts[index] ?? '',
})
/** A text of the entry. */
export const read = (header: string, span: SpanName | null, text: (entry: MappedEntry) => string | undefined): TableColumn => ({
  header,
  from: 'entry',
  span,
  text: (entry) => text(entry) ?? '',
})
