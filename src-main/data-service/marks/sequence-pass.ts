import { bitOf, type SequenceMark } from '@contract/marks.ts'
import { dayMs, hourMs } from '@contract/time-units.ts'
import { sequenceRules } from './sequence-rules.ts'

/** Values of one attribute as numbers: by key, `none` where an entry has none. */
export interface Numbered {
  readonly of: (key: number) => number
  readonly none: number
}

/** Whether an entry gives or takes away something, and what: the same number for what is given and what takes it away. */
export interface Given {
  readonly gives: boolean
  readonly what: number
}

export interface SequenceInput {
  /** Entries whose time is known, oldest first. */
  readonly keys: Uint32Array
  readonly time: (key: number) => number
  readonly user: Numbered
  readonly firsts: readonly (Numbered & { readonly mark: SequenceMark })[]
  /** None of an entry that gives and takes nothing, or did not succeed; several of one that has several targets. */
  readonly given: (key: number) => readonly Given[]
}

/** Told of each entry's marks, oldest first; of one that was given, once more when it is taken away: then `revokedBy` is the key of who did it. */
export type Marked = (key: number, bits: number, revokedBy?: number) => void

/** Entries between two places where the work may stop. */
const stepEntries = 1024

/** What is known of a user so far. */
interface Habits {
  entries: number
  /** Different days, without the one that is going on. */
  days: number
  day: number
  /** The hours of the day that is going on, a bit each. */
  hours: number
  /** By hour of the day: on how many of the earlier days something happened in it, the one before or the one after. */
  readonly around: Uint32Array
}

const unusualHour = bitOf('unusual-hour')
const revoked = bitOf('revoked-within-a-day')

/**
 * Marks of sequence, by one pass over the entries in the order of their time. Yields the time up to which everything is settled: of what is later, something
 * may yet be revoked.
 */
export function* sequencePass({ keys, time, user, firsts, given }: SequenceInput, marked: Marked): Generator<number, void> {
  const habits = new Map<number, Habits>()
  const seen = firsts.map(({ none, of, mark }) => ({ of, none, bit: bitOf(mark), pairs: new Set<number>() }))
  const open = new Map<number, number[]>()
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number
    const at = time(key)
    if (i % stepEntries === stepEntries - 1) yield at - sequenceRules.revokedMs
    let bits = 0
    const who = user.of(key)
    if (who !== user.none) {
      const known = habitsOf(habits, who, Math.floor(at / dayMs))
      const isKnown = known.entries >= sequenceRules.first.entries && known.days >= sequenceRules.first.days
      for (const { of, none, bit, pairs } of seen) {
        const value = of(key)
        if (value === none) continue
        // Both are below 2^26: together they are one number.
        const pair = value * 0x4000000 + who
        if (pairs.has(pair)) continue
        pairs.add(pair)
        if (isKnown) bits |= bit
      }
      const hour = Math.floor((((at % dayMs) + dayMs) % dayMs) / hourMs)
      if (isUnusual(known, hour)) bits |= unusualHour
      known.hours |= 1 << hour
      known.entries++
    }
    marked(key, bits)
    for (const deed of given(key)) settle(open, deed, key, at, time, marked)
  }
}

function habitsOf(habits: Map<number, Habits>, who: number, day: number): Habits {
  let known = habits.get(who)
  if (!known) habits.set(who, (known = { entries: 0, days: 0, day, hours: 0, around: new Uint32Array(24) }))
  if (known.day === day) return known
  for (let hour = 0; hour < 24; hour++) if (isAround(known.hours, hour)) known.around[hour] = (known.around[hour] as number) + 1
  known.days++
  known.day = day
  known.hours = 0
  return known
}

/** Whether one of these hours is this one, the one before or the one after. */
export const isAround = (hours: number, hour: number): boolean =>
  ((hours >>> hour) & 1) === 1 || ((hours >>> ((hour + 1) % 24)) & 1) === 1 || ((hours >>> ((hour + 23) % 24)) & 1) === 1

function isUnusual({ days, around }: Habits, hour: number): boolean {
  return days >= sequenceRules.hour.days && (around[hour] as number) < days * sequenceRules.hour.share
}

function settle(
  open: Map<number, number[]>,
  { gives, what }: Given,
  key: number,
  at: number,
  time: SequenceInput['time'],
  marked: Marked,
): void {
  if (gives) {
    const grants = open.get(what)
    // Whoever is given the same ten thousand times a day is not copied as often.
    if (grants && at - time(grants.at(-1) as number) <= sequenceRules.revokedMs) grants.push(key)
    else open.set(what, [key])
    return
  }
  for (const grant of open.get(what) ?? []) if (at - time(grant) <= sequenceRules.revokedMs) marked(grant, revoked, key)
  open.delete(what)
}
