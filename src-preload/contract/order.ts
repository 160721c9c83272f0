import { z } from 'zod'
import { sortFields } from './order-names.ts'

export const direction = z.enum(['desc', 'asc'])
export type Direction = z.infer<typeof direction>

export const sortField = z.enum(sortFields)
export type SortField = z.infer<typeof sortField>

/**
 * In which order rows are read. It is total, and the same on screen, in pages, in exports and on the command line:
 *
 * - by the field's value, one way or the other. Texts by the code points of what is left when letter case is folded, then by those of the text itself; values that a
 *   filter takes for one are one here. Addresses by their number: IPv4, then IPv6, then what is no address.
 * - Entries without a value come last in both directions.
 * - Those with the same value are read newest first in both directions; those of the same instant as `time` reads them (later keys are
 *   earlier events), those of unknown time last, by key.
 *
 * Without `sort`, or with `time`, it is by time, as ever: `asc` is the exact reverse of `desc` but for entries of unknown time, which are last in both.
 */
export const rowOrder = z.object({ order: direction, sort: sortField.optional() })
export type RowOrder = z.infer<typeof rowOrder>
