import { afterEach, describe, expect, it } from 'vitest'
import { definitionOf, entryOf, json, UnhelpfulSource, type Ran } from './unhelpful-source.ts'

let source: UnhelpfulSource
const answering = async (answer: ConstructorParameters<typeof UnhelpfulSource>[0]): Promise<void> => {
  source = await UnhelpfulSource.answering(answer)
}
afterEach(() => source.close())

const told = ({ out }: Ran): unknown => JSON.parse(out)

describe('an empty page with a next place is not the end (issue 12.3)', () => {
  const [e1, e2] = [entryOf('e1', 1), entryOf('e2', 2)]
  const places: [string, object, (next: string | null) => { page: object; link?: string }][] = [
    ['a cursor', {}, (next) => ({ page: { next } })],
    ['an address', { paging: { style: 'next-url', next: '/links/next' } }, (next) => ({ page: { links: { next: next && `/log?cursor=${next}` } } })],
    ['a link', { paging: { style: 'link' } }, (next) => ({ page: {}, ...(next !== null && { link: `</log?cursor=${next}>; rel="next"` }) })],
  ] // prettier-ignore
  it.each(places)('%s leads on behind it', async (_, definition, at) => {
    const pages = new Map([
      [null, { items: [e1], next: 'c-empty' }],
      ['c-empty', { items: [], next: 'c-2' }],
      ['c-2', { items: [e2], next: null }],
    ])
    await answering(({ asked }, response) => {
      const { items, next } = pages.get(asked.searchParams.get('cursor')) ?? { items: [], next: null }
      const { page, link } = at(next)
      json(response, { items, ...page }, link === undefined ? {} : { link })
    })
    const ran = await source.sync(definitionOf(definition))
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(told(ran)).toMatchObject({ inserted: 2, complete: true })
    expect(await source.ids()).toEqual(['e1', 'e2'])
  })

  it('empty pages without end are stopped, and nothing is called complete', async () => {
    await answering(({ number }, response) => json(response, { items: number === 0 ? [e1] : [], next: `c${String(number)}` }))
    const ran = await source.sync(definitionOf())
    expect(ran.code).toBe(4)
    expect(ran.err).toContain('empty pages in a row')
    expect(told(ran)).toMatchObject({ inserted: 1, complete: false })
  })
})

it('a last page that begins above where the one before it ended, as a counted cursor has it after arrivals, is no end: the walk begins anew below', async () => {
  const log = Array.from({ length: 11 }, (_, n) => entryOf(`e${String(n)}`, n + 1))
  let arrived = 0
  await answering(({ asked }, response) => {
    const [from, to, place] = ['from', 'to', 'cursor'].map((name) => asked.searchParams.get(name))
    const inside = log.filter(({ t }) => (!from || t >= from) && (!to || t < to))
    const at = Number(place ?? 0)
    if (at + 2 >= inside.length && arrived < 5 && at > 0) {
      for (let n = 0; n < 5; n++) log.unshift(entryOf(`n${String(arrived++)}`, 0))
      return json(response, { items: inside.slice(at - 5, at - 3), next: null })
    }
    return json(response, { items: inside.slice(at, at + 2), next: at + 2 < inside.length ? String(at + 2) : null })
  })
  const ran = await source.sync(definitionOf())
  expect(ran).toMatchObject({ code: 0, err: '' })
  expect(told(ran)).toMatchObject({ complete: true })
  expect((await source.ids()).filter((id) => id.startsWith('e')).sort()).toEqual(log.filter(({ id }) => id.startsWith('e')).map(({ id }) => id).sort()) // prettier-ignore
})

it('and a tenant that ends every walk so is told, not asked for ever', async () => {
  const log = Array.from({ length: 6 }, (_, n) => entryOf(`e${String(n)}`, 5))
  const newer = entryOf('newer', 1)
  await answering(({ asked }, response) => {
    const place = Number(asked.searchParams.get('cursor') ?? 0)
    json(response, place === 0 ? { items: log.slice(0, 2), next: '2' } : { items: [newer], next: null })
  })
  const ran = await source.sync(definitionOf())
  expect(ran.code).not.toBe(0)
  expect(told(ran)).toMatchObject({ complete: false })
  expect(source.requests.length).toBeLessThan(200)
})

