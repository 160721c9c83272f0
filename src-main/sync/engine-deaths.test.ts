import { describe, expect, it } from 'vitest'
import { fail } from '@contract/errors.ts'
import type { PageAsked, ServiceParams } from '@contract/service.ts'
import { failureOf, worldWith, type World } from '../../tests/simulation/world.ts'

const gone = () => fail('service-down', 'The data service is not running.')
const text = (body: Uint8Array): string => Buffer.from(body).toString()
/** What stands beside the entries is another at each request. */
const entriesOf = (body: Uint8Array): string => JSON.stringify((JSON.parse(text(body)) as { items: unknown }).items)

/** A service that dies of every page with this entry: while it is inspected, read ahead or committed. */
function deadly(world: World, id: string) {
  const fed: string[] = []
  const leftOut: NonNullable<PageAsked['leftOut']>[] = []
  let isDead = false
  const { call } = world.service
  world.service.call = (name, params) => {
    const { body, asked } = params as Partial<ServiceParams<'sync.ahead'>>
    if (body && text(body).includes(id)) {
      fed.push(entriesOf(body))
      isDead = true
    }
    if (isDead && name !== 'sync.ahead') {
      isDead = false
      return Promise.reject(gone())
    }
    if (name === 'sync.page' && asked?.leftOut) {
      leftOut.push(asked.leftOut)
      // The simulated service knows no items without a text.
      const page = JSON.parse(text(body as Uint8Array)) as { items: unknown[] }
      const without = { ...page, items: page.items.filter((item) => item !== null) }
      return call.call(world.service, name, { ...params, body: Buffer.from(JSON.stringify(without)) }) as never
    }
    if (name === 'sync.inspect' && asked?.leftOut)
      return Promise.resolve({ received: 0, newest: null, last: null, retention: null }) as never
    return call.call(world.service, name, params) as never
  }
  return { fed, leftOut }
}

describe('a page of which the data service dies (issue 12.21)', () => {
  it.each(['e0000', 'e0030', 'e0059'])(
    'is set aside after the second time, with the entry %s in it, and the walk goes on below it',
    async (id) => {
      const world = worldWith(60)
      const { fed, leftOut } = deadly(world, `"${id}"`)
      const kept: [string, string][] = []
      world.keepPage = (_, name, body) => kept.push([name, text(body)])
      await world.sync()
      const times = new Map<string, number>()
      for (const print of fed) times.set(print, (times.get(print) ?? 0) + 1)
      expect(Math.max(...times.values())).toBe(2)
      expect(kept).toHaveLength(1)
      expect(kept[0]?.[1]).toContain(id)
      expect(leftOut).toHaveLength(1)
      expect(leftOut[0]?.find(({ outline }) => outline?.includes(id))).toMatchObject({ cause: 'page-set-aside' })
      // What is missing is what was set aside, and nothing else.
      expect(world.service.stored.size).toBe(60 - (leftOut[0]?.length ?? 0))
      expect(leftOut[0]?.length).toBeLessThanOrEqual(8)
    },
  )

  it('is remembered over a restart: once before it and once after are twice', async () => {
    const world = worldWith(60)
    const { fed } = deadly(world, '"e0030"')
    world.rules = { baseMs: 1, capMs: 1, attempts: 0, retryAfterMinMs: 1, retryAfterMaxMs: 1, limitedAttempts: 0 }
    for (let run = 0; run < 2; run++) expect((await failureOf(world.sync())).error.code).toBe('service-down')
    world.rules = undefined
    await world.sync()
    expect(fed).toHaveLength(2)
    expect(new Set(fed).size).toBe(1)
    expect(world.service.stored.has('e0031')).toBe(false)
    expect(world.service.stored.has('e0059')).toBe(true)
  })

  it('once is forgotten when the page is committed after all', async () => {
    const world = worldWith(60)
    let isFirst = true
    world.service.beforeCommit = (page) => {
      if (page === 3 && isFirst) {
        isFirst = false
        throw gone()
      }
    }
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
    expect([...world.store.values].filter(([key, value]) => key.startsWith('sync.deadly') && value !== null)).toEqual([])
  })

  it('is noted before it is handed over where it is large, should nobody be left to note it', async () => {
    const world = worldWith(8)
    world.tenant.pad = 5 * 1024 * 1024
    const noted: unknown[] = []
    world.service.beforeCommit = () => void noted.push(world.store.get('sync.deadly.acmeacme01'))
    await world.sync()
    expect(noted[0]).toMatchObject({ underWay: [expect.any(String)] })
    expect(world.store.get('sync.deadly.acmeacme01')).toBeNull()
    world.store.set('sync.deadly.acmeacme01', { ...(noted[0] as object) })
    await world.sync()
    expect(world.service.stored).toEqual(world.expected)
  })
})
