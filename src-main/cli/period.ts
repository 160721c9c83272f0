import type { Filter } from '@contract/filter.ts'
import type { Coverage, CoverageGap, CoverageInterval } from '@contract/sync.ts'
import { dayMs, minuteMs } from '@contract/time-units.ts'
import { resolve, type OpenRange, type TimeField } from '@language/time.ts'
import { intervalOf, iso, undatedInWords, type ToldInterval } from './coverage.ts'
import { visible } from './printing.ts'

/** What of the time that a filter asks for was fetched. Times are ISO 8601 in UTC; a null end of `asked` is open. */
export interface Period {
  readonly asked: { readonly from: string | null; readonly to: string | null }
  /** Everything in it was fetched. */
  readonly complete: boolean
  readonly intervals: readonly ToldInterval[]
  /** What was not fetched, and why: the causes of `coverage`, or `not-yet` above what was fetched last. */
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly cause: string }[]
  /** End of the newest time that was fetched; null when nothing was. */
  readonly newestFetched: string | null
  /** Entries of this cache, of any time. */
  readonly cached: number
  /** Those of them whose time cannot be read: no period holds them, whenever they happened. */
  readonly undated: number
  /** When everything newer was last asked for, by this machine's clock; null for never. */
  readonly askedAt: string | null
}

const timeFields: readonly string[] = ['after', 'before', 'on', 'last'] satisfies readonly TimeField[]
const always: OpenRange = { from: null, to: null }
/** The last minutes are always still to come. */
const toleranceMs = 15 * minuteMs

/** The time outside of which a filter selects nothing. `now` in ms. */
export function askedTime(filter: Filter, now: number): OpenRange {
  switch (filter.kind) {
    case 'and':
      return filter.of.map((part) => askedTime(part, now)).reduce(
        (a, b) => ({ from: higher(a.from, b.from), to: lower(a.to, b.to) }),
        always,
      ) // prettier-ignore
    case 'or': {
      const [first, ...more] = filter.of.map((part) => askedTime(part, now))
      return more.reduce(hull, first ?? always)
    }
    case 'field':
      return timeFields.includes(filter.field) ? (resolve(filter.value, filter.field as TimeField, { now, zone: 'UTC' }) ?? always) : always
    default:
      return always
  }
}

const higher = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.max(a, b))
const lower = (a: number | null, b: number | null): number | null => (a === null || b === null ? (a ?? b) : Math.min(a, b))
const hull = (a: OpenRange, b: OpenRange): OpenRange => ({
  from: a.from === null || b.from === null ? null : Math.min(a.from, b.from),
  to: a.to === null || b.to === null ? null : Math.max(a.to, b.to),
})

/** Holds the time that is asked for against the ledger. */
export function periodOf(asked: OpenRange, coverage: Coverage, now: number): Period {
  const from = asked.from ?? -Infinity
  const to = asked.to ?? Infinity
  const clip = <T extends { from: number; to: number }>(part: T): T[] =>
    Math.max(part.from, from) < Math.min(part.to, to) ? [{ ...part, from: Math.max(part.from, from), to: Math.min(part.to, to) }] : []
  const wholes = coverage.intervals.filter(({ narrowed }) => narrowed === null)
  const any = coverage.intervals
  const newest = any.reduce<CoverageInterval | null>((last, each) => (last && last.to > each.to ? last : each), null)
  const askedAt = coverage.askedAt ?? newest?.fetchedAt ?? null
  const lostTo = newest
    ? null
    : coverage.gaps.reduce<number | null>((last, { to, cause }) => (cause === 'damaged' ? Math.max(last ?? to, to) : last), null)
  const oldest = Math.min(...any.map((each) => each.from), ...coverage.gaps.map((each) => each.from))
  const gaps: { from: number; to: number; cause: CoverageGap['cause'] | 'not-yet' }[] = [
    ...(asked.from !== null && coverage.retention?.oldest != null && newest
      ? clip({ from: asked.from, to: oldest, cause: 'beyond-retention' as const })
      : []),
    ...coverage.gaps.flatMap(clip),
    ...(newest ? clip({ from: newest.to, to: asked.to ?? Math.max(now, (asked.from ?? 0) + 1), cause: 'not-yet' as const }).filter((gap) => isWanted(gap, asked, askedAt ?? 0, now)) : []),
    // Something was fetched, and all that is known of it is when it was lost.
    ...(lostTo !== null ? clip({ from: lostTo, to: asked.to ?? Math.max(now, (asked.from ?? 0) + 1), cause: 'not-yet' as const }) : []),
  ] // prettier-ignore
  return {
    asked: { from: asked.from === null ? null : iso(asked.from), to: asked.to === null ? null : iso(asked.to) },
    complete: wholes.length > 0 && gaps.length === 0,
    intervals: any.flatMap(clip).map(intervalOf),
    gaps: gaps.map((gap) => ({ ...gap, from: iso(gap.from), to: iso(gap.to) })),
    newestFetched: newest && iso(newest.to),
    cached: coverage.entries,
    undated: coverage.undated ?? 0,
    askedAt: askedAt === null ? null : iso(askedAt),
  }
}

