import { describe, expect, it } from 'vitest'
import type { Coverage, SyncStatus } from '@contract/sync.ts'
import { activityText, cachedText, lastSyncText, skewText, stateSentence, tone } from './sync-text.ts'
import type { SyncFacts } from './sync-text.ts'

const at = (text: string): number => Date.parse(text)
const now = at('2026-11-20T17:00:00Z')
const done = at('2026-11-20T16:44:00Z')

const run = {
  startedAt: done - 3000,
  endedAt: done,
  pages: 3,
  received: 2214,
  inserted: 218,
  known: 1993,
  drifted: 0,
  invalid: 0,
  late: 3,
  progress: 1,
}
const idle: SyncStatus = { tenant: 'abcdefgh', phase: 'idle', run, completedAt: done, resumeAt: null, skewMs: 0, error: null }
const coverage: Coverage = {
  intervals: [{ from: at('2025-08-28T00:00:00Z'), to: at('2026-11-20T16:44:00Z'), fetchedAt: done, settled: true, narrowed: null }],
  gaps: [],
  entries: 10,
  oldest: at('2025-08-29T00:00:00Z'),
  newest: at('2026-11-20T16:42:08Z'),
  retention: null,
  invalid: 0,
  drifted: 0,
  late: 0,
  diskBytes: 1,
  rebuilding: null,
}
const gap = { from: 0, to: at('2025-08-28T00:00:00Z'), cause: 'never-asked' as const }
const facts = (more: Partial<SyncFacts> = {}): SyncFacts => ({ status: idle, coverage, zone: 'UTC', now, online: true, ...more })
const failedWith = (code: 'unauthorized' | 'tenant-unreachable' | 'rate-limited' | 'permission-denied'): SyncStatus['error'] => ({
  code,
  message: 'A sentence.',
})

describe('cachedText', () => {
  it('tells the range and the gaps', () => {
    expect(cachedText(facts())).toBe('Cached 28 Aug 2025 – 20 Nov 2026')
    expect(cachedText(facts({ coverage: { ...coverage, gaps: [gap] } }))).toBe('Cached 28 Aug 2025 – 20 Nov 2026, 1 gap')
  })
  it('does not count what the tenant no longer has as a gap', () => {
    expect(cachedText(facts({ coverage: { ...coverage, gaps: [{ ...gap, cause: 'beyond-retention' }] } }))).not.toContain('gap')
  })
  it('begins at the oldest entry when everything before was fetched too', () => {
    const whole = { ...coverage, intervals: coverage.intervals.map((one) => ({ ...one, from: 0 })) }
    expect(cachedText(facts({ coverage: whole }))).toBe('Cached 29 Aug 2025 – 20 Nov 2026')
  })
  it('never calls an empty cache a quiet tenant', () => {
    expect(cachedText(facts({ coverage: { ...coverage, intervals: [], entries: 0 } }))).toBe('Nothing cached yet')
    expect(cachedText(facts({ coverage: null }))).toBe('')
  })
})

describe('lastSyncText', () => {
  it('tells when, in the zone shown, and what came', () => {
    expect(lastSyncText(facts())).toBe('Last sync 16:44 UTC, 218 new, 3 arrived late')
    expect(lastSyncText(facts({ zone: 'Europe/Zurich' }))).toBe('Last sync 17:44 +01:00, 218 new, 3 arrived late')
    expect(lastSyncText(facts({ now: now + 86_400_000 }))).toBe('Last sync 20 Nov 2026, 16:44 UTC, 218 new, 3 arrived late')
  })
  it('does not give the numbers of a later, unfinished run to the last complete one', () => {
    const later = { ...idle, phase: 'stopped' as const, run: { ...run, endedAt: done + 5000, inserted: 999 } }
    expect(lastSyncText(facts({ status: later }))).toBe('Last sync 16:44 UTC')
  })
  it('says when there was none', () => {
    expect(lastSyncText(facts({ status: { ...idle, completedAt: null, run: null } }))).toBe('Never synced to the end')
    expect(lastSyncText(facts({ status: null }))).toBe('')
  })
})

describe('what the sync is doing', () => {
  it('is quiet when there is nothing to say', () => {
    expect(activityText(facts())).toBe('')
    expect(tone(facts())).toBe('ok')
  })
  it('counts what was received', () => {
    const status: SyncStatus = { ...idle, phase: 'running', run: { ...run, endedAt: null, received: 31_000 } }
    expect(activityText(facts({ status }))).toBe('Syncing, 31,000 received')
    expect(tone(facts({ status }))).toBe('busy')
  })
  it('counts down while it waits', () => {
    const status: SyncStatus = { ...idle, phase: 'waiting', resumeAt: now + 47_000, error: failedWith('rate-limited') }
    expect(activityText(facts({ status }))).toBe('The tenant asked to wait, retrying in 0:47')
    expect(stateSentence(facts({ status }))).toBe('Sync waiting: the tenant asked to wait. Retrying in 0:47.')
  })
  it('gives a short reason when it paused or failed', () => {
    expect(activityText(facts({ status: { ...idle, phase: 'paused', error: failedWith('tenant-unreachable') } }))).toBe(
      'Sync paused: tenant unreachable',
    )
    const interrupted = facts({ status: { ...idle, phase: 'paused' } })
    expect(activityText(interrupted)).toBe('Sync interrupted; it goes on by itself')
    expect(stateSentence(interrupted)).toContain('the computer slept, or the application ended. It goes on at the same place by itself')
    const failed: SyncStatus = { ...idle, phase: 'failed', error: failedWith('unauthorized') }
    expect(activityText(facts({ status: failed }))).toBe('Sync failed: the token was refused')
    expect(tone(facts({ status: failed }))).toBe('failed')
    expect(stateSentence(facts({ status: failed }))).toBe('Sync stopped: enter an access token. Everything cached stays readable.')
    const refused: SyncStatus = { ...failed, error: failedWith('permission-denied') }
    expect(stateSentence(facts({ status: refused }))).toContain('Sync stopped: a permission is missing.')
  })
  it('says offline', () => {
    expect(activityText(facts({ online: false }))).toBe('Offline, reading the cache')
    expect(tone(facts({ online: false }))).toBe('idle')
  })
  it('names the gaps that are left', () => {
    expect(stateSentence(facts())).toBe('Up to date as of 20 Nov 2026, 16:44 UTC, without gaps.')
    expect(stateSentence(facts({ coverage: { ...coverage, gaps: [gap] } }))).toBe(
      'Up to date as of 20 Nov 2026, 16:44 UTC, with 1 gap left.',
    )
  })
})

describe('skewText', () => {
  it('is silent up to two minutes', () => {
    expect(skewText(null)).toBeNull()
    expect(skewText(120_000)).toBeNull()
    expect(skewText(-120_000)).toBeNull()
  })
  it('says which clock is ahead', () => {
    expect(skewText(7 * 60_000)).toContain('7 min ahead of')
    expect(skewText(-3 * 86_400_000)).toContain('3 d behind')
    expect(skewText(-3 * 60_000)).toContain('3 min behind')
  })
})
