import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PageAnswer, PageRequest } from '@contract/service.ts'
import { codePoint } from '@language/testing/code-point.ts'
import { stateBit, statuses } from '../cache/columns/columns.ts'
import { CacheStore } from '../cache/store.ts'
import { isCovered } from '../cache/coverage/ledger.ts'
import { floorIn } from '../cache/coverage/retention.ts'
import { unknownTime } from '../../connector/times.ts'
import { connectorOf } from '../connector/registry.ts'
import { hasBit, emptyBitmap } from '../query/bitmap.ts'
import { noBookmarkKeys } from '../query/bookmark-keys.ts'
import { atOnce } from '../in-turns.ts'
import { reading } from '../query/read-columns.ts'
import { rowOf } from '../query/rows.ts'
import { ingestPage } from './page.ts'

const tenantIam = connectorOf('tenant-iam')

const start = Date.UTC(2026, 0, 1)
const item = (n: number, extra: object = {}): object => ({
  id: `evt_${n}`,
  timestamp: new Date(start + n * 1000).toISOString(),
  actor: { email: `user${n % 7}@acme.test` },
  action: 'role_assign',
  resource: { type: 'role', id: `rol_${n % 5}`, name: 'billing' },
  status: n % 3 === 0 ? 'failed' : 'success',
  ...extra,
})
const overlap = tenantIam.overlapMs
const page = (items: readonly unknown[], next: string | null = null): string => JSON.stringify({ items, next_cursor: next })
const down = (from: number, to: number): object[] => Array.from({ length: from - to + 1 }, (_, i) => item(from - i))

let folder: string
let store: CacheStore
const reopen = (): void => {
  store.close()
  store = new CacheStore(join(folder, 'cache.db'), tenantIam)
}
const ingest = (text: string, more: Partial<PageRequest> = {}): PageAnswer =>
  ingestPage(store, {
    tenant: 'tenant01',
    window: { from: null, to: null },
    tenantNow: start + 1e6,
    first: true,
    body: Buffer.from(text),
    receivedAt: start + 2e6,
    ...more,
  })
const listed = (): string[] => [...store.order.keys].map((key) => store.entry(key).id)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  store = new CacheStore(join(folder, 'cache.db'), tenantIam)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

