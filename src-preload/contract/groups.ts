import { z } from 'zod'
import { direction } from './order.ts'
import { groupFields, groupMeasures, mostGroupFields } from './order-names.ts'
import { resultId, zoneName } from './log.ts'
import { tenantId } from './tenant.ts'

export const groupField = z.enum(groupFields)
export type GroupField = z.infer<typeof groupField>

/** By a measure, or by one of the fields that groups are made of. */
export const groupSort = z.enum([...groupMeasures, ...groupFields])
export type GroupSort = z.infer<typeof groupSort>

const measures: ReadonlySet<string> = new Set(groupMeasures)

/** Whether groups have what they are to be sorted by. */
export function canBeSorted({ sort, by, distinct }: Pick<Grouping, 'by' | 'distinct'> & { readonly sort: GroupSort }): boolean {
  return sort === 'distinct' ? distinct !== undefined : measures.has(sort) || by.some((field) => field === sort)
}

/** What is counted, and how. */
export const grouping = z.object({
  /** One to three different fields. */
  by: z
    .array(groupField)
    .min(1)
    .max(mostGroupFields)
    .refine((fields) => new Set(fields).size === fields.length, 'A field can be named once.'),
  /** Also counts how many different values of this field each group has; entries without one add none. */
  distinct: groupField.optional(),
  /** In which days, hours and weekdays are counted. */
  zone: zoneName,
})
export type Grouping = z.infer<typeof grouping>

/**
 * Counts the entries of a result by the values of up to three fields. Entries that have arrived since the result was made stay out, so the counts are of
 * the rows on screen. Ties: groups that are alike in what they are sorted by are in the order of their counts, most first, then of their keys, field by
 * field as {@link rowOrder} orders values, absent ones last. `first`, `last` and a field put what is absent last in both directions.
 */
export const groupsRequest = grouping
  .extend({
    tenant: tenantId,
    /** Evicted after a while: `result-expired`. */
    result: resultId,
    sort: groupSort.default('count'),
    order: direction.default('desc'),
    offset: z.number().int().nonnegative().default(0),
    limit: z.number().int().min(1).max(10_000),
  })
  .refine(canBeSorted, 'Groups are sorted by a measure or by one of their fields; by distinct counts where these are asked for.')
export type GroupsRequest = z.output<typeof groupsRequest>

export const groupRow = z.object({
  /**
   * A value a field, in the order of `by`; null where entries have none. A value is what a filter on its field must say (`day` is `2026-01-31`, for `on:`), taken
   * literally; `hour` is `00` to `23`, `weekday` `monday` to `sunday`.
   */
  key: z.array(z.string().nullable()),
  count: z.number(),
  /** How many of them failed or were denied: `status:failed`. */
  failed: z.number(),
  /** Times of the earliest and the latest of them, ms; null where no time of any is known. */
  first: z.number().nullable(),
  last: z.number().nullable(),
  /** Different values of the field that was asked for; absent when none was. */
  distinct: z.number().optional(),
})
export type GroupRow = z.infer<typeof groupRow>

export const groupsAnswer = z.object({
  /** Entries that were counted. An entry with several tags counts in the group of each: the sum of all counts may be more. */
  entries: z.number(),
  /** Groups there are, listed or not. */
  groups: z.number(),
  offset: z.number(),
  rows: z.array(groupRow),
  /** The result is one of a search that is not over: groups may be missing, and counts be higher. */
  soFar: z.boolean(),
  /** Time spent, ms. Groups that were counted are kept until the next query: sorting them otherwise and turning pages counts nothing. */
  took: z.number(),
})
export type GroupsAnswer = z.infer<typeof groupsAnswer>
