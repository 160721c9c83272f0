import { z } from 'zod'
import { chainLink } from './access.ts'
import { fileEncoding, pickId } from './import.ts'
import { reconcileColumns } from './reconcile-columns.ts'
import { tenantId } from './tenant.ts'

/** A table as far as its beginning says. `guess`: what its columns are by their names and by who is known here; null where none is like it. */
export const reconcileLook = z.object({
  file: z.string(),
  bytes: z.number(),
  /** When the file was last written, ms by its file system. */
  modifiedAt: z.number(),
  encoding: fileEncoding,
  /** `samples`: at most 3 values of its first rows, each cut at 200 characters. */
  columns: z.array(z.object({ name: z.string(), samples: z.array(z.string()) })),
  guess: z.object({ user: z.string().nullable(), role: z.string().nullable(), path: z.string().nullable(), several: z.boolean() }),
})
export type ReconcileLook = z.infer<typeof reconcileLook>

/**
 * What a line of a comparison is. `undetermined`: a gap, a doubt or an entry that does not say whether it succeeded leaves it open. `ambiguous`: a name of the file
 * means several. `named-otherwise`: the file writes it otherwise than the log does at that date, and means the same.
 */
export const reconcileKinds = ['only-in-file', 'only-in-log', 'undetermined', 'ambiguous', 'named-otherwise'] as const
export type ReconcileKind = (typeof reconcileKinds)[number]
/** Those that are differences. */
export const differences: readonly ReconcileKind[] = ['only-in-file', 'only-in-log']

export const reconcileReasons = [
  'revoked', 'removed', 'unlisted', 'later', 'never-granted', 'before-log', 'other-path', 'user-unknown', 'role-unknown',
  'not-in-file', 'user-not-in-file', 'ambiguous-user', 'ambiguous-role', 'letter-case', 'other-name', 'earlier-name', 'later-name',
] as const // prettier-ignore
export type ReconcileReason = (typeof reconcileReasons)[number]

export const reconcileLine = z.object({
  kind: z.enum(reconcileKinds),
  /** What stands beside it in the log; of `undetermined` what it would be if the doubt did not matter. */
  reason: z.enum(reconcileReasons),
  /** As the log calls them at that date; what it does not know, and what is ambiguous, as the file does. Empty of a name of something else. */
  user: z.string(),
  role: z.string(),
  roleId: z.string().nullable(),
  /** By which path, in words; empty where the file says none. */
  path: z.string(),
  /** The physical line of the file that says so first; null: none does. */
  line: z.number().nullable(),
  /** Why, in sentences. */
  says: z.array(z.string()),
  /** The entries that should explain it, in the order of time. */
  entries: z.array(chainLink),
})
export type ReconcileLine = z.infer<typeof reconcileLine>

export const unreadRow = z.object({ line: z.number(), reason: z.string() })

/** A file and what comparing it found. */
export const reconciled = z.object({
  /** Names the comparison: the last one of each tenant is kept, until the tenant is closed. */
  id: z.number(),
  file: z.string(),
  /** Of the file on the disk, lower-case hex; of one inside an archive the archive's. */
  sha256: z.string(),
  bytes: z.number(),
  modifiedAt: z.number(),
  encoding: fileEncoding,
  columns: reconcileColumns,
  /** The date that was asked for, ms, and the one that was compared with: never after all that was fetched. */
  asked: z.number().nullable(),
  at: z.number().nullable(),
  /** Rows below the header; of these those that were read. */
  rows: z.number(),
  read: z.number(),
  /** Rows that say what one before them says. */
  repeated: z.number(),
  /** What file and state agree in: a user and a role each, and a path where the file says paths. */
  agree: z.number(),
  /** At most 200 of the rows that were not read. */
  unread: z.array(unreadRow),
  counts: z.record(z.enum(reconcileKinds), z.number()),
  /** Users of whom not every path is known: a row that names a path may be one of those. */
  more: z.number(),
  /** Entries that may have given or taken something up to then: they do not say whether they succeeded, or when they were. */
  unclear: z.number(),
})
export type Reconciled = z.infer<typeof reconciled>

export const reconcileLinesAsked = z.object({
  tenant: tenantId,
  id: z.number(),
  /** All where absent. */
  kind: z.enum(reconcileKinds).optional(),
})
const page = { offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(5000) }

const reading = { tenant: tenantId, encoding: fileEncoding.optional() }
const comparing = { ...reading, columns: reconcileColumns, at: z.number().nullable() }
const path = z.string().min(1).max(32_768)

/** What the window asks and main answers: it has the paths. */
export const reconcileShellApi = {
  'reconcile.look': { params: z.object({ ...reading, pick: pickId }), result: reconcileLook },
  'reconcile.run': { params: z.object({ ...comparing, pick: pickId }), result: reconciled },
} as const

/** What the window asks and the data service answers. Fails with `result-expired` where another comparison came after it. */
export const reconcileDataApi = {
  'reconcile.lines': {
    params: reconcileLinesAsked.extend(page),
    result: z.object({ total: z.number(), lines: z.array(reconcileLine), played: z.number() }),
  },
} as const

/** What only main may ask: it names a file. */
export const reconcileServiceApi = {
  'files.table': { params: z.object({ ...reading, path }), result: reconcileLook },
  /** `at` null: the newest that was fetched; `columns` absent: as they are guessed. */
  'files.reconcile': {
    params: z.object({ ...comparing, columns: reconcileColumns.partial().optional(), path }),
    result: reconciled,
  },
} as const
