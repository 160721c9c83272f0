import type { PageRequest } from '@contract/service.ts'
import { hashId } from '../cache/hash-index.ts'
import { sha256 } from '../cache/raw-block.ts'
import type { Connector, MappedEntry, Page } from '../connector/connector.ts'

export interface ReadItem {
  readonly mapped: MappedEntry
  readonly raw: Buffer
  /** SHA-256 of the raw text, hex. */
  readonly hash: string
  readonly idHash: number
}

/** A page as far as it can be read without the cache. */
export interface ReadPage extends Omit<Page, 'items' | 'raws'> {
  readonly items: readonly ReadItem[]
}

/** Items between two places where the work may stop. */
const stepItems = 32

/** Reads a page a piece at a time. Fails with `invalid-page` or `not-the-tenant`. */
export function* readPage(connector: Connector, request: PageRequest): Generator<undefined, ReadPage> {
  const { items: texts, raws, ...page } = connector.readPage(request.body, request.asked)
  yield
  const items: ReadItem[] = []
  // An item without a readable time stands beside its neighbour: the one before, or at the top of a page the first that has a time.
  let time = firstTime(connector, texts) ?? request.tenantNow ?? request.receivedAt
  for (const [at, text] of texts.entries()) {
    const raw = raws[at] as Buffer
    const hash = sha256(raw)
    const mapped = connector.mapItem(text, { id: () => hash, time })
    time = mapped.exactTime
    items.push({ mapped, raw, hash, idHash: hashId(mapped.id) })
    if (at % stepItems === stepItems - 1) yield
  }
  return { ...page, items }
}

function firstTime({ mapItem }: Connector, texts: readonly string[]): number | null {
  for (const text of texts) {
    const { exactTime } = mapItem(text, { id: () => '', time: NaN })
    if (!Number.isNaN(exactTime)) return exactTime
  }
  return null
}
