import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DerivedBefore } from '@contract/before.ts'
import { connectorDefinition } from '@contract/connector.ts'
import type { Filter } from '@contract/filter.ts'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from '../ingest/page.ts'
import { QueryEngine } from '../query/engine.ts'
import { derivedBefore } from './rebuild.ts'
import { wholeOf } from './told.ts'

const never = new AbortController().signal
const tenant = 'tenant01'
const start = Date.UTC(2026, 0, 5)
const [first, gapFrom, gapTo, last] = [0, 20, 24, 40].map((minute) => start + minute * 60_000) as [number, number, number, number]

type Values = Readonly<Record<string, string | readonly string[]>>
interface Item {
  /** Minutes; null: it cannot be read. */
  readonly minute: number | null
  readonly action: string
  readonly on: { readonly id?: string; readonly name?: string }
  readonly to: string | null
  readonly project: string
  readonly status: 'success' | 'failed' | 'whatever'
  readonly before: Values | null
  readonly after: Values | null
  readonly added: readonly string[] | null
  readonly removed: readonly string[] | null
}

const definition = () => {
  const own = connectorOf('tenant-iam').definition
  const changes = {
    first: [
      { before: '/removed', after: '/added', isDelta: true },
      { before: '/before', after: '/after' },
    ],
  }
  return connectorDefinition.parse({ ...own, schema: 2, name: 'halves', entry: { ...own.entry, changes, within: '/project' } })
}

let folder: string
let store: CacheStore
let engine: QueryEngine
let items: Item[]
let rebuiltInAll = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  begin()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})
function begin(): void {
  store = new CacheStore(join(folder, `${Math.random()}.db`), connectorOf(definition()))
  engine = new QueryEngine(store)
  items = []
}

const timeOf = ({ minute }: Item): number | null => (minute === null ? null : start + minute * 60_000)
const textOf = (item: Item, n: number): object => {
  const { action, on, to, project, status, before, after, added, removed } = item
  const at = timeOf(item)
  return {
    id: `evt_${n}`, timestamp: at === null ? 'soon' : new Date(at).toISOString(), actor: { email: 'ann@acme.test' }, action,
    resource: { type: 'role', ...on }, target: to === null ? null : { type: 'user', email: to }, status, project,
    ...(before && { before }), ...(after && { after }), ...(added && { added: { permissions: added } }), ...(removed && { removed: { permissions: removed } }),
  } // prettier-ignore
}
/** Arrives in two walks, with nothing asked for between them. */
function arrive(page: readonly Item[]): void {
  const numbered = page.map((item, i) => ({ item, n: items.length + i }))
  items.push(...page)
  for (const [from, to] of [
    [first, gapFrom],
    [gapTo, last],
  ] as const) {
    // prettier-ignore
    const here = numbered.filter(({ item }) => (timeOf(item) ?? first) >= from && (timeOf(item) ?? first) < to)
    const body = Buffer.from(JSON.stringify({ items: here.map(({ item, n }) => textOf(item, n)), next_cursor: null }))
    ingestPage(store, { tenant, window: { from, to }, tenantNow: last, first: true, body, receivedAt: last })
  }
}
const keyOf = (n: number): number => store.keysOfFoldedId(`evt_${n}`)[0] as number
const has = (value: string): Filter => ({ kind: 'field', field: 'has', value })
const found = async (value: string): Promise<number[]> =>
  [...(await engine.matching({ filter: has(value), zone: 'UTC' }, start, never))]
    .map((key) => Number(store.entry(key).id.slice(4)))
    .sort((a, b) => a - b)
const ask = (n: number): Promise<DerivedBefore | null> => derivedBefore(store, engine.befores, keyOf(n), never)

