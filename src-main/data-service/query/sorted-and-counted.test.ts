import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Filter } from '@contract/filter.ts'
import type { GroupField, GroupRow, GroupSort } from '@contract/groups.ts'
import { groupFields, sortFields } from '@contract/order-names.ts'
import type { Direction, SortField } from '@contract/order.ts'
import { caseless, fold } from '@language/pattern.ts'
import { resolve } from '@language/time.ts'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from '../ingest/page.ts'
import { QueryEngine } from './engine.ts'
import { noBookmarkKeys, type BookmarkKeys, type Written } from './bookmark-keys.ts'

const never = new AbortController().signal
const tenant = 'tenant01'

/* Few values, so that many are alike: by letter case, by folding, by the instant; and some that are no text of a person. */
const names = [
  'Bob@acme.test',
  'bob@ACME.test',
  'straße',
  'STRASSE',
  'ıstanbul',
  'é',
  'e\u0301',
  'Zoë',
  'zoe',
  '\u{1F600}',
  '\ue000',
  'a\0b',
  '10',
  '9',
  '*',
]
/** In the order in which addresses are sorted, with their networks. */
const addresses: readonly (readonly [text: string, network: string | null])[] = [
  ['9.255.0.1', '9.255.0.0/24'], ['10.0.0.2', '10.0.0.0/24'], ['10.0.0.2:443', '10.0.0.0/24'], ['::ffff:10.0.0.10', '10.0.0.0/24'],
  ['10.0.1.1', '10.0.1.0/24'], ['203.0.113.7, 10.0.0.1', '203.0.113.0/24'], ['::1', '::/48'], ['2001:db8::9', '2001:db8::/48'],
  ['[2001:db8::10]:443', '2001:db8::/48'], ['2001:db8:1::1', '2001:db8:1::/48'], ['fe80::1', 'fe80::/48'], ['not an address', null], ['Proxy', null],
] // prettier-ignore
const agents: readonly (readonly [string, string])[] = [
  ['curl/8.5', 'curl'], ['curl/7', 'curl'], ['Mozilla/5.0 (Windows NT 10.0; rv:132.0) Gecko/20100101 Firefox/132.0', 'Firefox'], ['???', 'unrecognised'],
] // prettier-ignore
const zone = 'America/Sao_Paulo'
/** Around the days on which the clock of that zone jumped over midnight, and set it back. */
const instants = [Date.UTC(2018, 10, 4, 2, 59), Date.UTC(2018, 10, 4, 3), Date.UTC(2019, 1, 17, 1, 30), Date.UTC(2019, 1, 17, 2, 30), Date.UTC(2019, 1, 17, 3), Date.UTC(2019, 1, 18, 14), null] // prettier-ignore

interface Item {
  readonly time: number | null
  readonly actor: string | null
  readonly action: string
  readonly type: string
  readonly name: string | null
  readonly target: string | null
  readonly permission: string | null
  readonly status: 'success' | 'failed' | 'strange'
  readonly address: number | null
  readonly agent: number | null
  readonly tags: readonly string[]
  readonly case: string | null
}

const name = fc.constantFrom(...names)
const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { freq: 3 })
const item: fc.Arbitrary<Item> = fc.record({
  time: fc.constantFrom(...instants),
  actor: optional(name),
  action: fc.constantFrom('role_assign', 'permission_check', 'x'),
  type: fc.constantFrom('role', 'group'),
  name: optional(name),
  target: optional(name),
  permission: optional(name),
  status: fc.constantFrom('success' as const, 'failed' as const, 'strange' as const),
  address: optional(fc.nat(addresses.length - 1)),
  agent: optional(fc.nat(agents.length - 1)),
  tags: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.uniqueArray(name, { maxLength: 3, selector: caseless })),
  case: fc.option(fc.constantFrom('Q3', 'q3', 'Leaver'), { freq: 5 }),
})

let folder: string
let store: CacheStore
let engine: QueryEngine
let items: Item[]
let written: ReadonlyMap<number, Written>
let caches = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function begin(): void {
  store = new CacheStore(join(folder, `cache-${caches++}.db`), connectorOf('tenant-iam'))
  written = new Map()
  const bookmarkKeys: BookmarkKeys = {
    ...noBookmarkKeys,
    get written() {
      return written
    },
  }
  engine = new QueryEngine(store, bookmarkKeys)
  items = []
}

