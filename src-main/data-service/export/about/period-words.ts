import type { Filter } from '@contract/filter.ts'
import type { AskedPeriod, MissingTime } from '@language/asked-period.ts'
import { humanDay, humanMoment, isMidnight } from '../human-time.ts'
import type { Summary } from '../summary.ts'

const causes: Readonly<Record<MissingTime['cause'], string>> = {
  'never-asked': 'was never asked for',
  interrupted: 'a sync did not get that far yet',
  failed: 'the tenant could not be asked',
  'beyond-retention': 'the tenant does not keep it any more',
  skipped: 'was left out by a person',
  damaged: 'was damaged on this disk and not fetched again yet',
  'entry-too-large': 'holds an entry that is too large',
  'page-set-aside': 'was set aside because reading it failed twice',
  'not-yet': 'is newer than the last sync',
}
/** Missing parts that are named; a reader counts the others. */
const named = 12

const isRelative = (filter: Filter): boolean =>
  filter.kind === 'field'
    ? filter.field === 'last'
    : filter.kind === 'not'
      ? isRelative(filter.of)
      : filter.kind !== 'text' && filter.of.some(isRelative)

/** The period that was asked for, in one sentence. */
export function askedWords({ period: { asked }, run: { request }, startedAt }: Summary): string {
  const { zone, filter, source } = request
  const { from, to } = asked
  const at = (ms: number): string => humanMoment(ms, zone)
  if (from === null && to === null) return `All times, up to when the export began, ${at(startedAt)}.`
  if (from === null) return `Everything before ${at(to as number)}.`
  // By days where that says the same.
  const days = to !== null && to > from && isMidnight(from, zone) && isMidnight(to, zone)
  const [firstDay, lastDay] = [humanDay(from, zone), humanDay((to ?? startedAt) - 1, zone)]
  const words = days
    ? firstDay === lastDay ? `${firstDay}, the whole day in ${zone}` : `${firstDay} to ${lastDay}, whole days in ${zone}`
    : to === null ? `${at(from)} to when the export began, ${at(startedAt)}` : `${at(from)} to ${at(to)}, the end not included` // prettier-ignore
  if (!isRelative(filter)) return `${words}.`
  const pinned =
    source.kind === 'filter' || source.kind === 'bookmarks' ? '' : '; the entries are those that matched when the result was shown'
  return `${words}, counted back from when the export began${pinned}.`
}

/** Whether all of the period was fetched; if not, which parts are missing, and why. */
export function coverageWords({ period, run: { request }, startedAt }: Summary): readonly string[] {
  const { zone } = request
  const at = (ms: number): string => (ms <= 0 ? 'the beginning' : humanMoment(ms, zone))
  const { complete, intervals, missing, askedAt, unproved } = period
  const last = askedAt === null ? '' : ` The tenant was last asked for newer entries on ${at(askedAt)}.`
  const narrowed = [...new Set(intervals.flatMap((each) => each.narrowed ?? []))]
  const part = narrowed.map((by) => `Of some of it only a part was asked for: ${by}.`)
  if (complete) return [`All of this period was fetched from the tenant.${last}`, ...part, ...late(period, at)]
  const others = unproved.map((title) => `Of ${title} only what was imported is here: what it lacks is not known.`)
  const fetched = intervals.some((each) => each.narrowed === null)
  if (missing.length === 0 && fetched && others.length > 0)
    return [
      `All of this period was fetched from the source that is asked, not from every source.${last}`,
      ...others,
      ...part,
      ...late(period, at),
    ]
  const parts = missing
    .slice(0, named)
    .map(({ from, to, cause }) => `Missing: ${at(from)} to ${to >= startedAt ? 'now' : at(to)} (${causes[cause]}).`)
  const more = missing.length - named
  return [
    fetched
      ? `Not all of this period was fetched from the tenant: entries may be missing.${last}`
      : `No part of this period is known to have been fetched completely: entries may be missing.${last}`,
    ...parts,
    ...others,
    ...(more > 0 ? [`And ${more} more ${more === 1 ? 'part is' : 'parts are'} missing.`] : []),
    ...part,
    ...late(period, at),
  ]
}

function late({ intervals }: AskedPeriod, at: (ms: number) => string): string[] {
  const open = intervals.filter(({ settled }) => !settled)
  const first = Math.min(...open.map(({ from }) => from))
  return open.length === 0 ? [] : [`Entries from ${at(first)} on may still arrive late.`]
}
