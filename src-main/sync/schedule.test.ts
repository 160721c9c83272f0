import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '@contract/errors.ts'
import type { SyncPhase, SyncStatus } from '@contract/sync.ts'
import { dueAt } from './schedule.ts'

const now = Date.UTC(2026, 10, 23)
const minute = 60_000

function statusOf(phase: SyncPhase, endedMinutesAgo: number | null, code?: ErrorCode): SyncStatus {
  const run = { startedAt: 0, pages: 0, received: 0, inserted: 0, known: 0, drifted: 0, invalid: 0, late: 0, progress: null }
  return {
    tenant: 'acmeacme01',
    phase,
    run: endedMinutesAgo === null ? null : { ...run, endedAt: now - endedMinutesAgo * minute },
    completedAt: null,
    resumeAt: null,
    skewMs: null,
    error: code ? { code, message: '' } : null,
  }
}

const due = (status: SyncStatus, everyMinutes = 15, ranThisTime = true) => dueAt({ status, now, everyMinutes, ranThisTime })

describe('the automatic sync', () => {
  it('is due an interval after the last one ended', () => {
    expect(due(statusOf('idle', 5))).toBe(now + 10 * minute)
    expect(due(statusOf('idle', 20))).toBe(now)
    expect(due(statusOf('idle', null))).toBe(now)
    for (const phase of ['paused', 'stopped'] as const) expect(due(statusOf(phase, 5))).toBe(now + 10 * minute)
  })

  it('is never due when it is switched off', () => {
    expect(due(statusOf('idle', 500), 0)).toBeNull()
  })

  it('goes on at once with what the end of the application cut off, switched off or not', () => {
    for (const phase of ['running', 'waiting', 'paused'] as const) expect(due(statusOf(phase, 1), 0, false)).toBe(now)
    for (const phase of ['stopped', 'failed', 'idle'] as const) expect(due(statusOf(phase, 1), 0, false)).toBeNull()
  })

  it('does not knock again where a person has to change something, but once after a restart', () => {
    for (const code of ['unauthorized', 'permission-denied', 'endpoint-not-found', 'no-token'] as const) {
      expect(due(statusOf('failed', 60, code))).toBeNull()
      expect(due(statusOf('failed', 60, code), 15, false)).toBe(now)
    }
    expect(due(statusOf('failed', 60, 'not-the-tenant'))).toBe(now)
  })

  it('is due when this machine’s clock was set back', () => {
    expect(due(statusOf('idle', -100_000))).toBe(now)
  })
})
