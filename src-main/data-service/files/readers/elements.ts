import { fail } from '@contract/errors.ts'
import { isUtf8 } from 'node:buffer'
import { notUtf8, tooLong } from './lines.ts'
import { BatchMaker, longestRecord, type RecordBatch, type Splitter } from './record-batch.ts'

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon, lineFeed] = [34, 92, 123, 125, 91, 93, 44, 58, 10]
const isBlank = (byte: number): boolean => byte === 32 || byte === lineFeed || byte === 13 || byte === 9

/** A list or an object that is open, on the way to the records. */
interface Open {
  readonly isList: boolean
  /** How many names of the path lead here. */
  readonly depth: number
  /** Whether its elements are the records. */
  readonly holds: boolean
}

type Expecting = 'value' | 'first' | 'name' | 'colon' | 'next' | 'nothing'

/**
 * JSON: the elements of the list at `path`, each with the bytes that it has in the file. Everything else is passed over without being kept, whatever its
 * size. A file that is one object at the end of the path, and no list, is that record.
 */
export class Elements implements Splitter {
  private bytes: Buffer = Buffer.alloc(0)
  private at = 0
  private line = 1
  private readonly open: Open[] = []
  private expecting: Expecting = 'value'
  /** The value that is passed over or taken: how deep in it, whether in a string; -1 for none. */
  private inside = -1
  private inString = false
  private isScalar = false
  private valueStart = 0
  private valueLine = 1
  private takes = false
  private onPath = false
  private name: string | null = null
  private dropped = false
  private readonly batch = new BatchMaker()

  constructor(private readonly path: readonly string[]) {}

  push(piece: Buffer): RecordBatch | null {
    const keep = this.keptFrom()
    const rest = this.bytes.subarray(keep)
    this.bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    this.at -= keep
    this.valueStart -= keep
    this.scan()
    if (this.inside >= 0 && this.takes && !this.dropped && this.at - this.valueStart > longestRecord) {
      this.batch.addBad(this.valueLine, tooLong, this.bytes.subarray(this.valueStart))
      this.dropped = true
    }
    return this.batch.take(this.bytes)
  }

  end(): RecordBatch | null {
    if (this.inside === 0 && this.isScalar) this.valueEnded()
    const last = this.batch.take(this.bytes)
    if (this.inside >= 0 || this.open.length > 0 || this.expecting !== 'nothing') throw this.broken('ends in the middle')
    return last
  }

  /** Bytes from here on are looked at again. */
  private keptFrom(): number {
    const needsValue = this.inside >= 0 && (this.takes || this.expecting === 'name') && !this.dropped
    return needsValue ? this.valueStart : this.at
  }

  private scan(): void {
    const { bytes } = this
    const end = bytes.length
    while (this.at < end) {
      if (this.inside >= 0) {
        if (!this.goOn(end)) return
        continue
      }
      const byte = bytes[this.at] as number
      if (isBlank(byte)) {
        if (byte === lineFeed) this.line++
        this.at++
        continue
      }
      this.structure(byte)
    }
  }

  /** @returns whether the value that is open has ended */
  private goOn(end: number): boolean {
    const { bytes } = this
    let { at } = this
    while (at < end) {
      const byte = bytes[at] as number
      if (this.inString) {
        if (byte === backslash) {
          // The character after it may be in the next piece.
          if (at + 1 >= end) break
          at += 2
          continue
        }
        if (byte === quote) {
          this.inString = false
          if (this.inside === 0) {
            this.at = at + 1
            this.valueEnded()
            return true
          }
        } else if (byte === lineFeed) this.line++
        at++
        continue
      }
      if (this.isScalar) {
        if (byte === comma || byte === closeBrace || byte === closeBracket || isBlank(byte)) {
          this.at = at
          this.valueEnded()
          return true
        }
      } else if (byte === quote) this.inString = true
      else if (byte === openBrace || byte === openBracket) this.inside++
      else if (byte === closeBrace || byte === closeBracket) {
        if (--this.inside === 0) {
          this.at = at + 1
          this.valueEnded()
          return true
        }
      } else if (byte === lineFeed) this.line++
      at++
    }
    this.at = at
    return false
  }

  private structure(byte: number): void {
    const top = this.open.at(-1)
    const { expecting } = this
    if (expecting === 'nothing') throw this.broken('has something after its end')
    if ((expecting === 'next' || expecting === 'first') && (byte === closeBrace || byte === closeBracket)) {
      if (top?.isList !== (byte === closeBracket)) throw this.broken('is not JSON')
      this.open.pop()
      this.at++
      this.expecting = this.open.length === 0 ? 'nothing' : 'next'
    } else if (expecting === 'next') {
      if (byte !== comma) throw this.broken('is not JSON')
      this.at++
      this.expecting = top?.isList ? 'value' : 'name'
    } else if (expecting === 'name' || (expecting === 'first' && !top?.isList)) {
      if (byte !== quote) throw this.broken('is not JSON')
      this.expecting = 'name'
      this.begin(false)
    } else if (expecting === 'colon') {
      if (byte !== colon) throw this.broken('is not JSON')
      this.at++
      this.expecting = 'value'
    } else this.value(byte, top)
  }

  private value(byte: number, top: Open | undefined): void {
    const depth = top ? top.depth + (this.onPath ? 1 : 0) : 0
    const isOnPath = !top || (!top.isList && this.onPath)
    if (isOnPath && depth === this.path.length && byte === openBracket) this.enter({ isList: true, depth, holds: true })
    else if (isOnPath && depth < this.path.length && byte === openBrace) this.enter({ isList: false, depth, holds: false })
    else {
      this.expecting = 'next'
      const isOnly = isOnPath && depth === this.path.length && byte === openBrace
      this.begin(isOnly || top?.holds === true)
    }
  }

  private enter(open: Open): void {
    this.open.push(open)
    this.at++
    this.expecting = 'first'
  }

  private begin(takes: boolean): void {
    const byte = this.bytes[this.at] as number
    this.valueStart = this.at
    this.valueLine = this.line
    this.takes = takes
    this.dropped = false
    this.inString = byte === quote
    this.isScalar = !this.inString && byte !== openBrace && byte !== openBracket
    this.inside = this.inString || this.isScalar ? 0 : 1
    this.at++
  }

  private valueEnded(): void {
    const raw = this.bytes.subarray(this.valueStart, this.at)
    this.inside = -1
    if (this.expecting === 'name') {
      this.name = nameIn(raw)
      const depth = this.open.at(-1)?.depth ?? 0
      this.onPath = this.name === this.path[depth]
      this.expecting = 'colon'
      return
    }
    if (this.open.length === 0) this.expecting = 'nothing'
    if (!this.takes || this.dropped) return
    if (!isUtf8(raw)) this.batch.addBad(this.valueLine, notUtf8, raw)
    else if (raw[0] !== openBrace) this.batch.addBad(this.valueLine, 'is not a JSON object', raw)
    else this.batch.add(this.valueStart, this.at, this.valueLine)
  }

  private broken(how: string): Error {
    return fail(
      'file-broken',
      `The file ${how}, at line ${this.line}: it was cut off, or is something else than it seems.`,
      'Get the file again; nothing of it was kept.',
    )
  }
}

function nameIn(raw: Buffer): string | null {
  try {
    return JSON.parse(raw.toString('utf8')) as string
  } catch {
    return null
  }
}
