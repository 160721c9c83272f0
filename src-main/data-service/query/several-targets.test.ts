import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Target } from '@contract/entry.ts'
import type { Filter } from '@contract/filter.ts'
import { parse } from '@language/parse.ts'
import { CacheStore } from '../cache/store.ts'
import type { Connector } from '../connector/connector.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from '../ingest/page.ts'
import { QueryEngine } from './engine.ts'

const never = new AbortController().signal

/** Reads `targets` out of an item: the tenant's own API has one alone. */
const base = connectorOf('tenant-iam')
const { findSpans: _, ...withoutSpans } = base
const connector: Connector = {
  ...withoutSpans,
  hash: 'several targets',
  mapItem: (text, fallback) => {
    const { targets } = JSON.parse(text) as { targets: Target[] }
    const [target] = targets
    return { ...base.mapItem(text, fallback), ...(target && { target, targets }) }
  },
}

/* Few, so that many are alike: by the case of letters, and in all but their name. */
const targets: readonly Target[] = [
  { type: 'user', email: 'ann@x' },
  { type: 'user', email: 'ANN@x' },
  { type: 'user', email: 'ann@x', name: 'Ann' },
  { type: 'user', email: 'bob@x', id: 'u1' },
  { type: 'user', id: 'u1' },
  { type: 'group', name: 'Annals', id: 'g1' },
  { type: 'group' },
  {},
]
interface Item {
  readonly actor: string
  readonly targets: readonly Target[]
}
const item: fc.Arbitrary<Item> = fc.record({
  actor: fc.constantFrom('zoe@x', 'ann@x'),
  targets: fc.array(fc.constantFrom(...targets), { maxLength: 5 }),
})
const pages = fc.array(fc.array(item, { maxLength: 12 }), { minLength: 1, maxLength: 4 })

let folder: string
let caches = 0
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Cache {
  readonly store: CacheStore
  readonly engine: QueryEngine
}
/** The entries of some pages in a cache, opened anew in between. */
function cached(all: readonly (readonly Item[])[], test: (cache: Cache) => Promise<void>): Promise<void> {
  const path = join(folder, `cache-${caches++}.db`)
  let n = 0
  for (const page of all) {
    const store = new CacheStore(path, connector)
    const items = page.map(({ actor, targets: of }) => ({
      id: `evt_${n}`,
      timestamp: new Date(1e12 + n++ * 1000).toISOString(),
      actor: { email: actor },
      action: 'role_assign',
      resource: { type: 'role', name: 'r' },
      status: 'success',
      targets: of,
    }))
    const body = Buffer.from(JSON.stringify({ items, next_cursor: null }))
    ingestPage(store, { tenant: 't', window: { from: null, to: null }, tenantNow: 2e12, first: true, body, receivedAt: 1 })
    store.close()
  }
  const store = new CacheStore(path, connector)
  return test({ store, engine: new QueryEngine(store) }).finally(() => store.close())
}

function filterOf(query: string): Filter {
  const parsed = parse(query)
  if (!parsed.ok) throw new Error(query)
  return parsed.filter
}
const nameOf = ({ email, name, id }: Target): string => email ?? name ?? id ?? ''
const parts = ({ email, name, id }: Target): string[] => [email, name, id].flatMap((text) => (text ? [text.toLowerCase()] : []))

/** What each question means, written apart from how it is answered. */
const questions: readonly (readonly [query: string, matches: (item: Item) => boolean])[] = [
  ['target:ann@x', (of) => of.targets.some((each) => parts(each).includes('ann@x'))],
  ['-target:ann@x', (of) => !of.targets.some((each) => parts(each).includes('ann@x'))],
  ['target:u1', (of) => of.targets.some((each) => parts(each).includes('u1'))],
  ['target:ann*', (of) => of.targets.some((each) => parts(each).some((text) => text.startsWith('ann')))],
  ['target:ann@x target:u1', (of) => ['ann@x', 'u1'].every((text) => of.targets.some((each) => parts(each).includes(text)))],
  ['target:ann@x OR target:g1', (of) => ['ann@x', 'g1'].some((text) => of.targets.some((each) => parts(each).includes(text)))],
  ['target:""', (of) => of.targets.every((each) => parts(each).length === 0)],
  ['has:target', (of) => of.targets.length > 0],
  ['-has:target', (of) => of.targets.length === 0],
  ['bob', (of) => of.targets.some((each) => parts(each).some((text) => text.includes('bob')))],
  ['group:annals', (of) => of.targets.some(({ name }) => name === 'Annals')],
  ['source:tenant-iam', () => true],
  ['-source:tenant-*', () => false],
]

