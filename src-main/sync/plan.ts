import type { ConnectorDefinition } from '@contract/connector.ts'
import type { SyncState, SyncWindow, UnfinishedWalk, WalkSeen } from '@contract/service.ts'
import { dayMs } from '@contract/time-units.ts'
import { subtract, uniteRanges, type Range } from './ranges.ts'
import { sweepsDue } from './sweeps.ts'

/** One walk to do, page by page. */
export interface WalkPlan {
  /** What the tenant is asked for: on every page of the walk the same, for its cursors belong to it. */
  readonly ask: SyncWindow
  /** What the data service is told that the walk is after; narrower than what is asked when a cursor goes on with an older walk. */
  readonly claim: SyncWindow
  /** Where to go on; null begins at the top of the window. */
  readonly cursor: string | null
  /** Whether the data service has this very walk open. */
  readonly open: boolean
  /** What the walk whose cursor is gone on with has seen, when the data service no longer has it open. */
  readonly goesOn?: WalkSeen
  /** The stretch that counts as seen to when the walk reaches its end. */
  readonly range: Range
  /** What the tenant's clock has reached at least, ms, for answers that do not say; null when it is not known. */
  readonly tenantNow: number | null
  /** A look below a doubted floor: it is over with the first entry, and claims nothing. */
  readonly probe?: true
}

/** What a run has done and learned so far. */
export interface RunMemory {
  /** The walk that was unfinished when the run began; its cursor may still be good. */
  readonly unfinished: UnfinishedWalk | null
  /** Stretches walked to their end in this run. */
  readonly walked: readonly Range[]
  /** Covered stretches that have to be read again. */
  readonly rereads: readonly Range[]
  readonly source: PlannedSource
  /** Whether the newest entries were fetched in this run. */
  readonly headDone: boolean
  /** How far down they were asked for, ms; null while they were not. */
  readonly headFrom: number | null
  /** False once a cursor proved stale or misleading. */
  readonly trustCursor: boolean
  /** Nothing older is asked for, ms. */
  readonly since?: number
  /** The stretch that a person asked for; null for everything that is missing. */
  readonly target: WalkTarget | null
  /** The tenant's clock as it was last seen in this run, ms. */
  readonly tenantNow: number | null
  /** Whether this run has looked below a floor that is doubted. */
  readonly probed: boolean
}

/** What decides how a source can be walked. */
export interface PlannedSource {
  /** What is above the oldest entry of a page is complete; otherwise only a walk that came to its end proves anything. */
  readonly newestFirst: boolean
  /** Longest stretch to ask for at once, ms; null for any. */
  readonly longestMs: number | null
  /** Which tenant is asked how: a cursor from another request is not used. */
  readonly askedBy: string
  /** Whether a cursor is good for a later walk. */
  readonly keepsCursors: boolean
}

export function longestOf({ window }: Pick<ConnectorDefinition, 'window'>): number | null {
  return window.longestDays === undefined ? null : window.longestDays * dayMs
}

export interface WalkTarget {
  readonly range: Range
  /** Also what is covered is fetched again. */
  readonly recheck: boolean
}

const fetchable: ReadonlySet<string> = new Set(['never-asked', 'interrupted', 'failed', 'damaged'])

/**
 * The next walk of a run, or null when there is nothing left to fetch. Newest first: what came since the last sync
 * (with the overlap, for late arrivals), then what is missing, from the newest gap down to what the tenant still has,
 * then what is old enough to be read once more, then a look below a floor that is doubted. `now` by this machine's clock, ms: it
 * bounds what is asked for where the source takes no long stretches, never what is claimed.
 */
export function nextWalk(state: SyncState, memory: RunMemory, now: number): WalkPlan | null {
  if (!memory.headDone && !memory.target) return headGoingOn(state, memory) ?? headWalk(state, memory, now)
  const newest = missingIn(state, memory).at(-1) ?? sweepsIn(state, memory).at(-1)
  return newest ? gapWalk(shortened(newest, state, memory), state, memory) : probe(state, memory, now)
}

/** How long what a look below a doubted floor has shown is good for, and how far the floor may move meanwhile, ms. */
const probeAgainMs = dayMs

/**
 * A stated floor above what was sent makes nothing unasked; whether the tenant has forgotten that since, only asking can tell. Not where
 * no long stretch may be asked for at once: an empty one says nothing about what is below it.
 */
