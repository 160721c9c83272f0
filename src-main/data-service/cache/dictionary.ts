import type { Db } from '../sqlite/open.ts'

/** Up to four texts that together are one value, e.g. an actor's email, name and id. */
export type Parts = readonly [string | undefined, (string | undefined)?, (string | undefined)?, (string | undefined)?]

/** Numbers are written to disk: never reuse one. */
export const dictionaryKind = { actor: 1, action: 2, resource: 3, target: 4, ip: 5, agent: 6, permission: 7 } as const
export type DictionaryName = keyof typeof dictionaryKind
export const dictionaryNames = Object.keys(dictionaryKind) as DictionaryName[]

/** Lengths make the key unambiguous whatever characters the parts hold. */
function keyOf(parts: Parts): string {
  let key = ''
  for (const part of parts) key += part === undefined ? '-' : `${part.length}:${part}`
  return key
}

/** Distinct values of one attribute, numbered from 1 in order of arrival; 0 is *absent*. */
export class Dictionary {
  readonly values: Parts[] = [[undefined]]
  private readonly ids = new Map<string, number>()
  private saved = 1

  constructor(private readonly kind: number) {}

  get size(): number {
    return this.values.length
  }

  idOf(parts: Parts): number {
    const key = keyOf(parts)
    const known = this.ids.get(key)
    if (known !== undefined) return known
    const id = this.values.length
    this.values.push(parts)
    this.ids.set(key, id)
    return id
  }

  load(db: Db): void {
    const rows = db.prepare('SELECT id, a, b, c, d FROM dictionary WHERE kind = ? ORDER BY id').raw().all(this.kind) as [
      number, string | null, string | null, string | null, string | null,
    ][] // prettier-ignore
    for (const [id, a, b, c, d] of rows) {
      if (id !== this.values.length) throw new Error(`dictionary ${this.kind} has a hole before ${id}`)
      const parts = trimmed([a ?? undefined, b ?? undefined, c ?? undefined, d ?? undefined])
      this.values.push(parts)
      this.ids.set(keyOf(parts), id)
    }
    this.saved = this.values.length
  }

  /** Writes what is new; call inside the transaction that uses it, then `commit` or `rollback`. */
  save(insert: (kind: number, id: number, parts: Parts) => void): void {
    for (let id = this.saved; id < this.values.length; id++) insert(this.kind, id, this.values[id] as Parts)
  }

  commit(): void {
    this.saved = this.values.length
  }

  rollback(): void {
    for (const parts of this.values.splice(this.saved)) this.ids.delete(keyOf(parts))
  }
}

/** Without trailing absences, so that a value read back equals the value written. */
function trimmed(parts: Parts): Parts {
  let length = 4
  while (length > 1 && parts[length - 1] === undefined) length--
  return parts.slice(0, length) as unknown as Parts
}

export function partsOf(...parts: Parts): Parts {
  return trimmed(parts)
}

export type Dictionaries = Readonly<Record<DictionaryName, Dictionary>>

export function createDictionaries(): Dictionaries {
  return Object.fromEntries(dictionaryNames.map((name) => [name, new Dictionary(dictionaryKind[name])])) as Record<
    DictionaryName,
    Dictionary
  >
}
