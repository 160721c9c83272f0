import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry, EntryRow } from '@contract/entry.ts'
import { everything, type FacetField, type Filter } from '@contract/filter.ts'
import type { QueryAnswer, QueryRequest } from '@contract/log.ts'
import { createDataService, type DataService } from '../service.ts'

/* A small organisation with few values, so that random filters often meet. */
const people = ['alice@acme.test', 'Bob@acme.test', 'straße@acme.test', 'svc-scim@acme.test']
const roles = ['billing-admin', 'viewer', 'Ärzte']
const actions = ['role_assign', 'role_update', 'permission_check', 'mfa_reset']
const addresses = ['203.0.113.7', '198.51.100.20', '2001:db8::1']
const start = Date.UTC(2026, 0, 1)

type Item = ReturnType<typeof makeItem>
function makeItem(n: number, pick: (of: number) => number) {
  const optional = <T>(value: T): T | null => (pick(4) === 0 ? null : value)
  return {
    id: `evt_${n}`,
    timestamp: pick(12) === 0 ? 'soon' : new Date(start + pick(60) * 3600_000).toISOString(),
    actor: { email: people[pick(4)], name: optional('Somebody') },
    action: actions[pick(4)],
    resource: { type: ['role', 'group', 'user'][pick(3)], id: `r_${pick(3)}`, name: optional(roles[pick(3)]) },
    target: optional({ type: 'user', email: people[pick(4)] }),
    status: ['success', 'failed', 'strange'][pick(3)],
    error: optional({ permission: ['iam:tenant:role:assign', 'billing:invoice:read'][pick(2)] }),
    changes: pick(3) === 0 ? { before: { permissions: ['a', 'b'] }, after: { permissions: ['b', ['c', 'd'][pick(2)]] } } : null,
    ip_address: optional(addresses[pick(3)]),
    user_agent: optional(['curl/8.5', 'Mozilla/5.0 Firefox/132'][pick(2)]),
    request_id: optional(`req_${pick(5)}`),
  }
}

/* The oracle: the filter's meaning written down a second time, over the items themselves. */
const low = (text: string): string => text.toLowerCase()
/** `*` is anything, `\*` a star, and of backslashes right before a star two are one. */
function expression(pattern: string): string {
  let written = ''
  for (let at = 0; at < pattern.length; at++) {
    const slashes = /^\\*/.exec(pattern.slice(at))?.[0].length ?? 0
    if (pattern[at + slashes] === '*') {
      written += '\\\\'.repeat(slashes >> 1) + (slashes % 2 === 1 ? '\\*' : '.*')
      at += slashes
    } else written += (pattern[at] as string).replace(/[.*+?^${}()|[\]\\]/, '\\$&')
  }
  return written
}
const like = (pattern: string, text: string | null | undefined): boolean =>
  !!text && new RegExp(`^${expression(pattern)}$`, 'isu').test(text)
const has = (text: string | null | undefined, part: string): boolean => !!text && low(text).includes(low(part))

