import type { PageBody } from '@contract/service.ts'
import { textHash } from '../bytes/record-text.ts'
import { BatchBuilder } from '../cache/columns/batch.ts'
import type { Connector, Page } from '../connector/connector.ts'
import { readRecords, type RecordPlaces } from './read-records.ts'
import type { ReadTexts } from './read-texts.ts'

/** A page as far as it can be read without the cache: its entries, and where their texts lie in its body. */
export interface ReadPage extends ReadTexts, Pick<Page, 'next' | 'retention' | 'leftOut'> {}

/** A page, or records of a file. */
export interface Readable extends PageBody {
  /** Where the records lie; absent for a page, which says itself where its items are. */
  readonly records?: RecordPlaces
}

/** Items between two places where the work may stop. */
const stepItems = 32

/** Reads a page a piece at a time. Fails with `invalid-page` or `not-the-tenant`. */
export function* readPage(connector: Connector, { body, asked, records }: Readable): Generator<undefined, ReadPage> {
  if (records) return yield* readRecords(connector, body, records)
  const page = connector.readPage(body, asked)
  const { items, next, retention, leftOut } = page
  const texts = connector.partsOf ? together(page.raws) : null
  const raws = texts?.parts ?? page.raws
  yield
  const { length } = items
  const [starts, ends] = [new Uint32Array(length), new Uint32Array(length)]
  const hashes: string[] = []
  const batch = new BatchBuilder(length)
  for (const [i, text] of items.entries()) {
    const raw = raws[i] as Buffer
    const hash = textHash(raw)
    batch.add(connector.mapItem(text, { id: () => hash }))
    hashes.push(hash)
    starts[i] = raw.byteOffset - (texts?.bytes ?? body).byteOffset
    ends[i] = starts[i] + raw.length
    if (i % stepItems === stepItems - 1) yield
  }
  return { ...batch.done(), next, retention, leftOut, starts, ends, hashes: fromHex(hashes), ...(texts && { texts: texts.bytes }) }
}

/** Texts as parts of one. */
function together(raws: readonly Buffer[]) {
  const bytes = new Uint8Array(raws.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  const parts = raws.map((raw) => {
    bytes.set(raw, at)
    return Buffer.from(bytes.buffer, (at += raw.length) - raw.length, raw.length)
  })
  return { bytes, parts }
}

/** In memory of its own, so that it can be handed over. */
function fromHex(hashes: readonly string[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hashes.length * 32)
  Buffer.from(bytes.buffer).write(hashes.join(''), 'hex')
  return bytes
}
