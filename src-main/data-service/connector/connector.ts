import type { ConnectorDefinition } from '@contract/connector.ts'
import type { AuditEntry } from '@contract/entry.ts'
import type { Json } from '@contract/exact-json.ts'
import type { LeftOut, PageAsked } from '@contract/service.ts'
import type { FindSpans } from './item-spans.ts'

/** What was and what is, read without losing how it was written. */
export interface ReadChanges {
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** What stands before was taken out, what stands after was put in: neither is all that there is. */
  readonly isDelta?: true
}

/** An item as the connector understands it. `raw` and its hash are kept beside it by the caller. */
export type MappedEntry = Omit<AuditEntry, 'raw' | 'sha256' | 'changes'> & {
  readonly changes?: ReadChanges
  /** `occurredAt` with its fraction of a millisecond, or `unknownTime`; orders entries, is not shown. */
  readonly exactTime: number
  /** What the thing that it was done on is a part of, where neither its name nor its id says so. */
  readonly within?: string
  /** Nothing in the item says a status: it is the one that the definition then takes. */
  readonly statusIsDefault?: true
}

/** What an item without a readable id gets. */
export interface Fallback {
  readonly id: () => string
}

export interface Page {
  readonly items: readonly string[]
  /** The bytes of each item: parts of the page's own, not copies of them, unless records hold several entries. */
  readonly raws: readonly Buffer[]
  /** How many the source sent; the same as items, unless one holds several entries. */
  readonly records: number
  /** Times of what was left out, `[from, to)` in ms. */
  readonly leftOut: readonly { readonly from: number; readonly to: number; readonly cause: LeftOut['cause'] }[]
  readonly next: string | null
  readonly retention: { readonly days: number | null; readonly oldest: number | null } | null
}

export type PartsOf = (record: string, raw: Buffer) => readonly { readonly item: string; readonly raw: Buffer }[]

/** How one kind of tenant API is read: a definition, compiled. */
export interface Connector {
  readonly definition: ConnectorDefinition
  /** Hex SHA-256 of the mapping: what was derived with another one is derived again. */
  readonly hash: string
  /** Hex SHA-256 of the part of it that says which entry an item is. */
  readonly identity: string
  /** How far each sync reads back over what it has, ms. */
  readonly overlapMs: number
  /** Ages at which a fetched time is read again for late entries, ms, ascending. */
  readonly sweepAgesMs: readonly number[]
  /** Whether a page proves that nothing is missing above its oldest entry. */
  readonly newestFirst: boolean
  /** Whether the source can be asked to stop at a time; otherwise a walk stops when it has come below. */
  readonly asksFrom: boolean
  /** What is fetched is only this part of the log; null for the whole. */
  readonly narrowed: string | null
  /** Reads a page's body as received: UTF-8, with or without a byte order mark. `asked` says where the next page is, for sources that do not say it in the body. */
  readonly readPage: (body: Uint8Array, asked?: PageAsked) => Page
  /**
   * What does not fit the schema is mapped as far as it goes and says so in `parseError`. Fails only with
   * `invalid-page`, for text that is not JSON.
   */
  readonly mapItem: (item: string, fallback: Fallback) => MappedEntry
  /**
   * The texts of the entries that a record holds, each of which is mapped and kept; null for a definition whose records are one each. See `each.ts`.
   */
  readonly partsOf: PartsOf | null
  /** The text without what its definition leaves out of comparisons, read; null for what cannot be read. */
  readonly comparable: (text: Buffer) => Json | null
  /** What a text stands for, as JSON, where it is a row; absent where texts are JSON themselves. */
  readonly recordOf?: (text: string) => string
  /** See `item-mark.ts`. */
  readonly markOf: (item: string) => string
  /** Where members lie in an item that fits the schema, see `item-spans.ts`; a connector without it has its items read. */
  readonly findSpans?: FindSpans
}
