import { z } from 'zod'
import { chosenEntries } from './casework.ts'
import { entryDetail, entryKey, entryRow } from './entry.ts'
import { facetField, filter, listedField } from './filter.ts'
import { direction, rowOrder, sortField } from './order.ts'
import { readColumns } from './setting-names.ts'
import { tenantId } from './tenant.ts'

/** A half-open interval of time in ms since the epoch, `[from, to)`. */
export const timeRange = z.object({ from: z.number(), to: z.number() })
export type TimeRange = z.infer<typeof timeRange>

/** An IANA zone name, e.g. `Europe/Zurich` or `UTC`; dates without an offset and calendar days are in it. */
export const zoneName = z.string().min(1).max(64)

export { direction, type Direction } from './order.ts'

export const facetValue = z.object({
  /** What a filter on this field must say to match it. */
  value: z.string(),
  /** A second line for a person: a name beside an email. */
  label: z.string().optional(),
  count: z.number(),
})
export type FacetValue = z.infer<typeof facetValue>

/** Counts for one field, as if the filter said nothing about this field; most frequent first. */
export const facet = z.object({
  field: facetField,
  values: z.array(facetValue),
  /** Values as the filter says them that are not among the listed: how many entries each selects of those counted here. */
  chosen: z.array(z.object({ value: z.string(), count: z.number() })).optional(),
  /** How many distinct values have a count above zero, listed or not. */
  distinct: z.number(),
  /** Not all raw texts were searched that count here, or not all marks are known: values may occur more often, or be missing. */
  soFar: z.boolean().optional(),
})
export type Facet = z.infer<typeof facet>

export const histogramBucket = z.object({
  from: z.number(),
  to: z.number(),
  success: z.number(),
  failed: z.number(),
  unknown: z.number(),
  /** Those of all with a strong mark (`marks.ts`), as far as these are known; absent where none has one. */
  marked: z.number().optional(),
})
export type HistogramBucket = z.infer<typeof histogramBucket>

export const histogram = z.object({
  range: timeRange,
  /** Calendar unit of a bucket in the zone of the query. */
  unit: z.enum(['minute', 'hour', 'day', 'week', 'month']),
  buckets: z.array(histogramBucket),
  /** Entries that match and lie before the first bucket, and after the last: a few that are far from all the others. */
  before: z.number(),
  after: z.number(),
  /** Entries that match and have no time. */
  undated: z.number(),
})
export type Histogram = z.infer<typeof histogram>

/** What rows have that is read for each of them; see `readColumns`. */
const reading = z.array(z.enum(readColumns)).max(readColumns.length).optional()

export const queryRequest = z.object({
  tenant: tenantId,
  filter,
  zone: zoneName,
  facets: z.array(facetField).max(facetField.options.length),
  facetLimit: z.number().int().min(1).max(100_000),
  histogramBuckets: z.number().int().min(0).max(400),
  order: direction,
  /**
   * What `order` is of, the time where it is absent; see `rowOrder`. Rows sorted by anything else wait for the whole search in the raw texts, whatever
   * the patience: what is found later would come between them. Such a search, and its `searchTo`, is newest first.
   */
  sort: sortField.optional(),
  firstRows: z.number().int().min(0).max(500),
  reading,
  /** Searches the raw texts for about so long, ms, and answers with what is known then; without it, the answer is complete. */
  patienceMs: z.number().min(0).max(10_000).optional(),
  /** A result that was not complete, of the same question: what has arrived since stays out, so that its rows stay where they are. */
  continues: z.number().int().optional(),
  /** Searches no raw texts beyond this time, in the order that is asked for: where a search was stopped. */
  searchTo: z.number().optional(),
})
export type QueryRequest = z.infer<typeof queryRequest>

/** Names a pinned selection in the data service: new entries do not move its rows. Evicted after a while: `result-expired`. */
export const resultId = z.number().int()

