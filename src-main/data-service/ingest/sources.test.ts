import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PageRequest } from '@contract/service.ts'
import { periodOf } from '@language/asked-period.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { isStale } from '../cache/rederive.ts'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { KnownTimes } from '../coverage/known-times.ts'
import { QueryEngine } from '../query/engine.ts'
import { ingestPage } from './page.ts'

let folder: string
let store: CacheStore
const open = (): CacheStore => (store = new CacheStore(join(folder, 'cache.db'), connectorOf('tenant-iam')))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  open()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const own = (ids: readonly string[]): Partial<PageRequest> => ({
  body: Buffer.from(
    JSON.stringify({
      items: ids.map((id) => ({
        id, timestamp: '2026-01-31T10:00:00Z', actor: { email: 'a@x' }, action: 'user_invite', resource: { type: 'user' }, status: 'success',
      })),
      next_cursor: null,
    }),
  ),
}) // prettier-ignore
const okta = (ids: readonly string[], rest: object = {}): Partial<PageRequest> => ({
  source: 'okta-system-log',
  body: Buffer.from(
    JSON.stringify(ids.map((id) => ({
      uuid: id, published: '2026-01-30T10:00:00.000Z', eventType: 'user.session.start', actor: { alternateId: 'b@x', type: 'User' },
      outcome: { result: 'SUCCESS' }, ...rest,
    }))),
  ),
}) // prettier-ignore
const ingest = (page: Partial<PageRequest>) =>
  ingestPage(store, {
    tenant: 't', window: { from: null, to: null }, tenantNow: Date.UTC(2026, 1, 1), first: true, receivedAt: Date.UTC(2026, 1, 1),
    body: Buffer.from(''), ...page,
  }) // prettier-ignore

describe('entries of several sources in one tenant', () => {
  it('are each read by their own definition, also when they are opened again and derived anew', () => {
    ingest(own(['1', '2']))
    ingest(okta(['1', '3']))
    ingest(own(['4']))
    const read = (): unknown[] =>
      Array.from({ length: store.columns.length }, (_, key) => {
        const { id, source, action, actor, parseError } = store.entry(key)
        return [id, source, action, actor.email, parseError]
      })
    const entries = read()
    const invited = ['tenant-iam', 'user_invite', 'a@x', undefined]
    const started = ['okta-system-log', 'user.session.start', 'b@x', undefined]
    expect(entries).toEqual([['1', ...invited], ['2', ...invited], ['1', ...started], ['3', ...started], ['4', ...invited]]) // prettier-ignore
    const columns = (): unknown[] => [...store.order.keys].map((key) => Object.values(store.columns.ids).map((ids) => ids[key]))
    const derived = columns()
    store.close()
    open()
    expect(isStale(store)).toBe(false)
    expect([read(), columns()]).toEqual([entries, derived])
    store.forgetColumns()
    store.close()
    open()
    expect([read(), columns()]).toEqual([entries, derived])
  })

  it('are told apart although their ids are alike, and are one with what has their id in their own source', () => {
    ingest(own(['1']))
    expect(ingest(okta(['1']))).toMatchObject({ inserted: 1, known: 0, drifted: 0 })
    expect(ingest(okta(['1']))).toMatchObject({ inserted: 0, known: 1, drifted: 0 })
    expect(ingest(okta(['1'], { severity: 'WARN' }))).toMatchObject({ inserted: 0, known: 0, drifted: 1 })
    expect([...store.versions]).toEqual([[1, [2]]])
    expect((store.columns.state[0] as number) & stateBit.drifted).toBe(0)
  })

  it('are never called complete because one of the sources is, unless that one alone is asked about', async () => {
    ingest(own(['1', '2']))
    const now = Date.UTC(2026, 1, 1)
    const times = new KnownTimes(store, () => now)
    const asked = { from: Date.UTC(2026, 0, 31, 10), to: Date.UTC(2026, 0, 31, 10, 0, 1) }
    expect(times.coverage().sources).toBeUndefined()
    const before = periodOf(asked, times.coverage(), now).complete
    ingest(okta(['7']))
    expect(times.coverage().sources).toMatchObject([
      { name: 'tenant-iam', entries: 2, asked: true },
      { name: 'okta-system-log', entries: 1, asked: false, oldest: Date.UTC(2026, 0, 30, 10) },
    ])
    const period = periodOf(asked, times.coverage(), now)
    expect([period.complete, period.unproved]).toEqual([false, ['Okta System Log']])
    const alone = periodOf(asked, times.coverage(), now, { kind: 'field', field: 'source', value: 'tenant-iam' })
    expect([alone.complete, alone.unproved]).toEqual([before, []])
    const engine = new QueryEngine(store)
    const found = await engine.matching(
      { filter: { kind: 'field', field: 'source', value: 'okta-*' }, zone: 'UTC' },
      now,
      new AbortController().signal,
    )
    expect([...found]).toEqual([2])
  })
})