function matches(filter: Filter, item: Item): boolean {
  if (filter.kind === 'and') return filter.of.every((each) => matches(each, item))
  if (filter.kind === 'or') return filter.of.some((each) => matches(each, item))
  if (filter.kind === 'not') return !matches(filter.of, item)
  const { actor, resource, target, error, changes } = item
  const texts = [actor.email, actor.name, resource.id, resource.name, target?.email]
  if (filter.kind === 'text') return texts.some((text) => has(text, filter.text))
  const { value } = filter
  const added = changes?.after.permissions.filter((each) => !changes.before.permissions.includes(each as string)) ?? []
  const judged = {
    action: like(value, item.action),
    actor: like(value, actor.email) || like(value, actor.name),
    target: value === '' ? !target : like(value, target?.email),
    user: isAbout('user', value, item) || like(value, actor.email) || like(value, actor.name) || like(value, target?.email),
    weekday: new Date(item.timestamp).getUTCDay() === (value === 'friday' ? 5 : 6),
    hour:
      value === '09'
        ? new Date(item.timestamp).getUTCHours() === 9
        : [22, 23, 0, 1, 2, 3, 4, 5].includes(new Date(item.timestamp).getUTCHours()),
    role: isAbout('role', value, item),
    group: isAbout('group', value, item),
    resource: like(value, resource.type),
    'resource.name': like(value, resource.name) || like(value, resource.id),
    status: (item.status === 'strange' ? 'unknown' : item.status) === value,
    permission: like(value, error?.permission),
    agent: has(item.user_agent, value),
    ip: value === '' ? !item.ip_address : like(value, item.ip_address),
    after: Date.parse(item.timestamp) >= Date.parse(value),
    before: Date.parse(item.timestamp) < Date.parse(value),
    has: value === 'changes' ? !!changes : value === 'target' ? !!target : !!item.ip_address,
    is: value === 'invalid' && (item.status === 'strange' || item.timestamp === 'soon'),
    added: added.some((each) => like(value, each)),
    raw: has(JSON.stringify(item), value),
    request: like(value, item.request_id),
    id: like(value, item.id),
  } as Record<string, boolean>
  return judged[filter.field] ?? false
}

/** Ids of the resources of a type that are found by a value, whatever else an entry calls them. */
const known = new Map<string, ReadonlySet<string | undefined>>()
function idsOf(type: string, value: string): ReadonlySet<string | undefined> {
  const before = known.get(`${type} ${value}`)
  if (before) return before
  const found = items.filter(({ resource }) => resource.type === type && (like(value, resource.id) || like(value, resource.name)))
  const ids = new Set(found.map(({ resource }) => resource.id))
  known.set(`${type} ${value}`, ids)
  return ids
}
const isAbout = (type: string, value: string, { resource }: Item): boolean =>
  resource.type === type && (idsOf(type, value).has(resource.id) || like(value, resource.name))

const leaf = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: fc.constantFrom('ali', 'ACME', 'straße', 'bill', 'r_1', 'zzz') }),
  fc
    .constantFrom<[string, string]>(
      ['action', 'role_*'],
      ['action', 'permission_check'],
      ['actor', 'alice@acme.test'],
      ['actor', 'BOB@*'],
      ['actor', 'somebody'],
      ['target', '*@acme.test'],
      ['target', 'alice@acme.test'],
      ['resource', 'role'],
      ['resource', 'group'],
      ['resource.name', 'b*'],
      ['user', 'alice@acme.test'],
      ['user', '*o*'],
      ['user', 'Viewer'],
      ['weekday', 'friday'],
      ['weekday', 'sat'],
      ['hour', '09'],
      ['hour', '22..5'],
      ['role', 'billing-admin'],
      ['role', 'r_1'],
      ['role', 'b*'],
      ['group', 'VIEWER'],
      ['group', '*'],
      ['status', 'failed'],
      ['status', 'success'],
      ['status', 'unknown'],
      ['permission', 'iam:*'],
      ['agent', 'CURL'],
      ['ip', '203.0.113.7'],
      ['after', '2026-01-02T00:00:00Z'],
      ['before', '2026-01-02T12:00:00Z'],
      ['has', 'changes'],
      ['has', 'target'],
      ['has', 'ip'],
      ['is', 'invalid'],
      ['added', 'c'],
      ['raw', 'Firefox'],
      ['request', 'req_1'],
      ['ip', ''],
      ['target', ''],
      ['id', 'evt_1*'],
    ) // prettier-ignore
    .map(([field, value]) => ({ kind: 'field' as const, field, value }) as Filter),
)
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), of: fc.array(tie('filter'), { maxLength: 4 }) }),
    fc.record({ kind: fc.constant('not' as const), of: tie('filter') }),
  ),
}))

