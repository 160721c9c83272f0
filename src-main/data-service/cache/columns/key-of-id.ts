import { atOnce } from '../../in-turns.ts'
import type { Connector } from '../../connector/connector.ts'
import type { Columns } from './columns.ts'
import { IdIndex } from './id-index.ts'

/** Keys between two places where the work may stop. */
const stepKeys = 4096

/** An id with the name of its source: the ids of two sources may be alike. */
export const sourcedId = ({ definition }: Pick<Connector, 'definition'>, id: string): string => `${definition.name} ${id}`

/** Finds the entry of an id. Made when the first page comes: reading needs it not, and a million ids take as long as half of opening. */
export class KeyOfId {
  private index: IdIndex | null = null

  /** `idOf` reads the id of a key, from its text, with its source ({@link sourcedId}). */
  constructor(
    private readonly columns: Columns,
    private readonly idOf: (key: number) => string,
  ) {}

  private isMade(): boolean {
    return this.index !== null
  }

  /** Makes it, a piece at a time. */
  *prepare(): Generator<undefined, void> {
    if (this.isMade()) return
    const { length } = this.columns
    const index = new IdIndex(() => this.columns.idHash, this.idOf, length)
    for (const [i, key] of this.columns.listed().entries()) {
      // Somebody could not wait.
      if (this.isMade()) return
      index.add(key)
      if (i % stepKeys === stepKeys - 1) yield
    }
    // What was committed meanwhile is not in it: then it is made by who needs it next.
    if (this.columns.length === length) this.index = index
  }

  /** A key that the columns have and that is no other version of an entry. */
  add(key: number): void {
    this.index?.add(key)
  }

  /** The key of this id, which is one with its source. `id` is asked only where the hash is known. */
  find(idHash: number, id: () => string): number | null {
    return this.made().find(idHash, id)
  }

  /** Whether there is a key under this hash. */
  has(idHash: number): boolean {
    return this.made().has(idHash)
  }

  /** All keys under this hash. */
  candidates(idHash: number): readonly number[] {
    return this.made().candidates(idHash)
  }

  private made(): IdIndex {
    while (!this.index) atOnce(this.prepare())
    return this.index
  }
}
