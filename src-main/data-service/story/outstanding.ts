import type { Outstanding } from '@contract/story.ts'
import { seenOf, type Tallies, type Tally } from './counts.ts'

/**
 * Said of a value: that it is in few entries of many, or first in one of the last. `least`: below so many entries nothing is said. `seldom`: the largest share
 * of the entries. `late`: the share of the entries that were over.
 */
export const rule = { least: 50, seldom: 0.02, late: 0.9 } as const
/** Of one kind, the newest ones. */
const most = 8

type Kind = Outstanding['what']

/** What stands out among the values of one kind, the latest first, and how many more do. */
export function outstandingIn<V>(
  what: Kind,
  tallies: Tallies<V>,
  nameOf: (value: V) => string,
): { readonly said: Outstanding[]; readonly more: number } {
  const of = tallies.counted
  if (of < rule.least || tallies.distinct < 2) return { said: [], more: 0 }
  const said = [...tallies.all].flatMap(([value, tally]): Outstanding[] => {
    const why = whyOf(what, tally, of)
    return why ? [{ why, what, value: nameOf(value), ...seenOf(tally), of, before: tally.before }] : []
  })
  said.sort((a, b) => (b.last ?? Infinity) - (a.last ?? Infinity) || (a.value < b.value ? -1 : 1))
  return { said: said.slice(0, most), more: Math.max(0, said.length - most) }
}

function whyOf(what: Kind, { before, entries }: Tally, of: number): Outstanding['why'] | null {
  // The clock goes round: an hour is not new because it was late when the log began.
  if (what !== 'hour' && before >= of * rule.late) return 'late'
  return entries <= of * rule.seldom ? 'seldom' : null
}
