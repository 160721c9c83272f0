import { factNames, type OptionalFact } from '@contract/entry-facts.ts'
import { exactText, type Json } from '@contract/exact-json.ts'
import type { ColumnId } from '@contract/settings.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { textIn, textsOf } from '../connector/fact-columns.ts'
import { spanOf } from '../connector/item-spans.ts'
import { screenColumns, targetName } from './screen-columns.ts'
import { part, read, type TableColumn } from './table-column.ts'

const json = (value: Json | undefined): string => (value === undefined || value === null ? '' : exactText(value))

/** The columns of a fact. */
function columnsOf(fact: OptionalFact): TableColumn[] {
  return textsOf(fact).map((text) =>
    text.dictionary
      ? part(text.header, ...text.dictionary)
      : read(text.header, spanOf(text), (entry) => textIn(entry, text) as string | undefined),
  )
}

/** Of every table: what is on screen may have no column for it. */
const marks: TableColumn = { header: 'marks', from: 'marks' }

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
  ...columnsOf('target'),
  { header: 'other_targets', from: 'targets', but: 'first', text: targetName },
  { header: 'status', from: 'status' },
  ...factNames.filter((fact) => fact !== 'target').flatMap(columnsOf),
  read('changes_before', 'before', ({ changes }) => json(changes?.before)),
  read('changes_after', 'after', ({ changes }) => json(changes?.after)),
  marks,
  { header: 'late', from: 'state', bit: stateBit.late },
  { header: 'drifted', from: 'state', bit: stateBit.drifted },
  read('does_not_fit', null, ({ parseError }) => parseError),
  part('source', 'source', 0),
  { header: 'received_at', from: 'received' },
  { header: 'sha256', from: 'hash' },
]

/** What comes along with a column that is on screen, unless it is on screen itself: a grant without its recipient says little. */
const alongside: Readonly<Partial<Record<ColumnId, readonly ColumnId[]>>> = { resource: ['target', 'permission'] }

/** What a person wrote about an entry that is bookmarked. */
const written: readonly TableColumn[] = [
  { header: 'note', from: 'note', text: ({ note }) => note },
  { header: 'tags', from: 'note', text: ({ tags }) => tags.join(', ') },
  { header: 'case', from: 'note', text: (noted) => noted.case ?? '' },
]

export interface TableOptions {
  /** With what a person wrote. */
  readonly notes?: boolean
  /** The definition takes a status where an entry says none: then each row says which it is. */
  readonly defaultStatus?: boolean
  /** Beside a time that is more than a text, its text. */
  readonly timeTexts?: boolean
}

/** The columns of a table: the row's number, those on screen in their order, or everything; after them the notes where they are wanted. */
export function tableColumns(
  wanted: 'all' | readonly ColumnId[],
  { notes = false, defaultStatus = false, timeTexts = false }: TableOptions = {},
): readonly TableColumn[] {
  const shown = (ids: readonly ColumnId[]): TableColumn[] => [
    ...ids.flatMap((id) => [id, ...missingBeside(id, ids)]).flatMap((id) => screenColumns[id].table),
    ...(ids.includes('marks') ? [] : [marks]),
  ]
  const chosen = wanted === 'all' ? everything : shown(wanted)
  const columns = chosen.flatMap((column): TableColumn[] => {
    if (column.from === 'status' && defaultStatus) return [column, { header: 'status_from', from: 'status-from' }]
    if (column.from === 'time' && timeTexts) return [column, { header: 'time_text', from: 'time-text' }]
    return [column]
  })
  const titles = new Set(columns.map(({ header }) => header))
  return [{ header: 'row', from: 'row' }, ...columns, ...(notes ? written.filter(({ header }) => !titles.has(header)) : [])]
}

const missingBeside = (id: ColumnId, shown: readonly ColumnId[]): readonly ColumnId[] =>
  (alongside[id] ?? []).filter((each) => !shown.includes(each))
