import { atOnce } from '../in-turns.ts'
import type { Columns } from './columns.ts'
import { HashIndex } from './hash-index.ts'

/** Keys between two places where the work may stop. */
const stepKeys = 4096

/** Finds the entry of an id. Made when the first page comes: reading needs it not, and a million ids take as long as half of opening. */
export class KeyOfId {
  private index: HashIndex | null = null

  constructor(private readonly columns: Columns) {}

  private isMade(): boolean {
    return this.index !== null
  }

  /** Makes it, a piece at a time. */
  *prepare(): Generator<undefined, void> {
    if (this.isMade()) return
    const { length } = this.columns
    const index = new HashIndex(length)
    for (const [i, key] of this.columns.listed().entries()) {
      // Somebody could not wait.
      if (this.isMade()) return
      index.add(key, this.columns.idHash)
      if (i % stepKeys === stepKeys - 1) yield
    }
    // What was committed meanwhile is not in it: then it is made by who needs it next.
    if (this.columns.length === length) this.index = index
  }

  /** A key that the columns have and that is no other version of an entry. */
  add(key: number): void {
    this.index?.add(key, this.columns.idHash)
  }

  /** The key under this hash that is the one. */
  find(idHash: number, isIt: (key: number) => boolean): number | null {
    return this.made().find(idHash, this.columns.idHash, isIt)
  }

  /** All keys under this hash. */
  candidates(idHash: number): readonly number[] {
    return this.made().candidates(idHash, this.columns.idHash)
  }

  private made(): HashIndex {
    while (!this.index) atOnce(this.prepare())
    return this.index
  }
}
