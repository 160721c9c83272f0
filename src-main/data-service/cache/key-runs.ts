/** Keys that follow one another: `[from, to)`. */
export interface KeyRun {
  readonly from: number
  readonly to: number
}

/** Keys that come one by one, as runs. */
export class KeyRuns {
  private readonly keys: number[] = []
  private readonly done: KeyRun[] = []

  add(key: number): void {
    this.keys.push(key)
    // Each is sorted at the end; so many are a run or two.
    if (this.keys.length >= 65_536) this.pack()
  }

  get runs(): KeyRun[] {
    this.pack()
    return joined(this.done)
  }

  private pack(): void {
    const sorted = Uint32Array.from(this.keys.splice(0)).sort()
    for (let i = 0; i < sorted.length;) {
      const from = sorted[i] as number
      let to = from + 1
      while (i < sorted.length && (sorted[i] as number) <= to) to = Math.max(to, (sorted[i++] as number) + 1)
      this.done.push({ from, to })
    }
  }
}

/** The same keys in as few runs as can be, ascending. */
export function joined(runs: readonly KeyRun[]): KeyRun[] {
  const result: KeyRun[] = []
  for (const run of [...runs].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && last.to >= run.from) result[result.length - 1] = { from: last.from, to: Math.max(last.to, run.to) }
    else result.push(run)
  }
  return result
}

/** Keys of `runs` that none of `others` has. Both ascending and apart. */
export function minus(runs: readonly KeyRun[], others: readonly KeyRun[]): KeyRun[] {
  return runs.flatMap((run) => {
    const pieces: KeyRun[] = []
    let { from } = run
    for (const other of others) {
      if (other.to <= from || other.from >= run.to) continue
      if (other.from > from) pieces.push({ from, to: other.from })
      from = Math.max(from, other.to)
    }
    return from < run.to ? [...pieces, { from, to: run.to }] : pieces
  })
}

/** Keys that both have. */
export const common = (runs: readonly KeyRun[], others: readonly KeyRun[]): KeyRun[] => minus(runs, minus(runs, others))

export const countOf = (runs: readonly KeyRun[]): number => runs.reduce((sum, { from, to }) => sum + to - from, 0)
