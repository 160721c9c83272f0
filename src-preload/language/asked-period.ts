import { everything, type Field, type Filter } from '@contract/filter.ts'
import type { Coverage, CoverageGap, CoverageInterval } from '@contract/sync.ts'
import { dayMs, minuteMs } from '@contract/time-units.ts'
import { caseless } from './pattern.ts'
import { resolve, type OpenRange, type TimeField } from './time.ts'

/** What of a time was not fetched, and why: the causes of a coverage's gaps, or `not-yet` above what was fetched last. In ms. */
export interface MissingTime {
  readonly from: number
  readonly to: number
  readonly cause: CoverageGap['cause'] | 'not-yet'
}

/** What of the time that a filter asks for was fetched. In ms. */
export interface AskedPeriod {
  /** `[from, to)`; a null end is open. */
  readonly asked: OpenRange
  /** Everything in it was fetched, of every source that may have entries in it. */
  readonly complete: boolean
  /** Titles of sources of which nobody can tell whether all of it is here: they were not asked, files were imported. */
  readonly unproved: readonly string[]
  readonly intervals: readonly CoverageInterval[]
  readonly missing: readonly MissingTime[]
  /** End of the newest time that was fetched; null when nothing was. */
  readonly newestFetched: number | null
  /** When everything newer was last asked for, by this machine's clock; null for never. */
  readonly askedAt: number | null
}

/** Fields that say a time. */
export const timeFields: readonly TimeField[] = ['after', 'before', 'on', 'last']
const isTime = (field: Field): field is TimeField => (timeFields as readonly Field[]).includes(field)
const always: OpenRange = { from: null, to: null }
/** The last minutes are always still to come. */
const toleranceMs = 15 * minuteMs

/** The time outside of which a filter selects nothing, by the clock of a zone. `now` in ms. */
export function askedTime(filter: Filter, context: { readonly now: number; readonly zone: string }): OpenRange {
  switch (filter.kind) {
    case 'and':
      return filter.of.map((part) => askedTime(part, context)).reduce(
        (a, b) => ({ from: higher(a.from, b.from), to: lower(a.to, b.to) }),
        always,
      ) // prettier-ignore
    case 'or': {
      const [first, ...more] = filter.of.map((part) => askedTime(part, context))
      return more.reduce(hull, first ?? always)
    }
    case 'field':
      return isTime(filter.field) ? (resolve(filter.value, filter.field, context) ?? always) : always
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

/** Titles of the sources that are not asked and may have entries that a filter selects. */
function unprovedIn({ sources = [] }: Coverage, filter: Filter): string[] {
  const own = sources.find(({ asked }) => asked)
  const parts = filter.kind === 'and' ? filter.of : [filter]
  if (own && parts.some((part) => part.kind === 'field' && part.field === 'source' && caseless(part.value) === caseless(own.name)))
    return []
  return sources.filter(({ asked }) => !asked).map(({ title }) => title)
}

/** Holds the time that a filter asks for against the ledger. */
export function periodOf(asked: OpenRange, coverage: Coverage, now: number, filter: Filter = everything): AskedPeriod {
  const unproved = unprovedIn(coverage, filter)
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
  const missing: MissingTime[] = [
    ...(asked.from !== null && coverage.retention?.oldest != null && newest
      ? clip({ from: asked.from, to: oldest, cause: 'beyond-retention' as const })
      : []),
    ...coverage.gaps.flatMap(clip),
    ...(newest ? clip({ from: newest.to, to: asked.to ?? Math.max(now, (asked.from ?? 0) + 1), cause: 'not-yet' as const }).filter((gap) => isWanted(gap, asked, askedAt ?? 0, now)) : []),
    // Something was fetched, and all that is known of it is when it was lost.
    ...(lostTo !== null ? clip({ from: lostTo, to: asked.to ?? Math.max(now, (asked.from ?? 0) + 1), cause: 'not-yet' as const }) : []),
  ] // prettier-ignore
  return {
    asked,
    complete: wholes.length > 0 && missing.length === 0 && unproved.length === 0,
    unproved,
    intervals: any.flatMap(clip),
    missing,
    newestFetched: newest?.to ?? null,
    askedAt,
  }
}

/** Whether what lies above the newest that was fetched is missed: not where the tenant was asked for it and had nothing. */
function isWanted({ from, to }: { from: number; to: number }, asked: OpenRange, askedAt: number, now: number): boolean {
  const until = Math.min(to, now)
  if (asked.from !== null && asked.from > now) return true
  if (askedAt >= until - toleranceMs) return false
  return (asked.from !== null && asked.from >= from) || (asked.to !== null && until - from > toleranceMs) || now - askedAt > dayMs
}
