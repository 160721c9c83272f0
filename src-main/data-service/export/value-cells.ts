import { sourceOf, type ByteWriter } from './bytes.ts'
import type { CellChange } from './changed-cells.ts'

/** A cell that says something else than its text. */
interface Changed {
  readonly header: string
  readonly changes: readonly CellChange[]
}

/** The cells of a dictionary's values, one after the other in one piece of memory. */
export class ValueCells {
  private source = sourceOf(Buffer.alloc(64 * 1024))
  private used = 0
  /** By id: where the cells begin, plus one, and where they end; 0 is not made yet. */
  private places = new Uint32Array(2048)
  /** The cells that were changed, by id, where any was. */
  private readonly changed = new Map<number, readonly Changed[]>()
  /** Of each entry of the step: where its cells begin and end, and its id. */
  private readonly step: Uint32Array

  constructor(
    stepEntries: number,
    private readonly cellsOf: (id: number) => { readonly text: string; readonly changed: readonly Changed[] },
  ) {
    this.step = new Uint32Array(stepEntries * 3)
  }

  /**
   * Looks up the cells of `keys[from, to)` before the first is written: the processor then waits for many places of a large dictionary at
   * once, and not for one after the other. Answers with nothing of use, so that no looking is left out.
   */
  find(ids: ArrayLike<number>, keys: Uint32Array, from: number, to: number): number {
    const { step } = this
    let touched = 0
    for (let i = from, at = 0; i < to; i++, at += 3) {
      const id = ids[keys[i] as number] as number
      if (id * 2 >= this.places.length || this.places[id * 2] === 0) this.make(id)
      const start = (this.places[id * 2] as number) - 1
      step[at] = start
      step[at + 1] = this.places[id * 2 + 1] as number
      step[at + 2] = id
      touched ^= this.source.bytes[start] as number
    }
    return touched
  }

  /** Writes the cells of an entry of the step. @returns the cells that were changed, if any was */
  put(out: ByteWriter, entry: number): readonly Changed[] | undefined {
    const { step } = this
    out.put(this.source, step[entry * 3], step[entry * 3 + 1])
    return this.changed.size === 0 ? undefined : this.changed.get(step[entry * 3 + 2] as number)
  }

  private make(id: number): void {
    if (id * 2 >= this.places.length) this.places = grown(this.places, new Uint32Array(id * 4))
    const { text, changed } = this.cellsOf(id)
    const length = Buffer.byteLength(text)
    const { bytes } = this.source
    if (this.used + length > bytes.length)
      this.source = sourceOf(grown(bytes, Buffer.alloc(Math.max(bytes.length * 2, this.used + length))))
    this.places[id * 2] = this.used + 1
    this.source.bytes.write(text, this.used)
    this.places[id * 2 + 1] = this.used += length
    if (changed.length > 0) this.changed.set(id, changed)
  }
}

function grown<T extends Uint8Array | Uint32Array>(old: T, fresh: T): T {
  fresh.set(old)
  return fresh
}
