import type { PageBody, PageRequest } from '@contract/service.ts'
import { canonicalText, sameJson } from '@contract/exact-json.ts'
import { unknownTime } from '../../connector/times.ts'
import type { ReceivedTexts } from '../cache/blocks/blocks.ts'
import type { PackedRaw, RawEntry } from '../cache/blocks/raw-block.ts'
import { idAt } from '../cache/columns/batch.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { sourcedId } from '../cache/columns/key-of-id.ts'
import type { Connector } from '../connector/connector.ts'
import type { Arriving } from '../cache/columns/encode.ts'
import type { Bookkeeping } from '../cache/coverage/bookkeeping.ts'
import { isCovered, seenThrough } from '../cache/coverage/ledger.ts'
import type { CacheStore } from '../cache/store.ts'
import type { ReadPage } from './read-page.ts'
import type { Recheck } from './recheck.ts'

export interface Counted {
  known: number
  drifted: number
  invalid: number
  late: number
  oldest: number | null
  newest: number | null
  newestFirst: boolean
}

function textAt(body: Uint8Array, { starts, ends, texts }: ReadPage, i: number): Buffer {
  const of = texts ?? body
  return Buffer.from(of.buffer, of.byteOffset + (starts[i] as number), (ends[i] as number) - (starts[i] as number))
}

/** The texts of a page's items, or of those at `places`. */
export function rawsOf(read: ReadPage, { body, receivedAt }: PageBody, places?: Uint32Array): RawEntry[] {
  return Array.from({ length: places?.length ?? read.length }, (_, i) => ({ raw: textAt(body, read, places?.[i] ?? i), receivedAt }))
}

/** What is to be kept of the texts at `places`; `packed`: all of the page, where that was done beforehand. */
export function textsOf(
  read: ReadPage,
  page: PageBody,
  places: Uint32Array,
  packed: readonly PackedRaw[] | null,
): Omit<ReceivedTexts, 'source'> {
  const entries = (): RawEntry[] => rawsOf(read, page, places)
  if (places.length === read.length) return { entries, hashes: read.hashes, packed }
  const hashes = new Uint8Array(places.length * 32)
  places.forEach((place, i) => hashes.set(hashAt(read, place), i * 32))
  return { entries, hashes, packed: null }
}

function hashAt({ hashes }: ReadPage, i: number): Uint8Array {
  return hashes.subarray(i * 32, (i + 1) * 32)
}

function textKey(read: ReadPage, i: number): string {
  return Buffer.from(hashAt(read, i)).toString('hex')
}

/** Finds which items are new, which are known word for word, and which say something else under a known id. */
export class Sorting {
  private readonly counted: Counted = { known: 0, drifted: 0, invalid: 0, late: 0, oldest: null, newest: null, newestFirst: true }
  /** The first new text of this page under the hash of its id, as index in `places`. */
  private readonly inPage = new Map<number, number>()
  /** Where it is not the only one: all of them by their id. */
  private readonly alike = new Map<number, Map<string, SameId>>()
  /** The texts of entries that have many versions, by key. */
  private readonly kept = new Map<number, SameId>()
  private readonly places: Uint32Array
  private fresh = 0

  constructor(
    private readonly store: CacheStore,
    private readonly read: ReadPage,
    private readonly request: PageRequest,
    private readonly before: Bookkeeping,
    /** Told of keys that are sent again. */
    private readonly recheck: Pick<Recheck, 'see'> | null,
    private readonly connector: Connector,
  ) {
    this.places = new Uint32Array(read.length)
  }

  sortOut(): { readonly arriving: Arriving; readonly counted: Counted } {
    const { read, counted, places } = this
    const covered = seenThrough(this.before.coverage, this.connector.narrowed)
    const late = new Uint8Array(read.length)
    const versionOf = new Int32Array(read.length)
    let last = Infinity
    for (let i = 0; i < read.length; i++) {
      const time = read.time[i] as number
      // One without a time is at no place of the log: it proves nothing about the order, nor about how far the page reaches.
      if (time !== unknownTime) {
        if (time > last) counted.newestFirst = false
        last = time
        counted.oldest = Math.min(counted.oldest ?? time, time)
        counted.newest = Math.max(counted.newest ?? time, time)
      }
      const of = this.firstOf(i)
      if (of === null) {
        counted.known++
        continue
      }
      const at = this.fresh++
      places[at] = i
      versionOf[at] = of
      const isLate = of < 0 && time !== unknownTime && isCovered(covered, Math.floor(time), Math.floor(time))
      late[at] = isLate ? 1 : 0
      if (of >= 0) counted.drifted++
      if (isLate) counted.late++
      if (((read.state[i] as number) & stateBit.invalid) !== 0) counted.invalid++
    }
    const { fresh } = this
    const arriving = {
      batch: read,
      places: places.subarray(0, fresh),
      late: late.subarray(0, fresh),
      versionOf: versionOf.subarray(0, fresh),
    }
    return { arriving, counted }
  }

