import type { EntryRow } from '@contract/entry.ts'
import { wholeMs } from '../../connector/times.ts'
import { stateBit } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'
import type { BookmarkKeys } from './bookmark-keys.ts'

/** What the grid shows of an entry, from memory. What is read for it beside that: `read-columns.ts`. */
export function rowOf(store: CacheStore, key: number, bookmarkKeys: BookmarkKeys): EntryRow {
  const { columns, dictionaries } = store
  const id = (name: keyof typeof columns.ids): number => columns.ids[name][key] as number
  const text = (name: 'action' | 'ip' | 'agent' | 'permission'): string | undefined => dictionaries[name].firstPart(id(name))
  const [email = '', name, actorId] = dictionaries.actor.at(id('actor'))
  const [type = '', resourceId, resourceName] = dictionaries.resource.at(id('resource'))
  const target = id('target') === 0 ? null : dictionaries.target.at(id('target'))
  const set = id('targets')
  const [source, sourceTitle] = dictionaries.source.at(id('source'))
  const state = columns.state[key] as number
  const permission = text('permission')
  const ip = text('ip')
  const userAgent = text('agent')
  const note = bookmarkKeys.notes.get(key)
  const tags = bookmarkKeys.written.get(key)?.tags ?? []
  return {
    key,
    occurredAt: wholeMs(columns.time[key] as number),
    actor: defined({ email, name, id: actorId }),
    action: text('action') ?? '',
    resource: defined({ type, id: resourceId, name: resourceName }),
    ...(target && { target: defined({ type: target[0], id: target[1], email: target[2], name: target[3] }) }),
    ...(set !== 0 && { moreTargets: store.targetSets.of(set).length - 1 }),
    ...(source !== undefined && { source }),
    ...(sourceTitle !== undefined && { sourceTitle }),
    status: columns.statusOf(key),
    ...(permission !== undefined && { permission }),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    flags: flagsOf(state, key, bookmarkKeys),
    marks: columns.marks[key] as number,
    ...(note !== undefined && { note }),
    ...(tags.length > 0 && { tags: [...tags] }),
  }
}

export function flagsOf(state: number, key: number, { bookmarked, noted }: BookmarkKeys): EntryRow['flags'] {
  return {
    bookmarked: bookmarked.has(key),
    noted: noted.has(key),
    late: (state & stateBit.late) !== 0,
    drifted: (state & stateBit.drifted) !== 0,
    invalid: (state & stateBit.invalid) !== 0,
    vanished: (state & stateBit.vanished) !== 0,
  }
}

/** Without the members that are undefined. */
function defined<T extends Record<string, string | undefined>>(
  members: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
} {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}
