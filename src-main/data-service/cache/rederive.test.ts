import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { everything, type Filter } from '@contract/filter.ts'
import type { ConnectorDefinition } from '@contract/connector.ts'
import { definitionOf } from '../../connector/built-in.ts'
import { createDataService, type CacheChanged, type DataService } from '../service.ts'

const tenant = 'tenantundertest1'
const start = Date.UTC(2026, 0, 1)
const known = definitionOf('tenant-iam')
/** The same API read differently: the role is what it was done to, the addresses are called differently. */
const other: ConnectorDefinition = {
  ...known,
  entry: {
    ...known.entry,
    actor: { email: '/actor/id' },
    time: { from: '/received', format: 'iso' },
    changes: { before: '/changes/after', after: '/changes/before' },
  },
}

let folder: string
let service: DataService
let told: CacheChanged[]
const open = (connector: 'tenant-iam' | ConnectorDefinition) => service.handle('tenant.open', { tenant, connector })
const begin = (): void => {
  told = []
  service = createDataService({ dataFolder: folder, emit: (changed) => told.push(changed), now: () => start })
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  begin()
})
afterEach(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

const iso = (time: number): string => new Date(time).toISOString()
async function fetchPage(from: number, to: number): Promise<void> {
  const items = Array.from({ length: to - from }, (_, at) => {
    const n = to - 1 - at
    return {
      id: `e${n}`,
      timestamp: iso(start + n * 1000),
      // In the other order of time.
      received: iso(start + (10_000 - n) * 1000),
      actor: { email: 'ada@acme.test', id: `usr_${n % 10}` },
      action: 'role_update',
      resource: { type: 'role', id: 'r' },
      status: 'success',
      changes: { before: { permissions: [] }, after: { permissions: [`iam:${n % 5}`] } },
    }
  })
  const body = Buffer.from(JSON.stringify({ items, next_cursor: null }))
  const window = { from: null, to: null }
  await service.handle('sync.page', { tenant, window, tenantNow: start + 9e7, first: true, body, receivedAt: start })
}

async function look(filter: Filter = everything): Promise<{ total: number; first: string | undefined; actors: number | undefined }> {
  const { total, rows, facets } = await service.handle('log.query', {
    tenant, filter, zone: 'UTC', facets: ['actor'], facetLimit: 50, histogramBuckets: 0, order: 'asc', firstRows: 1,
  }) // prettier-ignore
  const key = rows[0]?.key
  const first = key === undefined ? undefined : (await service.handle('log.entry', { tenant, key })).entry.id
  return { total, first, actors: facets[0]?.values.length }
}
const that = (field: 'added' | 'removed'): Filter => ({ kind: 'field', field, value: 'iam:1' })

/** Until the cache says that nothing is being read again. */
async function settled(): Promise<void> {
  while ((await service.handle('coverage.get', { tenant })).rereading !== undefined) await new Promise(setImmediate)
}

it('a changed definition is read again out of the raw texts, while the cache stays in use and a page comes in', async () => {
  await open('tenant-iam')
  await fetchPage(0, 3000)
  expect(await look()).toEqual({ total: 3000, first: 'e0', actors: 1 })
  expect([(await look(that('added'))).total, (await look(that('removed'))).total]).toEqual([600, 0])
  await open(other)
  // Nothing is fetched, and what there was is there.
  expect((await service.handle('coverage.get', { tenant })).rereading).toBeDefined()
  expect(await look()).toMatchObject({ total: 3000, actors: 1 })
  await fetchPage(3000, 3300)
  await settled()
  expect(await look()).toEqual({ total: 3300, first: 'e3299', actors: 10 })
  expect([(await look(that('added'))).total, (await look(that('removed'))).total]).toEqual([0, 660])
  expect(told.at(-1)).toEqual({ tenant, entries: 3300, inserted: 0 })
  // The same as from the beginning: nothing of it was only in memory.
  service.close()
  begin()
  await open(other)
  expect((await service.handle('coverage.get', { tenant })).rereading).toBeUndefined()
  expect(await look()).toEqual({ total: 3300, first: 'e3299', actors: 10 })
})

it('cut off, it is begun again with the next opening', async () => {
  await open('tenant-iam')
  await fetchPage(0, 3000)
  await open(other)
  service.close()
  begin()
  await open(other)
  expect((await service.handle('coverage.get', { tenant })).rereading).toBeDefined()
  await settled()
  expect(await look()).toEqual({ total: 3000, first: 'e2999', actors: 10 })
})
