import { z } from 'zod'
import { appError } from './errors.ts'
import { tenantId } from './tenant.ts'

/** What was fetched: `[from, to)` in ms since the epoch, by the tenant's clock. */
export const coverageInterval = z.object({
  from: z.number(),
  to: z.number(),
  /** Last time any part of it was fetched, by this machine's clock. */
  fetchedAt: z.number(),
  /** No more late entries are expected. */
  settled: z.boolean(),
  /** The server-side filter it was narrowed by; null for everything. */
  narrowed: z.string().nullable(),
})
export type CoverageInterval = z.infer<typeof coverageInterval>

export const gapCause = z.enum(['never-asked', 'interrupted', 'failed', 'beyond-retention', 'skipped'])
export const coverageGap = z.object({ from: z.number(), to: z.number(), cause: gapCause })
export type CoverageGap = z.infer<typeof coverageGap>

export const coverage = z.object({
  intervals: z.array(coverageInterval),
  /** What lies between the oldest time that could be had and the newest that was fetched, and was not fetched. */
  gaps: z.array(coverageGap),
  entries: z.number(),
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  /** The tenant's retention as last stated by it. */
  retention: z.object({ days: z.number().nullable(), oldest: z.number().nullable(), observedAt: z.number() }).nullable(),
  /** Entries kept although they do not fit the connector's schema. */
  invalid: z.number(),
  drifted: z.number(),
  late: z.number(),
  diskBytes: z.number(),
})
export type Coverage = z.infer<typeof coverage>

export const syncPhase = z.enum([
  'idle', // nothing to do until the next run
  'running',
  'waiting', // backing off; resumes at `resumeAt`
  'paused', // gave up waiting; resumes when asked or when the network is back
  'stopped', // cancelled by the person
  'failed', // a person must do something: see `error`
]) // prettier-ignore
export type SyncPhase = z.infer<typeof syncPhase>

export const syncStatus = z.object({
  tenant: tenantId,
  phase: syncPhase,
  /** Of the run under way, or of the last one. */
  run: z
    .object({
      startedAt: z.number(),
      endedAt: z.number().nullable(),
      pages: z.number(),
      received: z.number(),
      inserted: z.number(),
      known: z.number(),
      drifted: z.number(),
      invalid: z.number(),
      late: z.number(),
      /** Share of the time to fetch that is done, 0 to 1; null when the far end is unknown. */
      progress: z.number().nullable(),
    })
    .nullable(),
  /** Last run that reached its end, by this machine's clock. */
  completedAt: z.number().nullable(),
  resumeAt: z.number().nullable(),
  skewMs: z.number().nullable(),
  error: appError.nullable(),
})
export type SyncStatus = z.infer<typeof syncStatus>
