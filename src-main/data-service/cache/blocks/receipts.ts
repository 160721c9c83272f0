/** When a run of entries was received, ms: those before `end`, a place in their block, and not before the end of the run before. */
interface Run {
  readonly end: number
  readonly at: number
}

/**
 * When the entries of blocks were received, once it was read: a page is received at once, so that a block has a run or two. Kept for all blocks it needs
 * some hundred kB at a million entries, where opening a block to look costs a millisecond.
 */
export class Receipts {
  private readonly ofBlocks = new Map<number, readonly Run[]>()

  /** @param read how many entries the block has, and when each was received; asked once */
  at(first: number, place: number, read: () => { readonly entries: number; readonly receivedAt: (place: number) => number }): number {
    let runs = this.ofBlocks.get(first)
    if (!runs) {
      const { entries, receivedAt } = read()
      this.ofBlocks.set(first, (runs = runsOf(entries, receivedAt)))
    }
    return runs.find(({ end }) => place < end)?.at ?? NaN
  }

  forget(first: number): void {
    this.ofBlocks.delete(first)
  }

  clear(): void {
    this.ofBlocks.clear()
  }
}

function runsOf(entries: number, receivedAt: (place: number) => number): Run[] {
  const runs: Run[] = []
  for (let place = 0; place < entries; place++) {
    const at = receivedAt(place)
    if (runs.at(-1)?.at === at) runs.pop()
    runs.push({ end: place + 1, at })
  }
  return runs
}
