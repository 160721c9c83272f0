import { afterEach, describe, expect, it, vi } from 'vitest'
import { definitionOf, entryOf, json, UnhelpfulSource, type Ran } from './unhelpful-source.ts'

// Tens of megabytes each.
vi.setConfig({ testTimeout: 120_000 })

let source: UnhelpfulSource
const answering = async (answer: ConstructorParameters<typeof UnhelpfulSource>[0]): Promise<void> => {
  source = await UnhelpfulSource.answering(answer)
}
afterEach(() => source.close())

const told = ({ out }: Ran): unknown => JSON.parse(out)
const count = async (filter = ''): Promise<number> =>
  (JSON.parse((await source.cli('query', '--filter', filter, '--count', '--json')).out) as { count: number }).count

describe('a page is read within limits (issue 12.19)', () => {
  it('one of 130,000 entries is read like any other', async () => {
    const { t } = entryOf('', 60)
    const items = Array.from({ length: 130_000 }, (_, n) => `{"id":"e${String(n)}","t":"${t}","a":"x","actor":"a@b.c"}`)
    await answering((_, response) => json(response, `{"items":[${items.join(',')}],"next":null}`))
    const ran = await source.sync(definitionOf())
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(told(ran)).toMatchObject({ inserted: 130_000, complete: true })
    expect(await count('id:e129999')).toBe(1)
  })

  it.each([
    ['entries', (zeros: string) => `{"items":[${zeros}],"next":null}`],
    ['other members', (zeros: string) => `{"items":[],"other":[${zeros}],"next":null}`],
  ])('one of six million %s is asked for smaller, and told at the smallest', async (_, page) => {
    const zeros = Buffer.alloc(12_000_000 - 1, '0,').toString('latin1')
    await answering((__, response) => json(response, page(zeros)))
    const request = { path: '/log', auth: { template: 'Bearer {secret}' }, pageSize: { parameter: 'limit', min: 2, max: 8 } }
    const ran = await source.sync(definitionOf({ request }))
    expect(ran.code).toBe(4)
    expect(ran.err).toContain('holds more than the application takes')
    expect(source.requests.map(({ searchParams }) => searchParams.get('limit'))).toEqual(['8', '4', '2'])
  })
})

describe('ids are told apart by every letter, at no price (issue 12.19)', () => {
  /** The id in the n-th of its spellings. */
  const spelled = (n: number): string =>
    Array.from('abcdefghijklmnopqrst')
      .map((letter, bit) => ((n >> bit) & 1 ? letter.toUpperCase() : letter))
      .join('')

  it('twenty thousand that differ only in case are twenty thousand entries, all found', async () => {
    const all = 20_000
    const { t } = entryOf('', 1)
    const limit = 2_000
    await answering(({ asked }, response) => {
      const from = Number(asked.searchParams.get('cursor') ?? 0)
      const items = Array.from({ length: limit }, (_, n) => ({ id: spelled(from + n), t, a: 'x', actor: 'a@b.c' }))
      json(response, { items, next: from + limit < all ? String(from + limit) : null })
    })
    const request = { path: '/log', auth: { template: 'Bearer {secret}' }, pageSize: { parameter: 'limit', min: limit, max: limit } }
    expect(told(await source.sync(definitionOf({ request })))).toMatchObject({ inserted: all, complete: true })
    expect(await count(`id:${spelled(3)}`)).toBe(all)
    // Nothing new, and nothing changed: each is recognised.
    expect(told(await source.sync(definitionOf({ request })))).toMatchObject({ inserted: 0, known: all, drifted: 0, complete: true })
  })

  it('thousands of texts for one id are its versions', async () => {
    const { t } = entryOf('', 1)
    const items = Array.from({ length: 4_000 }, (_, n) => ({ id: 'same', t, a: `x${String(n)}`, actor: 'a@b.c' }))
    await answering((_, response) => json(response, { items, next: null }))
    expect(told(await source.sync(definitionOf()))).toMatchObject({ complete: true, drifted: 3_999 })
    expect(told(await source.sync(definitionOf()))).toMatchObject({ complete: true, inserted: 0, drifted: 0 })
    expect(await count()).toBe(1)
  })
})

describe('one entry that is too large (issue 12.20)', () => {
  const [below, above] = [entryOf('below', 3), entryOf('above', 1)]
  const large = entryOf('large', 2)
  const pad = Buffer.alloc(70_000_000, 'x').toString('latin1')
  const cases: [string, string, object, () => string][] = [
    ['in one text', 'a cursor', {}, () => `{"id":"large","t":"${large.t}","pad":"${pad}"}`],
    [
      'before its time',
      'an offset',
      { paging: { style: 'offset', parameter: 'offset' } },
      () => `{"pad":{"more":["\\"${pad}\\u00e4"]},"id":"large","t":"${large.t}"}`,
    ],
    [
      'in many members',
      'the last entry',
      { paging: { style: 'last-item', parameter: 'cursor', id: '/id' } },
      () => `{"list":[${Buffer.alloc(70_000_000, '{"a":"]"},').toString('latin1')}0],"id":"large","t":"${large.t}"}`,
    ],
  ]
  const request = { path: '/log', auth: { template: 'Bearer {secret}' }, pageSize: { parameter: 'limit', min: 1, max: 2 } }

  it.each(cases)('%s is left out with its place, by %s, and the walk goes on below it', async (_, __, parts, text) => {
    const all = [above, large, below]
    await answering(({ asked }, response) => {
      const { searchParams } = asked
      const inside = all.filter(({ t }) => t >= (searchParams.get('from') ?? '') && t < (searchParams.get('to') ?? '~'))
      const cursor = searchParams.get('cursor')
      const first = cursor === null ? Number(searchParams.get('offset') ?? 0) : inside.findIndex(({ id }) => id === cursor) + 1
      const page = inside.slice(first, first + Number(searchParams.get('limit')))
      const next = first + page.length < inside.length ? (page.at(-1)?.id ?? null) : null
      json(
        response,
        `{"items":[${page.map((each) => (each === large ? text() : JSON.stringify(each))).join(',')}],"next":${JSON.stringify(next)}}`,
      )
    })
    const ran = await source.sync(definitionOf({ request, ...parts }))
    expect(ran.code).toBe(4)
    expect(ran.err).toContain('One entry was not fetched: it is too large')
    expect(told(ran)).toMatchObject({ inserted: 2, leftOut: 1, complete: false })
    expect(await source.ids()).toEqual(['above', 'below'])
    const { gaps } = JSON.parse((await source.cli('coverage', '--json')).out) as { gaps: { from: string; to: string; cause: string }[] }
    const to = new Date(Date.parse(large.t) + 1).toISOString()
    expect(gaps.filter(({ cause }) => cause === 'entry-too-large')).toEqual([{ from: large.t, to, cause: 'entry-too-large' }])
  })
})