describe('a page without its list (issue 12.5)', () => {
  it.each([
    ['absent', { kind: 'admin#reports#activities', etag: 'x' }],
    ['null', { items: null }],
    ['null beside a list of something else', { items: null, warnings: [{ code: 17 }], errors: [] }],
    ['a null page', null],
  ])('%s is an empty page', async (_, page) => {
    await answering((__, response) => json(response, JSON.stringify(page)))
    const ran = await source.sync(definitionOf())
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(told(ran)).toMatchObject({ inserted: 0, complete: true })
    expect(source.requests).toHaveLength(1)
  })

  it('goes on with its next cursor', async () => {
    const pages = [{ items: [entryOf('e1', 1)], next: 'a' }, { etag: 'x', next: 'b' }, { items: [entryOf('e2', 2)] }]
    await answering(({ number }, response) => json(response, pages[number]))
    expect(await source.sync(definitionOf())).toMatchObject({ code: 0 })
    expect(await source.ids()).toEqual(['e1', 'e2'])
  })
})

describe('a definition that can never work says so at once (issue 12.5)', () => {
  const page = { items: [entryOf('e1', 1)], next: null }
  const plain = { 'content-type': 'text/plain' }
  const timeless = { ...(definitionOf() as { entry: object }).entry, time: { from: '/when', format: 'iso' } }
  it.each<[string, object, unknown, Record<string, string>]>([
    ['whose list is elsewhere', { items: '/events' }, page, {}],
    ['whose list is a text', { items: '/items/0/id' }, page, {}],
    ['whose list is an object', {}, { items: { e1: page.items[0] } }, {}],
    ['whose page is to be a list', { items: '' }, page, {}],
    ['whose page is a list', {}, page.items, {}],
    ['whose cursor is an object', {}, { ...page, next: { token: 'x' } }, {}],
    ['that gets CSV', {}, 'id,t\ne1,2026-01-01\n', { 'content-type': 'text/csv' }],
    ['that gets CSV as JSON', {}, '"id","t"\n"e1","2026-01-01"\n', {}],
    ['that gets words', {}, 'OK', plain],
    ['that gets a word that begins like null', {}, 'no entries', plain],
    ['that gets one line of JSON, an entry', {}, JSON.stringify(page.items[0]) + '\n', {}],
    ['that gets a refusal with status 200', {}, { error: { code: 17 } }, {}],
    ['that gets refusals with status 200', {}, { items: null, errors: [{ message: 'no such field' }] }, {}],
    ['that pages by an id that is not there', { paging: { style: 'last-item', parameter: 'after', id: '/uid' } }, page, {}],
    ['that pages by a time that is not there', { paging: { style: 'time' }, entry: timeless }, page, {}],
    ['that gets JSON by the line', {}, '{"id":"e1"}\n{"id":"e2"}\n', {}],
  ])('%s', async (_, definition, body, headers) => {
    await answering((__, response) => json(response, body, headers))
    const ran = await source.sync(definitionOf(definition))
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(/What the tenant sends is not|neither as text nor as a number|next page is asked for by/)
    expect(source.requests).toHaveLength(1)
    expect(told(ran)).toMatchObject({ inserted: 0, complete: false })
  })

  it('but a page that was cut off is asked for again', async () => {
    await answering(({ number }, response) => json(response, number === 0 ? JSON.stringify(page).slice(0, -9) : page))
    expect(await source.sync(definitionOf())).toMatchObject({ code: 0 })
    expect(source.requests).toHaveLength(2)
  })

  it('and so is what is no page in the middle of a walk, where the definition has worked', async () => {
    const pages = [{ items: page.items, next: 'a' }, { items: 'busy' }, { items: [entryOf('e2', 2)] }]
    await answering(({ number }, response) => json(response, pages[number]))
    expect(await source.sync(definitionOf())).toMatchObject({ code: 0 })
    expect(await source.ids()).toEqual(['e1', 'e2'])
  })
})

