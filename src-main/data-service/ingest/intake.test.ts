import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDataService, type DataService } from '../service.ts'

const tenant = 'tenantofintake01'
const place = { tenant, window: { from: null, to: null }, tenantNow: Date.UTC(2026, 0, 2), first: true }
const body = (ids: readonly string[], next: string | null = null): Buffer =>
  Buffer.from(JSON.stringify({ items: ids.map((id, i) => ({ id, timestamp: new Date(1.7e12 - i).toISOString() })), next_cursor: next }))

let folder: string
let service: DataService
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  service = createDataService({ dataFolder: folder, emit: () => undefined })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
})
afterEach(() => {
  service.close()
  rmSync(folder, { recursive: true })
})
const handOver = (ahead: number, page: Buffer): Promise<unknown> =>
  service.handle('sync.ahead', { tenant, ahead, body: page, receivedAt: 1 })
const commit = (ahead: number): Promise<{ received: number; entries: number }> => service.handle('sync.page', { ...place, ahead })
const entries = async (): Promise<number> => (await service.handle('sync.state', { tenant })).entries

describe('a page that was handed over ahead', () => {
  it('is committed by its number, once, and nothing is kept of it before', async () => {
    const committing = service.handle('sync.page', { ...place, body: body(['a', 'b'], 'c'), receivedAt: 1 })
    await handOver(1, body(['c']))
    await committing
    expect(await entries()).toBe(2)
    expect(await commit(1)).toMatchObject({ received: 1, entries: 3 })
    await expect(commit(1)).rejects.toMatchObject({ error: { code: 'not-found' } })
  })

  it('gives way to another', async () => {
    await handOver(1, body(['a']))
    await handOver(2, body(['b', 'c']))
    await expect(commit(1)).rejects.toMatchObject({ error: { code: 'not-found' } })
    await handOver(2, body(['b', 'c']))
    expect(await commit(2)).toMatchObject({ entries: 2 })
  })

  it('says what is wrong with it when it is to be committed', async () => {
    await handOver(1, Buffer.from('{"items":['))
    await expect(commit(1)).rejects.toMatchObject({ error: { code: 'invalid-page' } })
    expect(await entries()).toBe(0)
  })

  it('is read as the connector of the day reads it, should that change before its turn', async () => {
    await service.handle('sync.page', { ...place, body: body(['a']), receivedAt: 1 })
    await handOver(1, body(['a', 'b']))
    await service.handle('tenant.open', { tenant, connector: 'okta-system-log' })
    // The shape of another source.
    await expect(commit(1)).rejects.toMatchObject({ error: { code: 'connector-mismatch' } })
  })

  it('is forgotten with its tenant', async () => {
    await handOver(1, body(['a']))
    await service.handle('tenant.close', { tenant })
    await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
    await expect(commit(1)).rejects.toMatchObject({ error: { code: 'not-found' } })
  })
})
