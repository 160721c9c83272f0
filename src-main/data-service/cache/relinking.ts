import type { VersionLink } from './columns/arrivals.ts'
import type { Columns } from './columns/columns.ts'
import { IdIndex } from './columns/id-index.ts'

/**
 * Which entries are versions of which by the ids that a changed connector reads: the first of an id is the entry, as if they had been
 * received with it. Takes the blocks in the order of their keys.
 */
export class Relinking {
  readonly links: VersionLink[] = []
  private hashes = new Uint32Array(4096)
  private readonly versions = new Set<number>()
  private readonly firsts: IdIndex

  /** `idOf` reads the id out of an entry's raw text: asked only where two have the same hash. */
  constructor(private readonly idOf: (key: number) => string) {
    this.firsts = new IdIndex(() => this.hashes, idOf)
  }

  isVersion(key: number): boolean {
    return this.versions.has(key)
  }

  take(first: number, { idHash, length }: Columns): void {
    if (first + length > this.hashes.length) {
      const larger = new Uint32Array(Math.max(this.hashes.length * 2, first + length))
      larger.set(this.hashes)
      this.hashes = larger
    }
    this.hashes.set(idHash.subarray(0, length), first)
    for (let key = first; key < first + length; key++) {
      const of = this.firsts.find(this.hashes[key] as number, () => this.idOf(key))
      if (of === null) this.firsts.add(key)
      else {
        this.links.push({ of, key })
        this.versions.add(key)
      }
    }
  }
}
