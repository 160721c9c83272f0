import type { Histogram, HistogramBucket, TimeRange } from '@contract/log.ts'
import type { CoverageGap } from '@contract/sync.ts'
import { offsetText } from '@language/offset-text.ts'
import { clockTime, dayRangeText, dayText, shownOffset } from '../../composables/time-format.ts'
import { countText, pluralText } from '../../composables/number-format.ts'
import { sum, type StripGap } from './strip-maths.ts'

const causes: Readonly<Record<CoverageGap['cause'], string>> = {
  'never-asked': 'not fetched yet',
  interrupted: 'not fetched: the sync was interrupted',
  failed: 'could not be fetched',
  'beyond-retention': 'no longer kept by the tenant',
  skipped: 'skipped',
  damaged: 'damaged on this disk',
  'entry-too-large': 'an entry too large to fetch',
  'page-set-aside': 'set aside: reading it failed twice',
}

/** When a bucket is, as short as its unit allows. */
export function bucketTime({ from, to }: { readonly from: number; readonly to: number }, unit: Histogram['unit'], zone: string): string {
  if (unit === 'minute' || unit === 'hour') {
    // Over a change of the clock the offsets tell what the readings do not: 02:00 – 02:00 is an hour.
    const [first, second] = [shownOffset(from, zone), shownOffset(to, zone)]
    const suffix = (offset: number): string => (first === second ? '' : ` ${offsetText(offset)}`)
    return `${dayText(from, zone)}, ${clockTime(from, zone)}${suffix(first)} – ${clockTime(to, zone)}${suffix(second)}`
  }
  return dayRangeText(from, to - 1, zone)
}

/** `20 Oct 2026: 1,204 entries, 31 failed`. */
export function bucketText(bucket: HistogramBucket, unit: Histogram['unit'], zone: string): string {
  const failed = bucket.failed > 0 ? `, ${countText(bucket.failed)} failed` : ''
  const unknown = bucket.unknown > 0 ? `, ${countText(bucket.unknown)} of unknown status` : ''
  const marked = bucket.marked ? `, ${countText(bucket.marked)} with a strong mark` : ''
  return `${bucketTime(bucket, unit, zone)}: ${pluralText(sum(bucket), 'entry', 'entries')}${failed}${unknown}${marked}`
}

/** `Selected: 20 Oct – 3 Nov 2026`, of a stretch that grows by keys. */
export function stretchText(stretch: TimeRange, unit: Histogram['unit'], zone: string): string {
  return `Selected: ${bucketTime(stretch, unit, zone)}`
}

/** `3 entries before 1 Mar 2019`: what lies far outside of the strip. */
export function outsideText(count: number, side: 'before' | 'after', edge: number, zone: string): string {
  return `${pluralText(count, 'entry', 'entries')} ${side} ${dayText(side === 'before' ? edge : edge - 1, zone)}`
}

/** `2 entries at an unknown time`. */
export function undatedText(count: number): string {
  return `${pluralText(count, 'entry', 'entries')} at an unknown time`
}

/** `Gap: not fetched yet, 22 Aug – 27 Aug 2026`. */
export function stripGapText(gap: StripGap, zone: string): string {
  const why = gap.only === undefined ? causes[gap.cause] : `only ${gap.only} fetched`
  return `Gap: ${why}, ${dayRangeText(gap.from, gap.to - 1, zone)}`
}

/** `Not searched yet: 22 Aug – 27 Aug 2026`. */
export function unsearchedText({ from, to }: TimeRange, zone: string): string {
  return `Not searched yet: ${dayRangeText(from, to - 1, zone)}`
}
