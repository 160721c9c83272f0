import { z } from 'zod'
import { dataApi } from './api.ts'
import { connectorRef } from './connector.ts'
import { auditEntry } from './entry.ts'
import { appError } from './error-schemas.ts'
import { serviceEvents } from './events.ts'
import { accessFileRun, exportRecord, exportRun, groupsFileRun, stateFileRun, storyFileRun } from './export.ts'
import { importPreview, importServiceApi } from './import.ts'
import { reconcileServiceApi } from './reconcile.ts'
import { resultId, timeRange, type KeptAnswer } from './log.ts'
import { rowOrder } from './order.ts'
import { coverageGap, coverageInterval, recheckResult } from './sync.ts'
import { dryRun, tenantId } from './tenant.ts'

/** The part of the log a walk is after: `[from, to)` in ms; null is open (the tenant's oldest / newest). */
export const syncWindow = z.object({ from: z.number().nullable(), to: z.number().nullable() })
export type SyncWindow = z.infer<typeof syncWindow>

/**
 * The request that a cursor came from, but for the size of its page: what was asked of the tenant, and which tenant was asked how. A
 * cursor is used with no other: one that counts from the top of its window would lead past entries.
 */
export const cursorOrigin = z.object({
  window: syncWindow,
  /** Null when it was not noted. */
  by: z.string().max(64).nullable(),
})
export type CursorOrigin = z.infer<typeof cursorOrigin>

/** What a walk has seen of its source that the one which goes on with its cursor must know. */
export const walkSeen = z.object({
  /** Pages have come newest first so far; only then may coverage grow before the walk ends. */
  orderly: z.boolean(),
  /** The oldest time it has brought, ms; null for none yet. */
  low: z.number().nullable(),
})

export type WalkSeen = z.infer<typeof walkSeen>

/** A walk that was begun and not finished: where it can go on. `window` is what it claims, within what was asked. */
export const unfinishedWalk = walkSeen.extend({
  window: syncWindow,
  /** Upper end of what the walk covers, by the tenant's clock. */
  top: z.number(),
  /** Everything in `[edge, top)` is committed. */
  edge: z.number(),
  /** The tenant's cursor for the next page; may have expired. */
  cursor: z.string().nullable(),
  asked: cursorOrigin,
})
export type UnfinishedWalk = z.infer<typeof unfinishedWalk>

export const retentionStated = z.object({ days: z.number().nullable(), oldest: z.number().nullable() })

/** An interval of the ledger. `sweeps`: at how many of the connector's ages it was read again, or first; all of them mean settled. */
export const ledgerInterval = coverageInterval.extend({ sweeps: z.number() })
export type LedgerInterval = z.infer<typeof ledgerInterval>

/** What the sync engine needs to know to decide what to ask next. */
export const syncState = z.object({
  intervals: z.array(ledgerInterval),
  gaps: z.array(coverageGap),
  unfinished: unfinishedWalk.nullable(),
  /** Oldest time the tenant can still have, as it last said; null when it does not say, or has sent older entries. */
  floor: z.number().nullable(),
  /** What the tenant states as its oldest time although it has sent older entries; null when nothing it has sent contradicts it. */
  doubted: z
    .object({
      oldest: z.number(),
      /** When it was stated, by the tenant's clock. */
      at: z.number(),
      /** How old the floor was that was last looked below (its time minus the tenant's), and when by this machine's clock; null for never. */
      probed: z.object({ age: z.number(), at: z.number() }).nullable(),
    })
    .nullable(),
  entries: z.number(),
  /** Times of the newest and the oldest entry here, but for what says a time that has not come yet, ms. */
  newest: z.number().nullable(),
  oldest: z.number().nullable(),
  completedAt: z.number().nullable(),
  /** How far each sync reads back over what it has, ms. */
  overlapMs: z.number(),
  /** Ages at which a fetched time is read again for late entries, ms, ascending; after the last one it is settled. */
  sweepAgesMs: z.array(z.number()),
})
export type SyncState = z.infer<typeof syncState>

/** An item that was too large, or of a page that the data service cannot bear: `null` stands in its place. */
export const leftOut = z.object({
  /** Its place in the page's list. */
  index: z.number(),
  /** The item with its long texts, lists and depths cut, as JSON; null when nothing could be kept of it. */
  outline: z.string().nullable(),
  /** Length of the item as the tenant sent it. */
  bytes: z.number(),
  cause: z.enum(['entry-too-large', 'page-set-aside']),
})
export type LeftOut = z.infer<typeof leftOut>

