import { z } from 'zod'
import { entryKey, entryRow } from './entry.ts'
import { timeRange } from './log.ts'
import { tenantId } from './tenant.ts'

/**
 * Whose history: `user` with an email (or id, or name), `ip` with an address, or the type of a resource (`role`, `group`, …)
 * with its id, or its name where that is all there is.
 */
export const subject = z.object({ type: z.string().min(1).max(256), value: z.string().min(1).max(4096) })
export type Subject = z.infer<typeof subject>

/** What a state is made of beside its fields. */
export const listName = z.enum(['holders', 'members', 'roles', 'groups'])
export type ListName = z.infer<typeof listName>

/** Why the log does not prove a state. */
export const doubtKind = z.enum([
  'gap', // Entries of this time were not fetched.
  'contradiction', // An entry's *before* is not what the entry before it left.
  'missing-before', // The first entry that tells of it does not say what was before.
  'no-detail', // Something changed, and the entry does not say what.
  'unknown-status', // The entry does not say whether it succeeded.
  'unknown-time', // Nobody knows when the entry happened: it is not played.
  'drifted', // The tenant later sent another text for the entry.
  'vanished', // The tenant no longer sends the entry.
]) // prettier-ignore
export type DoubtKind = z.infer<typeof doubtKind>

export const doubt = z.object({
  kind: doubtKind,
  /** `existence`, names of lists, names of fields. */
  aspects: z.array(z.string()),
  /** The states in `[from, to)` are in doubt; null: without end. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  /** The entry that shows it. */
  key: entryKey.nullable(),
  /** With a contradiction: the entry before it. */
  previous: entryKey.nullable(),
  /** With a gap: the time that was not fetched; null: without end. */
  gap: z.object({ from: z.number().nullable(), to: z.number().nullable() }).nullable(),
})
export type Doubt = z.infer<typeof doubt>

export const listMember = z.object({ type: z.string(), value: z.string(), id: z.string().optional() })
export type ListMember = z.infer<typeof listMember>

export const stateList = z.object({
  name: listName,
  members: z.array(listMember),
  /** Whether these are all; otherwise there may be more that the log does not name. */
  complete: z.boolean(),
  /** How many the tenant said there were, where it did. */
  count: z.number().nullable(),
})
export type StateList = z.infer<typeof stateList>

export const subjectState = z.object({
  /** Null: the log does not tell. */
  exists: z.boolean().nullable(),
  /** Each value as JSON text, see `exact-json.ts`. */
  fields: z.array(z.object({ name: z.string(), json: z.string() })),
  lists: z.array(stateList),
  doubts: z.array(doubt),
  /** The last entry up to then that changed it. */
  last: entryKey.nullable(),
})
export type SubjectState = z.infer<typeof subjectState>

export const historyRequest = z.object({
  tenant: tenantId,
  subject,
  /** `changes`: what changed it; `all`: everything it did or had done to it. */
  show: z.enum(['changes', 'all']),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(500),
})

/** One thing that an entry did to the subject: to its existence, to a field, or to one of its lists. */
export const effect = z.object({
  kind: z.enum(['created', 'deleted', 'field', 'add', 'remove']),
  /** The field or list; empty with `created` and `deleted`. */
  part: z.string(),
  /** Who or what a list gained or lost. */
  member: listMember.optional(),
})
export type Effect = z.infer<typeof effect>

/** An entry with what it did to the subject; without effects it failed, or was done by it or only told of it. */
export const historyStep = entryRow.extend({
  effects: z.array(effect),
  /** The name by which the entry has them, where it is another one of the same person. */
  under: z.string().optional(),
})
export type HistoryStep = z.infer<typeof historyStep>

export const historyAnswer = z.object({
  subject,
  /** What a person calls it: the latest name in the log. */
  name: z.string(),
  /** Of a person who has several names: all under which entries are listed, the one asked for first. The states are of that one alone. */
  names: z.array(z.string()).optional(),
  /** The tenant's ids of it; more than one where only a name was asked for. */
  ids: z.array(z.string()),
  total: z.object({ changes: z.number(), all: z.number() }),
  /** Newest first, those without a time last. */
  steps: z.array(historyStep),
  /** When it was changed, ascending; of many, evenly chosen ones. */
  changeTimes: z.array(z.number()),
  /** The time the cache knows of: what the slider spans. Null for an empty cache. */
  range: timeRange.nullable(),
  doubts: z.array(doubt),
  /** Whether there is a state to show: an address only has entries. */
  hasState: z.boolean(),
})
export type HistoryAnswer = z.infer<typeof historyAnswer>

export const historyStateRequest = z.object({ tenant: tenantId, subject, at: z.array(z.number()).min(1).max(2) })

/** An entry that answers, with what a person wants to know of it at once. */
export const answeringEntry = z.object({ key: entryKey, occurredAt: z.number().nullable(), by: z.string() })
export type AnsweringEntry = z.infer<typeof answeringEntry>

/** What became of what was given to one. */
const grantEnd = z.object({
  /** Null: nothing in the log ended it. `unlisted`: a later entry's whole list is without it, and no entry says who took it out. */
  end: z.object({ how: z.enum(['revoked', 'removed', 'member-removed', 'unlisted']), entry: answeringEntry }).nullable(),
  /** The next entry after the end that gave the same again. */
  again: answeringEntry.nullable(),
  /** Without an end: up to when everything was fetched, ms; null: unknown. */
  until: z.number().nullable(),
  /** Why the log does not prove that it was held from then to the end, or until now. */
  doubts: z.array(doubtKind),
})

/** What became of what an entry gave, or what who was denied had: according to the log. */
export const outcome = z.discriminatedUnion('kind', [
  grantEnd.extend({
    kind: z.literal('grant'),
    /** Who received it. */
    to: listMember,
    /** The others who received it by the same entry, some of them at least. */
    others: z.array(grantEnd.extend({ to: listMember })),
    /** How many received it beside these. */
    moreOthers: z.number(),
  }),
  z.object({
    kind: z.literal('denial'),
    permission: z.string().nullable(),
    /** What who was denied held at that time; a role by a group has the group's name. */
    roles: z.array(z.object({ role: listMember, by: z.string().nullable() })),
    groups: z.array(listMember),
    /** Whether those are all. */
    complete: z.boolean(),
    doubts: z.array(doubtKind),
    /** Roles that had the permission then, by themselves or by a pattern that covers it. Null: the entry names no permission. */
    having: z.array(z.object({ role: listMember, by: z.string(), held: z.boolean() })).nullable(),
    /** How many have it beyond those in `having`. */
    moreHaving: z.number(),
    /** Roles of that time whose permissions the log does not tell. */
    untold: z.number(),
    /** Why the log does not prove what roles allowed then. */
    unproved: z.array(doubtKind),
  }),
]) // prettier-ignore
/** What became of it for one of those who received it. */
export type GrantEnd = z.infer<typeof grantEnd>
export type Outcome = z.infer<typeof outcome>

export const historyApi = {
  /** What became of it: null for an entry that gave nothing and denied nothing. */
  'history.outcome': { params: z.object({ tenant: tenantId, key: entryKey }), result: outcome.nullable() },
  /** A subject over time. */
  'history.get': { params: historyRequest, result: historyAnswer },
  /** Its state as of each time, entries of that very time included. */
  'history.state': { params: historyStateRequest, result: z.array(subjectState) },
} as const
