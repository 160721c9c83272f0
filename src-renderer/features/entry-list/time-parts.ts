import type { QueryAnswer } from '@contract/log.ts'
import { shownOffset, yearText } from '../../composables/time-format.ts'
import type { TimeParts } from './columns.ts'

/**
 * Which parts every time of a result shows. The year as soon as one of them is not of this year: a column in which only some rows have
 * it cannot be compared at a glance. The offset wherever the zone is not UTC, because rows on either side of a clock change differ.
 */
export function timePartsOf(answer: Pick<QueryAnswer, 'range' | 'histogram'> | null, zone: string, now: number): TimeParts {
  const thisYear = yearText(now, zone)
  const range = answer?.range ?? null
  const isFarApart = answer?.histogram != null && answer.histogram.before + answer.histogram.after > 0
  const year = isFarApart || (range !== null && (yearText(range.from, zone) !== thisYear || yearText(range.to - 1, zone) !== thisYear))
  return { year, offset: zone !== 'UTC' || shownOffset(now, zone) !== 0 }
}
