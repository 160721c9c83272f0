import { z } from 'zod'
import { beginnings, place, value } from './connector-values.ts'

const words = z.array(z.string().max(256)).min(1).max(64)

/**
 * Which side a value belongs to: what was added stands after, what was removed before. By what the action begins with, or by a
 * word in each change.
 */
const direction = z.union([
  z.strictObject({ of: value, added: words, removed: words }),
  z.strictObject({ byAction: z.strictObject({ added: beginnings.optional(), removed: beginnings }) }),
])
export type Direction = z.output<typeof direction>

/** What stands before was taken out of a list and what stands after was put in; otherwise both are how things were and are. */
const isDelta = { isDelta: z.literal(true).optional() }

const oneChange = z.union([
  // Two forms, so that one that is neither is not taken for this one with members too many.
  z.strictObject({ before: place, after: place.optional(), ...isDelta }),
  z.strictObject({ after: place }),
  /** One value, before or after. */
  z.strictObject({ value: place, direction, ...isDelta }),
  /** `[{property, old, new}]` */
  z.strictObject({ list: place, property: value, old: place.optional(), new: place.optional() }),
  /** `[{key, value}]`; with a direction, each on its side. */
  z.strictObject({ pairs: place, key: value, value: place, direction: direction.optional(), ...isDelta }),
  /** Properties that lie in members (or columns) of their own. */
  z.strictObject({
    rows: z
      .array(z.strictObject({ property: value, old: place.optional(), new: place.optional() }))
      .min(1)
      .max(64),
    ...isDelta,
  }),
])
export type OneChange = z.output<typeof oneChange>

/** What was and what is: one form, or the first of several that finds something. */
export const changes = z.union([oneChange, z.strictObject({ first: z.array(oneChange).min(1).max(8) })])
export type ChangesRule = z.output<typeof changes>
