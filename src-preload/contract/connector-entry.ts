import { z } from 'zod'
import { ofFacts, type OptionalFact, type PartName } from './entry-facts.ts'
import { status } from './entry.ts'
import { pointer, timeFormat } from './connector-parts.ts'

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

const beginnings = z.array(short.min(1)).min(1).max(64)

const transforms = {
  /** The value is JSON in a string; read it and go on there. */
  json: pointer.optional(),
  /** A number or truth value counts as text. */
  numbers: z.boolean().optional(),
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
}

/** What the first element of the list at `from` holds at `at`, of those whose members say what `where` does. */
const pick = z.strictObject({ from: pointer, where: z.record(pointer, z.union([short, z.array(short).min(1).max(32)])), at: pointer })
export type Pick = z.output<typeof pick>

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
    .max(8),
})

/** Where a text comes from: a pointer, a form of it, or the first of several that is there. */
export const value = z.union([pointer, single, several])
export type Value = z.output<typeof value>
export type SingleValue = z.output<typeof single>

const statusRule = z.union([
  z.strictObject({ text: value, map: z.record(short, status) }),
  z.strictObject({
    number: value,
    ranges: z
      .array(z.strictObject({ from: z.number(), to: z.number(), is: status }))
      .min(1)
      .max(16),
  }),
  z.strictObject({ boolean: pointer, true: status, false: status }),
  z.strictObject({ present: pointer, is: status }),
  /** As the source spells them, or as the aliases do. */
  z.strictObject({ actions: z.array(short).min(1).max(256), is: status }),
  z.strictObject({ always: status }),
])
export type StatusRule = z.output<typeof statusRule>

/** `json`: the value is JSON inside a string. */
const anyValue = z.union([pointer, z.strictObject({ at: pointer, json: z.literal(true) }), z.strictObject({ pick })])

const changes = z.union([
  z.strictObject({ before: anyValue.optional(), after: anyValue.optional() }),
  /** `[{property, old, new}]` */
  z.strictObject({ list: pointer, property: pointer, old: pointer.optional(), new: pointer.optional() }),
  /** `[{key, value}]` */
  z.strictObject({ pairs: pointer, key: pointer, value: pointer }),
])
export type ChangesRule = z.output<typeof changes>

const rule = value.optional()
type FactRules<F extends OptionalFact> = [PartName<F>] extends [never]
  ? typeof rule
  : z.ZodOptional<z.ZodObject<Record<PartName<F>, typeof rule>, z.core.$strict>>
// The members stand in this order in a mapping's hash: new facts follow the others.
const { target, reason, ...otherFacts } = ofFacts(rule, (parts) => z.strictObject(parts).optional()) as unknown as {
  [F in OptionalFact]: FactRules<F>
}

export const entryField = z.enum(['id', 'time', 'action', 'actor', 'resource', 'target'])
export type EntryField = z.infer<typeof entryField>

/** How one item becomes an entry. Whatever is said here, the item's text is kept as it came. */
export const entryMapping = z.strictObject({
  /** An item without one of these is kept, counted and marked as one that does not fit. */
  required: z.array(entryField).default(['id', 'time', 'action']),
  /** `hash`: the source has no ids; what these members hold stands for one, so two equal entries count as one. */
  id: z.union([value, z.strictObject({ hash: z.array(pointer).min(1).max(16) })]),
  time: z.strictObject({ from: value, format: timeFormat }),
  action: value,
  /** Canonical spelling to the source's. */
  aliases: z.record(short, z.array(short).max(64)).default({}),
  actor: z.strictObject({ email: rule, name: rule, id: rule }),
  resource: z.strictObject({ type: rule, id: rule, name: rule }),
  target,
  /** The first rule that has something to say decides; when none has, the status is unknown and the item is marked. */
  status: z.array(statusRule).min(1).max(16),
  reason,
  changes: changes.optional(),
  ...otherFacts,
})
export type EntryMapping = z.output<typeof entryMapping>