// What the user guide says of it, over plain items: each entry with all others.
type Part = { readonly form: 'value' | 'gone' | 'delta' }
const isGiving = ({ action }: Item): boolean => action === 'role_assign' || action === 'role_revoke'
function partOf(item: Item, name: string): Part | null {
  const { before, after, added, removed } = item
  if (added ?? removed) return name === 'permissions' ? { form: 'delta' } : null
  const value = after?.[name] ?? before?.[name]
  if (value === undefined) return null
  if (isGiving(item) && (!before || !after) && Array.isArray(value)) return { form: 'delta' }
  return { form: after?.[name] === undefined ? 'gone' : 'value' }
}
const says = (item: Item): boolean => (item.before ?? item.after ?? item.added ?? item.removed) !== null
const makes = ({ action }: Item): boolean => action === 'role_create'
const ends = ({ action }: Item): boolean => action === 'role_delete'
const isTaken = ({ action }: Item): boolean => action === 'role_revoke'
const isUnsaid = (item: Item): boolean => (item.action === 'role_update' || item.action === 'role_assign') && !says(item)
const thing = ({ on }: Item): string => on.id ?? `called ${on.name}`
const isWhole = (item: Item): boolean => isTaken(item) || isUnsaid(item)
const isOfSameThing = (a: Item, b: Item): boolean => thing(a) === thing(b) && a.project === b.project
const isOfSame = (a: Item, b: Item): boolean => isOfSameThing(a, b) && a.to === b.to
const affects = (other: Item, of: Item, name: string): boolean =>
  other !== of &&
  isOfSameThing(other, of) &&
  (makes(other) || ends(other) || (isOfSame(other, of) && (isWhole(other) || partOf(other, name) !== null)))
const tellsAny = (item: Item): boolean => makes(item) || ends(item) || isWhole(item) || says(item)

function wants(item: Item): string[] {
  if (makes(item) || (item.before && !(item.added ?? item.removed))) return []
  return ['permissions', 'color'].filter((name) => ['value', 'delta'].includes(partOf(item, name)?.form ?? ''))
}
const isCovered = (from: number, to: number): boolean => to < 20 || (from >= 24 && to < 40)

/** Undefined: undetermined; null: nothing was there. */
function expectedBefore(of: Item, name: string): string | readonly string[] | null | undefined {
  const at = of.minute
  if (at === null) return undefined
  const told = (other: Item): Part['form'] | undefined => (isOfSame(other, of) ? partOf(other, name)?.form : undefined)
  const all = items.filter((other) => affects(other, of, name))
  if (all.some(({ minute }) => minute === null || minute === at)) return undefined
  const earlier = all.filter((other) => (other.minute as number) < at)
  const settles = (other: Item): boolean =>
    other.status === 'success' && (['value', 'gone'].includes(told(other) ?? '') || makes(other) || ends(other) || isTaken(other))
  const time = Math.max(-1, ...earlier.filter(settles).map(({ minute }) => minute as number))
  const [base, ...tied] = earlier.filter(({ minute }) => minute === time)
  if (!base || tied.length > 0) return undefined
  const between = earlier.filter((other) => (other.minute as number) > time).sort((a, b) => (a.minute as number) - (b.minute as number))
  if (between.some((other) => other.status !== 'success' || isUnsaid(other))) return undefined
  if (between.some((other, i) => other.minute === between[i - 1]?.minute)) return undefined
  if (!isCovered(time, at)) return undefined
  const names = new Set(items.flatMap((each) => (thing(each) === thing(of) ? (each.on.name ?? []) : [])))
  const called = (name: string) => items.filter(({ on }) => on.name === name)
  if ([...names].some((name) => called(name).some(({ on }) => on.id) && called(name).some(({ on }) => !on.id))) return undefined
  const form = told(base)
  const isEmptied = isTaken(base) && form !== 'value'
  if (
    isEmptied &&
    items.some((other) => other !== base && other.minute === time && tellsAny(other) && isOfSame(other, base)) &&
    form !== 'gone'
  )
    return undefined
  let value: string | readonly string[] | null
  if (isEmptied && form !== 'delta') value = null
  else if (form === 'value') value = base.after?.[name] ?? null
  else if (form === 'gone') value = null
  else if (makes(base) && form === 'delta') value = base.added ?? []
  else return undefined
  for (const { added, removed, after, before } of between) {
    if (!Array.isArray(value)) return undefined
    const [come, left] = [added ?? after?.[name] ?? [], removed ?? before?.[name] ?? []].map((side) => [side].flat())
    const kept = (value as string[]).filter((each) => !left?.includes(each))
    value = [...kept, ...(come ?? []).filter((each) => !kept.includes(each))]
  }
  return value
}