describe('the same next place is the end, wherever it stands (issue 12.6)', () => {
  const styles: [string, object, (next: string) => { page: object; link?: string }][] = [
    ['at the top of the body', {}, (next) => ({ page: { next } })],
    ['deep in the body', { paging: { style: 'cursor', next: '/meta/page/next', parameter: 'cursor' } }, (next) => ({ page: { meta: { page: { next } } } })],
    ['in an address', { paging: { style: 'next-url', next: '/next' } }, (next) => ({ page: { next: `/log?cursor=${next}` } })],
    ['in a link', { paging: { style: 'link' } }, (next) => ({ page: {}, link: `</log?cursor=${next}>; rel="next"` })],
  ] // prettier-ignore
  it.each(styles)('%s', async (_, definition, at) => {
    await answering(({ asked }, response) => {
      const isFirst = asked.searchParams.get('cursor') === null
      const { page, link } = at('c1')
      json(response, { items: [isFirst ? entryOf('e1', 1) : entryOf('e2', 2)], ...page }, link === undefined ? {} : { link })
    })
    const ran = await source.sync(definitionOf(definition))
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(source.requests).toHaveLength(2)
    expect(await source.ids()).toEqual(['e1', 'e2'])
  })

  it('unless the definition says that it never is', async () => {
    const items = [entryOf('e1', 1)]
    await answering((_, response) => json(response, { items, next: 'c1' }))
    const ran = await source.sync(definitionOf({ stop: { sameNext: false } }))
    expect(ran.code).toBe(4)
    expect(ran.err).toContain('goes round in circles')
  })
})

describe('where places are counted, what moves meanwhile is neither skipped nor a loop (issue 12.6)', () => {
  const size = 5
  const pageSize = { parameter: 'limit', min: size, max: size }
  const request = { path: '/log', auth: { template: 'Bearer {secret}' }, pageSize }
  const offset = { request, paging: { style: 'offset', parameter: 'offset' } }
  const numbers = { request, paging: { style: 'page', parameter: 'page' } }

  /** Serves a window of a list that changes before the request with a number. */
  const serving = async (change: (list: ReturnType<typeof entryOf>[], request: number) => void): Promise<string[]> => {
    const list = Array.from({ length: 23 }, (_, n) => entryOf(`e${String(n).padStart(2, '0')}`, 60 + n))
    await answering(({ asked, number }, response) => {
      change(list, number)
      const { searchParams } = asked
      const [from, to] = [searchParams.get('from') ?? '', searchParams.get('to') ?? '~']
      const first = searchParams.has('page') ? (Number(searchParams.get('page')) - 1) * size : Number(searchParams.get('offset'))
      json(response, { items: list.filter(({ t }) => t >= from && t < to).slice(first, first + size) })
    })
    return list.map(({ id }) => id)
  }

  it.each([
    ['by offset', offset],
    ['by number', numbers],
  ])('an entry that vanishes between two pages lets none be skipped, %s', async (_, definition) => {
    const before = await serving((list, number) => {
      if (number === 1) list.splice(2, 1)
    })
    const ran = await source.sync(definitionOf(definition))
    expect(ran).toMatchObject({ code: 0 })
    expect((await source.ids()).sort()).toEqual(before)
  })

  it.each([1, 2, 4, 5, 6, 11])('%i new entries at the top are no loop, by offset', async (count) => {
    const before = await serving((list, number) => {
      if (number === 1) list.unshift(...Array.from({ length: count }, (_, n) => entryOf(`n${String(n).padStart(2, '0')}`, 30 + n)))
    })
    const ran = await source.sync(definitionOf(offset))
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(await source.ids()).toEqual(expect.arrayContaining(before))
  })

  it.each([1, 5])('%i new entries at the top are no loop, by number', async (count) => {
    const before = await serving((list, number) => {
      if (number === 1) list.unshift(...Array.from({ length: count }, (_, n) => entryOf(`n${String(n).padStart(2, '0')}`, 30 + n)))
    })
    const ran = await source.sync(definitionOf(numbers))
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect(await source.ids()).toEqual(expect.arrayContaining(before))
  })

  it('a source that always sends the same page is one', async () => {
    const items = Array.from({ length: size }, (_, n) => entryOf(`e${String(n)}`, 60 + n))
    await answering((_, response) => json(response, { items }))
    const ran = await source.sync(definitionOf(offset))
    expect(ran.code).toBe(4)
    expect(ran.err).toContain('goes round in circles')
  })
})

