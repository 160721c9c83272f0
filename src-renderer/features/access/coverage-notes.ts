import type { Coverage } from '@contract/sync.ts'
import { pluralText } from '../../composables/number-format.ts'
import { momentText } from '../../composables/time-format.ts'

/** What of the log is missing, that a list as of these dates cannot know of; in sentences, the gravest first. @param dates ms */
export function coverageNotes(coverage: Coverage, dates: readonly number[], zone: string): string[] {
  const notes: string[] = []
  const when = (ms: number): string => momentText(ms, zone)
  const gaps = coverage.gaps.filter(({ cause }) => cause !== 'beyond-retention')
  for (const date of dates) {
    const gap = gaps.find(({ from, to }) => from <= date && date < to)
    if (gap) notes.push(`${when(date)} lies in a gap: nothing was fetched from ${when(gap.from)} to ${when(gap.to)}, so no line is proved.`)
  }
  const last = Math.max(...dates)
  const before = gaps.filter(({ from, to }) => from < last && !dates.some((date) => from <= date && date < to))
  if (before.length > 0)
    notes.push(
      `${pluralText(before.length, 'gap')} before this date: lines that ${before.length === 1 ? 'it' : 'they'} may have changed say so.`,
    )
  const end = coverage.intervals.at(-1)?.to
  if (end !== undefined && last >= end && last > (coverage.newest ?? -Infinity))
    notes.push(`Nothing is fetched after ${when(end - 1)}: the list is what was so then.`)
  return notes
}