async function expectAll(): Promise<void> {
  const wanted = items.map((item) => wants(item).map((name) => ({ name, before: expectedBefore(item, name) })))
  const rebuilt = wanted.flatMap((parts, n) => (parts.some(({ before }) => before !== undefined) ? [n] : []))
  expect(await found('derived-before')).toEqual(rebuilt)
  rebuiltInAll += rebuilt.length
  expect(await found('before')).toEqual(
    items.flatMap((item, n) => (((item.before && !(item.added ?? item.removed)) ?? item.removed) ? [n] : [])),
  )
  for (const [n, parts] of wanted.entries()) {
    const answer = await ask(n)
    expect(answer === null).toBe(parts.length === 0)
    if (!answer) continue
    const sure = parts.filter(({ before }) => before !== undefined)
    expect(answer.determined.map(({ name }) => name).sort()).toEqual(sure.map(({ name }) => name).sort())
    expect(answer.undetermined.map(({ name }) => name).sort()).toEqual(
      parts
        .filter(({ before }) => before === undefined)
        .map(({ name }) => name)
        .sort(),
    )
    expect(answer.undetermined.every(({ doubts }) => doubts.length > 0)).toBe(true)
    const states = Object.fromEntries(sure.filter(({ before }) => before !== null).map(({ name, before }) => [name, before]))
    if (sure.length > 0) expect(JSON.parse(answer.states?.before ?? '')).toEqual(states)
  }
}

const list = fc.uniqueArray(fc.constantFrom('a:read', 'a:write', '*'), { maxLength: 3 })
const values = fc
  .record({ permissions: list, color: fc.constantFrom('red', 'blue') }, { requiredKeys: [] })
  .filter((of) => Object.keys(of).length > 0)
const rare = <T>(of: fc.Arbitrary<T>, nil: number) => fc.option(of, { freq: nil })
const item: fc.Arbitrary<Item> = fc
  .record({
    minute: fc.oneof({ weight: 30, arbitrary: fc.oneof(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 24, max: 39 })) }, { weight: 1, arbitrary: fc.constant(null) }),
    action: fc.constantFrom('role_update', 'role_update', 'role_update', 'role_update', 'role_update', 'role_update', 'role_create', 'role_delete', 'role_assign', 'role_revoke', 'viewed'),
    on: fc.oneof({ weight: 8, arbitrary: fc.constantFrom({ id: '1', name: 'N' }, { id: '2', name: 'N' }, { name: 'M' }) }, { weight: 1, arbitrary: fc.constantFrom({ name: 'N' }, { id: '3', name: 'M' }, { id: '1' }) }),
    to: fc.constantFrom(null, null, 'bob@acme.test'),
    project: fc.constantFrom('p', 'p', 'q'),
    status: fc.constantFrom('success', 'success', 'success', 'success', 'success', 'success', 'failed', 'whatever'),
    before: rare(values, 1),
    after: rare(values, 6),
    added: rare(list.filter((of) => of.length > 0), 1),
    removed: rare(list.filter((of) => of.length > 0), 1),
    kind: fc.constantFrom('after', 'after', 'after', 'after', 'after', 'both', 'delta', 'none'),
  })
  .map(({ kind, before, after, added, removed, ...of }): Item => ({
    ...of,
    before: kind === 'both' ? before : null,
    after: kind === 'after' || kind === 'both' ? after : null,
    added: kind === 'delta' ? added : null,
    removed: kind === 'delta' ? removed : null,
  })) // prettier-ignore

