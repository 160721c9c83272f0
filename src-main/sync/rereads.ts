import { z } from 'zod'
import type { SyncStore } from './ports.ts'
import { subtract, uniteRanges, type Range } from './ranges.ts'

const kept = z.array(z.object({ from: z.number(), to: z.number() })).max(1000)

export const rereadsKey = (tenant: string) => `sync.rereads.${tenant}`

/**
 * Stretches that are covered and have to be read once more for late entries. A sync that is cut off before it has read
 * its overlap must leave a note: the next one has a newer overlap.
 */
export class Rereads {
  private ranges: readonly Range[]

  constructor(
    private readonly tenant: string,
    private readonly store: SyncStore,
  ) {
    const parsed = kept.safeParse(store.get(rereadsKey(tenant)))
    this.ranges = parsed.success ? uniteRanges(parsed.data) : []
  }

  get pending(): readonly Range[] {
    return this.ranges
  }

  add(range: Range): void {
    this.keep(uniteRanges([...this.ranges, range]))
  }

  done(range: Range): void {
    if (this.ranges.length > 0) this.keep(subtract(this.ranges, [range]))
  }

  private keep(ranges: readonly Range[]): void {
    this.ranges = ranges
    this.store.set(rereadsKey(this.tenant), ranges.length > 0 ? ranges : null)
  }
}
