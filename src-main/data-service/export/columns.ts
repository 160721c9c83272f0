import { exactText, type Json } from '@contract/exact-json.ts'
import type { ColumnId } from '@contract/settings.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { screenColumns } from './screen-columns.ts'
import { part, read, type TableColumn } from './table-column.ts'

const json = (value: Json | undefined): string => (value === undefined || value === null ? '' : exactText(value))

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
  ...(wanted === 'all' ? everything : wanted.flatMap((id) => screenColumns[id].table)),
  ...(notes ? written : []),
]
