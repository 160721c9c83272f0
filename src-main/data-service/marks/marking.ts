import { setImmediate as nextTurn } from 'node:timers/promises'
import { entryMarks, sequenceMarks, type MarkBits } from '@contract/marks.ts'
import type { CacheStore } from '../cache/store.ts'
import { byClock } from '../in-turns.ts'
import { SequenceMarks, type NumberValues } from './sequence-marks.ts'

/** Work without giving way, ms. */
const sliceMs = 5
/** A pass that is given up so often, because entries keep coming, is made without giving way. */
const mostGivenUp = 2

/** All marks of a cache: which are known, and the making of those that are not. */
export class Marking {
  /** Called when all are known, and were not. */
  onKnown: () => void = () => undefined
  private readonly sequence: SequenceMarks
  private making: Generator<void, void> | null = null

  constructor(
    private readonly store: CacheStore,
    numbers: NumberValues,
  ) {
    this.sequence = new SequenceMarks(store, numbers)
  }

  /** Another number whenever marks have changed; those of entries that arrive are new, not changed. */
  get version(): number {
    return this.store.blockMarks.version + this.sequence.version
  }

  /** Of how many entries at least one of these marks is not known. */
  unknown(bits: MarkBits): number {
    const ofEntries = bits & entryMarks ? Math.min(this.store.blockMarks.unknown, this.store.entries) : 0
    return Math.max(ofEntries, bits & sequenceMarks ? this.sequence.unknown : 0)
  }

  revokerOf(key: number): number | null {
    return this.sequence.revokerOf(key)
  }

  /** Makes some that are not known. @returns whether there were any */
  makeSome(isOver = byClock(sliceMs)): boolean {
    if (this.unknown(entryMarks | sequenceMarks) === 0) return false
    do this.piece()
    while (!isOver() && this.making)
    if (this.unknown(entryMarks | sequenceMarks) === 0) this.onKnown()
    return true
  }

  private piece(): void {
    this.making ??= this.work()
    if (this.making.next().done) this.making = null
  }

  private *work(): Generator<void, void> {
    while (this.sequence.unknown > 0) {
      yield* this.sequence.pass()
      yield
    }
    while (this.store.blockMarks.makeNext()) yield
  }

  /** Makes these marks, in turns with other requests, until they are known or somebody's patience is over. */
  async ready(bits: MarkBits, isOver: () => boolean, signal: AbortSignal): Promise<void> {
    const { givenUp } = this.sequence
    while (this.unknown(bits) > 0 && !isOver() && !signal.aborted) {
      const isHopeless = this.sequence.givenUp - givenUp > mostGivenUp
      this.makeSome(isHopeless ? () => this.sequence.unknown === 0 : undefined)
      await nextTurn()
    }
  }
}
