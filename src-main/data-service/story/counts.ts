import type { SeenValue, StoryAnswer, StoryValues } from '@contract/story.ts'
import { wholeMs } from '../../connector/times.ts'

/** How often something occurs, and where among the entries that are counted. */
export interface Tally {
  entries: number
  /** ms, `unknownTime` for none. */
  first: number
  last: number
  /** How many of the counted entries stand before the first one. */
  before: number
}

/** Counts values of entries that are told oldest first, those without a time last. */
export class Tallies<V> {
  readonly all = new Map<V, Tally>()
  private told = 0
  private without = 0

  /** @param value undefined: the entry has none; @param at ms, `unknownTime` for none */
  note(value: V | undefined, at: number): Tally | null {
    const before = this.told++
    if (value === undefined) {
      this.without++
      return null
    }
    const known = this.all.get(value)
    if (!known) {
      const tally = { entries: 1, first: at, last: at, before }
      this.all.set(value, tally)
      return tally
    }
    known.entries++
    // What has no time stands after all that has one, and is no last time.
    if (wholeMs(at) !== null) known.last = at
    return known
  }

  get distinct(): number {
    return this.all.size
  }

  get counted(): number {
    return this.told
  }

  /** Most frequent first; those that are alike in it by what they are called. */
  listed(most: number, nameOf: (value: V) => string): StoryValues {
    const named = [...this.all].map(([value, tally]) => ({ value: nameOf(value), ...seenOf(tally) }))
    named.sort((a, b) => b.entries - a.entries || (a.value < b.value ? -1 : 1))
    return { listed: named.slice(0, most), distinct: named.length, other: this.without }
  }
}

export const seenOf = ({ entries, first, last }: Tally): Omit<SeenValue, 'value'> => ({
  entries,
  first: wholeMs(first),
  last: wholeMs(last),
})

type Status = 'success' | 'failed' | 'unknown'

/** Entries by action, with how they ended. */
export class ActionCounts {
  private readonly tallies = new Tallies<number>()
  private readonly statuses = new Map<number, Record<Status, number>>()

  note(action: number, status: Status, at: number): void {
    this.tallies.note(action, at)
    const known = this.statuses.get(action) ?? { success: 0, failed: 0, unknown: 0 }
    known[status]++
    this.statuses.set(action, known)
  }

  listed(most: number, nameOf: (action: number) => string): StoryAnswer['actions'] {
    const all = [...this.tallies.all].map(([action, tally]) => ({
      action: nameOf(action),
      ...(this.statuses.get(action) ?? { success: 0, failed: 0, unknown: 0 }),
      ...seenOf(tally),
    }))
    all.sort((a, b) => b.entries - a.entries || (a.action < b.action ? -1 : 1))
    return { listed: all.slice(0, most), distinct: all.length }
  }
}