function arrive(page: readonly Item[]): void {
  const from = items.length
  items.push(...page)
  const lines = page.map((each, i) => ({
    id: `evt_${from + i}`,
    timestamp: each.time === null ? 'soon' : new Date(each.time).toISOString(),
    actor: { email: each.actor },
    action: each.action,
    resource: { type: each.type, id: null, name: each.name },
    target: each.target === null ? null : { email: each.target },
    error: each.permission === null ? null : { permission: each.permission },
    status: each.status,
    ip_address: each.address === null ? null : addresses[each.address]?.[0],
    user_agent: each.agent === null ? null : agents[each.agent]?.[0],
  }))
  const body = Buffer.from(JSON.stringify({ items: lines, next_cursor: null }))
  ingestPage(store, { tenant, window: { from: null, to: null }, tenantNow: 2e12, first: true, body, receivedAt: 1 })
  written = new Map(
    items.flatMap(({ tags, case: title }, key) => (tags.length > 0 || title !== null ? [[key, { tags, case: title }]] : [])),
  )
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
const byText = (a: string, b: string): number => byBytes(fold(caseless(a)), fold(caseless(b))) || byBytes(caseless(a), caseless(b))
const failed = { success: 'success', failed: 'failed', strange: 'unknown' } as const

/** What an entry has of a field: texts, none where it has none. */
function valuesOf(item: Item, field: GroupField | SortField): readonly string[] {
  const clock = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...options }).format(item.time ?? 0)
  const found: string | null | undefined | readonly string[] = {
    time: null,
    source: 'tenant-iam',
    actor: item.actor,
    action: item.action,
    status: failed[item.status],
    resource: item.type,
    'resource.name': item.name,
    target: item.target,
    permission: item.permission,
    ip: item.address === null ? null : addresses[item.address]?.[0],
    network: item.address === null ? null : addresses[item.address]?.[1],
    agent: item.agent === null ? null : agents[item.agent]?.[0],
    'agent.family': item.agent === null ? null : agents[item.agent]?.[1],
    day: item.time === null ? null : clock({ year: 'numeric', month: '2-digit', day: '2-digit' }),
    hour: item.time === null ? null : clock({ hour: '2-digit', hourCycle: 'h23' }),
    weekday: item.time === null ? null : clock({ weekday: 'long' }).toLowerCase(),
    // The only rule that these entries meet; `marks.test.ts` tries the others.
    mark: item.action === 'role_assign' && item.actor && item.actor.toLowerCase() === item.target?.toLowerCase() ? 'self-grant' : null,
    tag: item.tags,
    case: item.case,
  }[field]
  if (Array.isArray(found)) return [...(found as string[])].sort(byText)
  return typeof found === 'string' && found !== '' ? [found] : []
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
function compareValues(field: GroupField | SortField, a: string, b: string): number {
  const place = (list: readonly (string | null)[], text: string): number => list.indexOf(text)
  if (field === 'ip') return place(addresses.map(([text]) => text), a) - place(addresses.map(([text]) => text), b) // prettier-ignore
  if (field === 'network') return place(addresses.map(([, text]) => text), a) - place(addresses.map(([, text]) => text), b) // prettier-ignore
  return field === 'weekday' ? weekdays.indexOf(a) - weekdays.indexOf(b) : byText(a, b)
}

/** Keys newest first, unknown times last. */
const newestFirst = (a: number, b: number): number => {
  const [first, second] = [items[a]?.time ?? null, items[b]?.time ?? null]
  if (first === null || second === null) return Number(first === null) - Number(second === null) || a - b
  return second - first || a - b
}

function naivelySorted(keys: readonly number[], sort: SortField, order: Direction): number[] {
  if (sort === 'time') {
    const down = [...keys].sort(newestFirst)
    const dated = down.filter((key) => items[key]?.time !== null)
    return order === 'desc' ? down : [...dated.reverse(), ...down.filter((key) => items[key]?.time === null)]
  }
  return [...keys].sort((a, b) => {
    const [first, second] = [valuesOf(items[a] as Item, sort), valuesOf(items[b] as Item, sort)]
    if (first.length === 0 || second.length === 0) return Number(first.length === 0) - Number(second.length === 0) || newestFirst(a, b)
    let by = 0
    for (let i = 0; by === 0 && (i < first.length || i < second.length); i++)
      by = first[i] === undefined ? -1 : second[i] === undefined ? 1 : compareValues(sort, first[i] as string, second[i] as string)
    return (order === 'asc' ? by : -by) || newestFirst(a, b)
  })
}

