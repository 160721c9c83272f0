import type { LeftOut } from '@contract/service.ts'
import { ItemOutline } from './item-outline.ts'

const [quote, backslash, comma, colon] = [34, 92, 44, 58]
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93]
const nothing = Buffer.from('null')
/** No name on the way to the list is longer, bytes. */
const longestName = 4096

const isBlank = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9

/** A page without what is too large in it: `null` stands for each item that was left out. */
export interface Sieved {
  readonly body: Buffer
  readonly leftOut: LeftOut[]
}

/**
 * Reads a page as it comes and keeps all of it but items that would take it over `maxBytes`; of these it keeps an outline, by which the entry can be placed. With no
 * byte allowed every item is left out. It finds where items begin and end, and judges nothing else: what it makes of a page that is no JSON is none either.
 */
export class ItemSieve {
  private readonly kept: Buffer[] = []
  private keptLength = 0
  private readonly leftOut: LeftOut[] = []
  private depth = 0
  /** Objects on the way to the list that are open. */
  private onPath = 0
  /** Depth inside the list; 0 outside. */
  private listDepth = 0
  private inString = false
  private escaped = false
  /** The name under way in the innermost object of the way; null when it is none. */
  private name: number[] | null = null
  private expectsName = false
  private isOnWay = false
  private index = 0
  private item: { parts: Buffer[] | null; length: number; readonly outline: ItemOutline } | null = null

  constructor(
    private readonly path: readonly string[],
    private readonly maxBytes: number,
    private readonly cause: LeftOut['cause'],
  ) {}

  /** Bytes that are held. */
  get held(): number {
    return this.keptLength + (this.item?.parts ? this.item.length : 0)
  }

  write(chunk: Uint8Array): void {
    let from = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number
      if (this.item === null && this.beginsItem(byte)) {
        this.keep(chunk.slice(from, at))
        from = at
        this.item = { parts: [], length: 0, outline: new ItemOutline() }
      } else if (this.item !== null && this.endsBefore(byte)) {
        this.extend(chunk.slice(from, at))
        from = at
        this.finish()
      }
      this.item?.outline.push(byte)
      this.take(byte)
    }
    if (this.item) this.extend(chunk.slice(from))
    else this.keep(chunk.slice(from))
  }

  end(): Sieved {
    this.finish()
    return { body: Buffer.concat(this.kept), leftOut: this.leftOut }
  }

  private beginsItem(byte: number): boolean {
    return (
      this.listDepth > 0 && this.depth === this.listDepth && !this.inString && byte !== comma && byte !== closeBracket && !isBlank(byte)
    )
  }

  private endsBefore(byte: number): boolean {
    return this.depth === this.listDepth && !this.inString && (byte === comma || byte === closeBracket)
  }

  private keep(part: Uint8Array): void {
    if (part.length === 0) return
    this.kept.push(Buffer.from(part.buffer, part.byteOffset, part.length))
    this.keptLength += part.length
  }

  private extend(part: Uint8Array): void {
    const { item } = this
    if (!item) return
    item.length += part.length
    if (this.keptLength + item.length > this.maxBytes) item.parts = null
    else item.parts?.push(Buffer.from(part.buffer, part.byteOffset, part.length))
  }

  private finish(): void {
    const { item } = this
    if (!item) return
    this.item = null
    if (item.parts) for (const part of item.parts) this.keep(part)
    else {
      this.keep(nothing)
      this.leftOut.push({ index: this.index, outline: item.outline.text(), bytes: item.length, cause: this.cause })
    }
    this.index++
  }

  /** One byte further. */
  private take(byte: number): void {
    if (this.inString) return this.takeInString(byte)
    if (byte === quote) {
      this.inString = true
      if (this.expectsName && this.depth === this.onPath) this.name = []
    } else if (byte === openBrace) {
      if (this.listDepth === 0 && this.depth === this.onPath && (this.depth === 0 || this.isOnWay) && this.onPath < this.path.length)
        this.onPath++
      this.open()
    } else if (byte === openBracket) {
      const isList =
        this.listDepth === 0 && this.depth === this.path.length && this.onPath === this.depth && (this.depth === 0 || this.isOnWay)
      this.open()
      if (isList) this.listDepth = this.depth
    } else if (byte === closeBrace || byte === closeBracket) {
      if (this.depth === this.listDepth) this.listDepth = 0
      if (byte === closeBrace && this.depth === this.onPath && this.onPath > 0) this.onPath--
      this.depth--
      this.expectsName = false
    } else if (byte === comma) {
      this.expectsName = true
      this.isOnWay = false
    } else if (byte === colon) this.expectsName = false
  }

  private open(): void {
    this.depth++
    this.expectsName = true
    this.isOnWay = false
  }

  private takeInString(byte: number): void {
    if (this.escaped) this.escaped = false
    else if (byte === backslash) this.escaped = true
    else if (byte === quote) {
      this.inString = false
      if (this.name) this.isOnWay = this.isNamed(this.name)
      this.name = null
      return
    }
    if (this.name && this.name.length < longestName) this.name.push(byte)
  }

  private isNamed(name: readonly number[]): boolean {
    try {
      return JSON.parse(`"${Buffer.from(name).toString('utf8')}"`) === this.path[this.onPath - 1]
    } catch {
      return false
    }
  }
}
