import { z } from 'zod'
import { ofFacts, type OptionalFact, type PartName } from './entry-facts.ts'
import { markNames, type MarkName } from './marks.ts'

export const status = z.enum(['success', 'failed', 'unknown'])
export type Status = z.infer<typeof status>

/** Who did it. `email` is empty when the tenant sent none; then `id` or `name` is what there is. */
export const actor = z.object({ email: z.string(), name: z.string().optional(), id: z.string().optional() })
export type Actor = z.infer<typeof actor>

export const resource = z.object({ type: z.string(), id: z.string().optional(), name: z.string().optional() })
export type Resource = z.infer<typeof resource>

const text = z.string().optional()
type FactSchema<F extends OptionalFact> = [PartName<F>] extends [never]
  ? typeof text
  : z.ZodOptional<z.ZodObject<Record<PartName<F>, typeof text>>>
const factSchemas = ofFacts(text, (parts) => z.object(parts).optional()) as unknown as { [F in OptionalFact]: FactSchema<F> }
export type Target = NonNullable<z.infer<typeof factSchemas.target>>
export type Reason = NonNullable<z.infer<typeof factSchemas.reason>>

const targets = z.array(factSchemas.target.unwrap()).optional()

/**
 * What was and what is, each as JSON text in which numbers are as they were written and what was named twice is there twice (see
 * `exact-json.ts`); absent where the entry does not say.
 */
export const changes = z.object({ before: z.string().optional(), after: z.string().optional() })
export type Changes = z.infer<typeof changes>

/**
 * One item of the tenant's log. `raw` is the evidence; every other field is derived from it by the connector
 * and can be derived again.
 */
export const auditEntry = z.object({
  /** Unique per tenant; as the tenant sent it. */
  id: z.string(),
  /** Milliseconds since the epoch, UTC, by the tenant's clock; null where its time cannot be read, then `parseError` says so. */
  occurredAt: z.number().int().nullable(),
  /** The timestamp's text as sent, readable or not; finer than milliseconds where the tenant is. Empty when there is none. */
  timestamp: z.string(),
  actor,
  /** Canonical spelling; see `action.ts`. */
  action: z.string(),
  /** The tenant's spelling. */
  actionVerbatim: z.string(),
  resource,
  status,
  ...factSchemas,
  /** All of whom and what it was done to, in the source's order, each once; `target` is the first. Absent where there is none. */
  targets,
  changes: changes.optional(),
  /** It changed something that is too deep or too large to be read: what of it, in words. Only `raw` holds it. */
  unreadChanges: z.string().optional(),
  /** Why the item does not fit the connector's schema, when it does not. It is kept all the same. */
  parseError: z.string().optional(),
  /** The name of the definition that read it. Absent only in what was written before there were several sources. */
  source: z.string().optional(),
  /** The item's text, byte for byte as received. */
  raw: z.string(),
  /** Lower-case hex SHA-256 of `raw` as UTF-8. */
  sha256: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntry>

/** All targets of an entry. What reads items may leave `targets` out where there is one alone. */
export function targetsOf({
  target,
  targets,
}: {
  readonly target?: Target | undefined
  readonly targets?: readonly Target[] | undefined
}): readonly Target[] {
  return targets ?? (target ? [target] : [])
}

/** Sequence number in one tenant's cache: order of arrival, from 0, never reused, never changed. The window's key for an entry. */
export const entryKey = z.number().int().nonnegative()
export type EntryKey = z.infer<typeof entryKey>

/** What the application itself knows about an entry, beside what the tenant said. */
export const flags = z.object({
  bookmarked: z.boolean(),
  noted: z.boolean(),
  late: z.boolean(),
  drifted: z.boolean(),
  invalid: z.boolean(),
  /** The tenant no longer sends it, although it keeps its time. */
  vanished: z.boolean(),
})
export type Flags = z.infer<typeof flags>

/** A line of the grid: everything the list shows. Nothing of it needs the disk but what is asked for beside it (`readColumns`). */
export const entryRow = z.object({
  key: entryKey,
  /** Null: unknown. */
  occurredAt: z.number().nullable(),
  actor,
  action: z.string(),
  resource,
  target: factSchemas.target,
  /** How many targets it has beside that one; absent for none. */
  moreTargets: z.number().int().positive().optional(),
  /** The name of the definition that read it. Absent only in what was written before there were several sources. */
  source: z.string().optional(),
  /** What that definition is called for a person. */
  sourceTitle: z.string().optional(),
  status,
  /** The permission a denied check asked for. */
  permission: z.string().optional(),
  ip: z.string().optional(),
  userAgent: z.string().optional(),
  flags,
  /** A bit a mark, see `marks.ts`; those that are known. */
  marks: z.number().int().nonnegative(),
  /** What a person wrote on its bookmark; absent where they wrote nothing. */
  note: z.string().optional(),
  tags: z.array(z.string()).optional(),
  /** How long after it happened it was received, ms; only of one that is known to have come late, where it was asked for (`readColumns`). */
  lateBy: z.number().optional(),
  /** Why it failed, as the tenant says; null where it says nothing, absent where it was not asked for (`readColumns`). */
  reason: z.object({ code: text, message: text }).nullable().optional(),
})
export type EntryRow = z.infer<typeof entryRow>

/** Bytes of a text of which only the beginning is here, because it is too long to be shown; absent where all of it is. */
export const cutOf = z.number().optional()

/** Another text the tenant sent for the same id. */
export const entryVersion = z.object({
  key: entryKey,
  receivedAt: z.number(),
  sha256: z.string(),
  raw: z.string(),
  cutOf,
})
export type EntryVersion = z.infer<typeof entryVersion>

/** Why an entry has a mark that follows from others. */
export const sequenceFact = z.object({
  mark: z.enum(markNames as readonly [MarkName, ...MarkName[]]),
  reason: z.string(),
  /** The entry that it follows from. */
  by: entryKey.optional(),
})
export type SequenceFact = z.infer<typeof sequenceFact>

export const entryDetail = z.object({
  key: entryKey,
  entry: auditEntry,
  flags,
  /** When this application received it, by this machine's clock, ms since the epoch. */
  receivedAt: z.number(),
  /** Marks that follow from other entries, strongest first, each with what is to be said of this one. Those that the entry itself says follow from it. */
  sequence: z.array(sequenceFact),
  /** What the definition of its source is called. */
  sourceTitle: z.string().optional(),
  /** They are not known, or being made anew, because entries have arrived. */
  sequencePending: z.boolean(),
  /** Other versions of the entry, oldest first; empty unless it drifted. */
  versions: z.array(entryVersion),
  /** Of `entry.raw`. */
  cutOf,
  /** Where its record holds several entries: which of them it is, from 1, of how many, and others near it that are here, in the record's order. */
  record: z
    .object({
      place: z.number().int().positive(),
      of: z.number().int().positive(),
      others: z.array(z.object({ key: entryKey, place: z.number().int().positive(), action: z.string() })),
    })
    .optional(),
})
export type EntryDetail = z.infer<typeof entryDetail>