describe('an entry with several targets', () => {
  it('is found by each of them', async () => {
    await fc.assert(
      fc.asyncProperty(pages, (all) =>
        cached(all, async ({ engine }) => {
          for (const [query, matches] of questions) {
            const keys = await engine.matching({ filter: filterOf(query), zone: 'UTC' }, 2e12, never)
            const naive = all.flat().flatMap((of, key) => (matches(of) ? [key] : []))
            expect([query, [...keys]]).toEqual([query, naive])
          }
        }),
      ),
      { numRuns: 40 },
    )
  })

  it('counts under each of them, once, in facet and groups alike, and stands where the first one belongs', async () => {
    await fc.assert(
      fc.asyncProperty(pages, (all) =>
        cached(all, async ({ engine, store }) => {
          const items = all.flat()
          const request = { tenant: 't', filter: filterOf(''), zone: 'UTC', order: 'asc', firstRows: 100, histogramBuckets: 0, facetLimit: 50, facets: ['target'] } as const // prettier-ignore
          const answer = await engine.query({ ...request, facets: [...request.facets] }, 2e12, never)
          const namesOf = (of: Item): Set<string> =>
            new Set(of.targets.map((each) => nameOf(each).toLowerCase()).filter((name) => name !== ''))
          const naive = new Map<string, number>()
          for (const of of items) for (const name of namesOf(of)) naive.set(name, (naive.get(name) ?? 0) + 1)
          const counted = answer.facets[0]?.values.map(({ value, count }) => [value.toLowerCase(), count] as const)
          expect(new Map(counted)).toEqual(naive)
          expect(answer.facets[0]?.distinct).toBe(naive.size)

          const grouping = { tenant: 't', result: answer.result, by: ['actor', 'target'], distinct: 'target', zone: 'UTC', sort: 'count', order: 'desc', offset: 0, limit: 100 } as const // prettier-ignore
          const { rows } = await engine.groupsIn({ ...grouping, by: [...grouping.by] }, never)
          const groups = new Map<string, { count: number; others: Set<string> }>()
          for (const of of items) {
            const names = namesOf(of)
            for (const name of names.size > 0 ? names : ['none']) {
              const known = groups.get(`${of.actor} ${name}`) ?? { count: 0, others: new Set() }
              groups.set(`${of.actor} ${name}`, known)
              known.count++
              for (const other of names) known.others.add(other)
            }
          }
          const found = rows.map(({ key, count, distinct }) => [`${key[0]} ${key[1]?.toLowerCase() ?? 'none'}`, count, distinct])
          expect(new Map(found.map(([key, ...rest]) => [key, rest]))).toEqual(
            new Map([...groups].map(([key, { count, others }]) => [key, [count, others.size]])),
          )

          const sorted = await engine.rows(answer.result, { sort: 'target', order: 'asc' }, 0, 100, never)
          const shown = sorted.map(({ target }) => (target ? nameOf(target).toLowerCase() : ''))
          const absentLast = (a: string, b: string): number => (a === '' ? 1 : 0) - (b === '' ? 1 : 0) || (a < b ? -1 : a > b ? 1 : 0)
          expect(shown).toEqual([...shown].sort(absentLast))
          for (const { key, moreTargets = 0 } of sorted) {
            const different = new Set((items[key] as Item).targets.map((each) => JSON.stringify(each)))
            expect(moreTargets).toBe(Math.max(0, different.size - 1))
            expect(store.entry(key).source).toBe('tenant-iam')
          }
        }),
      ),
      { numRuns: 40 },
    )
  })
})