const filters: readonly (readonly [Filter, (item: Item) => boolean])[] = [
  [{ kind: 'and', of: [] }, () => true],
  [{ kind: 'field', field: 'status', value: 'failed' }, ({ status }) => status === 'failed'],
  [{ kind: 'field', field: 'action', value: 'none' }, () => false],
]
const ask = (filter: Filter, sort: SortField, order: Direction) =>
  engine.query({ tenant, filter, zone, facets: [], facetLimit: 1, histogramBuckets: 0, order, sort, firstRows: 25 }, 2e12, never)
const pages = fc.array(fc.array(item, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 })
const direction = fc.constantFrom<Direction>('asc', 'desc')

describe('sorted rows', () => {
  it('are in the order that comparing every entry with every other gives, on whichever page; what arrives moves none of them', async () => {
    await fc.assert(
      fc.asyncProperty(
        pages,
        fc.constantFrom(...sortFields),
        direction,
        fc.constantFrom(...filters),
        async (all, sort, order, [filter, holds]) => {
          begin()
          for (const page of all) {
            arrive(page)
            const matching = items.flatMap((each, key) => (holds(each) ? [key] : []))
            const expected = naivelySorted(matching, sort, order)
            const { result, rows, total } = await ask(filter, sort, order)
            expect(total).toBe(expected.length)
            expect(rows.map(({ key }) => key)).toEqual(expected.slice(0, 25))
            // More arrives, with tags of its own; the others' tags change.
            arrive(page.slice(0, 5).map((each) => ({ ...each, actor: 'aaa', tags: ['new'] })))
            written = new Map([...written].map(([key]) => [key, { tags: ['changed'], case: null }]))
            const read = await engine.rows(result, { order, sort }, 3, 500, never)
            expect(read.map(({ key }) => key)).toEqual(expected.slice(3))
            const { selected } = engine.selection(result)
            for (const row of [0, 7, expected.length - 1]) {
              const key = expected[row]
              if (key !== undefined) expect(await engine.orders.position(selected, { order, sort }, { key }, never)).toBe(row)
            }
            expect(await engine.orders.position(selected, { order, sort }, { key: items.length - 1 }, never)).toBeNull()
            // In another order, and back.
            const back = await engine.rows(result, { order: 'desc', sort: 'ip' }, 0, 500, never)
            expect(back.map(({ key }) => key)).toEqual(naivelySorted(matching, 'ip', 'desc'))
            const some = await engine.orders.inTime(selected, { order, sort }, [{ from: 1, to: 4 }, { from: 6, to: 9 }], never) // prettier-ignore
            expect([...some]).toEqual(naivelySorted([...expected.slice(1, 4), ...expected.slice(6, 9)], 'time', 'asc'))
            written = new Map(
              items.flatMap(({ tags, case: title }, key) => (tags.length > 0 || title !== null ? [[key, { tags, case: title }]] : [])),
            )
          }
          store.close()
        },
      ),
      { numRuns: 30 },
    )
  })

  it('take the memory of their keys alone, and give it back when rows are read by time', async () => {
    begin()
    arrive(fc.sample(item, { numRuns: 500, seed: 3 }))
    const { result } = await ask({ kind: 'and', of: [] }, 'actor', 'asc')
    const { selected } = engine.selection(result)
    expect(selected.held).toBe(selected.bits.length + selected.length)
    await engine.query({ tenant, filter: { kind: 'and', of: [] }, zone, facets: ['action'], facetLimit: 1, histogramBuckets: 0, order: 'desc', firstRows: 5 }, 2e12, never) // prettier-ignore
    expect(selected.held).toBe(selected.bits.length)
    store.close()
  })

  it('stop being sorted when nobody waits any more', async () => {
    begin()
    arrive(fc.sample(item, { numRuns: 20, seed: 3 }))
    const { result } = await ask({ kind: 'and', of: [] }, 'time', 'asc')
    await expect(engine.rows(result, { order: 'asc', sort: 'actor' }, 0, 5, AbortSignal.abort())).rejects.toMatchObject({
      error: { code: 'cancelled' },
    })
    store.close()
  })
})

interface Naive {
  readonly key: (string | null)[]
  count: number
  failed: number
  readonly times: number[]
  readonly distinct: Set<string>
}

