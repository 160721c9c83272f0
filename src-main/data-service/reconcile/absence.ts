import type { TimeRange } from '@contract/log.ts'
import { isOpenAt } from '../state/paths.ts'
import type { Unclear } from '../state/links.ts'
import { timeAt, type Organisation } from '../state/organisation.ts'

/** What leaves open whether something is so that the log does not tell of. */
export interface LeftOpen {
  readonly gaps: readonly TimeRange[]
  readonly unclear: readonly Unclear[]
}

/** Pairs that are looked at for one question: a hostile log could nest groups without end. */
const mostPairs = 20_000
const mostTold = 3

/**
 * Whether the log proves that a user has no role. It would take one more assignment or membership than it tells of, between whoever the user reaches and whatever
 * leads to the role; that one may stand in a gap that is younger than the last thing the log tells of the two, or be an entry that does not say whether it succeeded.
 */
export class Absence {
  private holders: Map<number, number[]> | null = null
  private readonly above = new Map<number, readonly number[]>()

  constructor(
    private readonly organisation: Organisation,
    private readonly place: number,
    /** ms */
    private readonly at: number,
  ) {}

  /** Of whom or what no entry tells at all. */
  ofUnknown(): LeftOpen {
    return { gaps: this.gapsAfter(-Infinity).slice(0, mostTold), unclear: [] }
  }

  of(user: number, role: number): LeftOpen {
    const gaps = new Set<TimeRange>()
    const unclear = new Map<number, Unclear>()
    let pairs = 0
    for (const holder of this.reachOf(user)) {
      for (const object of this.leadingTo(role)) {
        if (holder === object) continue
        if (++pairs > mostPairs || gaps.size > mostTold) return told(gaps, unclear)
        for (const gap of this.gapsAfter(this.certainSince(holder, object))) gaps.add(gap)
        for (const each of this.organisation.replay.unclear.ofPair(holder, object))
          if (each.place <= this.place) unclear.set(each.key, each)
      }
    }
    return told(gaps, unclear)
  }

  private gapsAfter(since: number): TimeRange[] {
    return this.organisation.unfetched.filter(({ from, to }) => to > since && from <= this.at)
  }

  /** The last time of which the log tells whether a holder has it, ms. */
  private certainSince(holder: number, object: number): number {
    const { replay, things, linksOf } = this.organisation
    const isRole = things.at(object).kind === 'role'
    const whole = replay.lists.wholeAt(isRole ? 'roles' : 'members', isRole ? holder : object)
    const places = [
      ...linksOf(holder).flatMap((link) => (link.object === object ? [link.from, link.to] : [])),
      ...[holder, object].flatMap((thing) => (replay.created.get(thing) ?? []).map((each) => each.place)),
      ...[holder, object].flatMap((thing) => (replay.gone.get(thing) ?? []).map((each) => each.place)),
      ...whole,
    ]
    let last = -1
    for (const place of places) if (place <= this.place && place > last) last = place
    return last < 0 ? -Infinity : (timeAt(this.organisation, last) ?? -Infinity)
  }

  /** The user and all groups around them. */
  private reachOf(user: number): readonly number[] {
    return closure(user, (each) => this.organisation.linksOf(each).flatMap((link) => (isOpenAt(link, this.place) ? [link.object] : [])))
  }

  /** The role and everything by which it is had. */
  private leadingTo(role: number): readonly number[] {
    const known = this.above.get(role)
    if (known) return known
    const holders = (this.holders ??= this.holdersNow())
    const { things } = this.organisation
    const found = closure(role, (each) => holders.get(each) ?? []).filter((each) => things.at(each).kind !== 'user')
    this.above.set(role, found)
    return found
  }

  private holdersNow(): Map<number, number[]> {
    const found = new Map<number, number[]>()
    const { rows, count } = this.organisation.replay.links
    for (let row = 0; row < count; row++) {
      if (rows.from.get(row) > this.place || rows.to.get(row) <= this.place) continue
      const object = rows.object.get(row)
      const known = found.get(object)
      if (known) known.push(rows.holder.get(row))
      else found.set(object, [rows.holder.get(row)])
    }
    return found
  }
}

const told = (gaps: ReadonlySet<TimeRange>, unclear: ReadonlyMap<number, Unclear>): LeftOpen => ({
  gaps: [...gaps].slice(0, mostTold),
  unclear: [...unclear.values()].slice(0, mostTold),
})

function closure(from: number, next: (each: number) => readonly number[]): number[] {
  const seen = new Set([from])
  for (const each of seen) for (const other of next(each)) seen.add(other)
  return [...seen]
}
