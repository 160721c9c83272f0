import { describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newestChange } from './built.mjs'
import { demoOptions } from './demo-options.mjs'
import { integrityOf } from './fallback.mjs'
import { exitCodeOf } from './run.mjs'
import { playwrightCounts, stageCounts, vitestCounts } from './test-counts.mjs'

describe('npm run demo', () => {
  it('has 50,000 entries unless told otherwise', () => {
    expect(demoOptions([])).toEqual({ entries: 50_000, keep: undefined })
    expect(demoOptions(['--entries', '10', '--keep', 'there'])).toEqual({ entries: 10, keep: 'there' })
  })

  it.each([[['--entries', 'many']], [['--entries', '0']], [['--entries', '1.5']], [['--keep=']], [['--keeep', 'x']]])(
    'refuses %j with its usage',
    (args) => {
      expect(() => demoOptions(args)).toThrow('Usage: npm run demo')
    },
  )
})

describe('the counts of npm test', () => {
  it('are those of the reports', () => {
    const file = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
    expect(vitestCounts({ numPassedTests: 7, numFailedTests: 1, testResults: [file] })).toEqual({ passed: 7, failed: 1 })
    expect(playwrightCounts({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 0 } })).toEqual({ passed: 6, failed: 1 })
  })

  it('include a test file that could not be loaded', () => {
    expect(vitestCounts({ numPassedTests: 7, numFailedTests: 0, testResults: [{ status: 'failed', assertionResults: [] }] })).toEqual({
      passed: 7,
      failed: 1,
    })
  })

  it('include a stage that failed without a failing test', () => {
    expect(stageCounts(2)).toEqual({ passed: 0, failed: 1 })
    expect(stageCounts(1, { passed: 3, failed: 2 })).toEqual({ passed: 3, failed: 2 })
    expect(stageCounts(0, { passed: 3, failed: 0 })).toEqual({ passed: 3, failed: 0 })
  })
})

describe('files', () => {
  it('have the integrity npm states for them', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), 'abc')
      expect(await integrityOf(join(folder, 'a'))).toBe(
        'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==',
      )
    })
  })

  it('are as new as the newest below them', async () => {
    await inFolder((folder) => {
      writeFileSync(join(folder, 'a'), '')
      const later = Math.ceil(Date.now() / 1000) + 100
      utimesSync(join(folder, 'a'), later, later)
      expect(newestChange([folder, join(folder, 'missing')])).toBe(later * 1000)
      return Promise.resolve()
    })
  })
})

describe('exit codes', () => {
  it('are those a shell reports', () => {
    expect(exitCodeOf(3, null)).toBe(3)
    expect(exitCodeOf(null, 'SIGTERM')).toBe(143)
  })
})

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-scripts-'))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
