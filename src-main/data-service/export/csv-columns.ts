import type { ColumnId } from '@contract/settings.ts'
import { isoTime } from './iso-time.ts'
import { stateBit, type IdColumn } from '../cache/columns.ts'
import type { Parts } from '../cache/dictionary.ts'
import type { CacheStore } from '../cache/store.ts'
import { csvCell, type Cell } from './csv.ts'
import type { ReadEntry } from './read.ts'

/** A column of a CSV file that the cache's memory can fill. */
export interface MemoryColumn {
  readonly header: string
  readonly cell: (key: number) => Cell
}

type Text = (parts: Parts) => string
const firstOf = (...texts: (string | undefined)[]): string => texts.find((text) => text) ?? ''

/** What each column of the grid becomes: the same words, a resource with its type beside it. */
const screenTexts: Readonly<Record<Exclude<ColumnId, 'time' | 'status'>, readonly [header: string, column: IdColumn, text: Text][]>> = {
  actor: [['user', 'actor', ([email, name, id]) => firstOf(email, name, id)]],
  action: [['action', 'action', ([action]) => action ?? '']],
  resource: [
    ['resource_type', 'resource', ([type]) => type ?? ''],
    ['resource', 'resource', ([, id, name]) => firstOf(name, id)],
  ],
  target: [['target', 'target', ([type, id, email, name]) => firstOf(email, name, id, type)]],
  ip: [['ip', 'ip', ([ip]) => ip ?? '']],
  agent: [['user_agent', 'agent', ([agent]) => agent ?? '']],
  permission: [['permission', 'permission', ([permission]) => permission ?? '']],
}

/** A text of a dictionary is made a cell once, however many entries have it. */
function dictionaryColumn(store: CacheStore, header: string, column: IdColumn, text: Text, exact: boolean): MemoryColumn {
  const cells: Cell[] = []
  const { values } = store.dictionaries[column]
  return {
    header,
    cell: (key) => {
      const id = store.columns.ids[column][key] as number
      return (cells[id] ??= csvCell(id === 0 ? '' : text(values[id] as Parts), exact))
    },
  }
}

export function screenColumns(store: CacheStore, ids: readonly ColumnId[], zone: string, exact: boolean): MemoryColumn[] {
  const { columns } = store
  return ids.flatMap((id): MemoryColumn[] => {
    if (id === 'time')
      return [{ header: 'time', cell: (key) => ({ text: isoTime(Math.floor(columns.time[key] as number), zone), neutralised: false }) }]
    if (id === 'status') return [{ header: 'status', cell: (key) => ({ text: columns.statusOf(key), neutralised: false }) }]
    return screenTexts[id].map(([header, column, text]) => dictionaryColumn(store, header, column, text, exact))
  })
}

/** Everything that is known of an entry, in the order of {@link allValues}. */
export const allHeaders = [
  'time', 'id', 'time_as_sent', 'user_email', 'user_name', 'user_id', 'action', 'action_as_sent',
  'resource_type', 'resource_id', 'resource_name', 'target_type', 'target_id', 'target_email', 'target_name',
  'status', 'permission', 'reason_code', 'reason_message', 'ip', 'user_agent', 'request_id', 'changes_before', 'changes_after',
  'late', 'drifted', 'does_not_fit', 'received_at', 'sha256',
] as const // prettier-ignore

export function allValues(store: CacheStore, { key, raw, receivedAt, hash }: ReadEntry, zone: string): readonly string[] {
  const entry = store.connector.mapItem(raw.toString('utf8'), { id: () => hash.toString('hex'), time: store.columns.time[key] ?? 0 })
  const { actor, resource, target, reason, changes } = entry
  const state = store.columns.state[key] ?? 0
  const mark = (bit: number): string => (state & bit ? 'yes' : '')
  const json = (value: unknown): string => (value === undefined || value === null ? '' : JSON.stringify(value))
  return [
    isoTime(entry.occurredAt, zone), entry.id, entry.timestamp, actor.email, actor.name ?? '', actor.id ?? '', entry.action, entry.actionVerbatim,
    resource.type, resource.id ?? '', resource.name ?? '', target?.type ?? '', target?.id ?? '', target?.email ?? '', target?.name ?? '',
    entry.status, reason?.permission ?? '', reason?.code ?? '', reason?.message ?? '', entry.ip ?? '', entry.userAgent ?? '', entry.requestId ?? '',
    json(changes?.before), json(changes?.after),
    mark(stateBit.late), mark(stateBit.drifted), entry.parseError ?? '', isoTime(receivedAt, zone), hash.toString('hex'),
  ] // prettier-ignore
}
