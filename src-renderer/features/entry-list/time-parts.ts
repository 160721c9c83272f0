import type { QueryAnswer } from '@contract/log.ts'
import { shownOffset, yearText } from '../../composables/time-format.ts'
import type { TimeParts } from './columns.ts'

/**
 * Which parts every time of a result shows. The year where its times may be of several: a column in which only some rows have it cannot be compared at a
 * glance. Where all are of one, its title says which. The offset wherever the zone is not UTC, because rows on either side of a clock change differ.
 */
export function timePartsOf(answer: Pick<QueryAnswer, 'range' | 'histogram'> | null, zone: string, now: number): TimeParts {
  const range = answer?.range ?? null
  const isFarApart = answer?.histogram != null && answer.histogram.before + answer.histogram.after > 0
  const [first, last] = range === null ? [null, null] : [yearText(range.from, zone), yearText(range.to - 1, zone)]
  const year = isFarApart || first !== last
  return { year, allOf: year ? null : first, offset: zone !== 'UTC' || shownOffset(now, zone) !== 0 }
}

/** The year that all times are of and that no row says, as it stands in the title of their column. */
export const yearInTitle = ({ allOf }: TimeParts): string => (allOf === null ? '' : `, ${allOf}`)
