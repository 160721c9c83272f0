import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { everything, type Filter } from '@contract/filter.ts'
import { entryMarks } from '@contract/marks.ts'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import { builtChild } from './child-program.ts'
import { tenantId as tenant } from './sync-support.ts'

const kills = 5
const entries = 24_000
const start = Date.UTC(2026, 0, 1)
const people = ['ann', 'ben', 'cem'] as const
let program: string
let folder: string

beforeAll(async () => {
  program = await builtChild('marks-child.ts')
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-marks-kill-'))
  const service = await openService()
  const send = async (from: number, to: number): Promise<void> => {
    const items = Array.from({ length: to - from }, (_, i) => {
      const n = to - 1 - i
      return {
        id: `evt_${n}`,
        timestamp: new Date(start + n * 60_000).toISOString(),
        actor: { email: `${people[n % 3] ?? ''}@acme.test` },
        action: n % 5 === 0 ? 'role_assign' : 'user_update',
        resource: { type: 'role', id: `r${n % 40}`, name: n % 80 === 0 ? 'Administrator' : 'Reader' },
        target: { email: `${people[(n >> 2) % 3] ?? ''}@acme.test` },
        status: 'success',
        ip_address: `10.0.${n % 11}.${n % 250}`,
      }
    })
    const body = new TextEncoder().encode(JSON.stringify({ items, next_cursor: null }))
    await service.handle('sync.page', { tenant, window: { from: null, to: null }, tenantNow: null, first: true, body, receivedAt: 0 })
  }
  for (let from = 0; from < entries; from += 4000) await send(from, from + 4000)
  service.close()
})
afterAll(() => {
  for (const each of [dirname(program), folder]) rmSync(each, { recursive: true, force: true })
})

async function openService(): Promise<DataService> {
  const service = createDataService({ dataFolder: folder, emit: () => {} })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  return service
}
const cache = (): string => join(folder, 'tenants', tenant, 'cache.db')

const ask = { tenant, zone: 'UTC', facets: [], facetLimit: 1, histogramBuckets: 0, order: 'asc' as const, firstRows: 0 }
const marked: Filter = { kind: 'field', field: 'mark', value: '*' }
/** The marks of every entry as rows have them now, and of how many they are not known. */
async function marksOf(service: DataService): Promise<{ marks: number[]; unmarked: number }> {
  const { result, unmarked } = await service.handle('log.query', { ...ask, filter: everything })
  const marks: number[] = []
  for (let offset = 0; offset < entries; offset += 500) {
    const { rows } = await service.handle('log.rows', { tenant, result, order: 'asc', offset, limit: 500 })
    marks.push(...rows.map((row) => row.marks))
  }
  return { marks, unmarked }
}
/** As if all marks had been made by rules of another version: what they say is not so today. */
function outdated(): number {
  const db = new Database(cache())
  const { changes } = db.prepare('UPDATE block_marks SET rules = 1').run()
  db.close()
  return changes
}
/** Runs the child and kills it when marks of about that share of the entries are still unknown. */
function runAndKill(share: number): Promise<number> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let last = entries
  createInterface({ input: child.stdout }).on('line', (line) => {
    last = Number(line)
    if (last <= entries * share) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(last))
  })
}

it('killed while marks are made anew, a cache has those that were made and no others, and then the same as ever', async () => {
  const first = await openService()
  const found = await first.handle('log.query', { ...ask, filter: marked })
  const truth = await marksOf(first)
  first.close()
  expect(truth.unmarked).toBe(0)
  expect(found.total).toBe(truth.marks.filter((bits) => bits !== 0).length)
  expect(found.total).toBeGreaterThan(100)

  let between = 0
  for (let kill = 0; kill < kills; kill++) {
    const blocks = outdated()
    await runAndKill(0.9 - kill * 0.15)
    const db = new Database(cache(), { readonly: true })
    const made = db.prepare('SELECT count(*) FROM block_marks WHERE rules <> 1').pluck().get() as number
    db.close()
    if (made > 0 && made < blocks) between++
    const service = await openService()
    const now = await marksOf(service)
    // Of an entry its own marks are there, all of them, or none; and none are missing without being counted.
    const known = now.marks.filter((bits, n) => (bits & entryMarks) === ((truth.marks[n] ?? 0) & entryMarks))
    expect(now.marks.every((bits, n) => [0, (truth.marks[n] ?? 0) & entryMarks].includes(bits & entryMarks))).toBe(true)
    expect(entries - known.length).toBeLessThanOrEqual(now.unmarked)
    expect((await service.handle('log.query', { ...ask, filter: marked })).total).toBe(found.total)
    expect(await marksOf(service)).toEqual(truth)
    service.close()
  }
  // Some were killed in the middle, or nothing was shown.
  expect(between).toBeGreaterThan(0)
}, 240_000)
