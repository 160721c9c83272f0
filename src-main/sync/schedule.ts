import type { ErrorCode } from '@contract/errors.ts'
import type { SyncStatus } from '@contract/sync.ts'
import { minuteMs } from '@contract/time-units.ts'

/** Failures that asking again cannot mend: a person has to change something first. */
const needsPerson: ReadonlySet<ErrorCode> = new Set([
  'unauthorized',
  'permission-denied',
  'endpoint-not-found',
  'invalid-request',
  'cross-origin-next',
  'no-token',
  'cache-newer',
  'casework-newer',
])

export interface Due {
  readonly status: SyncStatus
  readonly now: number
  /** 0 is never. */
  readonly everyMinutes: number
  /** Whether a run of it ended since the application started. */
  readonly ranThisTime: boolean
}

/**
 * When the next automatic sync is due, ms since the epoch; null for never. One that was cut off by the end of the
 * application goes on at once, whatever the interval: it is the rest of a sync that somebody wanted.
 */
export function dueAt({ status, now, everyMinutes, ranThisTime }: Due): number | null {
  const { phase, run, error } = status
  if (!ranThisTime && (phase === 'paused' || phase === 'waiting' || phase === 'running')) return now
  if (everyMinutes <= 0) return null
  if (ranThisTime && phase === 'failed' && error && needsPerson.has(error.code)) return null
  const ended = run?.endedAt ?? null
  // An end in the future means that this machine's clock was set back.
  return ended === null || ended > now ? now : Math.max(now, ended + everyMinutes * minuteMs)
}
