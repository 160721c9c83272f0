import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { everything, type Filter } from '@contract/filter.ts'
import type { Direction, KeptAnswer, QueryAnswer } from '@contract/log.ts'
import { createDataService, type DataService } from '../service.ts'
import { readFirstAnswer } from './first-answer.ts'

const tenant = 'tenantundertest1'
const hour = 3600_000
const start = Date.UTC(2026, 2, 1, 12)

let folder: string
let root: string
let clock: number
let service: DataService
let generation: number
let kept: KeptAnswer | null

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-first-'))
  generation = 0
  clock = start
  root = join(folder, '0')
  begin()
})
afterEach(() => {
  service.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As a process does that is started for a window. */
function begin(): void {
  kept = readFirstAnswer(join(root, 'tenants', tenant))
  const given = kept && tenant
  service = createDataService({ dataFolder: root, given, emit: () => {}, now: () => clock, author: 'ines' })
}
const open = () => service.handle('tenant.open', { tenant, connector: 'tenant-iam' })

function ends(): void {
  service.close()
  begin()
}
/** As the disk is at this moment. */
function isKilled(): void {
  const before = root
  root = join(folder, String(++generation))
  cpSync(before, root, { recursive: true })
  service.close()
  begin()
}

const question = (order: Direction = 'desc', filter: Filter = everything) => ({
  tenant,
  filter,
  zone: 'Europe/Zurich',
  facets: ['action', 'status', 'actor', 'ip'] as const,
  facetLimit: 5,
  histogramBuckets: 20,
  order,
  firstRows: 12,
  reading: ['reason' as const],
  patienceMs: 15,
})
const ask = (asked = question()): Promise<QueryAnswer> => service.handle('log.query', asked)
const withoutIds = ({ result: _, took: __, ...answer }: QueryAnswer) => answer

const send = (items: readonly object[]) =>
  service.handle('sync.page', {
    tenant,
    window: { from: null, to: null },
    tenantNow: start + 100 * hour,
    first: true,
    body: Buffer.from(JSON.stringify({ items, next_cursor: null })),
    receivedAt: clock,
  })
const item = (n: number, at: number, action = 'role_assign') => ({
  id: `evt_${n}`,
  timestamp: at === 0 ? 'no time' : new Date(start + at * hour).toISOString(),
  actor: { email: `p${n % 4}@acme.test` },
  action,
  resource: { type: 'role', id: `r${n % 3}` },
  status: n % 5 ? 'success' : 'failed',
  ip_address: `10.0.0.${n % 6}`,
})

async function recheck(found: readonly object[]): Promise<void> {
  await service.handle('recheck.begin', { tenant, range: { from: start - 50 * hour, to: start + 100 * hour } })
  await send(found)
  await service.handle('recheck.end', { tenant, at: clock })
}
/** @returns the bookmark of the row, if there is one */
async function bookmark(row: number): Promise<number[]> {
  const { rows } = await ask()
  const keys =
    rows.length > 0
      ? rows
          .slice(row % rows.length)
          .slice(0, 1)
          .map(({ key }) => key)
      : []
  return keys.length > 0 ? (await service.handle('bookmark.add', { tenant, entries: { keys }, change: {} })).added : []
}

/** Opens the tenant, and holds what was kept, if anything was, against what it says itself. @returns whether it was */
async function comparing(): Promise<boolean> {
  await open()
  if (!kept) return false
  const asked = JSON.parse(kept.request) as ReturnType<typeof question>
  const answer = JSON.parse(kept.answer) as QueryAnswer
  expect(withoutIds(answer)).toEqual(withoutIds(await ask(asked)))
  const all = { tenant, order: asked.order, offset: 0, limit: 500, reading: asked.reading }
  const { rows } = await service.handle('log.rows', { ...all, result: answer.result })
  expect(rows).toHaveLength(answer.total)
  expect(rows.slice(0, 12)).toEqual(answer.rows)
  return true
}

describe('the answer that a window begins with', () => {
  const entry = fc.record({ n: fc.nat(60), at: fc.integer({ min: -40, max: 90 }), action: fc.constantFrom('role_assign', 'role_remove') })
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('page' as const), items: fc.array(entry, { maxLength: 30 }) }) },
    fc.record({ kind: fc.constantFrom('bookmark' as const, 'note' as const, 'remove' as const), n: fc.nat(60) }),
    fc.record({ kind: fc.constant('recheck' as const), items: fc.array(entry, { maxLength: 8 }) }),
    fc.record({ kind: fc.constant('ask' as const), order: fc.constantFrom<Direction>('asc', 'desc') }),
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('ends' as const, 'is killed' as const) }) },
  )

  it('is what the open cache answers, whatever happened and however it ended', async () => {
    const seen = { kept: 0, gone: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        root = join(folder, String(++generation))
        service.close()
        begin()
        await open()
        await service.handle('log.begin', question())
        for (const does of steps) {
          clock += 1000
          if (does.kind === 'page') await send(does.items.map(({ n, at, action }) => item(n, at, action)))
          else if (does.kind === 'bookmark') await bookmark(does.n)
          else if (does.kind === 'ask') await service.handle('log.begin', question(does.order))
          else if (does.kind === 'recheck') {
            await recheck(does.items.map(({ n, at }) => item(n, at)))
          } else if (does.kind === 'note' || does.kind === 'remove') {
            const ids = await bookmark(does.n)
            if (ids.length === 0) continue
            if (does.kind === 'remove') await service.handle('bookmark.remove', { tenant, ids })
            else await service.handle('bookmark.change', { tenant, ids, change: { note: `n${does.n}` } })
          } else {
            if (does.kind === 'ends') ends()
            else isKilled()
            const was = await comparing()
            seen[was ? 'kept' : 'gone']++
            if (does.kind === 'ends') expect(was).toBe(true)
          }
        }
      }),
      { numRuns: 25 },
    )
    // Both are met, or nothing was shown.
    expect(Math.min(seen.kept, seen.gone)).toBeGreaterThan(0)
  })

  it('outlives a kill while nothing has changed, and goes with what changes it', async () => {
    await open()
    await send([item(1, 1)])
    await service.handle('log.begin', question())
    ends()
    await comparing()
    isKilled()
    expect(await comparing()).toBe(true)
    const change = async (how: () => Promise<unknown>): Promise<void> => {
      await how()
      isKilled()
      expect(await comparing()).toBe(false)
      ends()
      expect(await comparing()).toBe(true)
    }
    await change(() => send([item(2, 2)]))
    await change(() => bookmark(0))
    // Entry 1 is no longer there.
    await change(() => recheck([item(2, 2)]))
    expect(kept?.answer).toContain('"vanished":true')
  })

  it('is not there before a window has asked, nor of a question that asks for less than everything', async () => {
    expect(kept).toBeNull()
    await open()
    ends()
    expect(kept).toBeNull()
    await open()
    await service.handle('log.begin', question('desc', { kind: 'field', field: 'action', value: 'role_assign' }))
    ends()
    expect(kept).toBeNull()
  })

  it('names a result that stays as it was while entries arrive', async () => {
    await open()
    await send([item(1, 1), item(2, 2)])
    await service.handle('log.begin', question())
    ends()
    const { result } = JSON.parse(kept?.answer ?? '') as QueryAnswer
    await open()
    await send([item(3, 3)])
    const rows = async () => (await service.handle('log.rows', { tenant, result, order: 'desc', offset: 0, limit: 10 })).rows.length
    expect(await rows()).toBe(2)
    expect(await service.handle('log.arrivals', { tenant, result })).toEqual({ count: 1 })
  })

  it('is not shown by another build, whose answers may have another shape', async () => {
    await open()
    await send([item(1, 1)])
    await service.handle('log.begin', question())
    service.close()
    const path = join(root, 'tenants', tenant, 'cache.db')
    const db = new Database(path)
    db.exec('UPDATE first_answer SET layout = layout + 1, seal = NULL')
    db.close()
    begin()
    expect(kept).toBeNull()
    await open()
    ends()
    expect(await comparing()).toBe(true)
  })
})
