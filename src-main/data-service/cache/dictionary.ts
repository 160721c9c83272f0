import { atOnce } from '../in-turns.ts'
import type { Prepare } from '../sqlite/open.ts'
import { hashParts, HashIndex } from './hash-index.ts'
import { PackedValues } from './packed-values.ts'

/** Up to four texts that together are one value, e.g. an actor's email, name and id. */
export type Parts = readonly [string | undefined, (string | undefined)?, (string | undefined)?, (string | undefined)?]

/** Numbers are written to disk: never reuse one. 8 is the dictionary of changes. */
export const dictionaryKind = { actor: 1, action: 2, resource: 3, target: 4, ip: 5, agent: 6, permission: 7 } as const
export type DictionaryName = keyof typeof dictionaryKind
export const dictionaryNames = Object.keys(dictionaryKind) as DictionaryName[]

/** The parts by which a person knows a value, or searches for it. */
export const namedParts: Readonly<Record<DictionaryName, (parts: Parts) => readonly (string | undefined)[]>> = {
  actor: (parts) => parts,
  action: (parts) => parts,
  resource: ([, id, name]) => [id, name],
  target: ([, id, email, name]) => [id, email, name],
  ip: (parts) => parts,
  agent: (parts) => parts,
  permission: (parts) => parts,
}

/** Values between two places where work may stop. */
const stepValues = 1024

/** Distinct values of one attribute, numbered from 1 in order of arrival; 0 is *absent*. */
export class Dictionary {
  /** The first values, as they were read from disk. */
  private packed = PackedValues.none
  /** The values that came after. */
  private readonly added: Parts[] = []
  /** Made when the first value is looked for: reading a log needs the values alone. */
  private index: HashIndex | null = null
  private hashes = new Uint32Array(256)
  private saved = 1

  constructor(private readonly kind: number) {}

  get size(): number {
    return this.packed.length + this.added.length + 1
  }

  at(id: number): Parts {
    if (id === 0) return absent
    return id <= this.packed.length ? this.packed.at(id) : (this.added[id - this.packed.length - 1] as Parts)
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
    return id > 0 && id <= this.packed.length ? this.packed.firstPart(id) : this.at(id)[0]
  }

  idOf(a: string | undefined, b?: string, c?: string, d?: string): number {
    const index = this.indexed()
    const hash = hashParts(a, b, c, d)
    const { packed, added } = this
    const found = index.find(hash, this.hashes, (id) => {
      if (id <= packed.length) return packed.is(id, a, b, c, d)
      const parts = added[id - packed.length - 1] as Parts
      return parts[0] === a && parts[1] === b && parts[2] === c && parts[3] === d
    })
    if (found !== null) return found
    const id = this.size
    added.push(trimmed([a, b, c, d]))
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

  load(prepare: Prepare): void {
    this.added.length = 0
    this.index = null
    const packed = PackedValues.read(prepare, this.kind)
    this.packed = packed ?? PackedValues.none
    if (!packed) this.loadRows(prepare)
    this.saved = this.size
  }

  private loadRows(prepare: Prepare): void {
    const select = prepare('SELECT id, a, b, c, d FROM dictionary WHERE kind = ? ORDER BY id').raw()
    type Row = [number, string | null, string | null, string | null, string | null]
    for (const [id, a, b, c, d] of select.iterate(this.kind) as Iterable<Row>) {
      if (id !== this.size) throw new Error(`dictionary ${this.kind} has a hole before ${id}`)
      this.added.push(trimmed([a ?? undefined, b ?? undefined, c ?? undefined, d ?? undefined]))
    }
  }

  /** Writes what is new; call inside the transaction that uses it, then `commit` or `rollback`. */
  save(insert: (kind: number, id: number, parts: Parts) => void): void {
    for (let id = this.saved; id < this.size; id++) insert(this.kind, id, this.at(id))
  }

  commit(): void {
    this.saved = this.size
  }

  rollback(): void {
    while (this.size > this.saved) {
      this.index?.removeLast(this.size - 1, this.hashes)
      this.added.pop()
    }
  }
}

const absent: Parts = [undefined]

/** Without trailing absences, so that a value read back equals the value written. */
function trimmed(parts: Parts): Parts {
  let length = 4
  while (length > 1 && parts[length - 1] === undefined) length--
  return parts.slice(0, length) as unknown as Parts
}

export type Dictionaries = Readonly<Record<DictionaryName, Dictionary>>

export function createDictionaries(): Dictionaries {
  return Object.fromEntries(dictionaryNames.map((name) => [name, new Dictionary(dictionaryKind[name])])) as Record<
    DictionaryName,
    Dictionary
  >
}