/** The request that a page answers, for sources that leave it to the reader to find the next one. */
export const pageAsked = z.object({
  url: z.string(),
  cursor: z.string().nullable(),
  limit: z.number(),
  /** The next page's address by the Link header, absolute; null when there is none. */
  link: z.string().nullable(),
  /** The tenant's clock when it answered, or this machine's, ms. */
  at: z.number(),
  /** What of the page did not come with it. */
  leftOut: z.array(leftOut).optional(),
})
export type PageAsked = z.infer<typeof pageAsked>

/** What a tenant sent. */
export const pageBody = z.object({
  /** Absent: the first page of a source whose pages say themselves what comes next. */
  asked: pageAsked.optional(),
  /** The body exactly as received, inflated: UTF-8. */
  body: z.instanceof(Uint8Array<ArrayBufferLike>),
  /** This machine's clock, ms. */
  receivedAt: z.number(),
})
export type PageBody = z.infer<typeof pageBody>

/** Where a page belongs. */
const pagePlace = z.object({
  tenant: tenantId,
  /** What its items are read by, whose name is their source; absent: the tenant's connector, as every sync has it. */
  source: connectorRef.optional(),
  /** What the walk is after and may claim. */
  window: syncWindow,
  /** What was asked for it; absent, just that. */
  origin: cursorOrigin.optional(),
  /** On the first page of a walk that goes on with another one's cursor: what that one had seen. */
  goesOn: walkSeen.optional(),
  /** The tenant's clock (Date header) when the walk's first page was answered; null when it sends none. */
  tenantNow: z.number().nullable(),
  /** The first page of a walk opens it; the following ones extend it. */
  first: z.boolean(),
  /** A look below a doubted floor, whether the tenant still has anything there. It claims no time and leaves an unfinished walk as it is. */
  probe: z.boolean().optional(),
})

export const pageRequest = pagePlace.extend(pageBody.shape)
export type PageRequest = z.infer<typeof pageRequest>
/** The same of a page that was handed over ahead, under this number. */
const pageAhead = pagePlace.extend({ ahead: z.number() })

/** A file that a source made for a window, as it lies on this machine. `receivedAt`: when it was asked for. */
export const fetchedFile = pagePlace.extend({ path: z.string(), receivedAt: z.number() })

/** What one page held, after it was committed together with its coverage and cursor. */
export const pageAnswer = z.object({
  received: z.number(),
  inserted: z.number(),
  known: z.number(),
  drifted: z.number(),
  invalid: z.number(),
  late: z.number(),
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  /** Items that were left out of it, each a gap in the coverage. */
  leftOut: z.number().optional(),
  /** Cursor of the next page; null when this was the last. */
  next: z.string().nullable(),
  retention: retentionStated.nullable(),
  /** Entries in the cache now. */
  entries: z.number(),
})
export type PageAnswer = z.infer<typeof pageAnswer>

/** A database that was damaged and set aside; `details` for the log. */
export const recovered = z.object({ database: z.enum(['cache', 'casework']), details: z.string() })
export type Recovered = z.infer<typeof recovered>

/**
 * What main asks of the data service: everything the window may ask of it, and what only main may.
 * A body that is not a page fails with `invalid-page`, a first page that can never be one with `connector-mismatch`, one that is HTML with `not-the-tenant`; nothing is committed then.
 */