describe('a page that is shorter than was asked for is not the end by that alone (issue 12.3)', () => {
  const wide = { path: '/log', auth: { template: 'Bearer {secret}' }, pageSize: { parameter: 'limit', min: 1, max: 100 } }
  const asc = { direction: 'asc', by: 'occurrence' }
  const epoch = { parameter: 'to', format: 'epoch_s', inclusive: true }

  /** Serves what is asked for by time, and never more than `most` at once. */
  const capped = async (list: ReturnType<typeof entryOf>[], most: number, isUpwards = false): Promise<void> => {
    await answering(({ asked: { searchParams } }, response) => {
      const [from, to] = [searchParams.get('from') ?? '', searchParams.get('to') ?? '~']
      const end = /^\d+$/.test(to) ? new Date(Number(to) * 1000 + 999).toISOString() : to
      const inside = list.filter(({ t }) => t >= from && (end === to ? t < end : t <= end))
      json(response, { items: (isUpwards ? inside.reverse() : inside).slice(0, Math.min(most, Number(searchParams.get('limit')))) })
    })
  }
  const log = (length: number) => Array.from({ length }, (_, n) => entryOf(`e${String(n).padStart(2, '0')}`, 60 + n))

  it.each([2, 3, 22, 23, 24, 200])('by time, where the tenant sends %i at once at most', async (most) => {
    const all = log(23)
    await capped(all, most)
    expect(await source.sync(definitionOf({ request: wide, paging: { style: 'time' } }))).toMatchObject({ code: 0, err: '' })
    expect((await source.ids()).sort()).toEqual(all.map(({ id }) => id))
  })

  it.each([
    ['upwards', { order: asc }, 23, true],
    ['by whole seconds', { window: { to: epoch } }, 23, false],
    ['with one entry', {}, 1, false],
    ['with one entry, by whole seconds', { window: { to: epoch } }, 1, false],
    ['with none', {}, 0, false],
  ])('by time, %s', async (_, parts, length, isUpwards) => {
    const all = log(length)
    await capped(all, 4, isUpwards)
    const ran = await source.sync(definitionOf({ request: wide, paging: { style: 'time' }, ...parts }))
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect((await source.ids()).sort()).toEqual(all.map(({ id }) => id))
  })

  it('by time, more entries at one moment than the tenant sends at once are told, never skipped', async () => {
    const { t } = entryOf('', 90)
    const all = [...log(5), ...Array.from({ length: 6 }, (_, n) => ({ ...entryOf(`m${String(n)}`, 90), t })), entryOf('last', 120)]
    await capped(all, 3)
    const ran = await source.sync(definitionOf({ request: wide, paging: { style: 'time' } }))
    expect(ran.code).toBe(4)
    expect(ran.err).toContain('share one moment')
    expect(told(ran)).toMatchObject({ complete: false })
  })

  it('by the last entry, one without an id is gone on from the one before it', async () => {
    const all = log(7).map((each, n) => ({ ...each, place: n % 3 === 2 ? null : each.id }))
    await answering(({ asked: { searchParams } }, response) => {
      const first = all.findIndex(({ id }) => id === searchParams.get('after')) + 1
      json(response, { items: all.slice(first, first + 3) })
    })
    const ran = await source.sync(definitionOf({ paging: { style: 'last-item', parameter: 'after', id: '/place' } }))
    expect(ran).toMatchObject({ code: 0, err: '' })
    expect((await source.ids()).sort()).toEqual(all.map(({ id }) => id))
  })
})
