import * as zlib from 'node:zlib'
import type { WireEntry } from '../story/wire.ts'

/** Size at which a block of lines is closed and compressed, bytes. */
const blockSize = 1 << 18
const keptBlocks = 24
// An older runtime of the application has no zstd.
const hasZstd = typeof zlib.zstdCompressSync === 'function'
const pack = (bytes: Buffer): Buffer =>
  hasZstd
    ? zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } })
    : zlib.deflateRawSync(bytes, { level: 1 })
const unpack = (packed: Buffer): Buffer => (hasZstd ? zlib.zstdDecompressSync(packed) : zlib.inflateRawSync(packed))

/** A list of numbers that grows. */
class Column<A extends Uint8Array | Uint16Array | Uint32Array | Float64Array> {
  private values: A
  private readonly make: (size: number) => A

  constructor(make: (size: number) => A) {
    this.make = make
    this.values = make(1024)
  }

  get(index: number): number {
    return this.values[index] as number
  }

  set(index: number, value: number): void {
    this.reserve(index + 1)
    this.values[index] = value
  }

  /** Moves `count` values from `from` to `to`. */
  shift(from: number, to: number, count: number): void {
    if (count <= 0) return
    this.reserve(to + count)
    this.values.copyWithin(to, from, from + count)
  }

  private reserve(size: number): void {
    if (size <= this.values.length) return
    const larger = this.make(Math.max(size, this.values.length * 2))
    larger.set(this.values)
    this.values = larger
  }
}

class Names {
  readonly list: string[] = []
  private readonly numbers = new Map<string, number>()

  numberOf(name: string): number {
    let number = this.numbers.get(name)
    if (number === undefined) {
      number = this.list.push(name) - 1
      this.numbers.set(name, number)
    }
    return number
  }

  /** -1 for a name never seen. */
  find(name: string): number {
    return this.numbers.get(name) ?? -1
  }
}

export interface EntryFilter {
  readonly action?: string | undefined
  readonly status?: string | undefined
  readonly actor?: string | undefined
  readonly resourceType?: string | undefined
}

/**
 * All entries of the tenant as their JSON, in compressed blocks, with a few small columns to find them by. An entry
 * has a number (by arrival, for ever) and a place (in the order of time, then id; changes when others come or go).
 */
export class EntryStore {
  private readonly blocks: (Buffer | null)[] = []
  private open = Buffer.allocUnsafe(blockSize * 2)
  private openEnd = 0
  private readonly recent = new Map<number, Buffer>()
  private count = 0
  private readonly order = new Column((size) => new Uint32Array(size))
  private placed = 0
  private readonly times = new Column((size) => new Float64Array(size))
  private readonly blockOf = new Column((size) => new Uint32Array(size))
  private readonly offsets = new Column((size) => new Uint32Array(size))
  private readonly lengths = new Column((size) => new Uint32Array(size))
  private readonly actions = new Column((size) => new Uint16Array(size))
  private readonly actors = new Column((size) => new Uint32Array(size))
  private readonly types = new Column((size) => new Uint16Array(size))
  private readonly failed = new Column((size) => new Uint8Array(size))
  private readonly actionNames = new Names()
  private readonly actorNames = new Names()
  private readonly typeNames = new Names()

  /** Entries there are; the vanished are not counted. */
  get size(): number {
    return this.placed
  }

  /** @returns the entry's number */
  add(entry: WireEntry): number {
    const number = this.count++
    this.times.set(number, entry.time)
    this.actions.set(number, this.actionNames.numberOf(entry.action))
    this.actors.set(number, this.actorNames.numberOf(entry.actor))
    this.types.set(number, this.typeNames.numberOf(entry.resourceType))
    this.failed.set(number, entry.status === 'failed' ? 1 : 0)
    this.write(number, entry.line)
    let place = this.placed
    if (place > 0 && this.compare(this.order.get(place - 1), entry.time, entry.id) > 0) place = this.placeAfter(entry.time, entry.id)
    this.order.shift(place, place + 1, this.placed - place)
    this.order.set(place, number)
    this.placed++
    return number
  }

