import { storyParts, type StoryAnswer, type StoryQuestion } from '@contract/story.ts'
import { unknownTime } from '../../connector/times.ts'
import type { CacheStore } from '../cache/store.ts'
import { burstsIn } from './bursts.ts'
import { ZoneClock } from './clock.ts'
import type { StoryEntries } from './entries.ts'

/** The entries that are shown, in their order: places among those of the story; with days and bursts. */
export interface TimeLine {
  readonly places: Uint32Array
  readonly answer: StoryAnswer['line']
}

const piece = 4096

export function* timeLineOf(
  { columns }: CacheStore,
  { keys, parts, dated }: StoryEntries,
  { show, order, zone }: Pick<StoryQuestion, 'show' | 'order' | 'zone'>,
): Generator<void, TimeLine> {
  const wanted = show === 'all' ? -1 : storyParts.indexOf(show)
  const places = new Uint32Array(keys.length)
  let count = 0
  let datedCount = 0
  for (let row = 0; row < keys.length; row++) {
    if (row % piece === piece - 1) yield
    // Those without a time are last in either order.
    const place = order === 'desc' && row < dated ? dated - 1 - row : row
    if (wanted !== -1 && parts[place] !== wanted) continue
    places[count++] = place
    if (place < dated) datedCount++
  }
  const shown = places.slice(0, count)
  const clock = new ZoneClock(zone)
  const keyAt = (row: number): number => keys[shown[row] as number] as number
  const dayOf = (at: number): number => (at === unknownTime ? Infinity : clock.day(at))
  const days: number[] = []
  let last: number | null = null
  for (let row = 0; row < count; row++) {
    if (row % piece === piece - 1) yield
    const day = dayOf(columns.time[keyAt(row)] as number)
    if (day !== last) days.push(row)
    last = day
  }
  const { action, actor } = columns.ids
  const bursts = yield* burstsIn(count, (row) => {
    const key = keyAt(row)
    const at = columns.time[key] as number
    return {
      at,
      day: dayOf(at),
      like: `${action[key] as number} ${actor[key] as number} ${columns.statusOf(key)} ${parts[shown[row] as number] as number}`,
    }
  })
  return { places: shown, answer: { entries: count, dated: datedCount, days, bursts } }
}
