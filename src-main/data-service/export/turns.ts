import { setImmediate as nextTurn } from 'node:timers/promises'
import { exportCancelled } from './failure.ts'

/** How long an export keeps the process to itself, ms. By time and not by entries, which cost from a tenth of a microsecond to a millisecond. */
const sliceMs = 5
/** Entries between two looks at the clock. */
export const stepEntries = 64

/** Lets other requests be answered between two pieces of an export. */
export class Turns {
  private since = performance.now()

  constructor(private readonly signal: AbortSignal) {}

  get due(): boolean {
    return performance.now() - this.since >= sliceMs
  }

  /** Rejects with `cancelled` once the signal has fired. */
  async give(): Promise<void> {
    await this.waitFor(nextTurn())
  }

  /** The same for what others do meanwhile: afterwards the cache may be closed, and the signal says so. */
  async waitFor(work: Promise<unknown>): Promise<void> {
    await work
    if (this.signal.aborted) throw exportCancelled()
    this.since = performance.now()
  }
}
