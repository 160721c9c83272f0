import { hash } from 'node:crypto'
import { canonicalText, isList, isObject, memberOf, numberOf, type Json } from '@contract/exact-json.ts'
import type { ReadChanges } from '../../connector/connector.ts'
import { compress, expand } from '../blocks/raw-block.ts'

/** What a side of a change is. */
export const side = { absent: 0, nothing: 1, fields: 2, other: 3 } as const
/** What can be asked of a value beside whether it is the same as another. */
export const form = { value: 0, texts: 1, text: 2, number: 3 } as const
const forms = 4

/** Fields of which more is played than whether they changed. */
const read: ReadonlySet<string> = new Set(['roles', 'members', 'permissions', 'member_count', 'name'])

/** What the entries of a block say that they changed, as numbers. */
export interface ToldBlock {
  readonly entries: number
  /** Names of fields, and texts in values. */
  readonly texts: readonly string[]
  /** Of each value 64 bits of the hash of its text, and where it is in {@link lists} with its form: two values are the same if their hashes are. */
  readonly values: Int32Array
  /** Texts of a value: how many, and which. A number: itself. */
  readonly lists: Int32Array
  /** Where each entry begins in {@link records}; one more than entries. */
  readonly starts: Int32Array
  /** Of each entry that changes something: what its sides are, and of each field its name, its value before and after; -1 where it has none. */
  readonly records: Int32Array
}

/** Makes the block of entries that are handed over one after the other. */
export class ToldBuilder {
  private readonly texts = new Map<string, number>()
  private readonly known = new Map<string, number>()
  private readonly values: number[] = []
  private readonly lists: number[] = []
  private readonly starts: number[] = [0]
  private readonly records: number[] = []

  add(changes: ReadChanges | undefined): void {
    if (changes) this.record(changes)
    this.starts.push(this.records.length)
  }

  private record({ before, after, isDelta }: ReadChanges): void {
    // Only what came and went: that is no state of anything.
    if (isDelta === true) return void this.records.push(side.other + side.other * forms)
    const [was, is] = [sideOf(before), sideOf(after)]
    this.records.push(was + is * forms)
    const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
    for (const [name, value] of Object.entries(old)) {
      const later = Object.hasOwn(now, name) ? this.valueOf(name, now[name] as Json, after) : -1
      this.records.push(this.text(name), this.valueOf(name, value, before), later)
    }
    for (const [name, value] of Object.entries(now)) {
      if (!Object.hasOwn(old, name)) this.records.push(this.text(name), -1, this.valueOf(name, value, after))
    }
  }

  private text(text: string): number {
    const known = this.texts.get(text)
    if (known !== undefined) return known
    this.texts.set(text, this.texts.size)
    return this.texts.size - 1
  }

  private valueOf(name: string, value: Json, whole: Json | undefined): number {
    const text = unordered(value)
    const isRead = read.has(name)
    const key = isRead ? `${name}:${text}` : `:${text}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const digest = hash('sha1', text, 'buffer')
    const at = isRead ? this.listOf(name, value, whole) : 0
    const number = this.values.push(digest.readInt32LE(0), digest.readInt32LE(4), at) / 3 - 1
    this.known.set(key, number)
    return number
  }

  private listOf(name: string, value: Json, whole: Json | undefined): number {
    const at = this.lists.length * forms
    if (name === 'member_count') {
      const count = membersCounted(whole)
      if (count === null || count > 0x7fffffff) return 0
      this.lists.push(count)
      return at + form.number
    }
    if (typeof value === 'string') {
      this.lists.push(1, this.text(value))
      return at + form.text
    }
    const names = namesIn(whole, name)
    if (!names) return 0
    this.lists.push(names.length)
    for (const each of names) this.lists.push(this.text(each))
    return at + form.texts
  }

  done(): ToldBlock {
    return {
      entries: this.starts.length - 1,
      texts: [...this.texts.keys()],
      values: Int32Array.from(this.values),
      lists: Int32Array.from(this.lists),
      starts: Int32Array.from(this.starts),
      records: Int32Array.from(this.records),
    }
  }
}

/** A list of names; null where it is something else. */
function namesIn(whole: Json | undefined, name: string): readonly string[] | null {
  const list = memberOf(whole, name)
  return isList(list) && list.every((each) => typeof each === 'string') ? list : null
}

/** How many members a side counts. */
function membersCounted(whole: Json | undefined): number | null {
  const number = numberOf(memberOf(whole, 'member_count'))
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : null
}

function sideOf(value: Json | undefined): number {
  if (value === undefined) return side.absent
  if (value === null) return side.nothing
  return isObject(value) ? side.fields : side.other
}

/** A list of texts is a set of them. */
function unordered(value: Json): string {
  if (!isList(value)) return canonicalText(value)
  return JSON.stringify([...new Set(value.map(canonicalText))].sort())
}

/** Changes when blocks of another form are written. */
export const toldLayout = 1

export function packTold({ entries, texts, values, lists, starts, records }: ToldBlock): { codec: number; packed: Buffer } {
  const words = Buffer.from(JSON.stringify(texts), 'utf8')
  const head = Int32Array.of(entries, words.length, values.length, lists.length, records.length)
  const bytes = [head, values, lists, starts, records].map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength))
  return compress(Buffer.concat([...bytes, words]))
}

/** @throws where it is not what {@link packTold} made */
export function unpackTold(codec: number, packed: Uint8Array): ToldBlock {
  const bytes = expand(codec, packed, 131_072)
  const numbers = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 4)))
  const [entries = 0, words = 0, ofValues = 0, ofLists = 0, ofRecords = 0] = numbers
  let at = 5
  const next = (length: number): Int32Array => numbers.subarray(at, (at += length))
  const [values, lists, starts, records] = [next(ofValues), next(ofLists), next(entries + 1), next(ofRecords)]
  const from = at * 4
  if (starts.length !== entries + 1 || records.length !== ofRecords || from + words !== bytes.length)
    throw new RangeError('what a block tells is cut off')
  const texts = JSON.parse(bytes.toString('utf8', from)) as unknown
  if (!Array.isArray(texts) || !texts.every((each) => typeof each === 'string')) throw new RangeError('what a block tells has no texts')
  return { entries, texts, values, lists, starts, records }
}

export const packTexts = (texts: readonly string[]): { codec: number; packed: Buffer } => compress(Buffer.from(JSON.stringify(texts)))

/** @throws where it is not what {@link packTexts} made */
export function unpackTexts(codec: number, packed: Uint8Array): readonly string[] {
  const texts = JSON.parse(expand(codec, packed, 65_536).toString()) as unknown
  if (!Array.isArray(texts) || !texts.every((each) => typeof each === 'string')) throw new RangeError('these are no texts')
  return texts
}
