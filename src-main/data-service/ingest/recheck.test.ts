import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PageRequest } from '@contract/service.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from './page.ts'
import { Recheck } from './recheck.ts'

const tenantIam = connectorOf('tenant-iam')

const start = Date.UTC(2026, 0, 1)
const at = (n: number): number => start + n * 1000
const item = (n: number, note: string): object => ({
  id: `evt_${n}`,
  timestamp: new Date(at(n)).toISOString(),
  actor: { email: 'ada@acme.test' },
  action: 'role_assign',
  resource: { type: 'role', id: `rol_${n}` },
  status: 'success',
  note,
})

let folder: string
let store: CacheStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  store = new CacheStore(join(folder, 'cache.db'), tenantIam)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})
const reopen = (): void => {
  store.close()
  store = new CacheStore(join(folder, 'cache.db'), tenantIam)
}

/** The tenant's entries: number to text. */
type Log = ReadonlyMap<number, string>
function send(log: Log, recheck: Recheck | null = null): void {
  const items = [...log].sort(([a], [b]) => b - a).map(([n, note]) => item(n, note))
  const body = Buffer.from(JSON.stringify({ items, next_cursor: null }))
  ingestPage(
    store,
    { tenant: 't', window: { from: null, to: null }, tenantNow: at(1000), first: true, body, receivedAt: at(2000) },
    recheck,
  )
}
const vanished = (): string[] =>
  [...store.order.keys].filter((key) => (store.columns.state[key] as number) & stateBit.vanished).map((key) => store.entry(key).id)

describe('a re-check', () => {
  it('tells equal, differing, vanished and new entries apart and overwrites nothing', () => {
    const log = fc
      .dictionary(fc.nat({ max: 30 }).map(String), fc.constantFrom('a', 'b'))
      .map((each) => new Map(Object.entries(each).map(([n, note]) => [Number(n), note])))
    fc.assert(
      fc.property(log, log, fc.nat({ max: 20 }), fc.nat({ max: 30 }), (before, after, from, length) => {
        rmSync(folder, { recursive: true })
        reopenAnew()
        send(before)
        const texts = [...store.order.keys].map((key) => [key, store.rawEntry(key).raw.toString()] as const)
        const range = { from: at(from), to: at(from + length) }
        const recheck = new Recheck(store, range)
        send(after, recheck)
        const result = recheck.finish(null, at(3000))
        const inside = (n: number) => n >= from && n < from + length
        const [old, now] = [[...before.keys()].filter(inside), [...after.keys()].filter(inside)]
        const gone = old.filter((n) => !after.has(n))
        expect(result).toEqual({
          range,
          at: at(3000),
          equal: old.filter((n) => after.get(n) === before.get(n)).length,
          differ: old.filter((n) => after.has(n) && after.get(n) !== before.get(n)).length,
          vanished: gone.length,
          fresh: now.filter((n) => !before.has(n)).length,
        })
        reopen()
        expect(vanished().sort()).toEqual(gone.map((n) => `evt_${n}`).sort())
        for (const [key, text] of texts) expect(store.rawEntry(key).raw.toString()).toBe(text)
        expect(store.history.rechecks).toEqual([result])
      }),
      { numRuns: 40 },
    )
  })

  it('no longer calls vanished what is back', () => {
    const [all, few] = [new Map([[1, 'a'], [2, 'a']]), new Map([[1, 'a']])] // prettier-ignore
    send(all)
    for (const [log, expected] of [
      [few, ['evt_2']],
      [all, []],
    ] as const) {
      const recheck = new Recheck(store, { from: at(0), to: at(9) })
      send(log, recheck)
      recheck.finish(null, at(3000))
      expect(vanished()).toEqual(expected)
      reopen()
      expect(vanished()).toEqual(expected)
    }
  })

  it('does not hold the tenant’s own forgetting against it', () => {
    send(new Map([[1, 'a'], [5, 'a']])) // prettier-ignore
    const recheck = new Recheck(store, { from: at(0), to: at(9) })
    send(new Map(), recheck)
    expect(recheck.finish(at(3), at(3000))).toMatchObject({ vanished: 1 })
    expect(vanished()).toEqual(['evt_5'])
  })
})

describe('a re-check compares only what was walked (issue 12.8)', () => {
  const page = (numbers: readonly number[], more: Partial<PageRequest>, recheck: Recheck | null = null): void => {
    const items = [...numbers].sort((a, b) => b - a).map((n) => item(n, 'a'))
    const body = Buffer.from(JSON.stringify({ items, next_cursor: null }))
    const place = { tenant: 't', window: { from: null, to: null }, tenantNow: at(1000), first: true, receivedAt: at(2000) }
    ingestPage(store, { ...place, body, ...more }, recheck)
  }

  it('an entry above or below the part that was asked for is not missed, at its edges to the millisecond', () => {
    page([1, 2, 3, 4, 5, 900], {})
    const recheck = new Recheck(store, { from: at(0), to: at(1000) })
    page([3], { window: { from: at(2), to: at(4) } }, recheck)
    expect(recheck.finish(null, at(3000))).toMatchObject({ equal: 1, vanished: 1 })
    expect(vanished()).toEqual(['evt_2'])
  })

  it('what a walk did not come to the end of is not missed', () => {
    page([1, 2, 3, 4, 5], {})
    const recheck = new Recheck(store, { from: at(0), to: at(1000) })
    const items = [item(5, 'a')]
    const body = Buffer.from(JSON.stringify({ items, next_cursor: 'more' }))
    const place = { tenant: 't', window: { from: null, to: null }, tenantNow: at(1000), first: true, receivedAt: at(2000) }
    ingestPage(store, { ...place, body }, recheck)
    expect(recheck.finish(null, at(3000))).toMatchObject({ equal: 1, vanished: 0 })
  })

  it('a floor below which the tenant sends entries excuses nothing', () => {
    page([1, 2, 5], {})
    const recheck = new Recheck(store, { from: at(0), to: at(9) })
    page([1, 5], { window: { from: at(0), to: at(9) } }, recheck)
    expect(recheck.finish(at(4), at(3000))).toMatchObject({ equal: 2, vanished: 1 })
  })
})

describe('the retention', () => {
  it('is kept whenever it says something else', () => {
    const day = 24 * 3600_000
    for (const [hours, days] of [
      [0, 90],
      [1, 90],
      [25, 90],
      [26, 30],
    ] as const) {
      // prettier-ignore
      const oldest = new Date(start + hours * 3600_000 - days * day).toISOString()
      const body = Buffer.from(JSON.stringify({ items: [], next_cursor: null, retention: { days, oldest } }))
      ingestPage(store, { tenant: 't', window: { from: null, to: null }, tenantNow: at(0), first: true, body, receivedAt: at(hours) })
    }
    expect(store.history.retention.map(({ observedAt, days }) => [observedAt, days])).toEqual([[at(26), 30], [at(25), 90], [at(0), 90]]) // prettier-ignore
  })
})

function reopenAnew(): void {
  store.close()
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  store = new CacheStore(join(folder, 'cache.db'), tenantIam)
}