const tenant = 'tenant01'
const facetFields: FacetField[] = ['action', 'status', 'resource', 'actor', 'target', 'ip', 'permission', 'weekday', 'hour']
let folder: string
let service: DataService
let items: Item[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  service = createDataService({ dataFolder: folder, emit: () => undefined, now: () => start + 100 * 3600_000 })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  const random = fc.sample(fc.array(fc.nat(1e6), { minLength: 8000, maxLength: 8000 }), { numRuns: 1, seed: 7 })[0] ?? []
  let at = 0
  items = Array.from({ length: 400 }, (_, n) => makeItem(n, (of) => (random[at++] ?? 0) % of))
  // In three pages out of order: the answer must not depend on arrival.
  for (const part of [items.slice(250), items.slice(0, 100), items.slice(100, 250)]) {
    await service.handle('sync.page', {
      tenant, window: { from: null, to: null }, tenantNow: null, first: true, receivedAt: start, body: Buffer.from(JSON.stringify({ items: part, next_cursor: null })),
    }) // prettier-ignore
  }
})
afterAll(() => {
  service.close()
  rmSync(folder, { recursive: true })
})

const ask = (wanted: Filter, more: Partial<QueryRequest> = {}): Promise<QueryAnswer> =>
  service.handle('log.query', {
    tenant, filter: wanted, zone: 'UTC', facets: facetFields, facetLimit: 200, histogramBuckets: 50, order: 'asc', firstRows: 500, ...more,
  }) // prettier-ignore

/** The facet that a top-level conjunct is about, as the panel understands it; null when it is about something else. */
/** The one field that all leaves of a part name. */
function fieldOf(part: Filter): string | null {
  const [only, ...more] = new Set(leavesOf(part))
  return more.length === 0 && only !== 'text' ? (only ?? null) : null
}

function leavesOf(part: Filter): readonly string[] {
  if (part.kind === 'text') return ['text']
  if (part.kind === 'field') return [part.field]
  return (part.kind === 'not' ? [part.of] : part.of).flatMap(leavesOf)
}

function facetOf(item: Item, field: FacetField): string | null {
  if (field === 'status') return item.status === 'strange' ? 'unknown' : (item.status ?? null)
  if (field === 'resource') return item.resource.type ?? null
  if (field === 'permission') return item.error?.permission ?? null
  const at = new Date(item.timestamp)
  if (field === 'weekday') return ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][at.getUTCDay()] ?? null
  if (field === 'hour') return item.timestamp === 'soon' ? null : String(at.getUTCHours()).padStart(2, '0')
  if (field === 'actor') return item.actor.email ?? null
  if (field === 'target') return item.target?.email ?? null
  return (field === 'ip' ? item.ip_address : item.action) ?? null
}

