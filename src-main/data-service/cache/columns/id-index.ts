import { HashIndex } from '../dictionary/hash-index.ts'

/** More keys under one hash, or places taken on the way to one, than chance brings. */
const crowded = 32

/**
 * Finds keys by their ids, of which it knows the hashes alone. Where many ids share a hash, by their case or because somebody chose them so, they are read once
 * and found by their text from then on: each further one costs what any other does.
 */
export class IdIndex {
  private readonly index: HashIndex
  /** By hash: the first key of each id. */
  private readonly crowds = new Map<number, Map<string, number>>()

  /**
   * @param hashes the column of hashes by key
   * @param idOf reads the id of a key, from its text
   */
  constructor(
    private readonly hashes: () => Uint32Array,
    private readonly idOf: (key: number) => string,
    expected = 0,
  ) {
    this.index = new HashIndex(expected)
  }

  add(key: number): void {
    const hash = this.hashes()[key] as number
    const crowd = this.crowds.get(hash)
    if (crowd) enter(crowd, this.idOf(key), key)
    else if (this.index.add(key, this.hashes()) >= crowded) this.noteCrowd(hash)
  }

  /** The key of this id; null when there is none. `id` is asked only where the hash is known. */
  find(hash: number, id: () => string): number | null {
    const crowd = this.crowds.get(hash)
    if (crowd) return crowd.get(id()) ?? null
    let wanted: string | null = null
    return this.index.find(hash, this.hashes(), (key) => this.idOf(key) === (wanted ??= id()))
  }

  /** All keys under this hash. */
  candidates(hash: number): readonly number[] {
    const crowd = this.crowds.get(hash)
    return crowd ? [...crowd.values()] : this.index.candidates(hash, this.hashes())
  }

  has(hash: number): boolean {
    return this.crowds.has(hash) || this.index.find(hash, this.hashes(), () => true) !== null
  }

  private noteCrowd(hash: number): void {
    const alike = this.index.candidates(hash, this.hashes())
    if (alike.length < crowded) return
    const crowd = new Map<string, number>()
    for (const key of alike) enter(crowd, this.idOf(key), key)
    this.crowds.set(hash, crowd)
  }
}

function enter(crowd: Map<string, number>, id: string, key: number): void {
  if (!crowd.has(id)) crowd.set(id, key)
}
