import type { PageBody } from '@contract/service.ts'
import { textHash } from '../bytes/record-text.ts'
import { BatchBuilder, type EntryBatch } from '../cache/columns/batch.ts'
import type { Connector, Page } from '../connector/connector.ts'

/** A page as far as it can be read without the cache: its entries, and where their texts lie in its body. */
export interface ReadPage extends EntryBatch, Pick<Page, 'next' | 'retention' | 'leftOut'> {
  /** The texts where they are no parts of the page's body: records that hold several entries. */
  readonly texts?: Uint8Array<ArrayBuffer>
  readonly starts: Uint32Array<ArrayBuffer>
  readonly ends: Uint32Array<ArrayBuffer>
  /** SHA-256 of the texts, 32 bytes each. */
  readonly hashes: Uint8Array<ArrayBuffer>
}

/** Items between two places where the work may stop. */
const stepItems = 32

/** Reads a page a piece at a time. Fails with `invalid-page` or `not-the-tenant`. */
export function* readPage(connector: Connector, { body, asked }: PageBody): Generator<undefined, ReadPage> {
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
