import { exactText, type Json } from '@contract/exact-json.ts'
import type { ColumnId } from '@contract/settings.ts'
import { stateBit, type IdColumn } from '../cache/columns/columns.ts'
import type { Parts } from '../cache/dictionary/dictionary-encoding.ts'
import type { MappedEntry } from '../connector/connector.ts'
import type { SpanName } from '../connector/item-spans.ts'
import type { Noted } from './select.ts'

/** Where a column's text comes from; what memory holds needs no text of an entry to be read. */
export type ColumnSource =
  | { readonly from: 'time' | 'unread-time' | 'status' | 'received' | 'hash' }
  | { readonly from: 'state'; readonly bit: number }
  | { readonly from: 'note'; readonly text: (noted: Noted) => string }
  | { readonly from: 'dictionary'; readonly of: IdColumn; readonly text: (parts: Parts) => string }
  /** `span` where it can be found without reading the entry; null where only an entry that does not fit has it. */
  | { readonly from: 'entry'; readonly span: SpanName | null; readonly text: (entry: MappedEntry) => string }

/** A column of a table for a spreadsheet. */
export type TableColumn = ColumnSource & { readonly header: string }

const firstOf = (...texts: (string | undefined)[]): string => texts.find((text) => text) ?? ''
const part = (header: string, of: IdColumn, index: 0 | 1 | 2 | 3): TableColumn => ({
  header,
  from: 'dictionary',
  of,
  text: (parts) => parts[index] ?? '',
})
const read = (header: string, span: SpanName | null, text: (entry: MappedEntry) => string | undefined): TableColumn => ({
  header,
  from: 'entry',
  span,
  text: (entry) => text(entry) ?? '',
})
const json = (value: Json | undefined): string => (value === undefined || value === null ? '' : exactText(value))

/** What each column of the grid becomes: the same words, a resource with its type beside it, and beside an empty time what was sent in its place. */
const onScreen: Readonly<Record<ColumnId, readonly TableColumn[]>> = {
  time: [
    { header: 'time', from: 'time' },
    { header: 'time_as_sent', from: 'unread-time' },
  ],
  actor: [{ header: 'user', from: 'dictionary', of: 'actor', text: ([email, name, id]) => firstOf(email, name, id) }],
  action: [part('action', 'action', 0)],
  resource: [
    part('resource_type', 'resource', 0),
    { header: 'resource', from: 'dictionary', of: 'resource', text: ([, id, name]) => firstOf(name, id) },
  ],
  target: [{ header: 'target', from: 'dictionary', of: 'target', text: ([type, id, email, name]) => firstOf(email, name, id, type) }],
  status: [{ header: 'status', from: 'status' }],
  ip: [part('ip', 'ip', 0)],
  agent: [part('user_agent', 'agent', 0)],
  permission: [part('permission', 'permission', 0)],
}

/** Everything that is known of an entry. */
const everything: readonly TableColumn[] = [
  { header: 'time', from: 'time' },
  read('id', 'id', ({ id }) => id),
  read('time_as_sent', 'timestamp', ({ timestamp }) => timestamp),
  part('user_email', 'actor', 0),
  part('user_name', 'actor', 1),
  part('user_id', 'actor', 2),
  part('action', 'action', 0),
  read('action_as_sent', 'action', ({ actionVerbatim }) => actionVerbatim),
  part('resource_type', 'resource', 0),
  part('resource_id', 'resource', 1),
  part('resource_name', 'resource', 2),
  part('target_type', 'target', 0),
  part('target_id', 'target', 1),
  part('target_email', 'target', 2),
  part('target_name', 'target', 3),
  { header: 'status', from: 'status' },
  part('permission', 'permission', 0),
  read('reason_code', 'code', ({ reason }) => reason?.code),
  read('reason_message', 'message', ({ reason }) => reason?.message),
  part('ip', 'ip', 0),
  part('user_agent', 'agent', 0),
  read('request_id', 'requestId', ({ requestId }) => requestId),
  read('changes_before', 'before', ({ changes }) => json(changes?.before)),
  read('changes_after', 'after', ({ changes }) => json(changes?.after)),
  { header: 'late', from: 'state', bit: stateBit.late },
  { header: 'drifted', from: 'state', bit: stateBit.drifted },
  read('does_not_fit', null, ({ parseError }) => parseError),
  { header: 'received_at', from: 'received' },
  { header: 'sha256', from: 'hash' },
]

/** What a person wrote about an entry that is bookmarked. */
const written: readonly TableColumn[] = [
  { header: 'note', from: 'note', text: ({ note }) => note },
  { header: 'tags', from: 'note', text: ({ tags }) => tags.join(', ') },
  { header: 'case', from: 'note', text: (noted) => noted.case ?? '' },
]

/** The columns of a table: those on screen, in their order, or everything; after them the notes where they are wanted. */
export const tableColumns = (wanted: 'all' | readonly ColumnId[], notes = false): readonly TableColumn[] => [
  ...(wanted === 'all' ? everything : wanted.flatMap((id) => onScreen[id])),
  ...(notes ? written : []),
]
