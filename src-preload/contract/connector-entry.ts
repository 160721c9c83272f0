import { z } from 'zod'
import { changes } from './connector-changes.ts'
import { entryTimeFormat, pointer } from './connector-parts.ts'
import { elements, value } from './connector-values.ts'
import { ofFacts, type OptionalFact, type PartName } from './entry-facts.ts'
import { status } from './entry.ts'

export type { ChangesRule, Direction, OneChange } from './connector-changes.ts'
export type { Pick, Place, SingleValue, Value, Words } from './connector-values.ts'

const short = z.string().max(256)

const statusRule = z.union([
  /** The word itself, or else what it begins with (the longest beginning decides), or else `otherwise`, which counts as a default. */
  z
    .strictObject({
      text: value,
      map: z.record(short, status).optional(),
      beginsWith: z.record(short.min(1), status).optional(),
      otherwise: status.optional(),
    })
    .refine(({ map, beginsWith, otherwise }) => map ?? beginsWith ?? otherwise, 'must have one of map, beginsWith, otherwise'),
  z.strictObject({
    number: value,
    ranges: z
      .array(z.strictObject({ from: z.number(), to: z.number(), is: status }))
      .min(1)
      .max(16),
  }),
  z.strictObject({ boolean: pointer, true: status, false: status }),
  z.strictObject({ present: value, is: status }),
  /** As the source spells them, or as the aliases do. */
  z.strictObject({ actions: z.array(short).min(1).max(256), is: status }),
  z.strictObject({ always: status }),
])
export type StatusRule = z.output<typeof statusRule>

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

const hash = z.array(pointer).min(1).max(32)

/** One target, or one for each element of a list; texts are then read in the element. */
const targets = z.strictObject({ of: elements.optional(), type: rule, id: rule, email: rule, name: rule })
export type TargetsRule = z.output<typeof targets>

/** Stands in the record beside its own members. */
const memberName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,31}$/, 'is not the name of a member')

/** One record that holds several entries: one for each element of the first list that has any, or one for each form that is there. */
const each = z.union([
  pointer,
  z.strictObject({ at: z.union([pointer, z.array(pointer).min(1).max(8)]), as: memberName.default('each') }),
  z.strictObject({
    forms: z
      .array(z.strictObject({ name: short.min(1), present: pointer }))
      .min(1)
      .max(8),
    as: memberName.default('each'),
  }),
])
export type EachRule = z.output<typeof each>

/** How one item becomes an entry. Whatever is said here, the item's text is kept as it came. */
export const entryMapping = z.strictObject({
  /** An item without one of these is kept, counted and marked as one that does not fit. */
  required: z.array(entryField).default(['id', 'time', 'action']),
  /** `hash`: the source has no ids; what these members hold stands for one, so two equal entries count as one. `unless`: where it has one after all. */
  id: z.union([value, z.strictObject({ hash, unless: value.optional() })]),
  time: z.strictObject({ from: value, format: entryTimeFormat }),
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
  /** All that it was done to, in this order; the first of them is the target. */
  targets: z.array(targets).min(1).max(8).optional(),
  /** Says the action in its canonical spelling where the aliases cannot, because it depends on more than the action's word. */
  canonical: value.optional(),
  /** Items are lists: the names of their places. */
  columns: z.array(z.string().max(256)).min(1).max(512).optional(),
  each: each.optional(),
  /** What the resource is a part of where neither its name nor its id says so: a project, an account. What was before is not rebuilt from another one's entries. */
  within: value.optional(),
})
export type EntryMapping = z.output<typeof entryMapping>
