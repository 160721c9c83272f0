import { z } from 'zod'
import { editSpan } from './casework.ts'
import { tenantId } from './tenant.ts'

/** Of what may be long beyond sense (a burst, the roles of a user) so many are named, and the others counted. */
export const mostNamed = 20
/** Lines that may be reviewed at once. */
export const mostReviewed = 10_000

/** What a person may decide of denied checks; words in `denial-words.ts` of the language. */
export const denialDecision = z.enum(['expected', 'misconfigured', 'needs-access', 'attack', 'other'])
export type DenialDecision = z.infer<typeof denialDecision>
const reviewNote = z.string().max(10_000)

/** Denied checks of one user that stand close together: 10 or more within 10 minutes, or 5 or more permissions within an hour. */
export const denialStretch = z.object({
  /** Of its first and last check, ms. */
  from: z.number(),
  to: z.number(),
  count: z.number(),
  /** Different permissions that its checks name. */
  permissions: z.number(),
  /** How many of its checks are the line's. */
  own: z.number(),
  /** Most frequent first, the first {@link mostNamed}; `places` counts all. */
  addresses: z.array(z.object({ ip: z.string(), count: z.number() })),
  places: z.number(),
  /** The first {@link mostNamed} checks, of this and of other permissions. */
  entries: z.array(z.object({ id: z.string(), at: z.number().nullable() })),
})
export type DenialStretch = z.infer<typeof denialStretch>

/** That a permission came to somebody after it was denied them. */
export const laterGrant = z.object({
  /** The id of the entry that gave it; null: no entry here says so. */
  entry: z.string().nullable(),
  at: z.number().nullable(),
  /** By whom. */
  by: z.string().nullable(),
  /** Within 24 hours of a denial before it. */
  soon: z.boolean(),
  /** The user gave it to themself. */
  toSelf: z.boolean(),
  /** Successful checks of it, or of what it covers, by the user while it was held: the first {@link mostNamed}, and how many there are. */
  uses: z.array(z.object({ id: z.string(), at: z.number().nullable() })),
  used: z.number(),
})
export type LaterGrant = z.infer<typeof laterGrant>

/** What a person decided of a user's denied checks of a permission, by whom (name of the operating system's user) and when (this machine's clock, ms). */
export const denialReview = z.object({
  id: z.number().int().positive(),
  user: z.string(),
  permission: z.string(),
  decision: denialDecision,
  note: reviewNote,
  /** The time of the last check that was reviewed, ms, and how many there were up to then. */
  through: z.number(),
  checks: z.number(),
  author: z.string(),
  createdAt: z.number(),
  changedAt: z.number(),
})
export type DenialReview = z.infer<typeof denialReview>

/** Denied checks of one user and permission. */
export const deniedLine = z.object({
  user: z.string(),
  permission: z.string(),
  count: z.number(),
  /** ms; null where nobody knows when. */
  first: z.number().nullable(),
  last: z.number().nullable(),
  /** Whether the user ever had a role with it before the first denial; null: the log cannot tell. */
  everHeld: z.boolean().nullable(),
  /** Roles that had it at the last denial. */
  rolesWithIt: z.array(z.string()),
  cause: z.enum(['never-held', 'lost', 'role-lost-it', 'inconsistent', 'unknown']),
  /** The id of the first entry after the first denial that gave it. */
  grantedAfter: z.string().nullable(),
  /** The id of the entry that took it away: of a cause `lost` or `role-lost-it`. */
  takenBy: z.string().nullable(),
  entries: z.array(z.string()),
  /** When each of them was, ms. */
  times: z.array(z.number().nullable()),
  /** From where, most frequent first, the first {@link mostNamed}; `places` counts all. */
  addresses: z.array(z.object({ ip: z.string(), count: z.number() })),
  places: z.number(),
  /** The role by which it was held last, of a cause `lost` or `role-lost-it`. */
  lostRole: z.string().nullable(),
  /** Roles that the user had at the last denial, and whether each had it (null: the log does not tell): the first {@link mostNamed}; `roleCount` counts all. */
  ownRoles: z.array(z.object({ role: z.string(), has: z.boolean().nullable() })),
  roleCount: z.number(),
  /** The same at the end of the log: whether the user holds it, ever did, and which roles have it. */
  today: z.object({ holds: z.boolean().nullable(), everHeld: z.boolean().nullable(), rolesWithIt: z.array(z.string()) }),
  /** D4: checks at which it was held, as the log tells, by the role and its entry: the first {@link mostNamed}; `allowedCount` counts all. */
  allowed: z.array(z.object({ id: z.string(), at: z.number().nullable(), role: z.string(), by: z.string().nullable() })),
  allowedCount: z.number(),
  /** D1 and D2: the first {@link mostNamed} stretches that hold a check of the line, and how many there are. */
  bursts: z.array(denialStretch),
  burstCount: z.number(),
  probing: z.array(denialStretch),
  probingCount: z.number(),
  /** D3 where it is `soon` and used: the first {@link mostNamed} times at which it was granted after the first denial. */
  grants: z.array(laterGrant),
  grantCount: z.number(),
  /** What was decided of it; `fresh`: checks that have come since, late ones included. Null: it was not reviewed. */
  review: denialReview.extend({ fresh: z.number() }).nullable(),
  /** Checks of this user and permission up to the last of these, whatever the period: what a review is of. */
  reviewable: z.number(),
})
export type DeniedLine = z.infer<typeof deniedLine>

/** Which lines, and in which order: all of them, most often denied first; or `new` ones alone, `reviewed` ones alone, or `first` new ones and then the others. */
export const denialsShown = z.enum(['all', 'first', 'new', 'reviewed'])
export type DenialsShown = z.infer<typeof denialsShown>

/** Denied checks that are in no line, because they say too little. */
export const denialsUntold = z.object({
  /** They do not say when they were. */
  undated: z.number(),
  /** They do not say whose they were. */
  nobody: z.number(),
  /** They do not say whether they were denied. */
  unclear: z.number(),
})
export type DenialsUntold = z.infer<typeof denialsUntold>

/** How many lines of the period there are, by whether they were reviewed. */
export const denialCounts = z.object({ all: z.number(), new: z.number(), reviewed: z.number() })

const reviewed = z.object({
  user: z.string().min(1).max(65_536),
  permission: z.string().max(65_536),
  through: z.number().int(),
  checks: z.number().int().positive(),
})

export const denialApi = {
  /** Notes a decision of lines in one transaction; null takes their reviews away. Lines of which the same is noted already are left alone. */
  'denial.review': {
    params: z.object({
      tenant: tenantId,
      lines: z.array(reviewed).min(1).max(mostReviewed),
      decision: denialDecision.nullable(),
      note: reviewNote,
    }),
    result: z.object({ changed: z.number(), edit: editSpan.nullable() }),
  },
  /** Takes it back where nobody decided anew since: `kept` counts those of which somebody did. */
  'denial.undo': {
    params: z.object({ tenant: tenantId, edit: editSpan }),
    result: z.object({ undone: z.number(), kept: z.number() }),
  },
} as const