export const queryAnswer = z.object({
  result: resultId,
  /** Entries that match. */
  total: z.number(),
  /** Entries in the cache (other versions of drifted entries not counted). */
  cached: z.number(),
  facets: z.array(facet),
  histogram: histogram.nullable(),
  /**
   * The time range the filter itself asks for; open ends are those of where the cache's entries are, but for a few far from all others. Null when
   * the cache holds no time and the filter has none.
   */
  range: timeRange.nullable(),
  rows: z.array(entryRow),
  /**
   * How many entries' raw texts are searched so far, of those that the rest of the filter leaves to be searched, and which time is reached (null:
   * the end of all times, what is left has none): the answer is then what the whole one begins with, in the order that was asked for, and goes on
   * when the same is asked again. Null when it is complete.
   */
  searched: z.object({ done: z.number(), of: z.number(), reached: z.number().nullable() }).nullable(),
  /** Of so many entries of the cache not all marks are known yet: what the answer says of marks is not the whole of it. */
  unmarked: z.number(),
  /** Time spent evaluating, ms. */
  took: z.number(),
})
export type QueryAnswer = z.infer<typeof queryAnswer>

/**
 * The question that a window began with last time, and the answer to it, which is the same today. Both are JSON texts; the request's members
 * stand in the order of `queryRequest`, so that the same request is the same text.
 */
export const keptAnswer = z.object({ request: z.string(), answer: z.string() })
export type KeptAnswer = z.infer<typeof keptAnswer>

export const rowsRequest = z.object({
  tenant: tenantId,
  result: resultId,
  ...rowOrder.shape,
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(500),
  reading,
})
/** Letters (UTF-16) beyond which nothing is copied. */
export const mostCopied = 8_000_000
/** Texts of entries for the clipboard; null where they are longer than {@link mostCopied}. */
export const textsRequest = z.object({ tenant: tenantId, entries: chosenEntries })
export const textsAnswer = z.object({ entries: z.number(), text: z.string().nullable() })
export const rowsAnswer = z.object({ offset: z.number(), rows: z.array(entryRow) })

export const entryRequest = z.object({ tenant: tenantId, key: entryKey })

/** Where an entry (or the first entry at or after/before a time, by order) stands in a result. Rows that are not sorted by time have no place for a time. */
export const positionRequest = z.object({
  tenant: tenantId,
  result: resultId,
  ...rowOrder.shape,
  at: z.union([z.object({ key: entryKey }), z.object({ time: z.number() })]),
})

/** Entries that match the result's filter but arrived after it was made. */
export const arrivalsRequest = z.object({ tenant: tenantId, result: resultId })

export const valuesRequest = z.object({
  tenant: tenantId,
  field: listedField,
  /** Part of the value, letter case ignored; empty for the most frequent. */
  part: z.string().max(256),
  limit: z.number().int().min(1).max(200),
})

/** Values of one facet that hold a text, counted as the facet is. */
export const facetRequest = z.object({
  tenant: tenantId,
  filter,
  zone: zoneName,
  field: facetField,
  part: z.string().max(256),
  limit: z.number().int().min(1).max(200),
})

export type FacetRequest = z.infer<typeof facetRequest>

export const aroundRequest = z.object({ tenant: tenantId, key: entryKey })
/** What who did it has to gain beyond what the entry says: they are in the group that received the role, or hold the role that was changed. */
export const actorStake = z.enum(['in-receiving-group', 'holds-changed-role'])
export type ActorStake = z.infer<typeof actorStake>
/** The entries next to one: of the same request, of the same user ±15 minutes, and on the same resource just before and after. */
export const aroundAnswer = z.object({
  sameRequest: z.array(entryRow),
  /** How far to either side its request was looked for, ms; null: the entry names none, or no time. */
  requestWithin: z.number().nullable(),
  sameActor: z.array(entryRow),
  resourceBefore: z.array(entryRow),
  resourceAfter: z.array(entryRow),
  stake: actorStake.nullable(),
})
export type AroundAnswer = z.infer<typeof aroundAnswer>

export { entryDetail, entryRow }
