import { z } from 'zod'
import { denialCounts, denialsShown, denialsUntold, deniedLine } from './denied.ts'
import { entryKey } from './entry.ts'
import { direction } from './order.ts'
import { tenantId } from './tenant.ts'

/** Longest list of patterns, and longest pattern: more than anybody writes. */
export const mostPatterns = 10_000
const privilegedPattern = z.string().min(1).max(1024)

/** By what lines are sorted; lines that are alike in it stand by user, role and path. */
export const accessSorts = ['user', 'role', 'path', 'since', 'until', 'grantedBy', 'privileged', 'doubts', 'change', 'cause'] as const
export type AccessSort = (typeof accessSorts)[number]

/** Which lines: `user` is an email, id or name, `role` an id or name; in both `*` is any text, and letter case does not matter. */
const chosen = {
  tenant: tenantId,
  user: z.string().max(4096).optional(),
  role: z.string().max(4096).optional(),
  /** A group's name or id, anywhere on the path. */
  group: z.string().max(4096).optional(),
  /** Only roles with a permission that is it, falls under it, or covers it; `*` is any text. */
  permission: z.string().max(1024).optional(),
  /** Only roles of one's own, or only those through groups. */
  path: z.enum(['direct', 'through']).optional(),
  /** Only roles that are privileged. */
  privileged: z.boolean().optional(),
  /** What counts as privileged; null: what does by default. */
  patterns: z.array(privilegedPattern).max(mostPatterns).nullable(),
}
const sorting = { sort: z.enum(accessSorts).optional(), order: direction.optional() }
const page = { offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(5000) }

/** That a user has a role, by one path. */
export const accessLine = z.object({
  user: z.string(),
  role: z.string(),
  roleId: z.string().nullable(),
  /** Names of the groups between, outermost last; empty for a role of one's own. */
  path: z.array(z.string()),
  pathIds: z.array(z.string().nullable()),
  /** Since when, ms, by whom, and by which entry: the latest of those that make it so. Null where none is known. */
  since: z.number().nullable(),
  grantedBy: z.string().nullable(),
  entry: z.string().nullable(),
  key: entryKey.nullable(),
  /** When it ended after the date, ms, and by which entry; null: it goes on, or no entry is known. */
  until: z.number().nullable(),
  endedBy: entryKey.nullable(),
  privileged: z.boolean(),
  /** Why the log does not prove it, in sentences. */
  doubts: z.array(z.string()),
})
export type AccessLine = z.infer<typeof accessLine>

/** A line that is there at one of two times; `entry` is the one at which it last turned. */
export const accessChange = accessLine.extend({
  change: z.enum(['gained', 'lost']),
  cause: z.enum(['assignment', 'membership', 'role_update', 'group_assignment', 'removal']),
})
export type AccessChange = z.infer<typeof accessChange>

/** What a user may do, and the names of the roles that say so. */
export const permissionLine = z.object({ user: z.string(), permission: z.string(), roles: z.array(z.string()) })
export type PermissionLine = z.infer<typeof permissionLine>

/** One entry of the chain that makes something true. */
export const chainLink = z.object({ entry: z.string(), key: entryKey, at: z.number().nullable(), says: z.string() })
export type ChainLink = z.infer<typeof chainLink>

