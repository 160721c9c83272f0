import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Filter } from '@contract/filter.ts'
import type { Direction, QueryAnswer } from '@contract/log.ts'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from '../ingest/page.ts'
import { QueryEngine } from './engine.ts'
import { noBookmarkKeys } from './bookmark-keys.ts'

const never = new AbortController().signal
/** Patience in questions of whether it is over, in the place of milliseconds. */
const byTurns = (turns: number) => () => turns-- <= 0
const blockEntries = 300

let folder: string
let store: CacheStore
let engine: QueryEngine
let pages = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function begin(): void {
  store = new CacheStore(join(folder, `cache-${pages}.db`), connectorOf('tenant-iam'))
  engine = new QueryEngine(store, noBookmarkKeys, byTurns)
}

interface Arriving {
  readonly minute: number
  readonly step: number
  /** Every how many entries one has a time that cannot be read; 0 is none. */
  readonly unread?: number
}

/** A page as large as a block, newest first, from a minute on; `step` seconds apart. */
function arrive({ minute, step, unread = 0 }: Arriving): void {
  const page = pages++
  const lines = Array.from({ length: blockEntries }, (_, i) =>
    JSON.stringify({
      id: `evt_${page}_${i}`,
      timestamp: unread > 0 && i % unread === 0 ? 'soon' : new Date(1e12 + minute * 60_000 - i * step * 1000).toISOString(),
      actor: { email: `p${i % 3}@acme.test` },
      action: minute % 4 === 0 && i < 9 ? 'group_create' : i % 5 ? 'role_assign' : 'role_remove',
      resource: { type: 'role' },
      status: 'success',
      request_id: `req_${page}_${i % 7}`,
      changes: { before: null, after: { note: `${i % 4 ? 'straw' : 'needle'} ${(i + page) % 11 ? '' : 'rare'}` } },
    }),
  )
  const body = Buffer.from(`{"items":[${lines.join(',')}],"next_cursor":null}`)
  ingestPage(store, { tenant: 'tenant01', window: { from: null, to: null }, tenantNow: 2e12, first: true, body, receivedAt: 1 })
}

const leaf = (field: 'raw' | 'request' | 'id' | 'action' | 'after' | 'before', value: string): Filter => ({ kind: 'field', field, value })
const atMinute = (minute: number): string => new Date(1e12 + minute * 60_000).toISOString()
const deep = [leaf('raw', 'needle'), leaf('raw', 'rare'), leaf('raw', 'no such'), leaf('request', 'req_*_3'), leaf('id', 'evt_*_1*')]
const leaves = fc.constantFrom(
  ...deep, leaf('action', 'role_remove'), leaf('action', 'group_create'), leaf('after', atMinute(20)), leaf('before', atMinute(45)),
) // prettier-ignore
const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: 'medium' },
    leaves,
    tie('tree').map((of): Filter => ({ kind: 'not', of })),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('tree'), { minLength: 1, maxLength: 3 }))
      .map(([kind, of]): Filter => ({ kind, of })),
  ),
}))
const minutes = fc.record({ minute: fc.nat(60), step: fc.constantFrom(0, 1, 7), unread: fc.constantFrom(0, 0, 40, 1) })

const ask = (
  filter: Filter,
  order: Direction,
  more: { patienceMs?: number; continues?: number; searchTo?: number } = {},
): Promise<QueryAnswer> =>
  engine.query(
    { tenant: 'tenant01', filter, zone: 'UTC', facets: ['action'], facetLimit: 9, histogramBuckets: 9, order, firstRows: 20, ...more },
    2e12,
    never,
  )

function leavesOf(filter: Filter): Filter[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(leavesOf)
  return filter.kind === 'not' ? leavesOf(filter.of) : [filter]
}

function matches(filter: Filter, holds: (leaf: Filter) => boolean): boolean {
  if (filter.kind === 'and') return filter.of.every((each) => matches(each, holds))
  if (filter.kind === 'or') return filter.of.some((each) => matches(each, holds))
  return filter.kind === 'not' ? !matches(filter.of, holds) : holds(filter)
}

/** All keys of an answer in reading order. */
function keysOf({ result }: QueryAnswer, order: Direction): number[] {
  const { selected } = engine.selection(result)
  return [...selected.rows(order, 0, selected.length)]
}