const entry = (of: Partial<Item>): Item => ({
  minute: 0, action: 'role_update', on: { id: '1', name: 'N' }, to: null, project: 'p', status: 'success', before: null, after: null, added: null, removed: null, ...of,
}) // prettier-ignore
const red = { color: 'red' }
const blue = { color: 'blue' }

describe('what was before, rebuilt', () => {
  it('is what a naive reading of the rule says, of pages in any order, for the filter and for the drawer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(item, { minLength: 5, maxLength: 25, size: 'max' }), { minLength: 1, maxLength: 3 }),
        async (pages) => {
          store.close()
          begin()
          for (const page of pages) {
            arrive(page)
            await expectAll()
          }
        },
      ),
      { numRuns: 50 },
    )
    // Otherwise it would agree about nothing.
    expect(rebuiltInAll).toBeGreaterThan(5)
  }, 120_000)

  it('comes from the entry before it, and is no part of the entry', async () => {
    arrive([entry({ minute: 1, after: red }), entry({ minute: 2, after: blue })])
    const answer = await ask(1)
    expect(answer?.states).toEqual({ before: '{"color":"red"}', after: '{"color":"blue"}' })
    expect(answer?.determined).toEqual([{ name: 'color', from: { key: keyOf(0), at: start + 60_000 }, wasThere: true, applied: 0 }])
    expect(store.entry(keyOf(1)).changes?.before).toBeUndefined()
    expect([await found('before'), await found('derived-before')]).toEqual([[], [1]])
  })

  const doubtOf = async (n: number): Promise<(readonly [string, number | null])[] | undefined> =>
    (await ask(n))?.undetermined[0]?.doubts.map(
      ({ kind, entry: seen }) => [kind, seen === null ? null : Number(store.entry(seen.key).id.slice(4))] as const,
    )

  it.each([
    ['missing-creation', null, []],
    ['missing-creation', 0, [entry({ minute: 1, action: 'role_delete' })]],
    ['not-told', 0, [entry({ minute: 1, action: 'role_create', after: { permissions: ['*'] } })]],
    ['gap', 0, [entry({ minute: 1, after: blue })]],
    ['failed', 1, [entry({ minute: 25, after: blue }), entry({ minute: 26, status: 'failed', after: red })]],
    ['unknown-status', 1, [entry({ minute: 25, after: blue }), entry({ minute: 26, status: 'whatever', after: red })]],
    ['tie', 1, [entry({ minute: 25, after: blue }), entry({ minute: 30, after: blue })]],
    ['tie', 1, [entry({ minute: 25, after: red }), entry({ minute: 25, after: blue })]],
    ['no-detail', 1, [entry({ minute: 25, after: blue }), entry({ minute: 26 })]],
    ['unknown-time', 0, [entry({ minute: null, after: blue }), entry({ minute: 26, after: red })]],
    ['ambiguous', null, [entry({ minute: 25, after: blue }), entry({ minute: 3, on: { name: 'n' }, after: red })]],
  ] as const)('says %s, and which entry shows it', async (kind, by, others) => {
    arrive([...others, entry({ minute: 30, after: red })])
    const doubts = await doubtOf(others.length)
    expect(doubts?.map(([of]) => of)).toEqual([kind])
    if (kind !== 'tie') expect(doubts?.[0]?.[1]).toBe(by)
    expect(await found('derived-before')).not.toContain(others.length)
  })

  it('says of an attempt which one before it failed, not which one after it', async () => {
    const attempt = entry({ action: 'role_assign', to: 'bob@acme.test', after: red, status: 'failed' })
    arrive([entry({ minute: 1, action: 'role_revoke', to: 'bob@acme.test' }), ...[2, 3, 4].map((minute) => ({ ...attempt, minute }))])
    expect([await doubtOf(2), await doubtOf(3)]).toEqual([[['failed', 1]], [['failed', 2]]])
  })

  it('is undetermined once the source has sent another text for what it comes from', async () => {
    arrive([entry({ minute: 1, after: red }), entry({ minute: 2, after: blue })])
    expect(await found('derived-before')).toEqual([1])
    const body = Buffer.from(JSON.stringify({ items: [textOf(entry({ minute: 1, after: blue }), 0)], next_cursor: null }))
    ingestPage(store, { tenant, window: { from: first, to: gapFrom }, tenantNow: last, first: true, body, receivedAt: last })
    expect([await doubtOf(1), await found('derived-before')]).toEqual([[['drifted', 0]], []])
  })

  it('is undetermined where who it was done to was created anew in between', async () => {
    const given = { on: { id: '7', name: 'Reader' }, to: 'bob@acme.test', action: 'role_assign' }
    arrive([entry({ ...given, minute: 1, after: red }), entry({ ...given, minute: 9, after: red })])
    expect(await found('derived-before')).toEqual([1])
    const body = { id: 'evt_2', timestamp: new Date(start + 5 * 60_000).toISOString(), actor: { email: 'a@x' }, action: 'user_remove', resource: { type: 'user', id: 'u', name: 'BOB@acme.test' }, status: 'success' } // prettier-ignore
    const page = Buffer.from(JSON.stringify({ items: [body], next_cursor: null }))
    ingestPage(store, { tenant, window: { from: first, to: gapFrom }, tenantNow: last, first: true, body: page, receivedAt: last })
    expect([await doubtOf(1), await found('derived-before')]).toEqual([[['recreated', 2]], []])
  })

  it('applies what came and went to the list that is known', async () => {
    arrive([
      entry({ minute: 1, after: { permissions: ['a:read', '*'] } }),
      entry({ minute: 2, added: ['a:write'] }),
      entry({ minute: 3, removed: ['*'] }),
    ])
    const answer = await ask(2)
    expect(answer?.states).toEqual({ before: '{"permissions":["a:read","*","a:write"]}', after: '{"permissions":["a:read","a:write"]}' })
    expect(answer?.determined).toMatchObject([{ name: 'permissions', from: { key: keyOf(0) }, applied: 1 }])
  })

  it('lets others in while sixty thousand updates of one thing are read, and can be called off', async () => {
    const rounds = 20
    for (let round = 0; round < rounds; round++) {
      const page = Array.from({ length: 3000 }, (_, i) => entry({ minute: ((round * 3000 + i) % 190) / 10, after: i % 3 === 0 ? { [`x${round * 3000 + i}`]: 'y', color: 'red' } : red, status: i % 5 === 0 ? 'failed' : 'success' })) // prettier-ignore
      arrive(page)
    }
    const calledOff = new AbortController()
    const waiting = engine.matching({ filter: has('derived-before'), zone: 'UTC' }, start, calledOff.signal)
    let turns = 0
    const count = setInterval(() => turns++, 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
    calledOff.abort()
    await expect(waiting).rejects.toMatchObject({ error: { code: 'cancelled' } })
    expect(await found('derived-before')).toEqual([])
    clearInterval(count)
    expect(turns).toBeGreaterThan(5)
  }, 120_000)
})

describe('what an action does by its words', () => {
  it.each([
    ['role_assign', 'x', 'changing'], ['role_revoke', 'x', 'taken'], ['permission_check', 'updated', 'none'], ['user_invite', 'x', 'created'],
    ['user_remove', 'x', 'removed'], ['CREATE USER', 'CREATE USER', 'created'], ['DeleteRolePolicy', 'DeleteRolePolicy', 'removed'], ['git.clone', 'git.clone', 'none'],
    ['repo.update', 'repo.update', 'changing'], ['google.iam.admin.v1.CreateRole', 'google.iam.admin.v1.CreateRole', 'created'],
  ] as const)('%s', (action, verbatim, whole) => expect(wholeOf(action, verbatim)).toBe(whole)) // prettier-ignore
})
