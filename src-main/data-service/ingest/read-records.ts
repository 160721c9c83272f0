import { isAscii } from 'node:buffer'
import { textHash } from '../bytes/record-text.ts'
import { BatchBuilder } from '../cache/columns/batch.ts'
import type { Connector, MappedEntry, Page } from '../connector/connector.ts'
import type { ReadTexts } from './read-texts.ts'

/** Where records lie in a body, and on which line of their file each begins. */
export interface RecordPlaces {
  readonly starts: Uint32Array<ArrayBuffer>
  readonly ends: Uint32Array<ArrayBuffer>
  readonly lines: Uint32Array<ArrayBuffer>
}

/** What does not fit. */
export interface Misfit {
  readonly line: number
  readonly reason: string
  /** Where it lies in the body. */
  readonly start: number
  readonly end: number
}

/** Records of a file as far as they can be read without the cache. */
export interface ReadRecords extends ReadTexts, Pick<Page, 'next' | 'retention' | 'leftOut'> {
  /** Entries that do not fit, which are kept as entries; at most so many as a person could look at. */
  readonly misfits: readonly Misfit[]
  /** Records that are no JSON: they are no entries. */
  readonly unread: readonly Misfit[]
}

/** Records between two places where the work may stop. */
const step = 32
/** Of one batch, misfits that are named. */
const mostNamed = 1000

/** Reads records a piece at a time. */
export function* readRecords(connector: Connector, body: Uint8Array, places: RecordPlaces): Generator<undefined, ReadRecords> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  // A character a byte: of plain ASCII, nothing has to be decoded one by one.
  const whole = isAscii(bytes) ? bytes.toString('latin1') : null
  const { length } = places.starts
  const texts = connector.partsOf ? new OwnTexts() : new PlacedTexts(length)
  const entries: MappedEntry[] = []
  const hashes: string[] = []
  const misfits: Misfit[] = []
  const unread: Misfit[] = []
  for (let i = 0; i < length; i++) {
    const [start, end, line] = [places.starts[i] as number, places.ends[i] as number, places.lines[i] as number]
    const text = whole === null ? bytes.toString('utf8', start, end) : whole.slice(start, end)
    const hash = textHash(bytes.subarray(start, end))
    try {
      const parts = connector.partsOf?.(text, bytes.subarray(start, end)) ?? [{ item: text, raw: bytes.subarray(start, end) }]
      const read = parts.map(({ item, raw }) => ({ entry: connector.mapItem(item, { id: () => hash }), raw }))
      for (const { entry, raw } of read) {
        if (entry.parseError !== undefined && misfits.length < mostNamed) misfits.push({ line, reason: entry.parseError, start, end })
        entries.push(entry)
        hashes.push(hash)
        texts.add(raw, start)
      }
    } catch {
      unread.push({ line, reason: 'is not JSON', start, end })
    }
    if (i % step === step - 1) yield
  }
  const batch = new BatchBuilder(entries.length)
  for (const [i, entry] of entries.entries()) {
    batch.add(entry)
    if (i % step === step - 1) yield
  }
  const all = Buffer.from(new ArrayBuffer(entries.length * 32))
  all.write(hashes.join(''), 'hex')
  return {
    ...batch.done(),
    next: null,
    retention: null,
    leftOut: [],
    ...texts.done(),
    hashes: new Uint8Array(all.buffer),
    misfits,
    unread,
  }
}

interface Texts {
  add(raw: Buffer, start: number): void
  done(): Pick<ReadTexts, 'starts' | 'ends' | 'texts'>
}

/** Texts that lie in the body. */
class PlacedTexts implements Texts {
  private count = 0
  private readonly starts: Uint32Array<ArrayBuffer>
  private readonly ends: Uint32Array<ArrayBuffer>

  constructor(most: number) {
    this.starts = new Uint32Array(most)
    this.ends = new Uint32Array(most)
  }

  add({ length }: Buffer, start: number): void {
    this.starts[this.count] = start
    this.ends[this.count++] = start + length
  }

  done(): Pick<ReadTexts, 'starts' | 'ends'> {
    return { starts: this.starts.slice(0, this.count), ends: this.ends.slice(0, this.count) }
  }
}

/** Texts of records that hold several entries: each has one of its own. */
class OwnTexts implements Texts {
  private readonly raws: Buffer[] = []

  add(raw: Buffer): void {
    this.raws.push(raw)
  }

  done(): Pick<ReadTexts, 'starts' | 'ends' | 'texts'> {
    const { length } = this.raws
    const [starts, ends] = [new Uint32Array(length), new Uint32Array(length)]
    const texts = new Uint8Array(this.raws.reduce((sum, raw) => sum + raw.length, 0))
    let at = 0
    this.raws.forEach((raw, i) => {
      texts.set(raw, at)
      starts[i] = at
      at += raw.length
      ends[i] = at
    })
    return { starts, ends, texts }
  }
}
