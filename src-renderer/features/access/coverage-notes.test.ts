import { expect, it } from 'vitest'
import type { Coverage } from '@contract/sync.ts'
import { coverageNotes } from './coverage-notes.ts'

const day = 86_400_000
const coverage = {
  intervals: [
    { from: 0, to: 10 * day },
    { from: 12 * day, to: 20 * day },
  ],
  gaps: [
    { from: -5 * day, to: 0, cause: 'beyond-retention' },
    { from: 10 * day, to: 12 * day, cause: 'failed' },
  ],
  newest: 19 * day,
} as unknown as Coverage

it('a date in a gap says that nothing is proved', () => {
  expect(coverageNotes(coverage, [11 * day], 'UTC')).toEqual([
    '12 Jan 1970, 00:00 UTC lies in a gap: nothing was fetched from 11 Jan 1970, 00:00 UTC to 13 Jan 1970, 00:00 UTC, so no line is proved.',
  ])
})
it('a date after a gap says that there is one', () => {
  expect(coverageNotes(coverage, [15 * day], 'UTC')).toEqual(['1 gap before this date: lines that it may have changed say so.'])
})
it('a date before every gap has nothing to say: what the tenant no longer keeps is none', () => {
  expect(coverageNotes(coverage, [5 * day], 'UTC')).toEqual([])
})
it('a date after all that was fetched says where that ends', () => {
  expect(coverageNotes(coverage, [25 * day], 'UTC').at(-1)).toContain('Nothing is fetched after 20 Jan 1970, 23:59 UTC')
})
