import type { TimeRange } from '@contract/log.ts'
import type { Coverage } from '@contract/sync.ts'
import { unknownTime } from '../../connector/times.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { knownIn } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import { readEntries } from '../read-entries.ts'
import { inTurns } from '../in-turns.ts'
import { isListed } from '../query/evaluate.ts'
import type { Link } from './links.ts'
import { Replay, type PlayedEntry } from './replay.ts'
import { Things } from './things.ts'

/** Entries that are read before they are played: some thousand blocks' worth. */
const chunk = 16_384
/** Entries between two places where work may stop. */
const piece = 32
const relations = /^(?:role_(?:assign|revoke)|group_member_(?:add|remove))$/
const changing = /^(?:role|group|user)_|_(?:create|invite|delete|remove|update|change|edit|set)$/

/** A log, played once: who had what at any place in its order. */
export interface Organisation {
  readonly things: Things
  readonly replay: Replay
  /** Keys in the order of time; those without a time are not among them. */
  readonly order: Uint32Array
  /** ms, by key. */
  readonly time: Float64Array
  readonly linksOf: (holder: number) => readonly Link[]
  /** Times in which something may have happened of which no entry is here: between what was fetched, and after all of it. */
  readonly unfetched: readonly TimeRange[]
  /** Up to when all of it was fetched, ms; null: nothing was. */
  readonly newest: number | null
}

/** Plays all entries that a tenant's cache holds, in pieces that let others have their turn. */
export async function playLog(store: CacheStore, coverage: Coverage): Promise<Organisation> {
  const { columns, dictionaries } = store
  const keys = store.order.keys.slice()
  const known = knownIn(keys, columns.time)
  const time = columns.time.slice(0, columns.length)
  const things = new Things()
  await inTurns(things.prepare(dictionaries))
  const replay = new Replay(things)
  const told = dictionaries.action.table(([action]) => action !== undefined && changing.test(action) && action !== 'permission_check')
  const related = dictionaries.action.table(([action]) => action !== undefined && relations.test(action))
  const matters = (key: number): boolean => {
    const action = columns.ids.action[key] as number
    if (!isListed(columns, key) || columns.statusOf(key) === 'failed') return false
    return told[action] === 1 || ((columns.state[key] as number) & stateBit.changes) !== 0
  }
  await inTurns(foretellNames(replay, store))
  for (let from = 0; from < keys.length; from += chunk) {
    const part = keys.subarray(from, from + chunk)
    const entries = new Map<number, PlayedEntry>()
    const inText = part.filter((key) => matters(key) && ((columns.state[key] as number) & stateBit.changes) !== 0)
    await readEntries(store, inText.sort(), (key, entry) => entries.set(key, entry))
    const placeOf = (at: number): number => (from + at < known ? from + at : -1)
    await inTurns(
      eachOf(part, (key, at) => {
        if (!matters(key)) return
        const isTold = related[columns.ids.action[key] as number] === 1 || told[columns.ids.action[key] as number] === 1
        const entry = entries.get(key) ?? (isTold ? fromColumns(store, key) : null)
        if (entry) replay.play(entry, { key, place: placeOf(at) })
      }),
    )
  }
  const byHolder = new Map<number, Link[]>()
  await inTurns(
    eachOf(replay.links.all, (link) => {
      const own = byHolder.get(link.holder)
      if (own) own.push(link)
      else byHolder.set(link.holder, [link])
    }),
  )
  const none: readonly Link[] = []
  return {
    things,
    replay,
    order: keys.subarray(0, known),
    time,
    linksOf: (holder) => byHolder.get(holder) ?? none,
    unfetched: unfetchedIn(coverage),
    newest: newestIn(coverage),
  }
}

/** Does something with each, and may stop in between. */
function* eachOf<T>(list: Iterable<T>, work: (each: T, at: number) => void): Generator<void, void> {
  let at = 0
  for (const each of list) {
    work(each, at)
    if (++at % piece === 0) yield
  }
}

/** What an entry without changes says, which the columns say, too. */
function fromColumns({ columns, dictionaries, targetSets }: CacheStore, key: number): PlayedEntry {
  const { ids } = columns
  const [type = '', id, name] = dictionaries.resource.at(ids.resource[key] as number)
  const set = ids.targets[key] as number
  const targets = set > 0 ? [...targetSets.of(set)] : ids.target[key] === 0 ? [] : [ids.target[key] as number]
  const named = targets.map((target) => {
    const [of, own, email, called] = dictionaries.target.at(target)
    return {
      ...(of !== undefined && { type: of }),
      ...(own !== undefined && { id: own }),
      ...(email !== undefined && { email }),
      ...(called !== undefined && { name: called }),
    }
  })
  return {
    action: dictionaries.action.at(ids.action[key] as number)[0] ?? '',
    status: columns.statusOf(key),
    resource: { type, ...(id !== undefined && { id }), ...(name !== undefined && { name }) },
    ...(named[0] && { target: named[0], targets: named }),
  }
}

/** Names of roles and groups that any entry tells with an id. */
function* foretellNames({ names, things }: Replay, { dictionaries }: CacheStore): Generator<void, void> {
  const foretell = (type: string | undefined, id: string | undefined, name: string | undefined): void => {
    const kind = type?.toLowerCase()
    if ((kind !== 'role' && kind !== 'group') || name === undefined) return
    const thing = things.byId(kind, id)
    if (thing !== null) names.foretell(thing, name)
  }
  yield* eachOf(dictionaries.resource.all(), ([type, id, name]) => foretell(type, id, name))
  yield* eachOf(dictionaries.target.all(), ([type, id, , name]) => foretell(type, id, name))
}

/** That the tenant keeps nothing older than what was fetched is no gap in it. */
function unfetchedIn(coverage: Coverage): TimeRange[] {
  const { gaps, intervals } = coverage
  const first = intervals[0]?.from ?? Infinity
  const last = intervals.at(-1)?.to ?? -Infinity
  const between = gaps.filter(({ from, to }) => from >= first && to <= last).map(({ from, to }) => ({ from, to }))
  const newest = newestIn(coverage)
  return [...between, ...(newest === null ? [] : [{ from: newest + 1, to: Infinity }])]
}

/** The last moment of what was fetched; where files reach further, their newest entry. */
function newestIn({ intervals, newest }: Coverage): number | null {
  const end = intervals.at(-1)?.to
  return end === undefined ? newest : Math.max(newest ?? -Infinity, end - 1)
}

/** How many of the entries stand up to a time, those of that very time included; a fraction of a millisecond is part of it. */
export function placeAt({ order, time }: Organisation, at: number): number {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (Math.floor(time[order[middle] as number] as number) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** When the entry at a place was, ms; null: nobody knows. */
export function timeAt({ order, time }: Organisation, place: number): number | null {
  const key = order[place]
  const at = key === undefined ? unknownTime : (time[key] as number)
  return at === unknownTime ? null : Math.floor(at)
}
