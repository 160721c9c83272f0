import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hearing, type EventPayload } from '@contract/events.ts'
import { everything, type Filter } from '@contract/filter.ts'
import type { ConnectorDefinition } from '@contract/connector.ts'
import { definitionOf } from '../../connector/built-in.ts'
import { createDataService, type DataService } from '../service.ts'

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
let told: EventPayload<'cache.changed'>[]
const open = (connector: 'tenant-iam' | ConnectorDefinition) => service.handle('tenant.open', { tenant, connector })
const begin = (): void => {
  told = []
  service = createDataService({ dataFolder: folder, emit: hearing({ 'cache.changed': (changed) => told.push(changed) }), now: () => start })
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
  // Whichever came to its end first, the page or the reading: both are told.
  expect(told.map(({ inserted }) => inserted).sort((a, b) => a - b)).toEqual([0, 300, 3000])
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

describe('a definition that reads other ids', () => {
  const byNumber: ConnectorDefinition = { ...known, entry: { ...known.entry, id: '/number' } }
  interface Item {
    readonly id: string
    readonly number: string
    readonly at: number
    readonly note: string
  }
  const send = (items: readonly Item[], tenantNow = start + 9e7) => {
    const entries = items.map(({ at, ...item }) => ({
      ...item,
      timestamp: iso(start + at * 1000),
      actor: { email: 'ada@acme.test' },
      action: 'role_update',
      resource: { type: 'role', id: 'r' },
      status: 'success',
    }))
    const body = Buffer.from(JSON.stringify({ items: entries, next_cursor: null }))
    return service.handle('sync.page', { tenant, window: { from: null, to: null }, tenantNow, first: true, body, receivedAt: start })
  }
  /** Each entry's text, versions and flags. */
  async function kept(): Promise<unknown> {
    const { entries } = await service.handle('sync.state', { tenant })
    const { drifted, late } = await service.handle('coverage.get', { tenant })
    const query = {
      tenant,
      filter: everything,
      zone: 'UTC',
      facets: [],
      facetLimit: 1,
      histogramBuckets: 0,
      order: 'asc',
      firstRows: 200,
    } as const
    const { rows, total } = await service.handle('log.query', query)
    const details = await Promise.all(rows.map(({ key }) => service.handle('log.entry', { tenant, key })))
    const shown = details.map(({ key, entry, versions, flags }) => [key, entry.id, entry.raw, versions.map((each) => each.key), flags])
    return { entries, total, drifted, late, shown: shown.sort(([a], [b]) => Number(a) - Number(b)) }
  }

  it('links versions as if everything had been received with it, and remembers what came late', async () => {
    const few = fc.constantFrom('a', 'b', 'c', 'd')
    const item = fc.record({ id: few, number: few, at: fc.nat({ max: 20 }), note: fc.constantFrom('x', 'y') })
    const pages = fc.array(fc.array(item, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 })
    // Making databases anew takes longer than everything that is looked at here: made once, they are copied.
    const empty = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
    for (const [name, definition] of [
      ['byNumber', byNumber],
      ['known', known],
    ] as const) {
      await open(definition)
      service.close()
      cpSync(folder, join(empty, name), { recursive: true })
      rmSync(folder, { recursive: true })
      begin()
    }
    await fc.assert(
      fc.asyncProperty(pages, async (sent) => {
        const pictures = []
        for (const [name, definition] of [
          ['byNumber', byNumber],
          ['known', known],
        ] as const) {
          service.close()
          rmSync(folder, { recursive: true })
          cpSync(join(empty, name), folder, { recursive: true })
          begin()
          await open(definition)
          for (const page of sent) await send(page)
          await open(byNumber)
          await settled()
          pictures.push(await kept())
          service.close()
          begin()
          await open(byNumber)
          expect(await kept()).toEqual(pictures.at(-1))
        }
        // What a version was when it came, nobody noted: only of entries that are so either way is it known.
        const [wanted, got] = JSON.parse(JSON.stringify(pictures).replace(/"late":(true|false|\d+)/g, '"late":0')) as [unknown, unknown]
        expect(got).toEqual(wanted)
      }),
      { numRuns: 30 },
    )
    rmSync(empty, { recursive: true })
  })

  it('keeps that an entry came late', async () => {
    await open('tenant-iam')
    await send([
      { id: 'a', number: '1', at: 50, note: '' },
      { id: 'c', number: '3', at: 10, note: '' },
    ])
    await send([{ id: 'b', number: '2', at: 20, note: '' }])
    expect(await service.handle('coverage.get', { tenant })).toMatchObject({ late: 1 })
    await open(byNumber)
    await settled()
    expect(await service.handle('coverage.get', { tenant })).toMatchObject({ late: 1 })
    // Now it is the first one's other text.
    await open({ ...known, entry: { ...known.entry, id: '/action' } })
    await settled()
    expect(await service.handle('coverage.get', { tenant })).toMatchObject({ entries: 1, drifted: 1, late: 0 })
  })

  it('knows what it has, and what is bookmarked, while and after it is read again', async () => {
    await open('tenant-iam')
    const items = Array.from({ length: 3000 }, (_, n) => ({ id: `e${n}`, number: `n${n}`, at: n, note: '' })).reverse()
    await send(items)
    await service.handle('bookmark.add', { tenant, entries: { keys: [7] }, change: {} })
    await open(byNumber)
    expect((await service.handle('coverage.get', { tenant })).rereading).toBeDefined()
    // The page waits: with ids of two kinds nothing could be recognised.
    expect(await send(items.slice(0, 500))).toMatchObject({ known: 500, inserted: 0 })
    expect((await service.handle('coverage.get', { tenant })).rereading).toBeUndefined()
    expect((await look({ kind: 'field', field: 'is', value: 'bookmarked' })).first).toBe('n2992')
  })
})