function probe({ doubted }: SyncState, { target, since, source, probed, tenantNow }: RunMemory, now: number): WalkPlan | null {
  if (!doubted || probed || target || since !== undefined || source.longestMs !== null) return null
  const { oldest, at, probed: last } = doubted
  const isKnown = last && now >= last.at && now - last.at < probeAgainMs && Math.abs(oldest - at - last.age) < probeAgainMs
  if (isKnown) return null
  const window = { from: null, to: oldest }
  return { ask: window, claim: window, cursor: null, open: false, range: { from: oldest, to: oldest }, tenantNow, probe: true }
}

/** The newest part of a gap that may be asked for at once, with the overlap above it. */
function shortened({ from, to }: Range, { overlapMs }: SyncState, { source: { longestMs } }: RunMemory): Range {
  return { from: longestMs === null ? from : Math.max(from, to - Math.max(longestMs - overlapMs, longestMs / 2)), to }
}

/** Everything that is still to be walked below the newest, in two lists: what is missing, and what is read again. */
export function remainingIn(state: SyncState, memory: RunMemory): readonly Range[] {
  return [...missingIn(state, memory), ...sweepsIn(state, memory)]
}

function sweepsIn(state: SyncState, memory: RunMemory): readonly Range[] {
  if (memory.target) return []
  const due = sweepsDue(state.intervals, state.sweepAgesMs, memory.tenantNow ?? topOf(state) ?? -Infinity)
  return subtract(due, [...memory.walked, ...outOfReach(state, memory)])
}

/** Where the next sync begins to read, ms: not above what is committed, nor above the newest entry, whatever a clock said. */
function newestOf(state: SyncState): number | null {
  const top = topOf(state)
  return top === null ? null : Math.min(top, state.newest ?? top)
}

/** Where what is committed ends, ms; null when there is nothing. */
export function topOf(state: SyncState): number | null {
  return coveredBy(state).at(-1)?.to ?? null
}

/** Everything that is still to be fetched below the newest, oldest first. */
export function missingIn(state: SyncState, memory: RunMemory): readonly Range[] {
  if (memory.target) return missingOf(memory.target, state, memory)
  const { unfinished } = state
  const wanted: Range[] = state.gaps.filter(({ cause }) => fetchable.has(cause)).map(({ from, to }) => ({ from: opened(from), to }))
  for (const walk of [unfinished, memory.unfinished]) if (walk) wanted.push({ from: walk.window.from ?? -Infinity, to: walk.edge })
  // Where no long stretch is asked for at once, the newest one may begin above what is committed.
  if (memory.headFrom !== null) wanted.push({ from: topOf(state) ?? -Infinity, to: memory.headFrom })
  const skipped = state.gaps.filter(({ cause }) => !fetchable.has(cause)).map(({ from, to }) => ({ from: opened(from), to }))
  const uncovered = subtract(wanted, [...coveredBy(state), ...skipped])
  return subtract([...uncovered, ...memory.rereads], [...memory.walked, ...outOfReach(state, memory)])
}

/** What of a target is to be fetched: never above what is covered, which would claim a time that has not come yet. */
function missingOf({ range, recheck }: WalkTarget, state: SyncState, memory: RunMemory): readonly Range[] {
  const wanted = { from: opened(range.from), to: Math.min(range.to, topOf(state) ?? -Infinity) }
  return subtract([wanted], [...(recheck ? [] : coveredBy(state)), ...memory.walked, ...outOfReach(state, memory)])
}

/** What the tenant no longer has, or nobody wants. */
function outOfReach(state: SyncState, { since, source: { longestMs } }: RunMemory): readonly Range[] {
  const bottom = Math.max(state.floor ?? (longestMs === null ? -Infinity : silentBelow(state, longestMs)), since ?? -Infinity)
  return Number.isFinite(bottom) ? [{ from: -Infinity, to: bottom }] : []
}

/** Asked for stretch by stretch, a source whose retention is not known would have no end: a year without an entry is taken for it. */
function silentBelow({ oldest }: SyncState, longestMs: number): number {
  return oldest === null ? -Infinity : oldest - Math.max(longestMs, 366 * dayMs)
}

/** What is committed, oldest first. */
function coveredBy({ intervals, unfinished }: SyncState): readonly Range[] {
  const whole = intervals.filter(({ narrowed }) => narrowed === null)
  return uniteRanges(unfinished ? [...whole, { from: unfinished.edge, to: unfinished.top }] : whole)
}

