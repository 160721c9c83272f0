import { pairOf, type Unclear } from './links.ts'
import type { Column, Memory } from './memory.ts'
import { Chains, LatestRows } from './rows.ts'

/** Entries that may have changed something: they do not say whether they succeeded, or nobody knows when they were. */
export class UnclearEntries {
  /** A row for each that they may have changed; `object` is -1 where it is the thing itself. */
  readonly rows: { readonly holder: Column; readonly object: Column; readonly key: Column; readonly place: Column }
  private readonly pairs: LatestRows
  private readonly byThing: Chains
  private readonly byHolder: Chains

  constructor(memory: Memory) {
    const column = (): Column => memory.column()
    this.rows = { holder: column(), object: column(), key: column(), place: column() }
    const { holder, object } = this.rows
    this.pairs = new LatestRows(memory, (row) => pairOf(holder.get(row), object.get(row) + 1))
    this.byThing = new Chains(memory)
    this.byHolder = new Chains(memory)
  }

  /** What may have been given or taken. */
  notePair(holder: number, object: number, of: Unclear): void {
    this.add(holder, object, of)
  }

  noteThing(thing: number, of: Unclear): void {
    this.add(thing, -1, of)
  }

  private add(holder: number, object: number, { key, place }: Unclear): void {
    const row = this.rows.holder.push(holder)
    this.rows.object.push(object)
    this.rows.key.push(key)
    this.rows.place.push(place)
    this.pairs.add(pairOf(holder, object + 1), row)
    if (object < 0) this.byThing.add(holder, row)
    else this.byHolder.add(holder, row)
  }

  ofPair(holder: number, object: number): Unclear[] {
    const found: Unclear[] = []
    for (let row = this.pairs.last(pairOf(holder, object + 1)); row >= 0; row = this.pairs.before(row)) found.push(this.at(row))
    return found.reverse()
  }

  ofThing(thing: number): Unclear[] {
    return this.byThing.of(thing).map((row) => this.at(row))
  }

  /** Who may have got or lost something by such an entry. */
  hasOf(holder: number): boolean {
    return this.byHolder.last(holder) >= 0
  }

  /** Entries that may have given or taken something up to a place, each once. */
  countUpTo(place: number): number {
    let count = 0
    let last = -1
    for (let row = 0; row < this.rows.holder.length; row++) {
      const key = this.rows.key.get(row)
      if (this.rows.object.get(row) < 0 || key === last || this.rows.place.get(row) > place) continue
      last = key
      count++
    }
    return count
  }

  private at(row: number): Unclear {
    return { key: this.rows.key.get(row), place: this.rows.place.get(row) }
  }

  /** After everything was taken over. */
  found(): void {
    this.pairs.found()
  }
}