/** Two entries between which one must be missing or altered, or which do not go together. Times in ms. */
export const continuityFinding = z.object({
  test: z.enum(['C3', 'C4', 'C6', 'C7']),
  subject: z.object({ type: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  aspect: z.string(),
  from: z.number().nullable(),
  to: z.number().nullable(),
  entries: z.array(z.string()),
})
export type ContinuityFinding = z.infer<typeof continuityFinding>

/** Most stretches in which an entry must be missing that are told at once. */
export const mostMissing = 2_000
/** A time in which an entry must be missing: between these two, ms. */
export const missingStretch = z.object({
  from: z.number(),
  to: z.number(),
  what: z.string(),
  aspect: z.string(),
  earlier: entryKey,
  later: entryKey,
})
export type MissingStretch = z.infer<typeof missingStretch>

/**
 * `at`: the time that was meant where none was given, ms; null: nothing was fetched. `more`: users of whom not all paths are listed. `played`: another number
 * says that the log has grown since the page before, and was played again.
 */
const lines = <S extends z.ZodType>(line: S) =>
  z.object({ at: z.number().nullable(), total: z.number(), lines: z.array(line), more: z.number(), played: z.number() })
/**
 * `untold`: lines that are left out because nothing here tells what their role allows. `unclear`: entries that may have given or taken something, and do not
 * say whether they succeeded or when they were; what they gave is not among the lines. `privileged`: how many of the lines are.
 */
const accessLines = <S extends z.ZodType>(line: S) =>
  lines(line).extend({ untold: z.number(), unclear: z.number(), privileged: z.number() })

const period = { from: z.number().nullable(), to: z.number().nullable() }

/** By what lines are counted; `since` by the month, `group` by each group on the path. */
export const accessGroupFields = ['user', 'role', 'group', 'path', 'grantedBy', 'since', 'privileged', 'doubts', 'change', 'cause'] as const
export type AccessGroupField = (typeof accessGroupFields)[number]
export const accessGroupSorts = ['key', 'count', 'privileged', 'doubtful'] as const
export type AccessGroupSort = (typeof accessGroupSorts)[number]
/** A value of each field, null where a line has none, with how many lines have them: of these the privileged ones, and those with doubts. */
export const accessGroup = z.object({
  key: z.array(z.string().nullable()),
  count: z.number(),
  privileged: z.number(),
  doubtful: z.number(),
})
export type AccessGroup = z.infer<typeof accessGroup>

/** What of it can be a file. */
export const accessFileOf = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('lines'), ...chosen, ...sorting, at: z.number().nullable() }),
  z.object({ kind: z.literal('changes'), ...chosen, ...sorting, from: z.number(), to: z.number() }),
  z.object({ kind: z.literal('denied'), tenant: tenantId, ...period, show: denialsShown.optional() }),
  z.object({ kind: z.literal('permissions'), ...chosen, at: z.number().nullable() }),
  /** A comparison with a file, by its id; of one kind of lines alone, or of all. */
  z.object({ kind: z.literal('reconcile'), tenant: tenantId, id: z.number(), of: z.string().max(40).optional() }),
])
export type AccessFileOf = z.infer<typeof accessFileOf>

export const accessApi = {
  /** Who has which roles at a time; null: the newest that was fetched. Entries of that very time are included. */
  'access.lines': { params: z.object({ ...chosen, ...sorting, ...page, at: z.number().nullable() }), result: accessLines(accessLine) },
  'access.permissions': { params: z.object({ ...chosen, ...page, at: z.number().nullable() }), result: lines(permissionLine) },
  'access.changes': {
    params: z.object({ ...chosen, ...sorting, ...page, from: z.number(), to: z.number() }),
    result: accessLines(accessChange),
  },
  /** The lines of one date, or what changed between two, counted. `of`: how many lines there are. */
  'access.groups': {
    params: z.object({
      ...chosen,
      ...page,
      /** Null: no earlier date, these are lines of one. */
      from: z.number().nullable(),
      at: z.number().nullable(),
      by: z.array(z.enum(accessGroupFields)).min(1).max(3),
      sort: z.enum(accessGroupSorts).optional(),
      order: direction.optional(),
    }),
    result: lines(accessGroup).extend({ of: z.number() }),
  },
  /** The next time after `at`, or the last one before it, at which anybody's access changed, ms; null: there is none. */
  'access.turn': {
    params: z.object({ tenant: tenantId, at: z.number(), by: z.union([z.literal(1), z.literal(-1)]) }),
    result: z.object({ at: z.number().nullable() }),
  },
  /** The entries that make it so that a user has a role or a permission, the first cause first. */
  'access.why': {
    params: z.object({
      tenant: tenantId,
      user: z.string().min(1).max(4096),
      role: z.string().min(1).max(4096).optional(),
      permission: z.string().min(1).max(4096).optional(),
      at: z.number().nullable(),
    }),
    result: z.array(chainLink),
  },
  'access.denied': {
    params: z.object({ tenant: tenantId, ...page, ...period, show: denialsShown.optional() }),
    result: lines(deniedLine).extend({ untold: denialsUntold, counts: denialCounts }),
  },
  /** Where the log does not fit itself. `explained`: findings between whose entries not all was fetched. */
  'access.continuity': {
    params: z.object({ tenant: tenantId, ...page }),
    result: lines(continuityFinding).extend({ explained: z.number() }),
  },
  /**
   * Times in which an entry must be missing, oldest first, as far as they are known without work: null where the log was not played since it grew last.
   * `total`: how many there are, where they are more than are told.
   */
  'access.missing': {
    params: z.object({ tenant: tenantId }),
    result: z.object({ total: z.number(), stretches: z.array(missingStretch) }).nullable(),
  },
} as const
