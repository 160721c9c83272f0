import type { Status } from '@contract/entry.ts'
import type { DictionaryName } from '../dictionary/dictionary.ts'

/** Bits of the `state` column. The low two are the status. */
export const stateBit = { late: 4, drifted: 8, invalid: 16, changes: 32, version: 64, vanished: 128 } as const
export const statuses: readonly Status[] = ['unknown', 'success', 'failed']
export const statusMask = 3

export type Ids = Uint8Array | Uint16Array | Uint32Array

/** The columns whose values are texts of the entry, each. */
export const textColumns = [
  'actor',
  'action',
  'resource',
  'target',
  'ip',
  'agent',
  'permission',
] as const satisfies readonly DictionaryName[]
/** The dictionary-encoded columns that a block packs, in its order; `targets`: see `target-sets.ts`. */
export const packedColumns = [...textColumns, 'targets'] as const satisfies readonly DictionaryName[]
/** All of them. The source is a block's, not an entry's. */
export const idColumns = [...packedColumns, 'source'] as const satisfies readonly DictionaryName[]
export type PackedColumn = (typeof packedColumns)[number]
export type IdColumn = (typeof idColumns)[number]

/** Entries on their way into the columns. */
export interface EncodedEntries {
  readonly length: number
  /** ms since the epoch; a fraction where the tenant is finer than a millisecond; `unknownTime` where no time can be read. */
  readonly time: Float64Array
  readonly state: Uint8Array
  readonly idHash: Uint32Array
  /** A bit a mark that the entry alone says. */
  readonly marks: Uint32Array
  readonly ids: Readonly<Record<IdColumn, Uint32Array>>
}

/** Room for `length` entries. */
export function encodedEntries(length: number): EncodedEntries {
  const ids = Object.fromEntries(idColumns.map((name) => [name, new Uint32Array(length)])) as Record<IdColumn, Uint32Array>
  return {
    length,
    time: new Float64Array(length),
    state: new Uint8Array(length),
    idHash: new Uint32Array(length),
    marks: new Uint32Array(length),
    ids,
  }
}

const initialCapacity = 4096

function widthFor(max: number): 1 | 2 | 4 {
  return max < 0x100 ? 1 : max < 0x10000 ? 2 : 4
}
function idsOfWidth(width: number, length: number): Ids {
  return width === 1 ? new Uint8Array(length) : width === 2 ? new Uint16Array(length) : new Uint32Array(length)
}

/**
 * Every filterable attribute of every entry as a typed array indexed by key, and `order`: the keys by time.
 * Nothing here is a source of truth; it is loaded from `block_columns` and grows as pages commit.
 * An id column is as wide as its largest id needs and widens by itself. At 1,000,000 entries: about 33 bytes an entry.
 */
export class Columns {
  length = 0
  time = new Float64Array(initialCapacity)
  state = new Uint8Array(initialCapacity)
  idHash = new Uint32Array(initialCapacity)
  /** A bit a mark (`contract/marks.ts`); packed apart from the others, by `block-marks.ts`. */
  marks = new Uint32Array(initialCapacity)
  ids: Record<IdColumn, Ids> = Object.fromEntries(idColumns.map((name) => [name, new Uint8Array(initialCapacity)])) as unknown as Record<
    IdColumn,
    Ids
  >

  get bytes(): number {
    return (
      this.time.byteLength +
      this.state.byteLength +
      this.idHash.byteLength +
      this.marks.byteLength +
      idColumns.reduce((sum, name) => sum + this.ids[name].byteLength, 0)
    )
  }

  /** Makes room for `length` entries in all. Grows by an eighth at least, so that a million pages stay linear. */
  reserve(length: number): void {
    const capacity = this.time.length
    if (length <= capacity) return
    const wanted = Math.max(length, capacity + (capacity >> 3))
    const grown = <T extends Float64Array | Ids>(old: T, fresh: T): T => (fresh.set(old), fresh)
    this.time = grown(this.time, new Float64Array(wanted))
    this.state = grown(this.state, new Uint8Array(wanted))
    this.idHash = grown(this.idHash, new Uint32Array(wanted))
    this.marks = grown(this.marks, new Uint32Array(wanted))
    for (const name of idColumns) this.ids[name] = grown<Ids>(this.ids[name], idsOfWidth(this.ids[name].BYTES_PER_ELEMENT, wanted))
  }

  widen(name: IdColumn, max: number): void {
    const old = this.ids[name]
    const width = widthFor(max)
    if (width <= old.BYTES_PER_ELEMENT) return
    const wide = idsOfWidth(width, old.length)
    wide.set(old)
    this.ids[name] = wide
  }

