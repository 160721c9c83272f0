import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from '@language/parse.ts'
import { CacheStore } from '../cache/store.ts'
import { Casework } from '../casework/casework.ts'
import { CachedBookmarks } from '../casework/cached-bookmarks.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from '../ingest/page.ts'
import { QueryEngine } from './engine.ts'

const never = new AbortController().signal
const at = Date.UTC(2026, 1, 1)
let folder: string
let store: CacheStore
let casework: Casework
let engine: QueryEngine
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  store = new CacheStore(join(folder, 'cache.db'), connectorOf('tenant-iam'))
  const who = ['mara@acme.test', 'Mara@cloud.test', 'bob@acme.test', 'mara@acme.test', '']
  const items = who.map((email, i) => ({
    id: `${i}`, timestamp: new Date(at - (10 - i) * 60_000).toISOString(), actor: { email, ...(email === '' && { id: 'u_7' }) }, action: 'role_assign',
    resource: { type: 'role', name: 'r' }, target: { email: who[(i + 1) % 4] }, status: 'success',
  })) // prettier-ignore
  const body = Buffer.from(JSON.stringify({ items, next_cursor: null }))
  ingestPage(store, { tenant: 't', window: { from: null, to: null }, tenantNow: at, first: true, body, receivedAt: at })
  casework = new Casework({ folder, author: 'j', now: () => at })
  engine = new QueryEngine(store, new CachedBookmarks(casework, store))
})
afterEach(() => {
  store.close()
  casework.store.close()
  rmSync(folder, { recursive: true })
})

async function found(query: string): Promise<number[]> {
  const parsed = parse(query)
  if (!parsed.ok) throw new Error(query)
  return [...(await engine.matching({ filter: parsed.filter, zone: 'UTC' }, at, never))]
}
async function users(): Promise<[string, number, string | undefined][]> {
  const request = { tenant: 't', filter: { kind: 'and' as const, of: [] }, zone: 'UTC', order: 'asc' as const, firstRows: 0, histogramBuckets: 0, facetLimit: 50 } // prettier-ignore
  const { facets, result } = await engine.query({ ...request, facets: ['actor'] }, at, never)
  const { rows } = await engine.groupsIn(
    { tenant: 't', result, by: ['actor'], zone: 'UTC', sort: 'count', order: 'desc', offset: 0, limit: 50 },
    never,
  )
  const counted = facets[0]?.values ?? []
  // A facet counts as groups do.
  expect(new Map(rows.map(({ key, count }) => [key[0], count]))).toEqual(new Map(counted.map(({ value, count }) => [value, count])))
  return counted.map(({ value, count, label }) => [value, count, label])
}

describe('somebody who has several names because a person said so', () => {
  it('is found by each of them and counted as one, which is said, until it is taken back', async () => {
    const before = await users()
    expect(await found('actor:mara@acme.test')).toEqual([0, 3])
    const person = casework.people.add({ names: ['mara@acme.test', 'mara@CLOUD.test', 'u_7'], note: 'HR list' })
    for (const name of ['mara@acme.test', 'MARA@cloud.test', 'u_7']) {
      expect(await found(`actor:${name}`)).toEqual([0, 1, 3, 4])
      expect(await found(`-actor:${name}`)).toEqual([2])
    }
    expect(await found('target:u_7')).toEqual([0, 2, 3, 4])
    expect(await found('user:u_7')).toEqual([0, 1, 2, 3, 4])
    // A pattern is about names, not about people.
    expect(await found('actor:*@cloud.test')).toEqual([1])
    expect(await users()).toEqual([
      ['mara@acme.test', 4, 'one person, also mara@CLOUD.test, u_7'],
      ['bob@acme.test', 1, undefined],
    ])
    expect(engine.values('user', 'mara', 10).map(({ value }) => value)).toEqual(['mara@acme.test'])
    casework.people.setRemoved(person.id, true)
    expect(await found('actor:mara@acme.test')).toEqual([0, 3])
    expect(await users()).toEqual(before)
    casework.people.setRemoved(person.id, false)
    expect(await found('actor:mara@acme.test')).toEqual([0, 1, 3, 4])
  })

  it('is one person alone: a name of two is refused, also where one comes back', () => {
    const first = casework.people.add({ names: ['a', 'b'], note: '' })
    expect(() => casework.people.add({ names: ['B', 'c'], note: '' })).toThrow('already a name of a')
    casework.people.setRemoved(first.id, true)
    casework.people.add({ names: ['b', 'c'], note: '' })
    expect(() => casework.people.setRemoved(first.id, false)).toThrow('already a name of b')
    expect(casework.people.all().map(({ names }) => names)).toEqual([['b', 'c']])
  })
})
