/** What a first question needs of filters. Free of zod: it is asked before the application's code is read. */

/** The fields the facet panel counts. */
export const facetFields = ['action', 'status', 'resource', 'actor', 'target', 'ip'] as const

/** The filter without a condition: it matches everything. */
export const noCondition = { kind: 'and' as const, of: [] as never[] }
