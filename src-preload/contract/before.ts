import { z } from 'zod'
import { entryKey } from './entry.ts'
import { tenantId } from './tenant.ts'

/** Why what was before is undetermined. */
export const beforeDoubtKind = z.enum([
  'missing-creation', // No earlier entry tells of it, nor of a creation since a removal.
  'not-told', // An earlier entry is about it and does not tell all of it.
  'gap', // Entries of the time in between were not fetched.
  'failed', // A failed attempt lies between.
  'unknown-status', // An entry lies between that does not say whether it succeeded.
  'tie', // Two entries are of the same instant: nobody knows which came first.
  'no-detail', // An entry lies between that does not say what it changed.
  'unknown-time', // An entry about it has no time that can be read.
  'drifted', // The source later sent another text for the entry that it comes from.
  'vanished', // The source no longer sends the entry that it comes from.
  'recreated', // Who it was done to was created or removed in between.
  'ambiguous', // Entries name it, or who it was done to, without the id that others have.
  'too-much', // More would have to be read than is read for one question.
]) // prettier-ignore
export type BeforeDoubtKind = z.infer<typeof beforeDoubtKind>

/** An entry to look at; `at` is null where nobody knows its time. */
const seenEntry = z.object({ key: entryKey, at: z.number().nullable() })
export type SeenEntry = z.infer<typeof seenEntry>

export const derivedBefore = z.object({
  /**
   * What was before and what is after as JSON texts, of the determined attributes alone. After is what the entry sent, or what came and went applied to the list
   * before. Null: nothing is determined, or it is too long to be shown.
   */
  states: z.object({ before: z.string(), after: z.string() }).nullable(),
  tooLong: z.boolean(),
  /** The attributes that are determined, each with the entry that its value comes from and how many changes of a list were applied since. */
  determined: z.array(z.object({ name: z.string(), from: seenEntry, wasThere: z.boolean(), applied: z.number() })),
  /** Those that are not, with why. */
  undetermined: z.array(
    z.object({ name: z.string(), doubts: z.array(z.object({ kind: beforeDoubtKind, entry: seenEntry.nullable() })).min(1) }),
  ),
})
export type DerivedBefore = z.infer<typeof derivedBefore>

export const beforeApi = {
  /**
   * What was before the entry, rebuilt from the entries before it; null where the source sent it, or the entry tells of nothing that could have a before.
   * It is no part of the entry: neither of its text nor of its hash nor of its `changes`.
   */
  'before.derived': { params: z.object({ tenant: tenantId, key: entryKey }), result: derivedBefore.nullable() },
} as const
