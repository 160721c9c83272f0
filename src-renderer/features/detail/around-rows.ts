import type { EntryRow } from '@contract/entry.ts'
import type { AroundAnswer } from '@contract/log.ts'

/** A line of a list around an entry; null marks where the entry itself stands. */
export type AroundLine = EntryRow | null

const nearestOfActor = 8

/** Nothing is around an entry whose time is unknown, and such an entry is around no other: they are told apart for the types alone. */
const timeOf = ({ occurredAt }: EntryRow): number => occurredAt ?? -Infinity

const newestFirst = (a: EntryRow, b: EntryRow): number => timeOf(b) - timeOf(a) || b.key - a.key

/** Rows and the place of the entry among them, newest first. */
function withSelf(rows: readonly EntryRow[], key: number, at: number | null): readonly AroundLine[] {
  const lines: AroundLine[] = [...rows].sort(newestFirst)
  const place = lines.findIndex((row) => row !== null && at !== null && (timeOf(row) < at || (timeOf(row) === at && row.key < key)))
  lines.splice(place < 0 ? lines.length : place, 0, null)
  return lines
}

/** What the same user did, newest first, the nearest eight unless `all`; empty when there is nothing. */
export function actorLines(around: AroundAnswer, key: number, at: number | null, all: boolean): readonly AroundLine[] {
  const others = around.sameActor.filter((row) => row.key !== key)
  if (others.length === 0 || at === null) return []
  const nearest = [...others]
    .sort((a, b) => Math.abs(timeOf(a) - at) - Math.abs(timeOf(b) - at))
    .slice(0, all ? others.length : nearestOfActor)
  return withSelf(nearest, key, at)
}

/** Everything else that one request did, newest first; empty when there is nothing. */
export function requestLines(around: AroundAnswer, key: number, at: number | null): readonly AroundLine[] {
  return around.sameRequest.length === 0 ? [] : withSelf(around.sameRequest, key, at)
}

/** What was done to the same resource just before and after, newest first; empty when there is nothing. */
export function resourceLines(around: AroundAnswer, key: number, at: number | null): readonly AroundLine[] {
  const rows = new Map([...around.resourceBefore, ...around.resourceAfter].filter((row) => row.key !== key).map((row) => [row.key, row]))
  return rows.size === 0 ? [] : withSelf([...rows.values()], key, at)
}