  /** Of the entries `[from, to)`. */
  setSource(source: number, from: number, to: number): void {
    this.widen('source', source)
    this.ids.source.fill(source, from, to)
  }

  append(entries: EncodedEntries): void {
    const first = this.length
    this.reserve(first + entries.length)
    for (const name of idColumns) {
      const ids = entries.ids[name]
      this.widen(name, largest(ids))
      this.ids[name].set(ids, first)
    }
    this.time.set(entries.time, first)
    this.state.set(entries.state, first)
    this.idHash.set(entries.idHash, first)
    this.marks.set(entries.marks, first)
    this.length = first + entries.length
  }

  mark(keys: Iterable<number>, bit: number): void {
    for (const key of keys) this.state[key] = (this.state[key] as number) | bit
  }

  /** Takes a bit from these keys, or from all. */
  clear(bit: number, keys?: Iterable<number>): void {
    const { state } = this
    if (keys) for (const key of keys) state[key] = (state[key] as number) & ~bit
    else for (let key = 0; key < this.length; key++) state[key] = (state[key] as number) & ~bit
  }

  /** Every key that is an entry and not another version of one. */
  listed(): Uint32Array {
    const listed = new Uint32Array(this.length)
    const { state } = this
    let count = 0
    for (let key = 0; key < listed.length; key++) {
      listed[count] = key
      count += ((state[key] as number) & stateBit.version) === 0 ? 1 : 0
    }
    return listed.subarray(0, count)
  }

  statusOf(key: number): Status {
    return statuses[(this.state[key] ?? 0) & statusMask] ?? 'unknown'
  }
}

/** Version of the packed form; a block with another one is derived again from its raw texts. */
export const packedLayout = 3
/** The one before had one target an entry, as definitions of that time did: it is read as it is. */
const layoutOfOneTarget = 2
export const isPackedLayout = (layout: number): boolean => layout === packedLayout || layout === layoutOfOneTarget

/**
 * Packs entries `[from, to)`: time (f64), idHash (u32), state (u8), then each id column as a width byte and its
 * ids in the narrowest width that fits.
 */
export function packColumns(columns: Columns, from: number, to: number): Buffer {
  const n = to - from
  const parts: Uint8Array[] = [
    bytesOf(columns.time.slice(from, to)),
    bytesOf(columns.idHash.slice(from, to)),
    columns.state.slice(from, to),
  ]
  for (const name of packedColumns) {
    const source = columns.ids[name].subarray(from, to)
    const width = widthFor(largest(source))
    const packed = idsOfWidth(width, n)
    packed.set(source)
    parts.push(Uint8Array.of(width), bytesOf(packed))
  }
  return Buffer.concat(parts)
}

/** Reads what {@link packColumns} wrote, at the end of `columns`, but for the source. Throws a RangeError on a blob of the wrong length. */
export function unpackColumns(columns: Columns, packed: Uint8Array, n: number, layout = packedLayout): void {
  const first = columns.length
  columns.reserve(first + n)
  let at = 0
  const take = (length: number): Uint8Array => {
    if (at + length > packed.length) throw new RangeError('packed columns are too short')
    return packed.subarray(at, (at += length))
  }
  /** As bytes, which need no alignment. */
  const into = (array: Float64Array | Ids): void => bytesOf(array.subarray(first, first + n)).set(take(n * array.BYTES_PER_ELEMENT))
  into(columns.time)
  into(columns.idHash)
  into(columns.state)
  // Something that was taken back may have stood there.
  if (layout === layoutOfOneTarget) columns.ids.targets.fill(0, first, first + n)
  for (const name of layout === layoutOfOneTarget ? textColumns : packedColumns) {
    const width = take(1)[0] ?? 0
    if (width !== 1 && width !== 2 && width !== 4) throw new RangeError('packed columns have an unknown width')
    columns.widen(name, width === 1 ? 0 : width === 2 ? 0x100 : 0x10000)
    const ids = columns.ids[name]
    if (ids.BYTES_PER_ELEMENT === width) into(ids)
    else {
      const narrow = idsOfWidth(width, n)
      bytesOf(narrow).set(take(n * width))
      ids.set(narrow, first)
    }
  }
  if (at !== packed.length) throw new RangeError('packed columns are too long')
  columns.ids.source.fill(0, first, first + n)
  columns.marks.fill(0, first, first + n)
  columns.length = first + n
}

function largest(ids: Ids): number {
  let max = 0
  for (const id of ids) if (id > max) max = id
  return max
}

function bytesOf(array: Float64Array | Ids): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
