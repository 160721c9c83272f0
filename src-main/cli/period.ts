import type { Filter } from '@contract/filter.ts'
import type { Coverage } from '@contract/sync.ts'
import { askedTime, periodOf } from '@language/asked-period.ts'
import { intervalOf, iso, undatedInWords, type ToldInterval } from './coverage.ts'
import { visible } from './printing.ts'

/** What of the time that a filter asks for was fetched, as it is printed: times are ISO 8601 in UTC; a null end of `asked` is open. */
export interface Period {
  readonly asked: { readonly from: string | null; readonly to: string | null }
  /** Everything in it was fetched. */
  readonly complete: boolean
  readonly intervals: readonly ToldInterval[]
  /** Sources that were not asked at all, of which files were imported: nobody can tell what they lack. Absent where there are none. */
  readonly unproved?: readonly string[]
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
  /** Files that were imported, each with what its first and its last entry say. Absent where there are none. */
  readonly imports?: readonly { readonly file: string; readonly from: string | null; readonly to: string | null }[]
}

/** Holds the time that a filter asks for against what was fetched. Times without an offset are UTC. */
export function toldPeriod(filter: Filter, coverage: Coverage, now: number): Period {
  const { asked, complete, intervals, missing, newestFetched, askedAt, unproved } = periodOf(
    askedTime(filter, { now, zone: 'UTC' }),
    coverage,
    now,
    filter,
  )
  const told = (ms: number | null): string | null => (ms === null ? null : iso(ms))
  const imports = (coverage.imports ?? []).flatMap(({ files }) =>
    files.map(({ file, from, to }) => ({ file, from: told(from), to: told(to) })),
  )
  return {
    asked: { from: told(asked.from), to: told(asked.to) },
    complete,
    ...(unproved.length > 0 && { unproved }),
    intervals: intervals.map(intervalOf),
    gaps: missing.map((gap) => ({ ...gap, from: iso(gap.from), to: iso(gap.to) })),
    newestFetched: told(newestFetched),
    cached: coverage.entries,
    undated: coverage.undated ?? 0,
    askedAt: told(askedAt),
    ...(imports.length > 0 && { imports }),
  }
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
  const { asked, complete, intervals, gaps, newestFetched, undated, askedAt, unproved = [] } = period
  const isBounded = asked.from !== null || asked.to !== null
  const time = isBounded ? `The time asked for (${asked.from ?? 'the beginning'} to ${asked.to ?? 'now'})` : 'The log'
  const isLost = newestFetched === null && gaps.some(({ cause }) => cause === 'damaged' || cause === 'not-yet')
  if (newestFetched === null && gaps.length === 0) return nothingCovered(period)
  if (complete) {
    const such = isBounded && undated > 0 ? 'no such entry with a time that can be read' : 'no such entry'
    return isEmpty ? `${time} was fetched completely, last at ${askedAt ?? ''}: the tenant had ${such}.\n` : ''
  }
  const others = unproved.map((title) => `not asked\t${visible(title)}: only what was imported is here, what it lacks is not known\n`)
  if (gaps.length === 0 && others.length > 0)
    return [`${time} was fetched completely of the source that is asked alone.\n`, ...others].join('')
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
    ...others,
    `Newest fetched: ${newestFetched ?? 'nothing'}; the tenant was last asked at ${askedAt ?? 'no time'}\n`,
  ].join('')
}

/** Coverage rests on entries with a time, and on walks that were in order or reached their end: without them nothing is covered, whatever came. */
function nothingCovered({ askedAt, cached, undated, imports = [] }: Period): string {
  if (askedAt === null && imports.length > 0) {
    const files = imports.map(({ file, from, to }) => `imported\t${from ?? ''}\t${to ?? ''}\t${visible(file)}\n`)
    return `All of this was imported from files: what they leave out is not known here.\n${lines(files)}`
  }
  if (askedAt !== null) {
    const came =
      cached === 0 ? 'it had no entry' : cached === undated ? 'it had no entry with a time that can be read' : 'no entry proved one'
    return `When the tenant was last asked, at ${askedAt}, ${came}: no stretch of time counts as fetched.\n`
  }
  return cached === 0
    ? 'Nothing was fetched from the tenant yet: this says nothing about its log. Run sync first.\n'
    : 'No stretch of time was fetched to its end yet: entries may be missing here. Run sync again, it goes on where it stopped.\n'
}
