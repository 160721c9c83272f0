import { sequenceMarks, type SequenceMark } from '@contract/marks.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { firstAtOrAfter } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import { unknownTime } from '../../connector/times.ts'
import { givenIn } from './given.ts'
import { sequencePass, type Numbered } from './sequence-pass.ts'
import { sequenceRules } from './sequence-rules.ts'

/** The attributes that marks of sequence look at, as the query engine numbers and orders their values. */
export type NumberedField = 'actor.alone' | 'network' | 'ip.address' | 'agent.family' | 'action'
export type NumberValues = (field: NumberedField) => Generator<void, Numbered>

const firstFields = {
  'first-network': 'network',
  'first-address': 'ip.address',
  'first-agent': 'agent.family',
  'first-action': 'action',
} as const satisfies Readonly<Partial<Record<SequenceMark, NumberedField>>>

/**
 * Marks that follow from the entries before one, or soon after. They are made by one pass over all entries in the order of time and are on no disk: of a
 * million entries the pass takes about three seconds, in pieces, and an entry that comes late changes what follows. So whatever arrives has the pass made
 * again; until it is over, it is known of which entries it is not.
 */
export class SequenceMarks {
  /** Another number whenever marks have changed. */
  version = 0
  /** How often a pass was given up because something came in between what it had looked at. */
  givenUp = 0
  /** Everything before it is as the pass left it, ms. */
  private settled = -Infinity
  /** What has arrived since the pass began unsettles what is not before it, ms. */
  private unsettled = Infinity
  private noticed = 0
  private newest = -Infinity
  private passing = 0
  /** No later entry has such a mark, ms: a sync that walks backwards through the log brings a late page a moment, and there is nothing to take back. */
  private latestMarked = -Infinity
  private readonly revokers = new Map<number, number>()

  constructor(
    private readonly store: CacheStore,
    private readonly numbers: NumberValues,
  ) {}

  /** Of how many entries they are not known, or no longer. */
  get unknown(): number {
    this.notice()
    if (this.settled === Infinity) return 0
    const { columns, order } = this.store
    const keys = order.known(columns.time)
    return keys.length - firstAtOrAfter(keys, columns.time, this.settled)
  }

  /** The key of the entry that took away what this one gave; null when none did, or it is not known. */
  revokerOf(key: number): number | null {
    return this.revokers.get(key) ?? null
  }

  /** Looks at what has arrived. */
  private notice(): void {
    const { columns, order } = this.store
    const { length, state, time } = columns
    if (length === this.noticed) return
    let [oldest, newest] = [Infinity, this.newest]
    for (let key = this.noticed; key < length; key++) {
      const at = time[key] as number
      if (at === unknownTime || ((state[key] as number) & stateBit.version) !== 0) continue
      if (at < oldest) oldest = at
      if (at > newest) newest = at
    }
    this.noticed = length
    if (oldest === Infinity) return
    if (oldest < this.newest) {
      // It came late: whatever follows may be another first, or none any more.
      this.passing++
      this.givenUp++
      if (oldest <= this.latestMarked) {
        for (const key of order.between({ from: oldest, to: Infinity }, time)) this.put(key, 0)
        this.latestMarked = oldest
      }
      this.version++
    }
    this.newest = newest
    // What was given before may be revoked by it.
    this.unsettled = Math.min(this.unsettled, oldest - sequenceRules.revokedMs)
    this.settled = Math.min(this.settled, this.unsettled)
  }

  /** Makes them all, in pieces. Ends early, with nothing lost, where something has come that it had passed already. */
  *pass(): Generator<void, void> {
    this.notice()
    const { columns, order } = this.store
    this.unsettled = Infinity
    const mine = ++this.passing
    // What is before it has its marks: they stay while the pass goes by.
    const from = this.settled
    // What arrives moves the order.
    const keys = order.known(columns.time).slice()
    const user = yield* this.numbers('actor.alone')
    const firsts = []
    for (const [mark, field] of Object.entries(firstFields) as [SequenceMark, NumberedField][])
      firsts.push({ ...(yield* this.numbers(field)), mark })
    const given = givenIn(this.store)
    const pass = sequencePass({ keys, user, firsts, given, time: (key) => columns.time[key] as number }, (key, bits, revokedBy) => {
      if ((columns.time[key] as number) < from) return
      this.put(key, revokedBy === undefined ? bits : ((columns.marks[key] as number) & sequenceMarks) | bits)
      if (revokedBy !== undefined) this.revokers.set(key, revokedBy)
    })
    for (;;) {
      this.notice()
      if (mine !== this.passing) return
      const { done, value } = pass.next()
      this.version++
      this.settled = Math.min(done ? Infinity : Math.max(from, value), this.unsettled)
      if (done) return
      yield
    }
  }

  private put(key: number, bits: number): void {
    const { marks, time } = this.store.columns
    if (bits !== 0) this.latestMarked = Math.max(this.latestMarked, time[key] as number)
    marks[key] = ((marks[key] as number) & ~sequenceMarks) | bits
  }
}
