import type { StoryRow } from '@contract/story.ts'
import { durationText } from '@language/duration-text.ts'
import { partWords } from '@language/story-text.ts'
import { countText } from '../../composables/number-format.ts'
import { clockTime, fullTime } from '../../composables/time-format.ts'
import { tableText } from '../../shared/clipboard/table-text.ts'
import { actorParts, resourceParts, statusText } from '../../shared/entry/row-parts.ts'

/** `37 × permission_check in 4 min`; the time it took is left out while its ends are on the way. */
export function burstText(count: number, first: StoryRow | undefined, last: StoryRow | undefined): string {
  if (!first) return `${countText(count)} × …`
  const [from, to] = [first.occurredAt, last?.occurredAt ?? null]
  const took = from === null || to === null ? '' : ` in ${durationText(Math.abs(to - from))}`
  return `${countText(count)} × ${first.action}${took}`
}

/** From when to when a burst was, as clocks show it. */
export function burstTimes(first: StoryRow | undefined, last: StoryRow | undefined, zone: string): string {
  const times = [first, last].flatMap((row) => (row?.occurredAt == null ? [] : [clockTime(row.occurredAt, zone)])).sort()
  return [...new Set(times)].join('–')
}

/** Why it is here, where that is not what it did. */
export function whyText({ part, through = [] }: Pick<StoryRow, 'part' | 'through'>): string {
  return part === 'through' ? `through ${through.join(', ')}` : partWords[part]
}

/** An entry as a table for the clipboard, under its titles. */
export function copiedEntry(row: StoryRow, zone: string) {
  const { strong, faint } = resourceParts(row)
  const actor = row.actor.email || actorParts(row.actor).strong
  const why = [partWords[row.part], ...(row.through ?? [])].join(': ')
  return tableText(
    ['Time', 'User', 'Action', 'Resource', 'Status', 'IP address', 'Why it is here'],
    [
      [
        fullTime(row.occurredAt, zone),
        actor,
        row.action,
        [strong, faint].filter(Boolean).join(' '),
        statusText[row.status],
        row.ip ?? '',
        why,
      ],
    ],
  )
}
