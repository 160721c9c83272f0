import type { VersionLink } from './arrivals.ts'
import type { Columns } from './columns.ts'
import { HashIndex } from './hash-index.ts'

/**
 * Which entries are versions of which by the ids that a changed connector reads: the first of an id is the entry, as if they had been
 * received with it. Takes the blocks in the order of their keys.
 */
export class Relinking {
  readonly links: VersionLink[] = []
  private hashes = new Uint32Array(4096)
  private readonly versions = new Set<number>()
  private readonly firsts = new HashIndex()

  /** `idOf` reads the id out of an entry's raw text: asked only where two have the same hash. */
  constructor(private readonly idOf: (key: number) => string) {}

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
      const alike = this.firsts.candidates(this.hashes[key] as number, this.hashes)
      const of = alike.length === 0 ? undefined : alike.find((each) => this.idOf(each) === this.idOf(key))
      if (of === undefined) this.firsts.add(key, this.hashes)
      else {
        this.links.push({ of, key })
        this.versions.add(key)
      }
    }
  }
}