export const serviceApi = {
  ...dataApi,
  ...importServiceApi,
  ...reconcileServiceApi,
  'service.ping': { params: z.undefined(), result: z.object({ rssBytes: z.number(), pid: z.number() }) },
  /** Opens (creates, migrates) the tenant's databases. Fails with `cache-newer` … when it must not. */
  'tenant.open': {
    params: z.object({ tenant: tenantId, connector: connectorRef }),
    result: z.object({ entries: z.number(), recovered: z.array(recovered) }),
  },
  'tenant.close': { params: z.object({ tenant: tenantId }), result: z.undefined() },
  /** Closes and deletes the tenant's folder. */
  'tenant.erase': { params: z.object({ tenant: tenantId }), result: z.undefined() },
  'sync.state': { params: z.object({ tenant: tenantId }), result: syncState },
  /** Commits a page. Fails with `not-found` when the service was restarted since the page was handed over. */
  'sync.page': { params: z.union([pageRequest, pageAhead]), result: pageAnswer },
  /**
   * Reads a file as an import would, and commits its entries as pages of a sync: its window is claimed when all of it was read. Fails with `invalid-page`
   * where it is cut off or damaged, with `connector-mismatch` where it is another one, with `cancelled`.
   */
  'sync.file': { params: fetchedFile, result: pageAnswer },
  /** Hands over the page that is probably next, so that it is read while the one before it is committed. Only the last one is kept, in memory. */
  'sync.ahead': { params: pageBody.extend({ tenant: tenantId, ahead: z.number() }), result: z.undefined() },
  /** Notes that every window of a run was walked to its end. */
  'sync.completed': { params: z.object({ tenant: tenantId, at: z.number() }), result: z.undefined() },
  /** Whole entries of a result, by row: at least one, and fewer than asked for where they are long. */
  'log.entries': {
    params: z.object({
      tenant: tenantId,
      result: resultId,
      ...rowOrder.shape,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(1000),
    }),
    result: z.array(auditEntry),
  },
  /** Writes files for a person; answers when they are read back. Tells its progress by `export.progress`. */
  'export.run': { params: exportRun, result: exportRecord },
  /** Writes a state as of a time for a person; answers when the file is read back. */
  'export.state': { params: stateFileRun, result: exportRecord },
  /** The same for the groups of a result. */
  'export.groups': { params: groupsFileRun, result: exportRecord },
  /** The same for who has which roles, what changed, or what was denied. */
  'export.access': { params: accessFileRun, result: exportRecord },
  /** The same for a story. */
  'export.story': { params: storyFileRun, result: exportRecord },
  /** The PDF of a page that was handed out by `export.print`; null when it could not be printed. */
  'export.printed': {
    params: z.object({ id: z.number(), pdf: z.instanceof(Uint8Array<ArrayBufferLike>).nullable() }),
    result: z.undefined(),
  },
  /** Notes that the walk under way ended with a failure that only a person can mend; the next page forgets it. */
  'sync.failed': { params: z.object({ tenant: tenantId }), result: z.undefined() },
  /** Leaves a stretch of time out of every sync, or takes it in again. */
  'sync.skip': { params: z.object({ tenant: tenantId, range: timeRange, skip: z.boolean(), at: z.number() }), result: z.undefined() },
  /** From here on every entry that a page brings in the range is noted as still there; begun again, it forgets. */
  'recheck.begin': { params: z.object({ tenant: tenantId, range: timeRange }), result: z.undefined() },
  /** Call when the range was walked to its end. `not-found` when the service was restarted since it began. */
  'recheck.end': { params: z.object({ tenant: tenantId, at: z.number() }), result: recheckResult },
  /** What a connector makes of a page: for *Test connection*. Keeps nothing. */
  'connector.try': {
    params: z.object({ connector: connectorRef, body: z.instanceof(Uint8Array<ArrayBufferLike>), asked: pageAsked }),
    result: z.object({ dryRun, newest: z.number().nullable(), retention: retentionStated.nullable() }),
  },
  /** The same of a file that a source made. */
  'connector.try-file': {
    params: z.object({ connector: connectorRef, path: z.string() }),
    result: importPreview.pick({ read: true, entries: true, unread: true, to: true }),
  },
  /** Reads one page's times without keeping anything. */
  'sync.inspect': {
    params: z.object({ connector: connectorRef, body: z.instanceof(Uint8Array<ArrayBufferLike>), asked: pageAsked.optional() }),
    result: z.object({
      received: z.number(),
      newest: z.number().nullable(),
      /** A mark of the last item, by which it is known again; null on an empty page. */
      last: z.string().nullable(),
      retention: retentionStated.nullable(),
    }),
  },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>

export type ServiceApi = typeof serviceApi
export type ServiceName = keyof ServiceApi
export type ServiceParams<N extends ServiceName> = z.output<ServiceApi[N]['params']>
export type ServiceAnswer<N extends ServiceName> = z.output<ServiceApi[N]['result']>

/** Frames on the wire between main and the data service (structured clone). */
export type ToService =
  | {
      readonly kind: 'request'
      readonly id: number
      readonly name: ServiceName
      readonly params: unknown
      /** The answer shall be its JSON text. */
      readonly asText?: boolean
    }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'stop' }
export const fromService = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  /** The service cannot work at all, e.g. its folder is unreadable; it ends after this. */
  z.object({ kind: z.literal('refused'), error: appError }),
  z.object({ kind: z.literal('answer'), id: z.number(), ok: z.literal(true), value: z.unknown() }),
  z.object({ kind: z.literal('failure'), id: z.number(), error: appError }),
  /** A page to be printed, where the service has no windows. */
  z.object({ kind: z.literal('export.print'), id: z.number(), html: z.string() }),
  /** An event, by the map of `events`. */
  z.object({ kind: z.literal('event'), name: z.enum(serviceEvents), payload: z.unknown() }),
])
export type FromService = z.infer<typeof fromService>

/** What a service that was started for a window says before anything else: what it had kept for the window's first question. */
export interface FirstFrame {
  readonly kind: 'first'
  readonly kept: KeptAnswer | null
}
