import { defaultFacets, noCondition, type FacetField } from './filter-names.ts'
import type { QueryRequest } from './log.ts'
import { alsoReading, type ColumnId } from './setting-names.ts'

/** What a window asks first. Free of zod: it asks before the application's code is read. */

/** Rows asked for at a time: one or two screens. More would cost milliseconds of every query in crossing the processes. */
export const pageSize = 50

/** Values of a facet that are listed until somebody asks for more. */
export const briefFacets = 24

/** How long the first rows of a search may take, and then each step, ms: every one costs the counts of the whole view. */
export const patienceMs = { first: 15, next: 200 } as const

/** Buckets that fit a width in CSS pixels without becoming hairlines; the service may answer fewer. */
export function bucketsFor(width: number): number {
  return Math.max(24, Math.min(400, Math.floor(width / 5)))
}

/** What the rail and the margins leave of the window's width to the time strip. */
const stripShare = 0.83
/** Buckets that fit the time strip of a window this wide, before it is drawn. */
export const bucketsIn = (windowWidth: number): number => bucketsFor(windowWidth * stripShare)

/** Everything, newest first, as the whole window shows it. The members stand in the order of `queryRequest`: the same question is the same text. */
export function wholeQuestion(
  tenant: string,
  zone: string,
  histogramBuckets: number,
  facets: readonly FacetField[] = defaultFacets,
  columns: readonly ColumnId[] = [],
): QueryRequest {
  return {
    tenant,
    filter: noCondition,
    zone,
    facets: [...facets],
    facetLimit: briefFacets,
    histogramBuckets,
    order: 'desc',
    // The grid's first page comes with the answer.
    firstRows: pageSize,
    ...alsoReading(columns),
  }
}

/** What a window of this width, CSS pixels, asks first. */
export function firstQuestion(
  tenant: string,
  zone: string,
  windowWidth: number,
  facets: readonly FacetField[] = defaultFacets,
  columns: readonly ColumnId[] = [],
): QueryRequest {
  return { ...wholeQuestion(tenant, zone, bucketsIn(windowWidth), facets, columns), patienceMs: patienceMs.first }
}
