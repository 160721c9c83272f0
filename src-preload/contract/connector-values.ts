import { z } from 'zod'
import { pointer } from './connector-parts.ts'

const short = z.string().max(256)

/**
 * A pattern that cannot take long: it is tied to the beginning, repeats at most two things, and repeats no group; it has one group, which
 * is what is taken.
 */
const pattern = z
  .string()
  .max(200)
  .refine((text) => {
    const bare = text.replace(/\\./g, '').replace(/\[[^\]]*\]/g, 'c')
    const repeats = bare.replace(/\(\?:?/g, '').match(/[*+?]|\{\d+,?\d*\}/g) ?? []
    const groups = bare.match(/\((?!\?)/g) ?? []
    if (!text.startsWith('^') || bare.includes('(?') || /\)[*+?{]/.test(bare) || /\\[1-9k]/.test(text)) return false
    if (repeats.length > 2 || groups.length !== 1) return false
    try {
      return new RegExp(text, 'u') instanceof RegExp
    } catch {
      return false
    }
  }, 'must begin with ^, hold exactly one group ( ), repeat at most two things, and repeat no group')

export const beginnings = z.array(short.min(1)).min(1).max(64)

/** What members must say: each pointer one of its words, numbers and truth values as they are written. */
const words = z.record(pointer, z.union([short, z.array(short).min(1).max(64)]))
export type Words = z.output<typeof words>

/** The value is JSON in a string: read it, and go on at this place in it; true for the whole. */
const inside = z.union([z.literal(true), pointer])
/** How the string is written beside: `percent`, as in addresses (RFC 3986). */
const encoding = z.enum(['percent'])

/** A list: where it is, or where it is in JSON in a string. */
const list = z.union([pointer, z.strictObject({ at: pointer, decode: encoding.optional(), json: inside })])

/** What the first element of the list at `from` holds at `at`, of those whose members say what `where` does and not what `unless` does. */
const pick = z.strictObject({
  from: list,
  where: words.default({}),
  unless: words.optional(),
  /** The first of several that is there. */
  at: z.union([pointer, z.array(pointer).min(1).max(8)]),
})
export type Pick = z.output<typeof pick>

const transforms = {
  decode: encoding.optional(),
  /** The value is JSON in a string; read it and go on there. */
  json: pointer.optional(),
  /** A number or truth value counts as text. */
  numbers: z.boolean().optional(),
  /** A list of texts becomes one, with this between them. */
  join: z.string().min(1).max(8).optional(),
  lower: z.boolean().optional(),
  /** Other words for the source's; what is not in it stays. */
  map: z.record(short, short.min(1)).optional(),
  /** Texts that mean nothing, beside the empty one. */
  absent: z.array(short).max(16).optional(),
  capture: pattern.optional(),
  /** Nothing for actions that begin with one of these, as the source spells them or as the aliases do. */
  notActions: beginnings.optional(),
  /** Nothing for any other. */
  onlyActions: beginnings.optional(),
  /** Nothing unless members of the item say this. */
  if: words.optional(),
  /** Nothing where they do. */
  unless: words.optional(),
}

const sources = {
  at: pointer.optional(),
  pick: pick.optional(),
  /** Text with pointers in braces: `{/type}:{/id}`; absent when one of them is. */
  template: short.regex(/\{\/[^}]*\}/, 'holds no pointer such as {/id}').optional(),
  constant: short.min(1).optional(),
  /** By what the action begins with, as the source spells it, or else as the aliases do; the longest beginning decides. */
  byAction: z.record(short.min(1), short.min(1)).optional(),
}

const oneOf = (given: object): boolean => Object.keys(sources).filter((name) => name in given).length === 1
const single = z.strictObject({ ...sources, ...transforms }).refine(oneOf, `must have one of ${Object.keys(sources).join(', ')}`)
const several = z.strictObject({
  first: z
    .array(z.union([pointer, single]))
    .min(1)
    .max(32),
})

/** Where a text comes from: a pointer, a form of it, or the first of several that is there. */
export const value = z.union([pointer, single, several])
export type Value = z.output<typeof value>
export type SingleValue = z.output<typeof single>

const reading = {
  decode: encoding.optional(),
  json: inside.optional(),
  /** A string that is no JSON counts as itself; otherwise it is nothing. */
  orText: z.literal(true).optional(),
}
const onePlace = z.union([
  pointer,
  z.strictObject({ at: pointer, ...reading }),
  z.strictObject({ pick, ...reading }),
  /** The lists that every fitting element holds there, one behind the other. */
  z.strictObject({ every: pick }),
  /** An object put together of several values; without those that are absent. */
  z.strictObject({ members: z.record(short.min(1), value) }),
])

/** Where a value of any type is. */
export const place = z.union([onePlace, z.strictObject({ first: z.array(onePlace).min(1).max(8) })])
export type Place = z.output<typeof place>

/** The elements of a list that are meant. */
export const elements = z.strictObject({ from: list, where: words.optional(), unless: words.optional() })