function naivelyCounted(keys: readonly number[], by: readonly GroupField[], distinct: GroupField): Naive[] {
  const groups = new Map<string, Naive>()
  const same = (field: GroupField, text: string): string => (field === 'day' ? text : caseless(text))
  for (const each of keys.map((key) => items[key] as Item)) {
    const lists = by.map((field) => (valuesOf(each, field).length > 0 ? valuesOf(each, field) : [null]))
    const combinations = lists.reduce<(string | null)[][]>(
      (found, list) => found.flatMap((some) => list.map((one) => [...some, one])),
      [[]],
    )
    for (const key of combinations) {
      const name = JSON.stringify(key.map((text, i) => (text === null ? null : same(by[i] as GroupField, text))))
      const group = groups.get(name) ?? { key, count: 0, failed: 0, times: [], distinct: new Set() }
      groups.set(name, group)
      group.count++
      if (each.status === 'failed') group.failed++
      if (each.time !== null) group.times.push(each.time)
      for (const value of valuesOf(each, distinct)) group.distinct.add(same(distinct, value))
    }
  }
  return [...groups.values()]
}

const rowOf = ({ key, count, failed: lost, times, distinct }: Naive): GroupRow => ({
  key: key.map((text) => (text === null ? null : caseless(text))),
  count,
  failed: lost,
  first: times.length > 0 ? Math.min(...times) : null,
  last: times.length > 0 ? Math.max(...times) : null,
  distinct: distinct.size,
})

function compareRows(by: readonly GroupField[], sort: GroupSort, order: Direction): (a: GroupRow, b: GroupRow) => number {
  const keys = (at: number, a: GroupRow, b: GroupRow, sign: number): number => {
    const [first, second] = [a.key[at] ?? null, b.key[at] ?? null]
    if (first === null || second === null) return Number(first === null) - Number(second === null)
    return sign * compareValues(by[at] as GroupField, first, second)
  }
  const numbers = (first: number | null, second: number | null): number => {
    if (first === null || second === null) return Number(first === null) - Number(second === null)
    return order === 'asc' ? first - second : second - first
  }
  return (a, b) => {
    const at = by.findIndex((field) => field === sort)
    const asked = at >= 0 ? keys(at, a, b, order === 'asc' ? 1 : -1) : numbers(a[sort as 'count'], b[sort as 'count'])
    return asked || b.count - a.count || by.reduce((found, _, i) => found || keys(i, a, b, 1), 0)
  }
}

describe('groups', () => {
  it('equal counting entry by entry, for one to three fields, in every order, on every page', async () => {
    const by = fc.uniqueArray(fc.constantFrom(...groupFields), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(
        pages,
        by,
        fc.constantFrom(...groupFields),
        fc.constantFrom(...filters),
        fc.nat(6),
        direction,
        async (all, fields, distinct, [filter, holds], sorting, order) => {
          begin()
          for (const page of all) arrive(page)
          const { result } = await ask(filter, 'time', 'desc')
          const matching = items.flatMap((each, key) => (holds(each) ? [key] : []))
          const sort = (['count', 'failed', 'first', 'last', 'distinct', ...fields] as const)[sorting] ?? 'count'
          // Addresses and agents as they are written: they are compared by their place in the lists above.
          const lower = ({ key, ...row }: GroupRow): GroupRow => ({ ...row, key: key.map((text, i) => (text !== null && fields[i] !== 'ip' && fields[i] !== 'network' ? caseless(text) : text)) }) // prettier-ignore
          const naive = naivelyCounted(matching, fields, distinct)
          const expected = naive.map((group) => lower({ ...rowOf(group), key: group.key })).sort(compareRows(fields, sort, order))
          const request = { tenant, result, by: fields, distinct, zone, sort, order }
          const whole = await engine.groupsIn({ ...request, offset: 0, limit: 10_000 }, never)
          expect(whole).toMatchObject({ entries: matching.length, groups: expected.length, soFar: false })
          expect(whole.rows.map(lower)).toEqual(expected)
          const second = await engine.groupsIn({ ...request, offset: 2, limit: 3 }, never)
          expect(second.rows.map(lower)).toEqual(expected.slice(2, 5))
          store.close()
        },
      ),
      { numRuns: 80 },
    )
  })

  it('of days hold what on: selects', async () => {
    begin()
    arrive(fc.sample(item, { numRuns: 200, seed: 5 }))
    const { result } = await ask({ kind: 'and', of: [] }, 'time', 'desc')
    const { rows } = await engine.groupsIn({ tenant, result, by: ['day'], zone, sort: 'day', order: 'asc', offset: 0, limit: 50 }, never)
    expect(rows.length).toBeGreaterThan(3)
    for (const { key, count } of rows) {
      const range = resolve(key[0] ?? '', 'on', { zone, now: 0 })
      const within = items.filter(({ time }) =>
        range ? time !== null && time >= (range.from ?? 0) && time < (range.to ?? 0) : time === null,
      )
      expect(count, String(key[0])).toBe(within.length)
    }
    store.close()
  })
})