/** What the time strip tells of: the bars, and what is beside them; all of it when there is none to draw. */
function drawn({ histogram, total }: QueryAnswer): number {
  if (!histogram) return total
  return histogram.buckets.reduce((sum, { success }) => sum + success, histogram.before + histogram.after + histogram.undated)
}

describe('the first rows of a search of the raw texts', () => {
  it('are what the whole answer begins with, however long it is waited for and whatever arrives meanwhile', async () => {
    let partial = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(minutes, { minLength: 2, maxLength: 6 }),
        tree,
        fc.constantFrom<Direction>('asc', 'desc'),
        fc.array(fc.record({ turns: fc.nat(3), more: fc.option(minutes, { freq: 6 }) }), { minLength: 1, maxLength: 4 }),
        async (cached, filter, order, steps) => {
          begin()
          cached.forEach(arrive)
          const atFirst = store.columns.length
          let answer: QueryAnswer | null = null
          let shown: number[] = []
          for (let i = 0; answer === null || answer.searched; i++) {
            const { turns, more } = steps[i % steps.length] as (typeof steps)[number]
            const before: QueryAnswer | null = answer
            answer = await ask(filter, order, { patienceMs: turns, ...(before && { continues: before.result }) })
            const keys = keysOf(answer, order)
            expect(keys.slice(0, shown.length)).toEqual(shown)
            expect(answer.rows.map(({ key }) => key)).toEqual(keys.slice(0, 20))
            expect(drawn(answer)).toBe(keys.length)
            if (answer.searched) {
              partial++
              expect(answer.searched.done).toBeGreaterThan(before?.searched?.done ?? -1)
              expect(engine.heldKeys(answer.result)).toBeNull()
            }
            shown = keys
            if (more && i < 3) arrive(more)
          }
          const whole = await ask(filter, order)
          const found = keysOf(whole, order)
          engine = new QueryEngine(store)
          // The parts alone: nothing limits what is searched for them.
          const byLeaf = new Map<Filter, ReadonlySet<number>>()
          for (const each of leavesOf(filter)) byLeaf.set(each, new Set(keysOf(await ask(each, order), order)))
          const all = keysOf(await ask({ kind: 'and', of: [] }, order), order)
          const expected = all.filter((key) => matches(filter, (each) => byLeaf.get(each)?.has(key) === true))
          expect(shown).toEqual(expected.filter((key) => key < atFirst))
          const plain = await ask(filter, order)
          expect(plain.facets.some(({ soFar }) => soFar)).toBe(false)
          expect({ ...whole, result: 0, took: 0 }).toEqual({ ...plain, result: 0, took: 0 })
          expect(found).toEqual(expected)
          store.close()
        },
      ),
      { numRuns: 40 },
    )
    // How many is a matter of the machine's pace.
    expect(partial).toBeGreaterThan(5)
  })

  it('come from the newest entries first, or the oldest: whichever is read first', async () => {
    begin()
    // As a first sync has them: keys run backwards in time; the last page is a late one in the middle.
    for (const minute of [50, 40, 30, 10, 20]) arrive({ minute, step: 1 })
    const read: number[] = []
    const texts = store.blocks.textsBeside.bind(store.blocks)
    store.blocks.textsBeside = (first) => (read.push(first / blockEntries), texts(first))
    const filter = leaf('raw', 'needle')
    const first = await ask(filter, 'desc', { patienceMs: 0 })
    expect(read).toEqual([0])
    expect(first).toMatchObject({ total: 75, searched: { done: 300, of: 1500 } })
    // Another order begins at the other end, and nothing is read twice.
    expect(await ask(filter, 'asc', { patienceMs: 1 })).toMatchObject({ total: 150, searched: { done: 900, of: 1500 } })
    expect(await ask(filter, 'desc', { patienceMs: 9 })).toMatchObject({ total: 375, searched: null })
    expect(read).toEqual([0, 3, 4, 1, 2])
    store.close()
  })

  it('are searched for only where the rest of the filter leaves something', async () => {
    begin()
    for (const minute of [50, 40, 30, 21, 10]) arrive({ minute, step: 1 })
    const read: number[] = []
    const texts = store.blocks.textsBeside.bind(store.blocks)
    store.blocks.textsBeside = (first) => (read.push(first / blockEntries), texts(first))
    const and = (...of: Filter[]): Filter => ({ kind: 'and', of })
    const needle = leaf('raw', 'needle')
    const later = await ask(and(leaf('after', atMinute(45)), needle), 'desc')
    expect(later).toMatchObject({ total: 75, searched: null })
    expect(later.facets[0]).not.toHaveProperty('soFar')
    expect(read).toEqual([0])
    // The action is in one block of these; of the others nothing is known, and the facet of actions counts in the others, too.
    const group = and(leaf('action', 'group_create'), leaf('before', atMinute(45)), needle)
    expect(await ask(group, 'desc', { patienceMs: 0 })).toMatchObject({ total: 3, searched: null, facets: [{ soFar: true }] })
    expect(read).toEqual([0, 1])
    // In an OR it limits nothing.
    const either = { kind: 'or' as const, of: [leaf('action', 'group_create'), needle] }
    expect((await ask(either, 'desc', { patienceMs: 0 })).searched).toMatchObject({ done: 900, of: 1500 })
    expect(await ask(needle, 'desc')).toMatchObject({ total: 375, searched: null })
    expect(read).toEqual([0, 1, 2, 3, 4])
    store.close()
  })

  it('without a patience are followed by facets of everything that they count, never of a part (issue 12.10)', async () => {
    for (const value of [leaf('raw', 'needle'), leaf('request', 'req_*_3'), leaf('id', 'evt_*_1*')]) {
      begin()
      for (const minute of [50, 40, 30, 21, 10]) arrive({ minute, step: 1 })
      // The action is in the entries of one page only; the facet of actions counts all five.
      const { facets, total } = await ask(
        { kind: 'and', of: [leaf('action', 'group_create'), leaf('before', atMinute(45)), value] },
        'desc',
      )
      engine = new QueryEngine(store)
      const counted = new Map<string, number>()
      for (const action of ['group_create', 'role_assign', 'role_remove']) {
        const keys = await engine.matching({ filter: { kind: 'and', of: [leaf('action', action), leaf('before', atMinute(45)), value] }, zone: 'UTC' }, 2e12, never) // prettier-ignore
        if (keys.length > 0) counted.set(action, keys.length)
      }
      expect(Object.fromEntries(facets[0]?.values.map(({ value: action, count }) => [action, count]) ?? [])).toEqual(Object.fromEntries(counted)) // prettier-ignore
      expect(facets[0]).not.toHaveProperty('soFar')
      expect(total).toBe(counted.get('group_create'))
      store.close()
    }
  })

  it('go no further than they are asked to, whatever has arrived', async () => {
    begin()
    for (const minute of [50, 40, 30]) arrive({ minute, step: 1 })
    const filter = leaf('raw', 'needle')
    const { searched } = await ask(filter, 'desc', { patienceMs: 0 })
    const searchTo = searched?.reached as number
    expect(searchTo).toBe(1e12 + 40 * 60_000 + 1)
    arrive({ minute: 60, step: 1 })
    arrive({ minute: 5, step: 1 })
    const later = await ask(filter, 'desc', { patienceMs: 9, searchTo })
    expect(later).toMatchObject({ total: 150, searched: { done: 600, of: 1500, reached: searchTo } })
    expect(await ask(filter, 'asc', { patienceMs: 9, searchTo: 1e12 + 6 * 60_000 })).toMatchObject({ total: 75, searched: { done: 900 } })
    expect(await ask(filter, 'desc', { patienceMs: 9 })).toMatchObject({ total: 375, searched: null })
    store.close()
  })

  it('stay what is known when the search is cancelled, and of more leaves than are kept', async () => {
    begin()
    for (const minute of [50, 40, 30]) arrive({ minute, step: 1 })
    const filter: Filter = { kind: 'or', of: ['a', 'b', 'c', 'd', 'e', 'f'].map((part) => leaf('raw', `needle${part}`)) }
    expect((await ask(filter, 'desc', { patienceMs: 0 })).searched).toMatchObject({ done: 300, of: 900 })
    const cancelled = AbortSignal.abort()
    await expect(engine.count({ filter, zone: 'UTC' }, 2e12, cancelled)).rejects.toMatchObject({ error: { code: 'cancelled' } })
    expect((await ask(filter, 'desc', { patienceMs: 0 })).searched).toMatchObject({ done: 600, of: 900 })
    expect((await ask(filter, 'desc', { patienceMs: 0 })).searched).toBeNull()
    store.close()
  })
})