/** Whether what lies above the newest that was fetched is missed: not where the tenant was asked for it and had nothing. */
function isWanted({ from, to }: { from: number; to: number }, asked: OpenRange, askedAt: number, now: number): boolean {
  const until = Math.min(to, now)
  if (asked.from !== null && asked.from > now) return true
  if (askedAt >= until - toleranceMs) return false
  return (asked.from !== null && asked.from >= from) || (asked.to !== null && until - from > toleranceMs) || now - askedAt > dayMs
}

const causes: Readonly<Record<string, string>> = {
  'never-asked': 'never asked for',
  interrupted: 'a sync was interrupted',
  failed: 'a sync failed',
  'beyond-retention': 'older than the tenant keeps',
  skipped: 'left out on request',
  damaged: 'lost with a damaged file, to be fetched again',
  'entry-too-large': 'an entry is too large to be fetched',
  'page-set-aside': 'set aside, because reading it failed twice',
  'not-yet': 'newer than the last sync',
}
const mostLines = 20

function lines(parts: readonly string[]): string {
  const more = parts.length - mostLines
  return parts.slice(0, mostLines).join('') + (more > 0 ? `… and ${more} more: see the command coverage\n` : '')
}

/** For standard error: what of the time asked for was fetched and what was not. Empty where all was, but for a result that is empty, too. */
export function periodInWords(period: Period, isEmpty: boolean): string {
  const { asked, undated } = period
  const isBounded = asked.from !== null || asked.to !== null
  const outside =
    isBounded && undated > 0 ? `${undatedInWords(undated)} and may belong here: no period holds them, is:invalid finds them.\n` : ''
  return fetchedInWords(period, isEmpty) + outside
}

function fetchedInWords(period: Period, isEmpty: boolean): string {
  const { asked, complete, intervals, gaps, newestFetched, undated, askedAt } = period
  const isBounded = asked.from !== null || asked.to !== null
  const time = isBounded ? `The time asked for (${asked.from ?? 'the beginning'} to ${asked.to ?? 'now'})` : 'The log'
  const isLost = newestFetched === null && gaps.some(({ cause }) => cause === 'damaged' || cause === 'not-yet')
  if (newestFetched === null && gaps.length === 0) return nothingCovered(period)
  if (complete) {
    const such = isBounded && undated > 0 ? 'no such entry with a time that can be read' : 'no such entry'
    return isEmpty ? `${time} was fetched completely, last at ${askedAt ?? ''}: the tenant had ${such}.\n` : ''
  }
  const fetched = intervals.map(
    (each) => `fetched\t${each.from}\t${each.to}${each.narrowed === undefined ? '' : `\tonly ${visible(each.narrowed)}`}\n`,
  )
  const missing = gaps.map(
    ({ from, to, cause }) =>
      `not fetched\t${from.startsWith('1970-01-01T00:00:00.000') ? 'the beginning' : from}\t${to}\t${causes[cause] ?? cause}\n`,
  )
  if (isLost)
    return [`${time} was fetched, and lost with a damaged file: entries may be missing here. Run sync again.\n`, lines(missing)].join('')
  return [
    `${time} was ${intervals.some(({ narrowed }) => narrowed === undefined) ? 'not all' : 'not'} fetched: entries may be missing here.\n`,
    lines(fetched),
    lines(missing),
    `Newest fetched: ${newestFetched ?? 'nothing'}; the tenant was last asked at ${askedAt ?? 'no time'}\n`,
  ].join('')
}

/** Coverage rests on entries with a time, and on walks that were in order or reached their end: without them nothing is covered, whatever came. */
function nothingCovered({ askedAt, cached, undated }: Period): string {
  if (askedAt !== null) {
    const came =
      cached === 0 ? 'it had no entry' : cached === undated ? 'it had no entry with a time that can be read' : 'no entry proved one'
    return `When the tenant was last asked, at ${askedAt}, ${came}: no stretch of time counts as fetched.\n`
  }
  return cached === 0
    ? 'Nothing was fetched from the tenant yet: this says nothing about its log. Run sync first.\n'
    : 'No stretch of time was fetched to its end yet: entries may be missing here. Run sync again, it goes on where it stopped.\n'
}
