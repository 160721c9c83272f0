import type { EntryStore } from './entry-store.ts'
import type { Position, Query } from './query.ts'

export interface PageContent {
  /** JSON text of the items, newest or oldest first as asked. */
  readonly items: readonly Buffer[]
  /** The last item when there are more after it. */
  readonly last: Position | null
}

/** The entries a query asks for. @param oldest µs since the epoch: what is older the tenant has forgotten */
export function readPage(store: EntryStore, { after, filter, from, limit, order, skip, to }: Query, oldest: number): PageContent {
  const low = store.placeOfTime(Math.max(from ?? -Infinity, oldest))
  const high = to === null ? store.size : store.placeOfTime(to)
  const matches = store.matcher(filter)
  if (!matches) return { items: [], last: null }
  const step = order === 'desc' ? -1 : 1
  let place = order === 'desc' ? high - 1 : low
  if (after)
    place =
      order === 'desc' ? Math.min(place, store.placeAt(after.time, after.id) - 1) : Math.max(place, store.placeAfter(after.time, after.id))
  const items: Buffer[] = []
  let left = skip
  let lastPlace = -1
  for (; place >= low && place < high; place += step) {
    if (!matches(place) || left-- > 0) continue
    if (items.length === limit) return { items, last: { time: store.time(lastPlace), id: store.id(lastPlace) } }
    items.push(store.line(place))
    lastPlace = place
  }
  return { items, last: null }
}

export interface Retention {
  readonly days: number
  readonly oldest: string
}

const comma = Buffer.from(',')

/** A page's body. */
export function writePage(items: readonly Buffer[], nextCursor: string | null, retention: Retention): Buffer {
  const parts: Buffer[] = [Buffer.from('{"items":[')]
  items.forEach((item, i) => {
    if (i > 0) parts.push(comma)
    parts.push(item)
  })
  parts.push(Buffer.from(`],"next_cursor":${JSON.stringify(nextCursor)},"retention":${JSON.stringify(retention)}}`))
  return Buffer.concat(parts)
}
