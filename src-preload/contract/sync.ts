import { z } from 'zod'
import { appError } from './error-schemas.ts'
import { importRecord, sealedStretch } from './import.ts'
import { timeRange } from './log.ts'
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

export const gapCause = z.enum([
  'never-asked',
  'interrupted',
  'failed',
  'beyond-retention',
  'skipped', // by a person
  'damaged', // lost on this disk
  'entry-too-large', // left out of its page
  'page-set-aside', // the data service died of it twice
]) // prettier-ignore
export const coverageGap = z.object({ from: z.number(), to: z.number(), cause: gapCause })
export type CoverageGap = z.infer<typeof coverageGap>

/** Where entries of a tenant come from. */
export const sourceCoverage = z.object({
  /** Name and title of the definition. */
  name: z.string(),
  title: z.string(),
  entries: z.number(),
  /** Times of its oldest and newest entry, ms; null where none is known. Between them entries may be missing. */
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  /** Whether the tenant is asked for it: intervals and gaps are of this source alone. */
  asked: z.boolean(),
})
export type SourceCoverage = z.infer<typeof sourceCoverage>

export const coverage = z.object({
  intervals: z.array(coverageInterval),
  /** What lies between the oldest time that could be had and the newest that was fetched, and was not fetched. */
  gaps: z.array(coverageGap),
  entries: z.number(),
  oldest: z.number().nullable(),
  newest: z.number().nullable(),
  /** Entries whose time cannot be read: they are in no interval, and in no stretch of time that anybody asks for. */
  undated: z.number().optional(),
  /**
   * When everything newer than the newest entry was last asked for, by this machine's clock; null for never. The time since then is not
   * covered, because entries may still come late, nor is it a gap.
   */
  askedAt: z.number().nullable().optional(),
  /** The tenant's retention as last stated by it; `oldest` is null when it has sent older entries. */
  retention: z.object({ days: z.number().nullable(), oldest: z.number().nullable(), observedAt: z.number() }).nullable(),
  /** Entries kept although they do not fit the connector's schema. */
  invalid: z.number(),
  drifted: z.number(),
  late: z.number(),
  diskBytes: z.number(),
  /** While the cache is derived again because the connector was changed: the share that is done, 0 to 1. Until then everything is shown as before. */
  rereading: z.number().optional(),
  /** Where there are several: every source, the one that is asked first. What is said of fetched times is said of none of the others. */
  sources: z.array(sourceCoverage).optional(),
  /** What was imported from files: each says itself what it covers, and is no part of `intervals`, which the tenant was asked for. */
  imports: z.array(importRecord).optional(),
  /** What a source's own digests say of its files. */
  sealed: z.array(sealedStretch).optional(),
  /** The cache was damaged and set aside as this file, and is being fetched again; null once a sync has reached its end. */
  rebuilding: z.object({ at: z.number(), file: z.string() }).nullable(),
})
export type Coverage = z.infer<typeof coverage>

/** What fetching a range again and comparing it has shown. Counts of entries; nothing is overwritten. */
export const recheckResult = z.object({
  range: timeRange,
  /** By this machine's clock, ms. */
  at: z.number(),
  equal: z.number(),
  /** The tenant now sends another text for the id. */
  differ: z.number(),
  /** The tenant no longer sends it, although it still keeps that time. */
  vanished: z.number(),
  /** Was not here before. */
  fresh: z.number(),
})
export type RecheckResult = z.infer<typeof recheckResult>

/** What the tenant said about how far back it keeps entries, and when; `observedAt` by this machine's clock. */
export const retentionSeen = z.object({ observedAt: z.number(), days: z.number().nullable(), oldest: z.number().nullable() })

/** What the cache has learned over time, beside what it covers. */
export const coverageHistory = z.object({
  /** The tenant's retention whenever it said something else (the edge moving by a day or more), newest first; at most 100. */
  retention: z.array(retentionSeen),
  /** Entries older than the tenant's retention edge: only here. */
  forgotten: z.number(),
  /** Entries that the tenant no longer sends although it keeps their time. */
  vanished: z.number(),
  /** Newest first; at most 20. */
  rechecks: z.array(recheckResult),
})
export type CoverageHistory = z.infer<typeof coverageHistory>

/** What a run was asked for: a stretch of time to fetch, or to fetch again and compare. Null is everything that is missing. */
export const syncTarget = z.object({ range: timeRange, recheck: z.boolean() })
export type SyncTarget = z.infer<typeof syncTarget>

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
      /** Absent: everything that is missing. */
      target: syncTarget.optional(),
      startedAt: z.number(),
      endedAt: z.number().nullable(),
      pages: z.number(),
      received: z.number(),
      inserted: z.number(),
      known: z.number(),
      drifted: z.number(),
      invalid: z.number(),
      late: z.number(),
      /** Entries that were left out: each is a gap. */
      leftOut: z.number().optional(),
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