describe('a query', () => {
  it('equals the filter read naively over every entry: rows, total, histogram', async () => {
    await fc.assert(
      fc.asyncProperty(filter, async (wanted) => {
        const expected = items.filter((item) => matches(wanted, item)).map(({ timestamp, action }) => `${timestamp} ${action}`)
        const answer = await ask(wanted)
        expect(answer.total).toBe(expected.length)
        expect(answer.cached).toBe(items.length)
        expect(
          answer.rows
            .map(({ occurredAt, action }) => `${occurredAt === null ? 'soon' : new Date(occurredAt).toISOString()} ${action}`)
            .sort(),
        ).toEqual(expected.sort())
        const times = answer.rows.map((row) => row.occurredAt ?? Infinity)
        expect(times).toEqual([...times].sort((a, b) => (a < b ? -1 : Number(a > b))))
        const found = items.filter((item) => matches(wanted, item))
        const counted = answer.histogram?.buckets ?? []
        for (const { from, to, marked: _, ...counts } of counted) {
          const within = found.filter(({ timestamp }) => Date.parse(timestamp) >= from && Date.parse(timestamp) < to)
          const are = (status: string): number => within.filter((item) => item.status === status).length
          expect(counts).toEqual({ success: are('success'), failed: are('failed'), unknown: are('strange') })
        }
        const undated = found.filter(({ timestamp }) => timestamp === 'soon').length
        expect(answer.histogram).toMatchObject({ before: 0, after: 0, undated })
        expect(counted.reduce((sum, { success, failed, unknown }) => sum + success + failed + unknown, undated)).toBe(expected.length)
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 300) },
    )
  })

  it('counts each facet as if the filter said nothing about it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(filter, { maxLength: 3 }), async (conjuncts) => {
        const flat = conjuncts.flatMap(function flatten(part: Filter): readonly Filter[] {
          return part.kind === 'and' ? part.of.flatMap(flatten) : [part]
        })
        const answer = await ask({ kind: 'and', of: conjuncts })
        for (const { field, values } of answer.facets) {
          const rest: Filter = { kind: 'and', of: flat.filter((part) => fieldOf(part) !== field) }
          const expected = new Map<string, number>()
          for (const item of items.filter((each) => matches(rest, each))) {
            const value = facetOf(item, field)
            if (value !== null) expected.set(value, (expected.get(value) ?? 0) + 1)
          }
          expect(new Map(values.map(({ value, count }) => [value, count]))).toEqual(expected)
        }
      }),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 150) },
    )
  })

  it('pages through a result from either end and finds a row again', async () => {
    const { result, total, rows } = await ask(everything)
    const down = await service.handle('log.rows', { tenant, result, order: 'desc', offset: 0, limit: 500 })
    const isDated = ({ occurredAt }: EntryRow): boolean => occurredAt !== null
    // Whichever way the others are read, what has no time is at the end, in the order in which it came.
    const undated = rows.filter((row) => !isDated(row))
    expect(undated.length).toBeGreaterThan(20)
    expect(undated.map(({ key }) => key)).toEqual(undated.map(({ key }) => key).sort((a, b) => a - b))
    expect(down.rows).toEqual([...rows.filter(isDated).reverse(), ...undated])
    const middle = await service.handle('log.rows', { tenant, result, order: 'desc', offset: 120, limit: 10 })
    expect(middle.rows).toEqual(down.rows.slice(120, 130))
    for (const index of [0, 133, total - 1]) {
      const key = down.rows[index]?.key ?? -1
      expect(await service.handle('log.position', { tenant, result, order: 'desc', at: { key } })).toEqual({ index })
    }
    const time = down.rows[200]?.occurredAt ?? 0
    const found = await service.handle('log.position', { tenant, result, order: 'desc', at: { time } })
    expect(found.index).toBe(down.rows.findIndex((row) => (row.occurredAt ?? NaN) <= time))
    // Past every time there is no row, though rows follow that have none.
    expect(await service.handle('log.position', { tenant, result, order: 'desc', at: { time: start - 1 } })).toEqual({ index: null })
    expect(await service.handle('log.position', { tenant, result, order: 'asc', at: { time: start + 1e12 } })).toEqual({ index: null })
  })

  it('opens an entry with the text as received', async () => {
    const { rows } = await ask(everything)
    const row = rows[7]
    const { entry } = await service.handle('log.entry', { tenant, key: row?.key ?? -1 })
    const item = items.find(({ id }) => id === entry.id)
    expect(entry.raw).toBe(JSON.stringify(item))
    expect(entry satisfies AuditEntry).toMatchObject({ action: row?.action, occurredAt: row?.occurredAt, actor: row?.actor })
  })

  it('copies entries byte for byte as received: one by itself, several as a JSON array', async () => {
    const { result, rows } = await ask(everything)
    const raws = await Promise.all(rows.slice(3, 9).map(async ({ key }) => (await service.handle('log.entry', { tenant, key })).entry.raw))
    const ranges = [
      { from: 3, to: 5 },
      { from: 5, to: 9 },
    ]
    const { entries, text } = await service.handle('log.texts', { tenant, entries: { result, order: 'asc', rows: ranges } })
    expect([entries, text]).toEqual([6, `[\n${raws.join(',\n')}\n]`])
    expect(JSON.parse(text ?? '')).toEqual(raws.map((raw) => JSON.parse(raw) as unknown))
    const one = await service.handle('log.texts', { tenant, entries: { keys: [rows[3]?.key ?? -1] } })
    expect(one).toEqual({ entries: 1, text: raws[0] })
    await expect(service.handle('log.texts', { tenant, entries: { keys: [1e9] } })).rejects.toMatchObject({ error: { code: 'not-found' } })
  })

  it('forgets the oldest results and says so', async () => {
    const { result } = await ask(everything)
    for (let i = 0; i < 10; i++) await ask(everything)
    await expect(service.handle('log.rows', { tenant, result, order: 'asc', offset: 0, limit: 1 })).rejects.toMatchObject({
      error: { code: 'result-expired' },
    })
  })

  it('completes values with their counts', async () => {
    const values = await service.handle('log.values', { tenant, field: 'actor', part: 'STRASSE', limit: 5 })
    expect(values.map(({ value }) => value)).toEqual(['straße@acme.test'])
    expect(values[0]?.count).toBe(items.filter((item) => item.actor.email === 'straße@acme.test').length)
  })

  it('completes values that begin with what is typed before those that hold it, however seldom they occur', async () => {
    const before = items.length
    const denials = Array.from({ length: 300 }, (_, n) => ({ ...makeItem(8000 + n, () => 1), action: `x_rare_${n}` }))
    const seldom = [...denials, ...denials.map((item) => ({ ...item, id: `${item.id}b` }))]
    const added = [...seldom, { ...makeItem(8900, () => 1), action: 'rare' }, { ...makeItem(8901, () => 1), action: 'xrare' }]
    await service.handle('sync.page', {
      tenant, window: { from: null, to: null }, tenantNow: null, first: true, receivedAt: start, body: Buffer.from(JSON.stringify({ items: added, next_cursor: null })),
    }) // prettier-ignore
    items.push(...added)
    expect(items).toHaveLength(before + added.length)
    const ask = async (part: string, limit: number): Promise<string[]> =>
      (await service.handle('log.values', { tenant, field: 'action', part, limit })).map(({ value }) => value)
    expect(await ask('rare', 2)).toEqual(['rare', 'x_rare_0'])
    expect((await ask('RARE', 200)).at(-1)).not.toBe('xrare')
    expect(await ask('are', 1)).not.toEqual(['xrare'])
  })

  it('holds a result still while entries arrive, and counts them', async () => {
    const before = await ask({ kind: 'field', field: 'action', value: 'role_assign' })
    const late = { ...makeItem(9000, () => 1), action: 'role_assign' }
    await service.handle('sync.page', {
      tenant, window: { from: null, to: null }, tenantNow: null, first: true, receivedAt: start, body: Buffer.from(JSON.stringify({ items: [late], next_cursor: null })),
    }) // prettier-ignore
    items.push(late)
    const rows = await service.handle('log.rows', { tenant, result: before.result, order: 'asc', offset: 0, limit: 500 })
    expect(rows.rows).toEqual(before.rows)
    expect(await service.handle('log.arrivals', { tenant, result: before.result })).toEqual({ count: 1 })
    // What was known of each part of a filter holds for what was there.
    for (const wanted of fc.sample(filter, { numRuns: 80, seed: 3 }))
      expect((await ask(wanted)).total, JSON.stringify(wanted)).toBe(items.filter((item) => matches(wanted, item)).length)
  })
})

describe('requests', () => {
  it('are refused when their shape is wrong', async () => {
    await expect(service.handle('log.rows', { tenant: '../x', result: 1 })).rejects.toMatchObject({ error: { code: 'invalid-request' } })
    await expect(service.handle('log.entry', { tenant, key: 1e9 })).rejects.toMatchObject({ error: { code: 'not-found' } })
  })
})
