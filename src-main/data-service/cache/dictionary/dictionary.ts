import { atOnce } from '../../in-turns.ts'
import type { Prepare } from '../../sqlite/database.ts'
import type { Seal } from '../../sqlite/table-seals.ts'
import { damagedCache } from '../damage.ts'
import { decodeParts, EncodedValues, encodeParts, endOfValue, onDisk, type Parts } from './dictionary-encoding.ts'
import { hashParts, HashIndex } from './hash-index.ts'

/** Numbers are written to disk: never reuse one. 8 is the dictionary of changes. */
export const dictionaryKind = {
  actor: 1,
  action: 2,
  resource: 3,
  target: 4,
  ip: 5,
  agent: 6,
  permission: 7,
  targets: 9,
  source: 10,
} as const
export type DictionaryName = keyof typeof dictionaryKind
export const dictionaryNames = Object.keys(dictionaryKind) as DictionaryName[]

/** The checksums of what is in the dictionaries. */
export interface ValueSeals {
  /** How many values a dictionary has, and the checksum of all in their order. */
  values(kind: number): Seal
  /** Accounts for values that are written after the others. */
  addValues(kind: number, values: readonly Parts[]): void
}

/** The parts by which a person knows a value, or searches for it. */
export const namedParts: Readonly<Record<DictionaryName, (parts: Parts) => readonly (string | undefined)[]>> = {
  actor: (parts) => parts,
  // The source's spelling, where it is another one than the canonical.
  action: ([action, verbatim]) => [verbatim ?? action],
  resource: ([, id, name]) => [id, name],
  target: ([, id, email, name]) => [id, email, name],
  ip: (parts) => parts,
  agent: (parts) => parts,
  permission: (parts) => parts,
  // Of the targets themselves, see `target-sets.ts`.
  targets: () => [],
  source: (parts) => parts,
}

/** Values between two places where work may stop. */
const stepValues = 1024

/** Distinct values of one attribute, numbered from 1 in order of arrival; 0 is *absent*. */
export class Dictionary {
  /** The values that are saved. */
  private readonly values = new EncodedValues()
  /** The values that came after, joined. */
  private readonly added: string[] = []
  /** Made when the first value is looked for: reading a log needs the values alone. */
  private index: HashIndex | null = null
  private hashes = new Uint32Array(256)

  constructor(private readonly kind: number) {}

  get size(): number {
    return this.values.length + this.added.length + 1
  }

  at(id: number): Parts {
    return id === 0 ? absent : decodeParts(this.joined(id))
  }

  private joined(id: number): string {
    const { values, added } = this
    return id <= values.length ? values.value(id) : (added[id - values.length - 1] as string)
  }

  /** By id: 1 for each value that is wanted; id 0 has no parts. */
  table(wanted: (parts: Parts, id: number) => boolean): Uint8Array {
    const table = new Uint8Array(this.size)
    for (let id = 0; id < table.length; id++) table[id] = wanted(this.at(id), id) ? 1 : 0
    return table
  }

  *all(): Iterable<Parts> {
    for (let id = 0; id < this.size; id++) yield this.at(id)
  }

  /** The first part alone. */
  firstPart(id: number): string | undefined {
    return id > 0 && id <= this.values.length ? this.values.firstPart(id) : this.at(id)[0]
  }

  /** The id of a value; a new one where it has none yet. */
  idOf(a: string | undefined, b?: string, c?: string, d?: string): number {
    return this.idOfJoined(encodeParts(a, b, c, d), hashParts(a, b, c, d))
  }

  /** The same for a value that is joined already, with the hash of its parts. */
  idOfJoined(value: string, hash: number): number {
    const index = this.indexed()
    const { values, added } = this
    const found = index.find(hash, this.hashes, (id) =>
      id <= values.length ? values.is(id, value) : added[id - values.length - 1] === value,
    )
    if (found !== null) return found
    const id = this.size
    added.push(value)
    this.enter(id, hash, index)
    return id
  }

  private indexed(): HashIndex {
    while (!this.index) atOnce(this.prepare())
    return this.index
  }

  private isMade(): boolean {
    return this.index !== null
  }

  /** Makes what {@link idOf} looks in, a piece at a time. */
  *prepare(): Generator<undefined, void> {
    if (this.isMade()) return
    const index = new HashIndex(this.size)
    const hashes = new Uint32Array(this.size + 256)
    for (let id = 1; id < this.size; id++) {
      if (id % stepValues === 0) yield
      // Somebody could not wait.
      if (this.isMade()) return
      hashes[id] = hashParts(...this.at(id))
      index.add(id, hashes)
    }
    this.index = index
    this.hashes = hashes
  }

  private enter(id: number, hash: number, index: HashIndex): void {
    if (id >= this.hashes.length) {
      const more = new Uint32Array(id + (id >> 1))
      more.set(this.hashes)
      this.hashes = more
    }
    this.hashes[id] = hash
    index.add(id, this.hashes)
  }

  /** @throws AppFailure `cache-corrupt` when its values are not those that were written */
  load(prepare: Prepare, seals: Pick<ValueSeals, 'values'>): void {
    this.added.length = 0
    this.index = null
    if (!this.values.load(prepare, this.kind, seals.values(this.kind))) throw damagedCache(`dictionary ${this.kind}`)
  }

  /** Writes what is new; call inside the transaction that uses it, then `commit` or `rollback`. */
  save(insert: (kind: number, id: number, parts: Parts) => void, seals: Pick<ValueSeals, 'addValues'>): void {
    const added = this.added.map((value) => decodeParts(value).map(onDisk) as unknown as Parts)
    for (const [i, parts] of added.entries()) insert(this.kind, this.values.length + 1 + i, parts)
    seals.addValues(this.kind, added)
  }

  commit(): void {
    if (this.added.length === 0) return
    // One text of its own: the texts of which these are parts can go.
    this.values.append(this.added.join(endOfValue), this.added.length)
    this.added.length = 0
  }

  rollback(): void {
    for (; this.added.length > 0; this.added.pop()) this.index?.removeLast(this.size - 1, this.hashes)
  }
}

const absent: Parts = [undefined]

/** Writes what they have learnt; call inside the transaction that uses it. */
export function saveDictionaries(dictionaries: readonly Dictionary[], prepare: Prepare, seals: Pick<ValueSeals, 'addValues'>): void {
  const insert = prepare('INSERT INTO dictionary (kind, id, a, b, c, d) VALUES (?, ?, ?, ?, ?, ?)')
  for (const dictionary of dictionaries)
    dictionary.save((kind, id, [a, b, c, d]) => insert.run(kind, id, a ?? null, b ?? null, c ?? null, d ?? null), seals)
}

export type Dictionaries = Readonly<Record<DictionaryName, Dictionary>>

export function createDictionaries(): Dictionaries {
  return Object.fromEntries(dictionaryNames.map((name) => [name, new Dictionary(dictionaryKind[name])])) as Record<
    DictionaryName,
    Dictionary
  >
}
