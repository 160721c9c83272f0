import { isAscii } from 'node:buffer'
import { textHash } from '../bytes/record-text.ts'
import { BatchBuilder } from '../cache/columns/batch.ts'
import type { Connector, MappedEntry, Page } from '../connector/connector.ts'
import { NewestFirst } from './newest-first.ts'
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
  // A character a byte: of plain ASCII, nothing has to be decoded.
  const encoding = isAscii(bytes) ? 'latin1' : 'utf8'
  const { length } = places.starts
  const texts = connector.partsOf ? new OwnTexts() : new PlacedTexts(length)
  const batch = new BatchBuilder(length)
  const hashes: string[] = []
  const misfits: Misfit[] = []
  const unread: Misfit[] = []
  const listed = new NewestFirst<Kept>(({ entry, hash, raw, start }) => {
    batch.add(entry)
    hashes.push(hash)
    texts.add(raw, start)
  })
  for (let i = 0; i < length; i++) {
    const [start, end, line] = [places.starts[i] as number, places.ends[i] as number, places.lines[i] as number]
    const [text, record] = [bytes.toString(encoding, start, end), bytes.subarray(start, end)]
    const hash = textHash(record)
    const fallback = { id: () => hash }
    const keep = (entry: MappedEntry, raw: Buffer): void => {
      if (entry.parseError !== undefined && misfits.length < mostNamed) misfits.push({ line, reason: entry.parseError, start, end })
      listed.add(entry.exactTime, { entry, hash, raw, start })
    }
    try {
      if (connector.partsOf === null) keep(connector.mapItem(text, fallback), record)
      else {
        // All of them, before one is kept.
        const parts = connector.partsOf(text, record).map(({ item, raw }) => ({ entry: connector.mapItem(item, fallback), raw }))
        for (const { entry, raw } of parts) keep(entry, raw)
      }
    } catch {
      unread.push({ line, reason: 'is not JSON', start, end })
    }
    if (i % step === step - 1) yield
  }
  listed.end()
  const all = Buffer.from(new ArrayBuffer(hashes.length * 32))
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

interface Kept {
  readonly entry: MappedEntry
  readonly hash: string
  readonly raw: Buffer
  /** Where the record lies in the body. */
  readonly start: number
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
