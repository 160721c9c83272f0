import { describe, expect, it } from 'vitest'
import { connectionSentences } from './connection-text.ts'

const dryRun = { received: 0, entries: [], unmapped: [] }
const now = Date.parse('2026-11-23T10:00:00Z')

describe('connectionSentences', () => {
  it('tells what was found', () => {
    expect(
      connectionSentences({ newest: now - 240_000, retentionDays: 365, skewMs: 500, dryRun }, 'iam:tenant:iam:audit:read', 'UTC', now),
    ).toEqual([
      'The token may read the IAM audit log (iam:tenant:iam:audit:read).',
      'The newest entry is from 23 November 2026, 09:56:00.000 UTC, 4 minutes ago.',
      'The tenant keeps entries for 365 days; what is cached here stays beyond that.',
    ])
  })
  it('tells what is unknown, and a clock that is off', () => {
    const sentences = connectionSentences({ newest: null, retentionDays: null, skewMs: -360_000, dryRun }, null, 'UTC', now)
    expect(sentences[0]).toBe('The token may read the IAM audit log.')
    expect(sentences[1]).toBe('The tenant’s log is empty so far.')
    expect(sentences[2]).toContain('depends on its plan')
    expect(sentences[3]).toContain('6 min behind')
  })
})
