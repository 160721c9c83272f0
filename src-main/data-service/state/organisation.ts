import { caseless } from '@language/pattern.ts'
import type { TimeRange } from '@contract/log.ts'
import type { Coverage } from '@contract/sync.ts'
import { unknownTime } from '../../connector/times.ts'
import type { CacheStore } from '../cache/store.ts'
import { LinkRow, type Link, type Links } from './links.ts'
import type { LogReplay } from './log-replay.ts'
import type { Replay } from './replay.ts'
import type { Things } from './things.ts'

/** A log, played: who had what at any place in its order. */
export interface Organisation {
  readonly things: Things
  readonly replay: Replay
  /** Keys in the order of time; those without a time are not among them. */
  readonly order: Uint32Array
  /** ms, by key. */
  readonly time: Float64Array
  readonly linksOf: (holder: number) => readonly Link[]
  /** Where a name stands among all names of users, whatever case its letters have; `otherwise` is the name of who has none. */
  readonly ranks: () => (name: number, otherwise: () => string) => number
  /** Times in which something may have happened of which no entry is here: between what was fetched, and after all of it. */
  readonly unfetched: readonly TimeRange[]
  /** Up to when all of it was fetched, ms; null: nothing was. */
  readonly newest: number | null
}

/** What was played, as it is now. */
export function organisationOf({ keys, known, replay }: LogReplay, { columns }: CacheStore, coverage: Coverage): Organisation {
  return {
    things: replay.things,
    replay,
    order: keys.subarray(0, known),
    time: columns.time.slice(0, columns.length),
    linksOf: linksIn(replay.links, keys),
    ranks: onceMade(() => ranksIn(replay)),
    unfetched: unfetchedIn(coverage),
    newest: newestIn(coverage),
  }
}

/** Links of somebody, in the order in which they began to be known. Each is the same object whenever it is asked for. */
function linksIn(links: Links, keys: Uint32Array): Organisation['linksOf'] {
  const made = new Map<number, readonly Link[]>()
  return (holder) => {
    const known = made.get(holder)
    if (known) return known
    const found: Link[] = []
    for (let row = links.lastOf(holder); row >= 0; row = links.before(row)) found.push(new LinkRow(links, row, keys))
    const all = found.length === 0 ? none : found.reverse()
    // Of a million users not all are kept.
    if (made.size >= mostKept) made.clear()
    made.set(holder, all)
    return all
  }
}

function onceMade<T>(make: () => T): () => T {
  let made: T | null = null
  return () => (made ??= make())
}

function ranksIn({ names, texts, things }: Replay): (name: number, otherwise: () => string) => number {
  const all = new Map<string, number>()
  const keys = new Map<number, string>()
  const { name, thing } = names.rows
  for (let row = 0; row < name.length; row++) {
    const number = name.get(row)
    if (!things.isUser(thing.get(row)) || keys.has(number)) continue
    const small = caseless(texts.at(number))
    keys.set(number, small)
    all.set(small, 0)
  }
  const inOrder = [...all.keys()].sort()
  inOrder.forEach((each, at) => all.set(each, at))
  const byName = new Map(Array.from(keys, ([number, small]) => [number, all.get(small) as number]))
  return (number, otherwise) => byName.get(number) ?? between(inOrder, caseless(otherwise()))
}

/** Where a text would stand among others. */
function between(inOrder: readonly string[], text: string): number {
  let [low, high] = [0, inOrder.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((inOrder[middle] as string) < text) low = middle + 1
    else high = middle
  }
  return low - 0.5
}

const none: readonly Link[] = []
const mostKept = 20_000

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
export function placeAt({ order, time }: Pick<Organisation, 'order' | 'time'>, at: number): number {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (Math.floor(time[order[middle] as number] as number) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** When the entry at a place was, ms; null: nobody knows. */
export function timeAt({ order, time }: Pick<Organisation, 'order' | 'time'>, place: number): number | null {
  const key = order[place]
  const at = key === undefined ? unknownTime : (time[key] as number)
  return at === unknownTime ? null : Math.floor(at)
}