/** A gap that begins at the epoch has no known beginning. */
function opened(from: number): number {
  return from <= 0 ? -Infinity : from
}

/** A walk up to the newest that was cut off comes to the newest all the same. */
function headGoingOn({ unfinished }: SyncState, { source, trustCursor }: RunMemory): WalkPlan | null {
  if (source.newestFirst || !trustCursor || unfinished?.window.to !== null || !hasCursor(unfinished, source)) return null
  const { window, cursor, top, asked } = unfinished
  const range = { from: window.from ?? -Infinity, to: Infinity }
  return { ask: asked.window, claim: window, cursor, open: true, range, tenantNow: top }
}

function headWalk(state: SyncState, { since, source: { longestMs } }: RunMemory, now: number): WalkPlan {
  const { floor, overlapMs } = state
  const newest = newestOf(state)
  const wanted = newest === null ? (since ?? null) : Math.max(newest - overlapMs, floor ?? -Infinity)
  const from = longestMs === null ? wanted : Math.max(wanted ?? -Infinity, now - longestMs)
  const window = { from, to: null }
  return { ask: window, claim: window, cursor: null, open: false, range: { from: from ?? -Infinity, to: Infinity }, tenantNow: null }
}

function gapWalk(gap: Range, state: SyncState, memory: RunMemory): WalkPlan {
  const { unfinished, overlapMs } = state
  const tenantNow = memory.tenantNow ?? topOf(state)
  const { source } = memory
  const resumable = mayGoOn(memory) ? [unfinished, memory.unfinished].find((walk) => canGoOn(walk, gap, state, source)) : null
  if (resumable) {
    // Its window may end above the bottom of the gap: no more is claimed than it can bring.
    const range = { from: Math.max(gap.from, resumable.window.from ?? -Infinity), to: gap.to }
    const open = resumable === unfinished
    const claim = open ? resumable.window : { from: Number.isFinite(range.from) ? range.from : null, to: gap.to }
    const { asked, cursor, orderly, low, top } = resumable
    // What comes the oldest first was read before the cursor when that walk began: it counts as read then.
    const plan = { ask: asked.window, claim, cursor, open, range, tenantNow: source.newestFirst ? tenantNow : top }
    return open ? plan : { ...plan, goesOn: { orderly, low } }
  }
  // The edge of what was committed is read again: entries of one millisecond may lie on both sides of it. Never above
  // what is covered: that would claim a time that has not come yet.
  // Down to the oldest that the tenant says it keeps, it is asked for everything: what it sends beyond shows that it keeps more.
  const isOpen = !Number.isFinite(gap.from) || (gap.from === state.floor && source.longestMs === null)
  const from = isOpen ? null : gap.from
  const window = { from, to: Math.min(gap.to + overlapMs, Math.max(gap.to, topOf(state) ?? gap.to)) }
  return { ask: window, claim: window, cursor: null, open: false, range: gap, tenantNow }
}

/** What is compared is all read now: a cursor would leave out what was read before it. */
function mayGoOn({ trustCursor, target }: RunMemory): boolean {
  return trustCursor && target?.recheck !== true
}

/** Whether a walk has a cursor that can be used again: with the request that it came from. */
function hasCursor(walk: UnfinishedWalk, { askedBy, keepsCursors }: PlannedSource): walk is UnfinishedWalk & { readonly cursor: string } {
  return walk.cursor !== null && keepsCursors && walk.asked.by === askedBy
}

/**
 * A cursor is worth going on with when it stands at the gap's upper end and all that it leads to is missing; one that leads
 * upwards, when the gap is what its window was for.
 */
function canGoOn(
  walk: UnfinishedWalk | null,
  gap: Range,
  { floor }: SyncState,
  source: PlannedSource,
): walk is UnfinishedWalk & { readonly cursor: string } {
  if (!walk || !hasCursor(walk, source)) return false
  if (!source.newestFirst)
    return (walk.window.from ?? -Infinity) < gap.to && gap.to <= walk.edge && gap.from <= (walk.window.from ?? -Infinity)
  if (walk.edge !== gap.to) return false
  return Math.max(walk.window.from ?? -Infinity, floor ?? -Infinity) >= gap.from
}
