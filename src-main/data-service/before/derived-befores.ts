import { setImmediate as nextTurn } from 'node:timers/promises'
import { fail } from '@contract/errors.ts'
import { unknownTime } from '../../connector/times.ts'
import { stateBit } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'
import { byClock } from '../in-turns.ts'
import { coveredIn } from './covered.ts'
import type { Event } from './event.ts'
import { replay } from './replay.ts'
import { Things } from './things.ts'
import { ToldBlocks } from './told-blocks.ts'

/** Work without giving way, ms. */
const sliceMs = 5
/** Keys looked at before the work may stop. */
const step = 8192
/** A pass that entries keep overtaking is made without giving way. */
const mostOvertaken = 2

/**
 * Of which entries what was before is rebuilt from others: `has:derived-before`. Nothing of it is made before somebody asks, and nothing is kept on the disk. What
 * entries tell is read once, block by block; of each thing that entries have come for, late ones as well, its entries are replayed.
 */
export class DerivedBefores {
  readonly things: Things
  readonly told: ToldBlocks
  /** By key: the entry from which the value comes that is the latest; -1 for none. */
  private base = new Int32Array(0)
  private replayed = 0
  /** What tells of drifted and vanished entries as of the last replay. */
  private weak = ''
  private found = { upTo: -1, said: '', bits: new Int32Array(0) }
  private running: Generator<void, void> | null = null

  constructor(private readonly store: CacheStore) {
    this.things = new Things(store)
    this.told = new ToldBlocks(store)
  }

  /** A bit a key, of entries that are there now. Call after {@link ready}; never change it. */
  get bits(): Int32Array {
    return this.found.bits
  }

  private isReady(): boolean {
    const { upTo, said } = this.found
    return upTo === this.store.columns.length && said === this.saidNow()
  }

  private saidNow(): string {
    return coveredIn(this.store).said + this.weakNow()
  }

  /** Resolves when all is known. Others have their turn meanwhile; who calls it off leaves what is done for the next. */
  async ready(signal: AbortSignal): Promise<void> {
    for (let passes = 0; !this.isReady(); passes++) {
      this.running ??= this.pass()
      for (;;) {
        if (signal.aborted) throw fail('cancelled', 'The search was cancelled.')
        const isOver = passes > mostOvertaken ? () => false : byClock(sliceMs)
        if (this.piece(isOver)) break
        await nextTurn()
      }
    }
  }

  /** @returns whether the pass is over */
  private piece(isOver: () => boolean): boolean {
    try {
      do {
        // Another one who waits has finished it.
        if (!this.running || this.running.next().done) return !(this.running = null)
      } while (!isOver())
      return false
    } catch (error) {
      this.running = null
      throw error
    }
  }

  private *pass(): Generator<void, void> {
    yield* this.things.refresh()
    yield* this.told.read()
    // What arrives from here on is for the next pass.
    const { columns } = this.store
    const upTo = Math.min(this.things.upTo, columns.length)
    const { covered, said } = coveredIn(this.store)
    const weak = this.weakNow()
    yield* this.replayAll(upTo, weak !== this.weak)
    this.weak = weak
    this.replayed = upTo
    const bits = new Int32Array((upTo + 31) >>> 5)
    for (let key = 0; key < upTo; key++) {
      if (key % step === step - 1) yield
      const base = this.base[key] as number
      if (base < 0 || !this.isProved(key, base, covered)) continue
      bits[key >>> 5] = (bits[key >>> 5] as number) | (1 << (key & 31))
    }
    this.found = { upTo, said: said + weak, bits }
  }

  private isProved(key: number, base: number, covered: ReturnType<typeof coveredIn>['covered']): boolean {
    const { ids, time } = this.store.columns
    const source = this.things.sourceName(ids.source[key] as number)
    if (!covered(source, time[base] as number, time[key] as number)) return false
    return !this.things.isAmbiguous(key) && this.things.recreated(key, base) === null
  }

  /** Replays the things that something has come for; all where what was there is told otherwise now. */
  private *replayAll(upTo: number, all: boolean): Generator<void, void> {
    const { columns, order } = this.store
    const { thing } = this.things
    const fresh = new Int32Array(columns.length).fill(-1)
    fresh.set(this.base.subarray(0, Math.min(this.base.length, fresh.length)))
    this.base = fresh
    const isAsked = new Uint8Array(this.things.count)
    if (all) isAsked.fill(1)
    for (let key = this.replayed; key < upTo; key++) isAsked[thing[key] as number] = 1
    isAsked[0] = 0
    const keys = order.keys.slice()
    const starts = new Uint32Array(isAsked.length + 1)
    const isWanted = (key: number): boolean =>
      key < upTo && isAsked[thing[key] as number] === 1 && ((columns.state[key] as number) & stateBit.version) === 0
    for (let i = 0; i < keys.length; i++) {
      if (i % step === step - 1) yield
      const key = keys[i] as number
      if (isWanted(key)) starts[(thing[key] as number) + 1] = (starts[(thing[key] as number) + 1] as number) + 1
    }
    for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number)
    const sorted = new Uint32Array(starts.at(-1) as number)
    const next = starts.slice()
    for (let i = 0; i < keys.length; i++) {
      if (i % step === step - 1) yield
      const key = keys[i] as number
      const of = thing[key] as number
      const place = next[of] as number
      // One that became another version meanwhile is left out: the next pass knows.
      if (!isWanted(key) || place >= (starts[of + 1] as number)) continue
      sorted[place] = key
      next[of] = place + 1
    }
    yield
    for (let of = 1; of < isAsked.length; of++) {
      if (isAsked[of] === 1) yield* this.replayThing(sorted.subarray(starts[of], next[of]))
      if (of % 64 === 0) yield
    }
  }

  private *replayThing(keys: Uint32Array): Generator<void, void> {
    const { time } = this.store.columns
    for (let i = 0; i < keys.length; i++) {
      this.base[keys[i] as number] = -1
      if (i % step === step - 1) yield
    }
    let dated = keys.length
    while (dated > 0 && time[keys[dated - 1] as number] === unknownTime) dated--
    const undated = [...this.events(keys.subarray(dated))]
    yield* replay(this.events(keys.subarray(0, dated)), undated, ({ key }, _, base, doubts) => {
      if (!base || doubts.length > 0) return
      const known = this.base[key] as number
      if (known < 0 || (time[known] as number) < base.at) this.base[key] = base.key
    })
  }

  private *events(keys: Uint32Array): Generator<Event, void> {
    for (const key of keys) {
      const told = this.told.of(key)
      if (told && (told.whole !== 'none' || told.parts.length > 0)) yield this.told.event(key, told, this.things.to[key] as number)
    }
  }

  private weakNow(): string {
    const { length, state } = this.store.columns
    let [count, sum] = [0, 0]
    for (let key = 0; key < length; key++) {
      if (((state[key] as number) & (stateBit.drifted | stateBit.vanished)) === 0) continue
      count++
      sum = (sum * 31 + key * 2 + ((state[key] as number) & stateBit.vanished ? 1 : 0)) % 0x1fffffffffff
    }
    return ` ${count} ${sum}`
  }
}
