import type { SequenceFact } from '@contract/entry.ts'
import { markInfo, marksIn, sequenceMarks, type MarkName } from '@contract/marks.ts'
import { dayMs, hourMs } from '@contract/time-units.ts'
import { unknownTime } from '../../connector/times.ts'
import { lowerBound } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import { isAround } from './sequence-pass.ts'

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const counted = (count: number, one: string, many: string): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`

/** What was known of a user before an entry: read from the columns when somebody looks at it. */
interface Before {
  readonly entries: number
  /** The hours of each earlier day on which there was something, a bit each. */
  readonly days: ReadonlyMap<number, number>
  /** The time of the oldest entry in the cache, ms. */
  readonly begins: number
}

function before({ columns, order }: CacheStore, actors: ReadonlySet<number>, key: number): Before {
  const { ids, time } = columns
  const keys = order.known(time)
  const at = time[key] as number
  const place = lowerBound(keys, time, key)
  const days = new Map<number, number>()
  let entries = 0
  for (let i = 0; i < place; i++) {
    const other = keys[i] as number
    if (!actors.has(ids.actor[other] as number)) continue
    entries++
    const then = time[other] as number
    const day = Math.floor(then / dayMs)
    if (day < Math.floor(at / dayMs)) days.set(day, (days.get(day) ?? 0) | (1 << hourOf(then)))
  }
  return { entries, days, begins: time[keys[0] as number] as number }
}

const hourOf = (at: number): number => Math.floor((((at % dayMs) + dayMs) % dayMs) / hourMs)

/**
 * The marks of an entry that follow from others, each with what it rests on. That something was first is a claim about the cached log alone: it says
 * where that begins.
 */
export function sequenceFacts(
  store: CacheStore,
  marking: { revokerOf(key: number): number | null },
  actors: ReadonlySet<number>,
  key: number,
): SequenceFact[] {
  const { marks, time } = store.columns
  const names = marksIn((marks[key] as number) & sequenceMarks)
  const at = time[key] as number
  if (names.length === 0 || at === unknownTime) return []
  const known = before(store, actors, key)
  return names.map((mark) => {
    const by = mark === 'revoked-within-a-day' ? marking.revokerOf(key) : null
    return { mark, reason: reasonOf(mark, known, at, by === null ? null : (time[by] as number)), ...(by !== null && { by }) }
  })
}

function reasonOf(mark: MarkName, { entries, days, begins }: Before, at: number, revokedAt: number | null): string {
  if (mark === 'revoked-within-a-day') {
    if (revokedAt === null) return markInfo(mark).reason
    const minutes = Math.round((revokedAt - at) / 60_000)
    const after = minutes < 120 ? counted(minutes, 'minute', 'minutes') : counted(Math.round(minutes / 60), 'hour', 'hours')
    return `What was given was taken away again ${after} later.`
  }
  if (mark === 'unusual-hour') {
    const hour = hourOf(at)
    const around = [...days.values()].filter((hours) => isAround(hours, hour)).length
    const clock = `${String(hour).padStart(2, '0')}:00 UTC`
    return `The user was active around ${clock} on ${around.toLocaleString('en')} of ${counted(days.size, 'earlier day', 'earlier days')}.`
  }
  const { reason } = markInfo(mark)
  return `${reason.slice(0, -1)}, which begins on ${dayOf(begins)}; ${counted(entries, 'entry of theirs is', 'entries of theirs are')} earlier.`
}
