import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AroundAnswer } from '@contract/log.ts'
import { generateEntries, organisationAt } from '../../../demo-tenant/index.ts'
import { createDataService, type DataService } from '../service.ts'

interface Item {
  readonly id: string
  readonly timestamp: string
  readonly action: string
  readonly actor: { readonly email: string }
  readonly request_id?: string | null
}
const options = { entries: 2_500, seed: 3 }
const tenant = 'tenantaround0001'
const lines = [...generateEntries(options)]
const items = lines.map((line) => JSON.parse(line) as Item)
const hour = 3600_000

let folder: string
let service: DataService
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-around-'))
  const now = Date.parse(items.at(-1)?.timestamp ?? '') + 1
  service = createDataService({ dataFolder: folder, emit: () => undefined, now: () => now })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  const body = Buffer.from(`{"items":[${[...lines].reverse().join(',')}],"next_cursor":null}`)
  const window = { from: null, to: null }
  await service.handle('sync.page', { tenant, window, tenantNow: now, first: true, body, receivedAt: now })
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})
/** Keys are in the order of the page: newest first. */
const around = (index: number): Promise<AroundAnswer> => service.handle('log.around', { tenant, key: lines.length - 1 - index })
const indexOf = (key: number): number => lines.length - 1 - key

describe('around an entry', () => {
  it('are all others of its request within the hour, and none of another', async () => {
    const shared = items.flatMap(({ request_id: id }, i) => (id && items.filter((each) => each.request_id === id).length > 1 ? [i] : []))
    expect(shared.length).toBeGreaterThan(20)
    for (const index of [...shared, 0, 1200, lines.length - 1]) {
      const { request_id: id, timestamp } = items[index] as Item
      const { requestWithin, sameRequest } = await around(index)
      const expected = items.flatMap((other, i) =>
        id && other.request_id === id && i !== index && Math.abs(Date.parse(other.timestamp) - Date.parse(timestamp)) <= hour ? [i] : [],
      )
      expect(sameRequest.map(({ key }) => indexOf(key)).sort((a, b) => a - b)).toEqual(expected)
      expect(requestWithin).toBe(id ? hour : null)
    }
  })

  it('stands who widened a role that they hold, and nobody who works on the roles of others', async () => {
    const incidents = organisationAt(options).incidents.filter(({ kind }) => kind === 'self-grant')
    expect(incidents.length).toBeGreaterThan(0)
    const mine = new Set(incidents.flatMap(({ entries }) => entries))
    for (const [index, { action, id }] of items.entries()) {
      if (action !== 'role_update') continue
      const { stake } = await around(index)
      if (mine.has(id)) expect(stake, id).toBe('holds-changed-role')
    }
    const others = await Promise.all(items.flatMap(({ action }, i) => (action === 'role_update' ? [around(i)] : [])))
    expect(others.some(({ stake }) => stake === null)).toBe(true)
  })
})