  /** The key of the entry that this item is another version of; -1 for a new entry, null for a text that is known. */
  private firstOf(i: number): number | null {
    const { store, read, inPage } = this
    const hash = read.idHash[i] as number
    const id = (): string => sourcedId(this.connector, idAt(read, i))
    const kept = store.keyOfId(hash, this.connector, () => idAt(read, i))
    if (kept !== null) this.recheck?.see(kept)
    const lone = inPage.get(hash)
    if (lone === undefined) {
      if (kept !== null && this.isKept(kept, i)) return null
      inPage.set(hash, this.fresh)
      return kept ?? -1
    }
    const byId = this.alikeTo(hash, lone)
    const same = byId.get(id())
    if (same?.has(this.rawAt(i), textKey(read, i))) return null
    if (kept !== null && this.isKept(kept, i)) return null
    if (same) same.add(this.fresh, textKey(read, i))
    else byId.set(id(), this.textsInPage([this.fresh], [textKey(read, i)]))
    return kept ?? (same ? store.columns.length + same.first : -1)
  }

  private alikeTo(hash: number, lone: number): Map<string, SameId> {
    const known = this.alike.get(hash)
    if (known) return known
    const place = this.places[lone] as number
    const made = new Map([[sourcedId(this.connector, idAt(this.read, place)), this.textsInPage([lone], [textKey(this.read, place)])]])
    this.alike.set(hash, made)
    return made
  }

  private textsInPage(at: number[], hashes: readonly string[]): SameId {
    return new SameId(at, hashes, (each) => this.rawAt(this.places[each] as number), this.connector.comparable)
  }

  private rawAt(i: number): Buffer {
    return textAt(this.request.body, this.read, i)
  }

  /** Whether the entry or one of its versions has this very text, or says the same. */
  private isKept(key: number, i: number): boolean {
    const { store, read } = this
    const known = this.kept.get(key)
    if (known) return known.has(this.rawAt(i), textKey(read, i))
    const keys = [key, ...(store.versions.get(key) ?? [])]
    if (keys.some((each) => isOfAnotherForm(store.reread.connectorOf(each), this.connector))) return true
    const rawOf = (each: number): Buffer => store.rawEntry(each).raw
    if (keys.length < manyTexts) {
      const raw = this.rawAt(i)
      return keys.some((each) => rawOf(each).equals(raw)) || saysAnyOf(raw, keys, rawOf, this.connector.comparable)
    }
    const hashes = keys.map((each) => store.recordedHash(each))
    const texts = new SameId(keys, hashes, rawOf, this.connector.comparable)
    this.kept.set(key, texts)
    return texts.has(this.rawAt(i), textKey(read, i))
  }
}

/** Of one source, and not of one form: a row of a table does not say all that an item says, nor in its words. */
function isOfAnotherForm(known: Connector, connector: Connector): boolean {
  return known.hash !== connector.hash && (known.recordOf !== undefined || connector.recordOf !== undefined)
}

/** From so many texts of one id on, each is read once and not compared with each. */
const manyTexts = 8

/** Texts of one id: by their hash, and by what they say. */
class SameId {
  private readonly hashes: Set<string>
  private said: Set<string> | null = null

  /** `of`: where the texts are, by which `textOf` gives them; `hashes`: their SHA-256, hex. */
  constructor(
    private readonly of: number[],
    hashes: readonly string[],
    private readonly textOf: (of: number) => Buffer,
    private readonly comparable: Comparable,
  ) {
    this.hashes = new Set(hashes)
  }

  get first(): number {
    return this.of[0] as number
  }

  add(of: number, hash: string): void {
    this.of.push(of)
    this.hashes.add(hash)
    this.said?.add(saidBy(this.textOf(of), this.comparable))
  }

  has(text: Buffer, hash: string): boolean {
    if (this.hashes.has(hash)) return true
    if (this.of.length < manyTexts) return saysAnyOf(text, this.of, this.textOf, this.comparable)
    this.said ??= new Set(this.of.map((each) => saidBy(this.textOf(each), this.comparable)))
    return this.said.has(saidBy(text, this.comparable))
  }
}

type Comparable = CacheStore['connector']['comparable']

/** The same for texts that say the same. */
function saidBy(text: Buffer, comparable: Comparable): string {
  const read = comparable(text)
  return read === null ? text.toString('latin1') : canonicalText(read)
}

/** Whether a text says what one of the others says, with other white space or its members in another order. Asked only of texts that differ. */
function saysAnyOf<T>(text: Buffer, others: readonly T[], textOf: (other: T) => Buffer, comparable: Comparable): boolean {
  const read = comparable(text)
  return read !== null && others.some((other) => sameJson(comparable(textOf(other)) ?? undefined, read))
}
