import type { TimeRange } from '@contract/log.ts'
import type { Coverage } from '@contract/sync.ts'
import { minuteMs } from '@contract/time-units.ts'
import type { OpenRange } from '@language/time.ts'
import { partlyFetched } from '../../shared/sync/coverage-lines.ts'
import { dayRangeText, dayText, momentText } from '../../composables/time-format.ts'

export interface CoverageVerdict {
  /** `complete`: everything asked for was fetched. `partial`: some of it. `none`: nothing of it. */
  readonly kind: 'complete' | 'partial' | 'none'
  /** One or more sentences for a person. */
  readonly text: string
  /** What of it can be fetched: a stretch of time, or `sync` for what is newer than the last fetch; null for nothing. */
  readonly fetch: TimeRange | 'sync' | null
}

const most = 3

function list(parts: readonly string[]): string {
  const shown = parts.slice(0, most).join('; ')
  return parts.length > most ? `${shown}; and ${parts.length - most} more` : shown
}

/**
 * What an empty result means: whether the time asked for was fetched at all. *No events* must never be read where *not synced* is true,
 * so anything short of complete coverage says what is missing. Open ends of `asked` mean what the cache holds, and beyond it.
 */
export function coverageVerdict(asked: OpenRange, coverage: Coverage | null, zone: string): CoverageVerdict {
  const verdict = ofAllSources(fetchedOf(asked, coverage, zone), coverage)
  const undated = coverage?.undated ?? 0
  if (undated === 0 || (asked.from === null && asked.to === null)) return verdict
  // They may be of the time that was asked for.
  const has = undated === 1 ? '1 entry has' : `${undated} entries have`
  return { ...verdict, text: `${verdict.text} ${has} a time that cannot be read, which no range holds.` }
}

/** What was fetched of the source that is asked says nothing of the others. */
function ofAllSources(verdict: CoverageVerdict, coverage: Coverage | null): CoverageVerdict {
  const others = (coverage?.sources ?? []).filter(({ asked }) => !asked).map(({ title }) => title)
  if (others.length === 0) return verdict
  const own = coverage?.sources?.find(({ asked }) => asked)?.title ?? 'the source that is asked'
  const text = `${verdict.text} That is said of ${own} alone: of ${list(others)} only what was imported is here.`
  return { ...verdict, kind: verdict.kind === 'complete' ? 'partial' : verdict.kind, text }
}

function fetchedOf(asked: OpenRange, coverage: Coverage | null, zone: string): CoverageVerdict {
  // A narrowed interval was fetched under a server-side filter: it proves nothing about other entries.
  const intervals = (coverage?.intervals ?? []).filter(({ narrowed }) => narrowed === null).sort((a, b) => a.from - b.from)
  const first = intervals[0]
  const last = intervals.at(-1)
  const parts = coverage?.intervals.filter(({ narrowed }) => narrowed !== null) ?? []
  if (!first || !last)
    return parts.length > 0
      ? onlyParts(parts)
      : coverage?.askedAt
        ? emptyLog(momentText(coverage.askedAt, zone), coverage.entries)
        : nothingYet
  const from = asked.from ?? first.from
  const to = asked.to ?? last.to
  const fetch = fetchable(coverage, asked)
  if (to <= first.from) {
    const why = fetch === null && isForgotten(to, coverage) ? 'the tenant no longer has this range' : 'this range was not fetched'
    return { kind: 'none', text: `Nothing is cached before ${dayText(first.from, zone)}; ${why}.`, fetch }
  }
  const askedAt = coverage?.askedAt ?? -Infinity
  const askedOn = Number.isFinite(askedAt) ? momentText(askedAt, zone) : ''
  if (from >= last.to && from < askedAt)
    return {
      kind: 'partial',
      text: `The tenant had nothing after ${momentText(last.to, zone)} when it was last asked, on ${askedOn}. Entries may still come late.`,
      fetch: 'sync',
    }
  if (from >= last.to)
    return { kind: 'none', text: `Nothing is cached after ${momentText(last.to, zone)}; this range was not fetched yet.`, fetch: 'sync' }

  const missing: string[] = []
  if (from < first.from) missing.push(`before ${dayText(first.from, zone)}`)
  let reached = first.to
  for (const { from: start, to: end } of intervals) {
    if (start > reached && start > from && reached < to) missing.push(dayRangeText(Math.max(reached, from), Math.min(start, to) - 1, zone))
    reached = Math.max(reached, end)
  }
  // The last minutes up to now are always still to come; only a range with an end of its own can miss them.
  const known = Math.max(last.to, askedAt)
  const isNewer = asked.to !== null && to - known > 15 * minuteMs
  if (isNewer) missing.push(`after ${momentText(known, zone)}`)
  if (missing.length > 0) {
    const text = `Not all of this range was fetched. Nothing is cached for: ${list(missing)}.`
    return { kind: 'partial', text, fetch: fetch ?? (isNewer ? 'sync' : null) }
  }
  // Asked for and empty is not fetched: it says so.
  const isQuiet = asked.to !== null && to - last.to > 15 * minuteMs
  const quiet = isQuiet ? ` After ${momentText(last.to, zone)} it had nothing at all when it was last asked, on ${askedOn}.` : ''
  const asOf = Math.min(...intervals.filter((each) => each.from < to && each.to > from).map(({ fetchedAt }) => fetchedAt))
  return {
    kind: 'complete',
    text: `This range was fetched completely, last on ${momentText(Number.isFinite(asOf) ? asOf : last.fetchedAt, zone)}: the tenant had no such entry.${quiet}`,
    fetch: null,
  }
}

const nothingYet: CoverageVerdict = {
  kind: 'none',
  text: 'Nothing was fetched from the tenant yet, so an empty result says nothing about its log.',
  fetch: 'sync',
}

/** Coverage rests on entries: a log that has none covers nothing, and yet it was asked for. */
function emptyLog(askedOn: string, entries: number): CoverageVerdict {
  const none = entries === 0 ? 'no entry at all' : 'no entry that proves a range'
  return { kind: 'partial', text: `The tenant had ${none} when it was last asked, on ${askedOn}.`, fetch: 'sync' }
}

/** The connector asks for a part of the log only: to fetch again would bring no more. */
function onlyParts(parts: Coverage['intervals']): CoverageVerdict {
  const names = [...new Set(parts.map(({ narrowed }) => narrowed))].join(', ')
  return {
    kind: 'none',
    text: `This tenant’s connector fetches only ${names}. An empty result says nothing about everything else in its log.`,
    fetch: null,
  }
}

function isForgotten(to: number, coverage: Coverage | null): boolean {
  const oldest = coverage?.retention?.oldest ?? null
  return oldest !== null && to <= oldest
}

/** From the first to the last gap in what is asked that the tenant can still fill. */
function fetchable(coverage: Coverage | null, { from, to }: OpenRange): TimeRange | null {
  const parts = (coverage?.gaps ?? [])
    .filter((gap) => gap.cause !== 'beyond-retention' && partlyFetched(gap, coverage?.intervals ?? []) === null)
    .map((gap) => ({ from: Math.max(gap.from, from ?? gap.from), to: Math.min(gap.to, to ?? gap.to) }))
    .filter((part) => part.to > part.from)
  return parts.length === 0 ? null : { from: Math.min(...parts.map((part) => part.from)), to: Math.max(...parts.map((part) => part.to)) }
}