  /** Replaces the text of an entry; its time and what it is found by stay. */
  rewrite(place: number, line: string): void {
    this.write(this.order.get(place), line)
  }

  /** Takes an entry away. */
  remove(place: number): void {
    this.order.shift(place + 1, place, this.placed - place - 1)
    this.placed--
  }

  line(place: number): Buffer {
    const number = this.order.get(place)
    const start = this.offsets.get(number)
    return this.block(this.blockOf.get(number)).subarray(start, start + this.lengths.get(number))
  }

  /** µs since the epoch. */
  time(place: number): number {
    return this.times.get(this.order.get(place))
  }

  id(place: number): string {
    return idIn(this.line(place))
  }

  /** Place of the first entry at or after a time, µs. */
  placeOfTime(time: number): number {
    return this.search((number) => this.times.get(number) >= time)
  }

  /** Place of the first entry after `(time, id)`. */
  placeAfter(time: number, id: string): number {
    return this.search((number) => this.compare(number, time, id) > 0)
  }

  /** Place of the entry with `(time, id)`, or where it would be. */
  placeAt(time: number, id: string): number {
    return this.search((number) => this.compare(number, time, id) >= 0)
  }

  /** A test for the entry at a place; null when no entry can pass. */
  matcher(filter: EntryFilter): ((place: number) => boolean) | null {
    const { action, actor, resourceType, status } = filter
    const tests: { readonly column: { get(index: number): number }; readonly value: number }[] = []
    if (action !== undefined) tests.push({ column: this.actions, value: this.actionNames.find(action) })
    if (actor !== undefined) tests.push({ column: this.actors, value: this.actorNames.find(actor) })
    if (resourceType !== undefined) tests.push({ column: this.types, value: this.typeNames.find(resourceType) })
    if (status !== undefined) tests.push({ column: this.failed, value: status === 'failed' ? 1 : 0 })
    if (tests.some(({ value }) => value < 0)) return null
    return (place) => {
      const number = this.order.get(place)
      return tests.every(({ column, value }) => column.get(number) === value)
    }
  }

  private search(isRight: (number: number) => boolean): number {
    let low = 0
    let high = this.placed
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isRight(this.order.get(middle))) high = middle
      else low = middle + 1
    }
    return low
  }

  /** Sign of the order of an entry and `(time, id)`. */
  private compare(number: number, time: number, id: string): number {
    const difference = this.times.get(number) - time
    if (difference !== 0) return difference
    const start = this.offsets.get(number)
    const own = idIn(this.block(this.blockOf.get(number)).subarray(start, start + this.lengths.get(number)))
    return own < id ? -1 : own > id ? 1 : 0
  }

  private write(number: number, line: string): void {
    let needed = line.length * 3
    if (this.openEnd + needed > this.open.length) {
      this.close()
      needed = Buffer.byteLength(line)
      if (needed > this.open.length) this.open = Buffer.allocUnsafe(needed)
    }
    const length = this.open.write(line, this.openEnd)
    this.blockOf.set(number, this.blocks.length)
    this.offsets.set(number, this.openEnd)
    this.lengths.set(number, length)
    this.openEnd += length
    if (this.openEnd >= blockSize) this.close()
  }

  private close(): void {
    if (this.openEnd === 0) return
    this.blocks.push(pack(this.open.subarray(0, this.openEnd)))
    this.openEnd = 0
  }

  private block(index: number): Buffer {
    if (index === this.blocks.length) return this.open
    let block = this.recent.get(index)
    if (block) this.recent.delete(index)
    else block = unpack(this.blocks[index] as Buffer)
    this.recent.set(index, block)
    if (this.recent.size > keptBlocks) this.recent.delete(this.recent.keys().next().value as number)
    return block
  }
}

const idStart = Buffer.byteLength('{"id":"')

/** Every line begins with its id. */
function idIn(line: Buffer): string {
  return line.toString('latin1', idStart, line.indexOf(34, idStart))
}
