import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Filter } from '@contract/filter.ts'
import { markNames, marksIn, type MarkName } from '@contract/marks.ts'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from '../ingest/page.ts'
import { QueryEngine } from '../query/engine.ts'
import { cacheDatabase } from '../cache/schema.ts'
import { openDatabase } from '../sqlite/open.ts'
import { sequenceFacts } from './sequence-facts.ts'

const never = new AbortController().signal
const tenant = 'tenant01'
const [hour, day] = [3_600_000, 86_400_000]
const start = Date.UTC(2026, 0, 5)

interface Item {
  /** Null: it cannot be read. */
  readonly at: number | null
  readonly who: string | null
  readonly action: string
  readonly on: string
  readonly to: string | null
  readonly ip: string | null
  readonly agent: string | null
  readonly status: 'success' | 'failed' | 'whatever'
  readonly gained: readonly string[] | null
}

let folder: string
let store: CacheStore
let engine: QueryEngine
let items: Item[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const path = (): string => join(folder, 'cache.db')
function open(): void {
  store = new CacheStore(path(), connectorOf('tenant-iam'))
  engine = new QueryEngine(store)
}
function begin(): void {
  open()
  items = []
}

function arrive(page: readonly Item[]): void {
  const from = items.length
  items.push(...page)
  const lines = page.map(({ at, who, action, on, to, ip, agent, status, gained }, i) => ({
    id: `evt_${from + i}`,
    timestamp: at === null ? 'soon' : new Date(at).toISOString(),
    actor: { email: who },
    action,
    resource: { type: action.startsWith('group') ? 'group' : 'role', id: on, name: on },
    target: to === null ? null : { email: to },
    status,
    ip_address: ip,
    user_agent: agent,
    ...(gained && { changes: { before: { permissions: ['a:read'] }, after: { permissions: ['a:read', ...gained] } } }),
  }))
  const body = Buffer.from(JSON.stringify({ items: lines, next_cursor: null }))
  ingestPage(store, {
    tenant,
    window: { from: null, to: null },
    tenantNow: start + 400 * day,
    first: true,
    body,
    receivedAt: start + 400 * day,
  })
}

const lower = (text: string | null): string | null => text?.toLowerCase() ?? null
const addressOf = (ip: string): string => ip.replace('::ffff:', '').replace(/:.*/, '')
const networkOf = (ip: string): string => addressOf(ip).split('.').slice(0, 3).join('.')
const hourOf = (at: number): number => new Date(at).getUTCHours()
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** What the user guide says of marks, word for word, over plain items: each entry with all that were before it. */
function expected(): MarkName[][] {
  const keys = items.map((_, key) => key)
  /** Earlier ones first; of one instant the one that arrived later is the earlier. */
  const isBefore = (a: number, b: number): boolean => {
    const [one, other] = [items[a]?.at ?? 0, items[b]?.at ?? 0]
    return one < other || (one === other && a > b)
  }
  return items.map((item, key) => {
    const marks = new Set<MarkName>()
    const { at, who, action, on, to, gained } = item
    const gives = action === 'role_assign' || action === 'group_member_add'
    if (gives && who !== null && lower(who) === lower(to)) marks.add('self-grant')
    if (gives && /\badmin\b/i.test(on)) marks.add(action === 'role_assign' ? 'admin-role' : 'admin-group')
    for (const permission of gained ?? []) {
      if (permission === '*') marks.add('everything')
      if (permission.includes('*')) marks.add('wildcard')
      if (permission.endsWith(':write')) marks.add('write-scope')
      if (permission === '*:write') marks.add('write-to-all')
      if (permission === 'iam:tenant:role:assign') marks.add('can-grant-roles')
    }
    if (at === null) return [...marks]
    const earlier = keys.filter((other) => items[other]?.at !== null && isBefore(other, key))
    if (who !== null) {
      const theirs = earlier.map((other) => items[other] as Item).filter((other) => lower(other.who) === lower(who))
      const days = new Map<string, number[]>()
      for (const other of theirs) {
        const date = dayOf(other.at as number)
        if (date !== dayOf(at)) days.set(date, [...(days.get(date) ?? []), hourOf(other.at as number)])
      }
      const isFirst = (of: (item: Item) => string | null): boolean => of(item) !== null && theirs.every((other) => of(other) !== of(item))
      if (theirs.length >= 20 && days.size >= 7) {
        if (isFirst((each) => each.ip && addressOf(each.ip))) marks.add('first-address')
        if (isFirst((each) => each.ip && networkOf(each.ip))) marks.add('first-network')
        if (isFirst((each) => each.agent && (each.agent.split('/')[0] ?? ''))) marks.add('first-agent')
        if (isFirst((each) => lower(each.action))) marks.add('first-action')
      }
      const near = [hourOf(at), (hourOf(at) + 1) % 24, (hourOf(at) + 23) % 24]
      const active = [...days.values()].filter((hours) => hours.some((each) => near.includes(each))).length
      if (days.size >= 14 && active < days.size * 0.05) marks.add('unusual-hour')
    }
    const takes = action === 'role_assign' ? 'role_revoke' : 'group_member_remove'
    const isTaken = keys.some((other) => {
      const then = items[other] as Item
      return then.at !== null && isBefore(key, other) && then.action === takes && then.on === on && lower(then.to) === lower(to) && then.status === 'success' && then.at - at <= day // prettier-ignore
    })
    if (gives && item.status === 'success' && to !== null && isTaken) marks.add('revoked-within-a-day')
    return [...marks]
  })
}

const sorted = (marks: readonly MarkName[]): MarkName[] => markNames.filter((name) => marks.includes(name))
const made = (): Promise<void> => engine.marking.ready(-1 >>> 1, () => false, never)
const has = (value: string, negated = false): Filter => {
  const leaf: Filter = { kind: 'field', field: 'mark', value }
  return negated ? { kind: 'not', of: leaf } : leaf
}
const ask = (filter: Filter, patienceMs?: number) =>
  engine.query(
    { tenant, filter, zone: 'UTC', facets: ['mark'], facetLimit: 50, histogramBuckets: 0, order: 'asc', firstRows: 500, ...(patienceMs !== undefined && { patienceMs }) },
    start,
    never,
  ) // prettier-ignore

async function expectAll(): Promise<void> {
  const wanted = expected()
  await made()
  expect(engine.marking.unknown(-1 >>> 1)).toBe(0)
  expect(Array.from(store.columns.marks.subarray(0, store.columns.length), marksIn)).toEqual(wanted.map(sorted))
  for (const name of ['*', 'self-grant', 'first-address', 'revoked-within-a-day'] as const) {
    const count = wanted.filter((marks) => (name === '*' ? marks.length > 0 : marks.includes(name))).length
    const answer = await ask(has(name))
    expect([answer.total, (await ask(has(name, true))).total, answer.unmarked]).toEqual([count, items.length - count, 0])
    expect(answer.rows.every(({ marks }) => name === '*' || marksIn(marks).includes(name))).toBe(true)
    const counts = markNames.map((each) => [each, wanted.filter((marks) => marks.includes(each)).length] as const)
    const [facet] = answer.facets
    expect(facet?.soFar).toBeUndefined()
    expect(facet?.values.map(({ value, count: many }) => [value, many])).toEqual(counts.filter(([, many]) => many > 0))
  }
}

const item: fc.Arbitrary<Item> = fc.record({
  at: fc.oneof(
    { weight: 12, arbitrary: fc.tuple(fc.nat(24), fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 8, max: 17 }) , }, { weight: 1, arbitrary: fc.nat(23) }), fc.constantFrom(0, 1, 59)).map(([d, h, m]) => start + d * day + h * hour + m * 60_000) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  who: fc.constantFrom('ann@acme.test', 'ANN@acme.test', 'ann@acme.test', 'bob@acme.test', null),
  action: fc.constantFrom('role_assign', 'role_revoke', 'group_member_add', 'group_member_remove', 'role_update', 'user_update'),
  on: fc.constantFrom('reader', 'admin', '<img onerror=1>'),
  to: fc.constantFrom('ann@acme.test', 'bob@acme.test', 'cyd@acme.test', null),
  ip: fc.constantFrom('10.0.0.1', '10.0.0.1', '::ffff:10.0.0.1', '10.0.0.2', '10.0.0.2:443', '10.0.1.1', null),
  agent: fc.constantFrom('curl/7', 'curl/8', 'wget/1', null),
  status: fc.constantFrom('success', 'success', 'success', 'failed', 'whatever'),
  gained: fc.option(fc.uniqueArray(fc.constantFrom('*', '*:write', 'a:write', 'iam:tenant:role:assign', 'b:read'), { maxLength: 3 }), { freq: 2 }),
}) // prettier-ignore

