import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DenialDecision, DenialsShown, DeniedLine } from '@contract/denied.ts'
import { createDataService, type DataService } from '../service.ts'

const tenant = 'tenantundertest1'
const start = Date.UTC(2026, 2, 1, 12)
const minute = 60_000
let root: string
let clock: number
let service: DataService

async function reopen(): Promise<void> {
  service = createDataService({ dataFolder: root, emit: () => {}, now: () => clock, author: 'ines' })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
}
const denied = (at: number, who: string, permission: string, more: object = {}) => ({
  id: `e ${at} ${who} ${permission}`,
  timestamp: new Date(start + at * minute).toISOString(),
  actor: { email: who, id: who.toLowerCase().split('@')[0] },
  action: 'permission_check',
  resource: { type: 'invoice', id: 'i' },
  status: 'failed',
  error: { code: 'no', permission },
  ...more,
})
const page = (items: readonly object[]) =>
  service.handle('sync.page', {
    tenant,
    window: { from: null, to: null },
    tenantNow: start,
    first: true,
    body: new TextEncoder().encode(JSON.stringify({ items, next_cursor: null })),
    receivedAt: clock,
  })
const asked = (show: DenialsShown = 'first', period: { from: number | null; to: number | null } = { from: null, to: null }) =>
  service.handle('access.denied', { tenant, offset: 0, limit: 5000, show, ...period })
const shown = async (show?: DenialsShown): Promise<string[]> =>
  (await asked(show)).lines.map(({ permission, review }) => `${permission} ${review?.decision ?? 'none'} ${review?.fresh ?? '-'}`)
const reviewed = ({ user, permission, last, reviewable }: DeniedLine) => ({ user, permission, through: last ?? 0, checks: reviewable })
async function review(permissions: readonly string[], decision: DenialDecision | null, note = '') {
  const { lines } = await asked()
  const chosen = lines.filter(({ permission }) => permissions.includes(permission)).map(reviewed)
  return service.handle('denial.review', { tenant, lines: chosen, decision, note })
}

const log = [
  ...[0, 1, 2].map((at) => denied(at, 'Ann@acme.test', 'often')),
  ...[3, 4].map((at) => denied(at, 'ann@acme.test', 'twice')),
  denied(5, 'ann@acme.test', 'once'),
]
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'iam-audit-desk-reviews-'))
  clock = start
  await reopen()
  await page(log)
})
afterEach(() => {
  service.close()
  rmSync(root, { recursive: true, force: true })
})

it('checks that say too little are in no line, and counted', async () => {
  await page([
    { ...denied(20, 'ann@acme.test', 'x'), timestamp: 'some day' },
    { ...denied(21, 'ann@acme.test', 'x'), status: 'pending' },
    { ...denied(22, 'ann@acme.test', 'x'), actor: {} },
  ])
  const { lines, untold } = await asked()
  expect(lines.map(({ permission }) => permission)).not.toContain('x')
  expect(untold).toEqual({ undated: 1, nobody: 1, unclear: 1 })
})

describe('a review of denied checks', () => {
  it('says who decided what and when, and puts what is not reviewed first', async () => {
    expect(await shown()).toEqual(['often none -', 'twice none -', 'once none -'])
    clock += 1000
    expect(await review(['often'], 'expected', 'a robot')).toMatchObject({ changed: 1 })
    const { lines, counts } = await asked()
    expect(lines.at(-1)?.review).toMatchObject({
      decision: 'expected',
      note: 'a robot',
      author: 'ines',
      createdAt: start + 1000,
      changedAt: start + 1000,
      through: start + 2 * minute,
      checks: 3,
      fresh: 0,
    })
    expect(counts).toEqual({ all: 3, new: 2, reviewed: 1 })
    expect(await shown('new')).toEqual(['twice none -', 'once none -'])
    expect(await shown('reviewed')).toEqual(['often expected 0'])
    // As the command line has them.
    expect(await shown('all')).toEqual(['often expected 0', 'twice none -', 'once none -'])
  })

  it('is open again, before all others, when checks come after it, at the same moment, or late', async () => {
    await review(['often', 'twice', 'once'], 'expected')
    await page([denied(9, 'ann@acme.test', 'once')])
    expect(await shown()).toEqual(['once expected 1', 'often expected 0', 'twice expected 0'])
    await page([{ ...denied(4, 'ann@acme.test', 'twice'), id: 'of the same moment' }])
    await page([denied(-60, 'ann@acme.test', 'often')])
    expect((await shown('new')).sort()).toEqual(['often expected 1', 'once expected 1', 'twice expected 1'])
    expect(await shown('reviewed')).toEqual([])
    await review(['often', 'twice', 'once'], 'expected')
    expect(await shown('new')).toEqual([])
  })

  it('is of all checks up to the last that was shown, whatever the period', async () => {
    const { lines } = await asked('first', { from: start + minute, to: start + minute })
    expect(lines.map(({ count, reviewable, permission }) => [permission, count, reviewable])).toEqual([['often', 1, 2]])
    await service.handle('denial.review', { tenant, lines: lines.map(reviewed), decision: 'attack', note: '' })
    expect(await shown()).toEqual(['often attack 1', 'twice none -', 'once none -'])
  })

  it('outlives the cache, and is found under any email that the account has', async () => {
    await review(['often', 'twice'], 'misconfigured', 'n')
    service.close()
    for (const name of ['cache.db', 'cache.db-wal', 'cache.db-shm']) rmSync(join(root, 'tenants', tenant, name), { force: true })
    await reopen()
    expect(await shown()).toEqual([])
    await page([denied(3, 'a.nn@acme.test', 'twice', { actor: { email: 'a.nn@acme.test', id: 'ann' } }), ...log.filter(({ error }) => error.permission !== 'twice'), denied(4, 'ann@acme.test', 'twice')]) // prettier-ignore
    expect((await shown()).sort()).toEqual(['often misconfigured 0', 'once none -', 'twice misconfigured 0'])
  })

  it('of several lines is one edit, taken back as one, except what was decided anew since', async () => {
    const before = await shown()
    const { edit, changed } = await review(['often', 'twice', 'once'], 'expected', 'all')
    expect(changed).toBe(3)
    // What is so already is no edit.
    expect(await review(['often'], 'expected', 'all')).toEqual({ changed: 0, edit: null })
    clock += 1000
    const again = await review(['once'], 'attack', 'no')
    expect(await service.handle('denial.undo', { tenant, edit: edit! })).toEqual({ undone: 2, kept: 1 })
    expect((await shown()).sort()).toEqual(['often none -', 'once attack 0', 'twice none -'])
    await service.handle('denial.undo', { tenant, edit: again.edit! })
    expect(await shown('reviewed')).toEqual(['once expected 0'])
    const gone = await review(['once'], null)
    expect(await shown()).toEqual(before)
    await service.handle('denial.undo', { tenant, edit: gone.edit! })
    expect(await shown('reviewed')).toEqual(['once expected 0'])
  })

  it('is in the backup, and what came after it is gone with going back', async () => {
    await review(['often'], 'needs-access', 'kept')
    service.close()
    clock += 86_400_000
    await reopen()
    await review(['often', 'twice'], 'attack')
    const [backup] = (await service.handle('casework.backups', { tenant })).filter(({ reason }) => reason === 'daily')
    await service.handle('casework.restore', { tenant, name: backup!.name })
    expect(await shown('reviewed')).toEqual(['often needs-access 0'])
  })
})
