import type { ErrorCode } from '@contract/errors.ts'
import type { Coverage, CoverageGap, SyncStatus } from '@contract/sync.ts'
import { countText, countdownText, durationText, pluralText } from '../../composables/number-format.ts'
import { clockTime, dayRangeText, dayText, momentText, zoneSuffix } from '../../composables/time-format.ts'

export interface SyncFacts {
  readonly status: SyncStatus | null
  readonly coverage: Coverage | null
  /** IANA zone times are shown in. */
  readonly zone: string
  /** This machine's clock, ms. */
  readonly now: number
  readonly online: boolean
}

/** How a state looks: a coloured dot beside words that say the same. */
export type Tone = 'ok' | 'busy' | 'warning' | 'failed' | 'idle'

const reasons: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'the token was refused',
  'no-token': 'no token is kept',
  'token-unreadable': 'the token cannot be read now',
  'permission-denied': 'a permission is missing',
  'endpoint-not-found': 'no audit log at this URL',
  'rate-limited': 'the tenant asked to wait',
  'tenant-unavailable': 'the tenant is unavailable',
  'tenant-unreachable': 'tenant unreachable',
  'tenant-too-slow': 'the tenant is too slow',
  'invalid-page': 'the tenant sent something unreadable',
  'connector-mismatch': 'the connector does not fit the source',
  'page-too-large': 'the tenant sent too much at once',
  'page-set-aside': 'a page cannot be read',
  'not-the-tenant': 'something else answered',
  'cross-origin-next': 'the tenant pointed elsewhere',
  'paging-loop': 'the tenant repeats itself',
  'job-pending': 'the source is making the export',
  'job-failed': 'the source did not make the export',
  'cursor-expired': 'the place in the log expired',
  'disk-full': 'the disk is full',
  'service-down': 'the cache is restarting',
}

/** A few words for the status line; the whole sentence is on the Sync page. */
export const shortReason = (status: SyncStatus): string => (status.error ? (reasons[status.error.code] ?? 'see Sync') : 'see Sync')

/** Failures that a new token mends. */
const mendedByToken: ReadonlySet<ErrorCode> = new Set(['unauthorized', 'no-token', 'token-unreadable', 'permission-denied'])
export const needsToken = (status: SyncStatus | null): boolean => status?.error != null && mendedByToken.has(status.error.code)

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export function tone({ status, online }: SyncFacts): Tone {
  switch (status?.phase) {
    case 'running':
      return 'busy'
    case 'failed':
      return 'failed'
    case 'waiting':
    case 'paused':
      return 'warning'
    case 'stopped':
      return 'idle'
    case 'idle':
    case undefined:
      return !online || !status?.completedAt ? 'idle' : 'ok'
  }
}

/** `Cached 28 Aug 2025 – 20 Nov 2026, 1 gap`. */
export function cachedText({ coverage, zone }: SyncFacts): string {
  if (!coverage) return ''
  const { intervals, entries } = coverage
  const first = intervals[0]
  const last = intervals.at(-1)
  if (!first || !last) return entries === 0 ? 'Nothing cached yet' : `${pluralText(entries, 'entry', 'entries')} cached`
  // Coverage that reaches back to the epoch means "all there is": the oldest entry says more.
  const from = first.from > 0 ? first.from : (coverage.oldest ?? last.to)
  const gaps = fillableGaps(coverage).length
  return `Cached ${dayRangeText(from, last.to, zone)}${gaps ? `, ${pluralText(gaps, 'gap')}` : ''}`
}

/** Gaps other than what the tenant no longer has. */
export const fillableGaps = (coverage: Coverage): readonly CoverageGap[] => coverage.gaps.filter((gap) => gap.cause !== 'beyond-retention')

/** `Last sync 16:44, 218 new, 3 arrived late`; the day too when it was not today. */
export function lastSyncText({ status, zone, now }: SyncFacts): string {
  const at = status?.completedAt
  if (at === null || at === undefined) return status ? 'Never synced to the end' : ''
  const when = dayText(at, zone) === dayText(now, zone) ? `${clockTime(at, zone)} ${zoneSuffix(at, zone)}` : momentText(at, zone)
  const { run } = status as SyncStatus
  // The numbers of a run that did not reach its end do not belong to the time of the one that did.
  const parts = run?.endedAt != null && run.endedAt === at ? runParts(run) : []
  return [`Last sync ${when}`, ...parts].join(', ')
}

