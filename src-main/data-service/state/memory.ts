/** Numbers kept for going back, at most: 12 bytes each. */
const mostNoted = 1_000_000

/** Places between two checkpoints, so far from the end: what comes late is mostly of the last hours, and a checkpoint costs time from there on. */
function apart(fromEnd: number): number {
  return fromEnd < 64 ? 8 : fromEnd < 2_048 ? 256 : fromEnd < 16_384 ? 2_048 : Infinity
}

/** Where one may go back to. */
interface Checkpoint {
  /** What is played stands before it. */
  readonly place: number
  readonly lengths: readonly number[]
  readonly noted: number
}

/**
 * Everything that a replay remembers, as columns of numbers that can be taken back to a checkpoint: what was appended since is cut off, and what was changed is
 * noted with its old value. Of a long log only the checkpoints of its last part are kept.
 */
export class Memory {
  private readonly columns: Column[] = []
  private readonly tables: Table[] = []
  private checkpoints: Checkpoint[] = []
  private notes = new Int32Array(3 * 1024)
  private noted = 0
  private readonly cuts: (() => void)[] = []

  /** Numbers that are never taken back. */
  table(): Table {
    const table = new Table()
    this.tables.push(table)
    return table
  }

  column(absent = -1): Column {
    const column = new Column(this, this.columns.length, absent)
    this.columns.push(column)
    return column
  }

  /** What else has to follow when rows are cut off; called before they are. */
  onCut(cut: () => void): void {
    this.cuts.push(cut)
  }

  get bytes(): number {
    return [...this.columns, ...this.tables].reduce((sum, { data }) => sum + data.byteLength, this.notes.byteLength)
  }

  /** All of it, to be kept; checkpoints are not. */
  kept(): Int32Array[] {
    return [...this.columns, ...this.tables].map((each) => each.kept())
  }

  /** Takes over what {@link kept} gave out. The only checkpoint is at `place`; null: there is none. */
  load(kept: readonly Int32Array[], place: number | null): void {
    const all = [...this.columns, ...this.tables]
    if (kept.length !== all.length) throw new RangeError('what is kept of a replay has other columns')
    all.forEach((each, i) => each.load(kept[i] as Int32Array))
    if (place !== null) this.checkpoint(place, place)
  }

  /** Before what stands at a place is played, where one is due; @param end where the log ends */
  checkpoint(place: number, end: number): void {
    const last = this.checkpoints.at(-1)?.place ?? -Infinity
    if (place === last || (place < end && place - last < apart(end - place))) return
    this.checkpoints.push({ place, lengths: this.columns.map(({ length }) => length), noted: this.noted })
    for (const column of this.columns) column.settle(column.length)
    while (this.checkpoints.length > 2 && this.noted > mostNoted) this.forgetOldest()
    if (place === end) this.thinOut(end)
  }

  /** The log has grown: what was near its end is not any more. */
  private thinOut(end: number): void {
    let kept = Infinity
    this.checkpoints = this.checkpoints
      .reverse()
      .filter(({ place }) => {
        if (place !== 0 && place !== end && kept - place < apart(end - place)) return false
        kept = place
        return true
      })
      .reverse()
  }

  private forgetOldest(): void {
    this.checkpoints.shift()
    const from = this.checkpoints[0]?.noted ?? 0
    this.notes.copyWithin(0, from * 3, this.noted * 3)
    this.noted -= from
    this.checkpoints = this.checkpoints.map((each) => ({ ...each, noted: each.noted - from }))
  }

  /** Where the latest checkpoint stands at or before a place; null: there is none. */
  before(place: number): number | null {
    return this.checkpoints.findLast((each) => each.place <= place)?.place ?? null
  }

  /** Takes everything back to the checkpoint at that place. */
  back(place: number): void {
    const to = this.checkpoints.find((each) => each.place === place)
    if (!to) throw new RangeError(`there is no checkpoint at ${place}`)
    this.checkpoints = this.checkpoints.filter((each) => each.place <= place)
    while (this.noted > to.noted) {
      const at = --this.noted * 3
      const column = this.columns[this.notes[at] as number] as Column
      column.data[this.notes[at + 1] as number] = this.notes[at + 2] as number
    }
    for (const column of this.columns) column.cutting = to.lengths[column.number] ?? 0
    for (const cut of this.cuts) cut()
    for (const column of this.columns) {
      column.length = column.cutting
      column.settle(column.length)
    }
  }

  /** What stood there before it was changed. */
  note(column: number, at: number, was: number): void {
    const from = this.noted * 3
    if (from === this.notes.length) {
      const more = new Int32Array(from * 2)
      more.set(this.notes)
      this.notes = more
    }
    this.notes[from] = column
    this.notes[from + 1] = at
    this.notes[from + 2] = was
    this.noted++
  }
}

/** Numbers in a row, whole ones of 32 bits. */
export class Column {
  data: Int32Array = new Int32Array(64)
  length = 0
  /** While it is taken back: how many stay. */
  cutting = 0
  /** What stands before it was there at the last checkpoint. */
  private settled = 0

  constructor(
    private readonly memory: Memory,
    readonly number: number,
    private readonly absent: number,
  ) {}

  settle(length: number): void {
    this.settled = length
  }

  get(at: number): number {
    return at < this.length ? (this.data[at] as number) : this.absent
  }

  set(at: number, value: number): void {
    if (at < this.settled) this.memory.note(this.number, at, this.data[at] as number)
    else if (at >= this.length) this.reach(at)
    this.data[at] = value
  }

  /** @returns where it stands */
  push(value: number): number {
    const at = this.length
    if (at === this.data.length) this.grow(at + 1)
    this.data[at] = value
    this.length = at + 1
    return at
  }

  private reach(at: number): void {
    if (at >= this.data.length) this.grow(at + 1)
    this.data.fill(this.absent, this.length, at)
    this.length = at + 1
  }

  private grow(length: number): void {
    const more = new Int32Array(Math.max(64, length, this.data.length + (this.data.length >> 1)))
    more.set(this.data.subarray(0, this.length))
    this.data = more
  }

  load(values: Int32Array): void {
    this.data = values
    this.length = values.length
  }

  kept(): Int32Array {
    return this.data.subarray(0, this.length)
  }
}

/** A number by another one; -1 where there is none. What is in it stays, however far a replay is taken back. */
export class Table {
  data: Int32Array = new Int32Array(0)
  length = 0

  get(at: number): number {
    return at < this.length ? (this.data[at] as number) : -1
  }

  set(at: number, value: number): void {
    if (at >= this.data.length) {
      const more = new Int32Array(Math.max(64, at + 1, this.data.length * 2))
      more.set(this.data.subarray(0, this.length))
      this.data = more
    }
    if (at >= this.length) {
      this.data.fill(-1, this.length, at)
      this.length = at + 1
    }
    this.data[at] = value
  }

  /** @returns where it stands */
  push(value: number): number {
    const at = this.length
    this.set(at, value)
    return at
  }

  load(values: Int32Array): void {
    this.data = values
    this.length = values.length
  }

  kept(): Int32Array {
    return this.data.subarray(0, this.length)
  }
}
