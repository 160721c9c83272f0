import type { Prepare } from '../sqlite/open.ts'
import { PackedValues } from './packed-values.ts'

/** Up to four texts that together are one value, e.g. an actor's email, name and id. */
export type Parts = readonly [string | undefined, (string | undefined)?, (string | undefined)?, (string | undefined)?]

/** Numbers are written to disk: never reuse one. 8 is the dictionary of changes. */
export const dictionaryKind = { actor: 1, action: 2, resource: 3, target: 4, ip: 5, agent: 6, permission: 7 } as const
export type DictionaryName = keyof typeof dictionaryKind
export const dictionaryNames = Object.keys(dictionaryKind) as DictionaryName[]

/** The part that tells most values apart: an actor's email, the id of a resource or target. */
const tellingPart: Readonly<Record<DictionaryName, 0 | 1>> = { actor: 0, action: 0, resource: 1, target: 1, ip: 0, agent: 0, permission: 0 }

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

/** Values that share their telling part and are looked at one by one; more of them get keys of their own. */
const crowd = 8

/** Lengths make the key unambiguous whatever characters the parts hold. */
function keyOf(a: string | undefined, b?: string, c?: string, d?: string): string {
  return `${a?.length ?? '-'},${b?.length ?? '-'},${c?.length ?? '-'},${d?.length ?? '-'}:${a ?? ''}${b ?? ''}${c ?? ''}${d ?? ''}`
}

/**
 * Distinct values of one attribute, numbered from 1 in order of arrival; 0 is *absent*.
 *
 * A value is found by its telling part and then compared: making one key of all parts for every attribute of every
 * entry took a quarter of the time of committing a page.
 */
export class Dictionary {
  /** All but id 0, as they were read; null once a value was looked for: comparing with what must be taken apart first takes too long. */
  private packed: PackedValues | null = null
  private readonly values: Parts[] = [[undefined]]
  /** Made when the first value is looked for: reading a log needs the values alone. */
  private lookup: { readonly byPart: Map<string, number | number[]>; readonly joined: Map<string, number> } | null = null
  private saved = 1

  constructor(
    private readonly kind: number,
    private readonly telling: 0 | 1 = 0,
  ) {}

  get size(): number {
    return this.packed ? this.packed.length + 1 : this.values.length
  }

  at(id: number): Parts {
    return this.packed && id > 0 ? this.packed.at(id) : (this.values[id] as Parts)
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
    return this.packed && id > 0 ? this.packed.firstPart(id) : (this.values[id] as Parts)[0]
  }

  idOf(a: string | undefined, b?: string, c?: string, d?: string): number {
    const { byPart, joined } = this.index()
    const part = this.telling === 0 ? a : b
    const near = part === undefined ? undefined : byPart.get(part)
    if (typeof near === 'number') {
      if (this.is(near, a, b, c, d)) return near
    } else if (near !== undefined) {
      for (const id of near) if (this.is(id, a, b, c, d)) return id
    }
    const crowded = part === undefined || (typeof near === 'object' && near.length >= crowd)
    return (crowded ? joined.get(keyOf(a, b, c, d)) : undefined) ?? this.add(trimmed([a, b, c, d]))
  }

  private is(id: number, a: string | undefined, b?: string, c?: string, d?: string): boolean {
    const parts = this.values[id] as Parts
    return parts[0] === a && parts[1] === b && parts[2] === c && parts[3] === d
  }

  private index(): NonNullable<Dictionary['lookup']> {
    if (!this.lookup) {
      for (let id = 1; this.packed && id <= this.packed.length; id++) this.values.push(this.packed.at(id))
      this.packed = null
      this.lookup = { byPart: new Map(), joined: new Map() }
      for (let id = 1; id < this.values.length; id++) this.enter(this.values[id] as Parts, id, this.lookup)
    }
    return this.lookup
  }

  private add(parts: Parts): number {
    const id = this.values.length
    this.values.push(parts)
    this.enter(parts, id, this.index())
    return id
  }

  private enter(parts: Parts, id: number, { byPart, joined }: NonNullable<Dictionary['lookup']>): void {
    const part = parts[this.telling]
    const near = part === undefined ? undefined : byPart.get(part)
    if (part === undefined || (typeof near === 'object' && near.length >= crowd)) joined.set(keyOf(...parts), id)
    else byPart.set(part, near === undefined ? id : typeof near === 'number' ? [near, id] : [...near, id])
  }

  /** Undoes the `add` of the newest value. */
  private remove(parts: Parts, id: number): void {
    const { byPart, joined } = this.index()
    const part = parts[this.telling]
    const near = part === undefined ? undefined : byPart.get(part)
    if (part !== undefined && near === id) byPart.delete(part)
    else if (part !== undefined && typeof near === 'object' && near.at(-1) === id) near.pop()
    else joined.delete(keyOf(...parts))
  }

  load(prepare: Prepare): void {
    this.values.length = 1
    this.lookup = null
    this.packed = PackedValues.read(prepare, this.kind)
    if (!this.packed) this.loadRows(prepare)
    this.saved = this.size
  }

  private loadRows(prepare: Prepare): void {
    const select = prepare('SELECT id, a, b, c, d FROM dictionary WHERE kind = ? ORDER BY id').raw()
    type Row = [number, string | null, string | null, string | null, string | null]
    for (const [id, a, b, c, d] of select.iterate(this.kind) as Iterable<Row>) {
      if (id !== this.values.length) throw new Error(`dictionary ${this.kind} has a hole before ${id}`)
      this.values.push(trimmed([a ?? undefined, b ?? undefined, c ?? undefined, d ?? undefined]))
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
    for (let id = this.size - 1; id >= this.saved; id--) this.remove(this.values.pop() as Parts, id)
  }
}

/** Without trailing absences, so that a value read back equals the value written. */
function trimmed(parts: Parts): Parts {
  let length = 4
  while (length > 1 && parts[length - 1] === undefined) length--
  return parts.slice(0, length) as unknown as Parts
}

export type Dictionaries = Readonly<Record<DictionaryName, Dictionary>>

export function createDictionaries(): Dictionaries {
  return Object.fromEntries(dictionaryNames.map((name) => [name, new Dictionary(dictionaryKind[name], tellingPart[name])])) as Record<
    DictionaryName,
    Dictionary
  >
}