describe('marks', () => {
  it('are what a naive reading of the rules says, of pages in any order, after rules have changed, and after a reopening', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(item, { minLength: 1, maxLength: 120, size: 'max' }), { minLength: 1, maxLength: 4 }),
        fc.nat(3),
        async (pages, when) => {
          rmSync(folder, { recursive: true })
          folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
          begin()
          for (const [i, page] of pages.entries()) {
            arrive(page)
            // Some marks are made meanwhile, all, or none.
            if ((i + when) % 3 === 0) engine.marking.makeSome(() => true)
            if ((i + when) % 3 === 1) await made()
          }
          await expectAll()
          store.close()
          // Other rules, damage, and nothing at all.
          const db = openDatabase(path(), cacheDatabase)
          if (when === 1) db.exec('UPDATE block_marks SET rules = 1')
          if (when === 2) db.exec("UPDATE block_marks SET marks = x'0000000001000000'")
          if (when === 3) db.exec('DELETE FROM block_marks')
          db.close()
          open()
          expect(store.blockMarks.unknown).toBe(when === 0 ? 0 : items.length)
          await expectAll()
          store.close()
          open()
          expect(store.blockMarks.unknown).toBe(0)
          await expectAll()
          store.close()
        },
      ),
      { numRuns: 30 },
    )
  })

  it('are filled up with the last block, and nothing that is not known is called known', async () => {
    begin()
    const grant: Item = { at: start, who: 'ann@acme.test', action: 'role_assign', on: 'r', to: 'ann@acme.test', ip: null, agent: null, status: 'success', gained: null } // prettier-ignore
    arrive(Array.from({ length: 100 }, (_, i) => ({ ...grant, at: start + i })))
    store.close()
    const db = openDatabase(path(), cacheDatabase)
    db.exec('UPDATE block_marks SET rules = 1')
    db.close()
    open()
    // Into the same block, before its marks are made.
    arrive(Array.from({ length: 10 }, (_, i) => ({ ...grant, at: start + 200 + i })))
    const hurried = engine.marking.unknown(-1 >>> 1)
    expect(hurried).toBe(110)
    store.close()
    open()
    expect(engine.marking.unknown(-1 >>> 1)).toBe(110)
    await expectAll()
    expect((await ask(has('self-grant'))).total).toBe(110)
    store.close()
  })

  it('that are not known yet are told of, in the answer and in its facet', async () => {
    begin()
    const seen: Item = { at: start, who: 'ann@acme.test', action: 'user_update', on: 'r', to: null, ip: '10.0.0.1', agent: null, status: 'success', gained: null } // prettier-ignore
    arrive(Array.from({ length: 30 }, (_, i) => ({ ...seen, at: start + i * day })))
    engine = new QueryEngine(store, undefined, () => () => true)
    const hasty = await ask(has('first-address'), 0)
    expect([hasty.unmarked, hasty.facets[0]?.soFar]).toEqual([30, true])
    let told = 0
    engine.marking.onKnown = () => told++
    await made()
    expect(told).toBe(1)
    expect([(await ask(has('first-address'), 0)).unmarked, told]).toEqual([0, 1])
    // What comes at the end leaves what was there.
    arrive([{ ...seen, at: start + 40 * day, ip: '10.9.9.9' }])
    expect(engine.marking.unknown(-1 >>> 1)).toBe(1)
    await expectAll()
    store.close()
  })

  it('of what was first say where the log begins, and of what was revoked by which entry', async () => {
    begin()
    const seen: Item = { at: start, who: 'ann@acme.test', action: 'user_update', on: 'r', to: null, ip: '10.0.0.1', agent: null, status: 'success', gained: null } // prettier-ignore
    const grant = { ...seen, action: 'role_assign', to: 'bob@acme.test' }
    arrive(Array.from({ length: 21 }, (_, i) => ({ ...seen, at: start + i * day + 9 * hour })))
    arrive([
      { ...grant, at: start + 30 * day + 2 * hour, ip: '10.9.9.9' },
      { ...grant, action: 'role_revoke', at: start + 30 * day + 4 * hour },
    ])
    await made()
    const facts = sequenceFacts(store, engine.marking, engine.sameGroup('actor', store.columns.ids.actor[21] as number), 21)
    expect(facts).toEqual([
      { mark: 'revoked-within-a-day', reason: 'What was given was taken away again 2 hours later.', by: 22 },
      { mark: 'unusual-hour', reason: 'The user was active around 02:00 UTC on 0 of 21 earlier days.' },
      { mark: 'first-network', reason: 'First entry of this user from this network in the cached log, which begins on 2026-01-05; 21 entries of theirs are earlier.' },
      { mark: 'first-address', reason: 'First entry of this user from this address in the cached log, which begins on 2026-01-05; 21 entries of theirs are earlier.' },
      { mark: 'first-action', reason: 'First time that this user did this in the cached log, which begins on 2026-01-05; 21 entries of theirs are earlier.' },
    ]) // prettier-ignore
    store.close()
  })
})
