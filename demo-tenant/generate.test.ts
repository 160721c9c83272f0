import fc from 'fast-check'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readArguments } from './cli.ts'
import { generateEntries } from './index.ts'
import { EntryStore } from './server/entry-store.ts'
import { wireEntries } from './generate.ts'

describe('the benchmark’s entries', () => {
  const lines = [...generateEntries({ entries: 20_000, profile: 'bench' })]
  const items = lines.map(
    (line) => JSON.parse(line) as { id: string; timestamp: string; action: string; resource: { id: string }; user_agent: string },
  )

  it('are as long, as many and as varied as those that were measured', () => {
    expect(items).toHaveLength(20_000)
    const average = lines.reduce((sum, line) => sum + line.length, 0) / lines.length
    expect(Math.abs(average - 710)).toBeLessThan(15)
    expect(new Set(items.map(({ action }) => action)).size).toBe(17)
    expect(new Set(items.map(({ user_agent: agent }) => agent)).size).toBe(40)
    expect(new Set(items.map(({ id }) => id)).size).toBe(20_000)
  })

  it('come in the order of time, and the same for the same seed', () => {
    expect(items.map(({ timestamp }) => timestamp)).toEqual(items.map(({ timestamp }) => timestamp).sort())
    const some = (seed: number): string[] => {
      const source = generateEntries({ entries: 20_000, profile: 'bench', seed })
      return Array.from({ length: 300 }, () => String(source.next().value))
    }
    expect(some(1)).toEqual(lines.slice(0, 300))
    expect(some(2)).not.toEqual(lines.slice(0, 300))
  })
})

describe('the store', () => {
  it('orders by time, then id, whatever the order of arrival', () => {
    const known = [...wireEntries({ entries: 400 })].map((entry, i) => ({
      ...entry,
      time: entry.time - (entry.time % 60_000_000) - (i % 3),
    }))
    fc.assert(
      fc.property(fc.shuffledSubarray(known), fc.nat(), (arriving, where) => {
        const store = new EntryStore()
        for (const entry of arriving) store.add(entry)
        const sorted = [...arriving].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
        expect(Array.from({ length: store.size }, (_, place) => store.line(place).toString())).toEqual(sorted.map(({ line }) => line))
        const gone = sorted.splice(sorted.length === 0 ? 0 : where % sorted.length, 1)[0]
        if (!gone) return
        store.remove(store.placeAt(gone.time, gone.id))
        expect(Array.from({ length: store.size }, (_, place) => store.id(place))).toEqual(sorted.map(({ id }) => id))
      }),
      { numRuns: 25 },
    )
  })
})

describe('the command line', () => {
  it('becomes options', () => {
    expect(
      readArguments([
        '--port',
        '0',
        '--entries',
        '5',
        '--seed',
        '7',
        '--now',
        '2026-01-01T00:00:00Z',
        '--frozen',
        '--fault',
        '503:times=1',
        '--fault',
        'html',
        '--rate-limit',
        '9',
      ]),
    ).toEqual({
      port: 0,
      entries: 5,
      seed: 7,
      now: Date.UTC(2026, 0, 1),
      frozen: true,
      faults: [{ kind: 'server-error', status: 503, times: 1 }, { kind: 'html' }],
      rateLimit: { perMinute: 9 },
    })
    expect(readArguments(['--help'])).toBeNull()
  })

  it.each([
    ['--port', '70000'],
    ['--entries', 'many'],
    ['--now', 'later'],
    ['--profile', 'x'],
    ['--fault', 'x'],
    ['--colour', 'red'],
  ])('%s %s is refused', (...args) => {
    expect(() => readArguments(args)).toThrow()
  })

  it('starts a server, says where it is in one line, and ends when whoever started it is gone', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), '--entries', '30'], {
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    })
    let output = ''
    const said = new Promise<{ url: string; token: string; tokens: object; entries: number }>((resolve) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.endsWith('\n')) resolve(JSON.parse(output) as { url: string; token: string; tokens: object; entries: number })
      })
    })
    const { entries, token, tokens, url } = await said
    expect([entries, Object.keys(tokens)]).toEqual([30, ['full', 'noPermission', 'expired', 'revoked']])
    const response = await fetch(`${url}/api/v1/iam/audit-logs`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.disconnect()
    expect(await ended).toBe(0)
  })
})