describe('ingestPage', () => {
  it('keeps every raw text byte for byte with the hash of those bytes, over a restart', () => {
    const ascii = '{"id":"b","big":12345678901234567890}'
    const pages = [
      ['{ "id":"a", "timestamp":"2026-01-01T00:00:00Z",\n "x": 1.0, "n":"é\\u00e9😀" }', '{"id":"c","n":"\u2028"}'],
      [ascii, '{ "id":"d" }'],
    ]
    for (const items of pages) ingest(`\uFEFF{"items":[${items.join(' ,\n')}],"next_cursor":null}`.slice(items.includes(ascii) ? 1 : 0))
    reopen()
    const texts = pages.flat()
    expect(texts.map((_, key) => store.rawEntry(key).raw.toString('utf8'))).toEqual(texts)
    expect(texts.map((_, key) => store.recordedHash(key))).toEqual(texts.map((text) => createHash('sha256').update(text).digest('hex')))
    expect(store.entries).toBe(4)
  })

  it('knows when each entry was received, while pages fill blocks up and after a restart', () => {
    const receivedAt = (): number[] => Array.from({ length: store.columns.length }, (_, key) => store.blocks.receivedAt(key))
    const wanted: number[] = []
    for (const [pages, entries] of [3, 1, 700, 2, 1200, 1].entries()) {
      const at = start + 2e6 + pages * 1000
      ingest(page(down(wanted.length + entries - 1, wanted.length)), { receivedAt: at })
      wanted.push(...Array.from({ length: entries }, () => at))
      expect(receivedAt()).toEqual(wanted)
    }
    reopen()
    expect(receivedAt()).toEqual(wanted)
    expect(receivedAt()).toEqual(Array.from(wanted, (_, key) => store.rawEntry(key).receivedAt))
  })

  it('keeps the bytes of any page, whatever stands in and around its items', () => {
    const space = fc.constantFrom('', ' ', '\n\t', '\r\n')
    const value = fc.record({ n: fc.string({ unit: 'grapheme' }), m: fc.string({ unit: codePoint }) })
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { maxLength: 6, selector: (each) => JSON.stringify(each) }),
        space,
        fc.boolean(),
        value,
        (values, gap, mark, rest) => {
          const items = values.map((each) => JSON.stringify(each, null, gap === '' ? 0 : 1))
          const first = store.columns.length
          const known = new Set(Array.from({ length: first }, (_, key) => store.rawEntry(key).raw.toString('utf8')))
          ingest(
            `${mark ? '\uFEFF' : ''}{"rest":${JSON.stringify(rest)},"items":[${gap}${items.join(`${gap},${gap}`)}${gap}],"x":${JSON.stringify(rest)}}`,
          )
          const kept = Array.from({ length: store.columns.length - first }, (_, i) => store.rawEntry(first + i).raw.toString('utf8'))
          expect(kept).toEqual(items.filter((item) => !known.has(item)))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('keeps the hashes recorded on receipt when a small page is added to a block', () => {
    ingest(page(down(9, 5), 'c'))
    const recorded = [0, 1, 2, 3, 4].map((key) => store.recordedHash(key))
    ingest(page(down(4, 0)), { first: false })
    expect([0, 1, 2, 3, 4].map((key) => store.recordedHash(key))).toEqual(recorded)
  })

  it('inserts an entry once, however often it comes', () => {
    const first = ingest(page(down(99, 50), 'c1'))
    expect(first).toMatchObject({ received: 50, inserted: 50, known: 0, next: 'c1' })
    expect(ingest(page(down(60, 40)), { first: false })).toMatchObject({ received: 21, inserted: 10, known: 11, drifted: 0 })
    expect(listed()).toEqual(Array.from({ length: 60 }, (_, i) => `evt_${i + 40}`))
  })

  it('keeps both versions when a known id says something else, also within one page', () => {
    ingest(page([item(1)]))
    expect(ingest(page([item(1, { status: 'failed' })]))).toMatchObject({ inserted: 0, drifted: 1, known: 0 })
    expect(ingest(page([item(2), item(2, { note: 'x' }), item(2, { note: 'x' })]))).toMatchObject({ inserted: 1, drifted: 1, known: 1 })
    reopen()
    expect(store.entries).toBe(2)
    expect([...store.versions]).toEqual([[0, [1]], [2, [3]]]) // prettier-ignore
    expect(store.entry(0).status).toBe('success')
  })

  it('keeps what does not fit the schema', () => {
    const answer = ingest('{"items":[' + JSON.stringify(item(5)) + ',{"strange":true},17],"next_cursor":null}')
    expect(answer).toMatchObject({ received: 3, inserted: 3, invalid: 2 })
    expect(store.entries).toBe(3)
  })

  describe('an entry whose time cannot be read (issue 12.12)', () => {
    const timeless = (n: number) => item(n, { timestamp: 'yesterday' })

    it('takes no time from its neighbours, nor from the answer it came in', () => {
      const answer = ingest(page([timeless(1), timeless(2), item(90), item(80), timeless(3)], 'c1'))
      expect(answer).toMatchObject({ invalid: 3, late: 0, oldest: start + 80_000, newest: start + 90_000 })
      reopen()
      expect([...store.columns.time.subarray(0, 5)]).toEqual([unknownTime, unknownTime, start + 90_000, start + 80_000, unknownTime])
      expect(listed()).toEqual(['evt_80', 'evt_90', 'evt_1', 'evt_2', 'evt_3'])
      expect(store.entry(0)).toMatchObject({
        occurredAt: null,
        timestamp: 'yesterday',
        parseError: 'timestamp is not a date and time with a zone (RFC 3339): “yesterday”',
      })
    })

    it('proves nothing about the order of a page, nor about how far it reaches, and is not late', () => {
      ingest(page([item(99), timeless(1), ...down(98, 50)], 'c1'))
      const before = store.readBookkeeping()
      expect(isCovered(before.coverage, start + 50_001, start + 99_000)).toBe(true)
      // A whole page of them moves the cursor and nothing else.
      const answer = ingest(page([timeless(2), timeless(3)], 'c2'), { first: false })
      expect(answer).toMatchObject({ inserted: 2, oldest: null, newest: null, next: 'c2', late: 0 })
      const { coverage, walk } = store.readBookkeeping()
      expect(coverage).toEqual(before.coverage)
      expect(walk).toEqual({ ...before.walk, cursor: 'c2' })
      ingest(page(down(49, 1)), { first: false })
      const after = store.readBookkeeping()
      expect([after.walk, isCovered(after.coverage, start + 1000, start + 99_000)]).toEqual([null, true])
    })

    it('stops no walk, though no entry of a whole log has a time', () => {
      expect(ingest(page([timeless(1), timeless(2)], 'c1'))).toMatchObject({ inserted: 2, oldest: null })
      expect(ingest(page([timeless(3), timeless(4)]), { first: false })).toMatchObject({ inserted: 2, next: null })
      expect([store.entries, store.readBookkeeping().walk]).toEqual([4, null])
      expect(ingest(page([timeless(1), timeless(2)]))).toMatchObject({ inserted: 0, known: 2 })
    })
  })

  it('proves coverage only above the oldest entry of a page, and all of the window at its end', () => {
    ingest(page(down(99, 50), 'c1'))
    const { coverage, walk } = store.readBookkeeping()
    const oldest = start + 50_000
    // The newest entry and the overlap, not the tenant’s clock, which says a second more.
    expect(isCovered(coverage, oldest + 1, start + 999_000)).toBe(true)
    expect(isCovered(coverage, start + 999_000, start + 999_000)).toBe(false)
    expect(isCovered(coverage, oldest, oldest)).toBe(false)
    expect(walk).toMatchObject({ edge: oldest + 1, cursor: 'c1' })
    ingest(page(down(49, 1)), { first: false })
    const after = store.readBookkeeping()
    expect(after.walk).toBeNull()
    expect(isCovered(after.coverage, start + 1000, start + 999_000)).toBe(true)
  })

  it('proves nothing about a time that has not come yet, whatever an entry says', () => {
    const future = item(0, { id: 'from the future', timestamp: '9999-12-31T23:59:59Z' })
    const top = (): number => store.readBookkeeping().coverage.at(-1)?.to ?? 0
    // Without a clock of the tenant, by its newest entry and this machine's clock.
    ingest(page([future, ...down(99, 1)]), { tenantNow: null })
    expect(top()).toBe(start + 99_000 + 1)
    ingest(page([future, ...down(199, 100)]), { tenantNow: start + 2e6 })
    expect(top()).toBe(start + 199_000 + overlap)
    expect(store.entries).toBe(200)
  })

  it('claims no more than the newest entry and the overlap, nor than this machine’s clock and two minutes, whatever a Date header says (issue 12.2)', () => {
    const top = (): number => store.readBookkeeping().coverage.at(-1)?.to ?? 0
    for (const ahead of [3600_000, 86_400_000, Date.UTC(9999, 11, 31) - start]) {
      ingest(page(down(99, 1)), { tenantNow: start + 2e6 + ahead })
      expect(top()).toBe(start + 99_000 + overlap)
    }
    ingest(page(down(1990, 1900)), { tenantNow: start + 86_400_000, receivedAt: start + 1.9e6 })
    expect(top()).toBe(start + 1.9e6 + 120_000)
    // A clock that is behind holds coverage back, and what was claimed above it is taken back.
    ingest(page(down(1990, 1500)), { tenantNow: start + 1.6e6 })
    expect(top()).toBe(start + 1.6e6 + 1)
    // Unless everything that it sends is younger: then it is not the time that the answer was made.
    ingest(page(down(1990, 1900)), { tenantNow: start })
    expect(top()).toBe(start + 1990_001)
  })

  it('takes back what was claimed by a clock that was ahead, before anything that comes later could stand for it (issue 12.2)', () => {
    ingest(page(down(99, 1)))
    const claimed = { from: start, to: Date.UTC(9999, 11, 31), fetchedAt: start, settled: true, sweeps: 3, narrowed: null }
    store.note({ coverage: [claimed], walk: null, meta: {} })
    ingest(page(down(2000, 1900), 'c1'), { window: { from: start, to: null }, tenantNow: start + 2e6 })
    const { coverage } = store.readBookkeeping()
    expect(isCovered(coverage, start + 99_000, start + 99_000)).toBe(true)
    expect(isCovered(coverage, start + 1_500_000, start + 1_500_000)).toBe(false)
    expect(isCovered(coverage, start + 1_950_000, start + 1_950_000)).toBe(true)
    expect(coverage.at(-1)?.to).toBe(start + 2e6 + 1)
  })

  it('a look below a doubted floor claims nothing, leaves an unfinished walk, and ends with the first entry (issue 12.4)', () => {
    const floor = start + 200_000
    const stating = (items: readonly unknown[], next: string | null): string =>
      JSON.stringify({ items, next_cursor: next, retention: { days: 1, oldest: new Date(floor).toISOString() } })
    ingest(stating(down(300, 250), 'c1'))
    ingest(stating(down(249, 100), 'c2'), { first: false })
    const { coverage, walk } = store.readBookkeeping()
    const look = { probe: true, window: { from: null, to: floor } }
    expect(ingest(stating(down(99, 50), 'more'), look)).toMatchObject({ inserted: 50, next: null })
    expect(floorIn(store.readBookkeeping().meta)).toBeNull()
    // An empty page that is not the last says nothing yet.
    expect(ingest(stating([], 'more'), look)).toMatchObject({ next: 'more' })
    expect(floorIn(store.readBookkeeping().meta)).toBeNull()
    ingest(page([]), look)
    expect(floorIn(store.readBookkeeping().meta)).toBeNull()
    ingest(stating([], null), look)
    expect(floorIn(store.readBookkeeping().meta)).toBe(floor)
    expect(store.readBookkeeping()).toMatchObject({ coverage, walk })
    // What it sends from below after all is believed more.
    ingest(stating([item(40)], 'c3'), { first: false })
    expect(floorIn(store.readBookkeeping().meta)).toBeNull()
  })

  it('of nothing at all proves nothing, and notes that it was asked for (issue 12.2)', () => {
    ingest(page([]))
    expect(store.readBookkeeping()).toMatchObject({ coverage: [], walk: null, meta: { askedAt: String(start + 2e6) } })
  })

  it('proves nothing from a page that is not newest first until the walk ends', () => {
    ingest(page([item(5), item(9), item(1)], 'c1'))
    expect(store.readBookkeeping().coverage).toEqual([])
  })

  it('marks what arrives in a time that was already fetched as late', () => {
    ingest(page(down(99, 1)))
    expect(ingest(page([item(50.5)]), { receivedAt: start + 3e6 })).toMatchObject({ inserted: 1, late: 1 })
    // How late is known of that one; of what was there all along nothing is said.
    const rows = [...store.order.keys].map((key) => rowOf(store, key, noBookmarkKeys))
    const lateBy = atOnce(reading(store, rows, ['late'])).map((row) => row.lateBy)
    expect(lateBy.filter((each) => each !== undefined)).toEqual([3e6 - 50_500])
  })

  it('writes nothing of a page that is cut off', () => {
    ingest(page(down(9, 5), 'c1'))
    const before = store.readBookkeeping()
    expect(() => ingest(page(down(4, 1)).slice(0, -40), { first: false })).toThrow(/cut off/)
    reopen()
    expect(store.readBookkeeping()).toEqual(before)
    expect(store.entries).toBe(5)
  })

  it('gives the same set whatever the order, size and repetition of pages, with restarts in between', () => {
    const step = fc.record({ from: fc.integer({ min: 0, max: 199 }), length: fc.integer({ min: 1, max: 80 }), restart: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        store.close()
        rmSync(folder, { recursive: true })
        store = new CacheStore(join(folder, 'cache.db'), tenantIam)
        const expected = new Set<string>()
        for (const { from, length, restart } of steps) {
          const numbers = Array.from({ length }, (_, i) => from + length - 1 - i)
          numbers.forEach((n) => expected.add(`evt_${n}`))
          ingest(page(numbers.map((n) => item(n))))
          if (restart) reopen()
        }
        const times = [...store.order.keys].map((key) => store.columns.time[key] as number)
        expect(new Set(listed())).toEqual(expected)
        expect(store.entries).toBe(expected.size)
        expect(times).toEqual([...times].sort((a, b) => a - b))
      }),
      { numRuns: 25 },
    )
  })

  it('derives the columns again when they are missing', () => {
    ingest(page(down(99, 2)))
    ingest(page([item(50.5)]))
    const before = [...store.columns.ids.actor.subarray(0, 99)]
    store.close()
    store = new CacheStore(join(folder, 'cache.db'), tenantIam)
    store.forgetColumns()
    reopen()
    expect([...store.columns.ids.actor.subarray(0, 99)]).toEqual(before)
    expect(listed()).toHaveLength(99)
    expect(store.columns.state[98]).toBe(stateBit.late | statuses.indexOf('success'))
  })
})

describe('what is derived from the raw texts', () => {
  it('is made again when it is damaged or missing', async () => {
    const grant = { changes: { before: { permissions: [] }, after: { permissions: ['iam:*'] } } }
    ingest(page([item(3, grant), item(2), item(1)]))
    const before = { listed: listed(), actors: [...store.columns.ids.actor.subarray(0, 3)] }
    store.close()
    const db = new Database(join(folder, 'cache.db'))
    db.exec("UPDATE block_columns SET columns = x'00'; UPDATE block_changes SET tokens = x'0100'")
    db.close()
    store = new CacheStore(join(folder, 'cache.db'), tenantIam)
    expect({ listed: listed(), actors: [...store.columns.ids.actor.subarray(0, 3)] }).toEqual(before)
    const changes = await store.changes.whole()
    const table = changes.table('added', (value) => value === 'iam:*')
    expect([...changes.mark(table, emptyBitmap(3))]).toEqual([0b001])
  })

  it('is read for old entries only when it is asked for, also when some of it is damaged', async () => {
    const granting = (from: number, to: number): object[] =>
      down(from, to).map((each, i) => ({ ...each, ...(i % 5 === 0 && { changes: { before: null, after: { list: [`p${i % 3}`] } } }) }))
    for (let top = 3000; top > 0; top -= 500) ingest(page(granting(top, top - 499)))
    const marked = async (): Promise<number[]> => {
      const changes = await store.changes.whole()
      const { length } = store.columns
      const table = changes.table('added', (value) => value === 'p1')
      const bits = changes.mark(table, emptyBitmap(length))
      return Array.from({ length }, (_, key) => (hasBit(bits, key) ? 1 : 0))
    }
    const before = await marked()
    expect(before.filter((each) => each === 1).length).toBeGreaterThan(100)
    reopen()
    store.close()
    const db = new Database(join(folder, 'cache.db'))
    db.exec("UPDATE block_changes SET tokens = x'0100' WHERE first = 1000; DELETE FROM block_changes WHERE first = 2500")
    db.close()
    store = new CacheStore(join(folder, 'cache.db'), tenantIam)
    const answer = marked()
    ingest(page(granting(3500, 3001)))
    expect((await answer).slice(0, 3000)).toEqual(before)
    expect((await marked()).slice(3000)).toEqual(before.slice(0, 500))
  })
})