type Run = NonNullable<SyncStatus['run']>

function runParts(run: Run): string[] {
  return [
    run.inserted ? `${countText(run.inserted)} new` : 'nothing new',
    run.late ? `${countText(run.late)} arrived late` : '',
    run.drifted ? `${countText(run.drifted)} changed at the tenant` : '',
    run.invalid ? `${countText(run.invalid)} not understood` : '',
    run.leftOut ? `${countText(run.leftOut)} left out, see the gaps` : '',
  ].filter((part) => part !== '')
}

/** What the sync is doing, for the status line; empty when there is nothing to say beyond the last sync. */
export function activityText({ status, now, online }: SyncFacts): string {
  switch (status?.phase) {
    case 'running':
      return status.run && status.run.received > 0 ? `Syncing, ${countText(status.run.received)} received` : 'Syncing'
    case 'waiting':
      return capitalized(
        status.resumeAt === null
          ? `${shortReason(status)}: waiting`
          : `${shortReason(status)}, retrying in ${countdownText(status.resumeAt - now)}`,
      )
    case 'paused':
      return status.error ? `Sync paused: ${shortReason(status)}` : 'Sync interrupted; it goes on by itself'
    case 'stopped':
      return 'Sync cancelled; what was fetched is kept'
    case 'failed':
      return `Sync failed: ${shortReason(status)}`
    case 'idle':
    case undefined:
      return online ? '' : 'Offline, reading the cache'
  }
}

/** The state in one sentence, for the Sync page. */
export function stateSentence(facts: SyncFacts): string {
  const { status, coverage, zone, now, online } = facts
  if (!status) return 'Reading the state of the sync.'
  const gaps = coverage ? fillableGaps(coverage).length : 0
  switch (status.phase) {
    case 'running':
      return 'A sync is running. Newest entries come first; everything that has arrived can be searched already.'
    case 'waiting':
      return status.resumeAt === null
        ? `Sync waiting: ${shortReason(status)}.`
        : `Sync waiting: ${shortReason(status)}. Retrying in ${countdownText(status.resumeAt - now)}.`
    case 'paused':
      return status.error
        ? `Sync paused: ${shortReason(status)}. What is fetched is kept; it goes on at the same place.`
        : 'The sync was interrupted: the computer slept, or the application ended. It goes on at the same place by itself.'
    case 'stopped':
      return 'The sync was cancelled. What was fetched is kept, and the next sync goes on from there.'
    case 'failed':
      return `Sync stopped: ${needsToken(status) && status.error?.code !== 'permission-denied' ? 'enter an access token' : shortReason(status)}. Everything cached stays readable.`
    case 'idle': {
      if (status.completedAt === null)
        return online ? 'This tenant was never synced to the end.' : 'Offline. This tenant was never synced to the end.'
      const when = momentText(status.completedAt, zone)
      const state = gaps ? `with ${pluralText(gaps, 'gap')} left` : 'without gaps'
      return `${online ? 'Up to date' : 'Offline. Up to date'} as of ${when}, ${state}.`
    }
  }
}

/** Why a stretch of time is missing, for a person. */
export const gapCauseText: Readonly<Record<CoverageGap['cause'], string>> = {
  'never-asked': 'Not fetched yet',
  interrupted: 'A sync was interrupted here; the next one goes on',
  failed: 'Could not be fetched',
  'beyond-retention': 'Older than the tenant keeps',
  skipped: 'Left out on request',
  damaged: 'Damaged on this disk: the next sync fetches it again',
  'entry-too-large': 'An entry is too large',
  'page-set-aside': 'Set aside: reading it failed twice',
}

/** Two minutes: below that, a clock difference explains nothing (reliability rules). */
const notableSkewMs = 120_000

/** A sentence on the clocks when they differ notably; null otherwise. Positive skew: the tenant is ahead. */
export function skewText(skewMs: number | null): string | null {
  if (skewMs === null || Math.abs(skewMs) <= notableSkewMs) return null
  return `The tenant’s clock is ${durationText(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} this computer’s. Times shown are the tenant’s.`
}
