import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Elsewhere } from '../../demo-tenant/server/elsewhere.ts'
import { OktaLike, oktaToken, type OktaFault } from '../okta-like/server.ts'
import { openDesk, tenantId, type Desk } from './sync-support.ts'

const minute = 60_000
const day = 86_400_000

const connector = 'okta-system-log'
let okta: OktaLike
let desk: Desk

async function begin(options: ConstructorParameters<typeof OktaLike>[0]): Promise<void> {
  okta = await new OktaLike(options).listen()
  desk = openDesk({ url: okta.url, token: oktaToken, connector })
}
afterEach(async () => {
  await desk.close()
  await okta.close()
})

/** What is kept, by id. */
async function kept(): Promise<Map<string, { sha256: string; late: boolean; status: string; key: number }>> {
  const entries = await desk.entries()
  const found = new Map<string, { sha256: string; late: boolean; status: string; key: number }>()
  for (let key = 0; key < entries; key++) {
    const { entry, flags } = await desk.service.handle('log.entry', { tenant: tenantId, key })
    found.set(entry.id, { sha256: entry.sha256, late: flags.late, status: entry.status, key })
  }
  expect(found.size).toBe(entries)
  return found
}

const ids = (): string[] => okta.events.map(({ uuid }) => uuid).sort()

describe('a System Log of twenty days', () => {
  beforeEach(() => begin({ events: 3000, everyMs: 10 * minute, lateByMs: 20 * minute, behindMs: 2 * day }))

  it('comes week by week, the newest first, although its next link never ends', async () => {
    expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null, run: { inserted: 3000, invalid: 0 } })
    const { gaps, intervals, unfinished } = await desk.service.handle('sync.state', { tenant: tenantId })
    expect({ gaps, unfinished }).toEqual({ gaps: [], unfinished: null })
    expect(intervals[0]?.from).toBe(okta.now - 90 * day)
    expect(intervals.at(-1)?.to).toBeGreaterThanOrEqual(okta.now)
    expect([...(await kept()).keys()].sort()).toEqual(ids())
    const asked = okta.requests.map(({ url }) => Date.parse(url.searchParams.get('since') ?? ''))
    expect(asked[0]).toBeGreaterThan(okta.now - 8 * day)
    expect([...asked]).toEqual([...asked].sort((a, b) => b - a))
    expect(okta.requests.every(({ authorization }) => authorization === `SSWS ${oktaToken}`)).toBe(true)
  })

  it('cut off and gone on with a day later, reaches up to that day', async () => {
    okta.faultOf = (request) => (request >= 1 ? 'unavailable' : null)
    expect(await desk.sync()).toMatchObject({ phase: 'paused' })
    okta.faultOf = () => null
    okta.now += day
    okta.arrive(okta.now - 3 * minute)
    expect(await desk.sync()).toMatchObject({ phase: 'idle' })
    const { gaps, intervals } = await desk.service.handle('sync.state', { tenant: tenantId })
    expect(gaps).toEqual([])
    expect(intervals.at(-1)?.to).toBeGreaterThanOrEqual(okta.now)
    expect([...(await kept()).keys()].sort()).toEqual(ids())
  })

  it('says of each entry who, whom, what and how it ended, in three values', async () => {
    await desk.sync()
    const entries = await kept()
    const entry = async (n: number) => {
      const { key } = entries.get(`okta-${String(n).padStart(7, '0')}`) as { key: number }
      return (await desk.service.handle('log.entry', { tenant: tenantId, key })).entry
    }
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => entry(2400 + n)))
    expect(results.map(({ status }) => status)).toEqual([
      'success', 'success', 'success', 'failed', 'failed', 'unknown', 'unknown', 'unknown',
    ]) // prettier-ignore
    expect(await entry(2400)).toMatchObject({
      action: 'group_member_add',
      actionVerbatim: 'group.user_membership.add',
      actor: { email: 'ada@acme.test', name: 'ada', id: '00uada' },
      target: { type: 'user', email: 'grace@acme.test' },
      resource: { type: 'group', id: '00gadmins', name: 'Administrators' },
      ip: '198.51.100.150',
      userAgent: 'curl/8.1',
      requestId: 'req2400',
    })
    expect(await entry(2402)).toMatchObject({ changes: { before: '{"title":"Engineer"}', after: '{"title":"Lead 2402"}' } })
    expect(await entry(2403)).toMatchObject({ resource: { type: 'policy', name: 'Catch-all' }, reason: { code: 'INVALID_CREDENTIALS' } })
  })

  it('takes up what arrived late, and says that it is late', async () => {
    await desk.sync()
    const late = okta.arrive(okta.now - 30 * minute)
    const fresh = okta.arrive(okta.now + minute)
    expect(await desk.sync()).toMatchObject({ phase: 'idle', run: { inserted: 2, late: 1, drifted: 0 } })
    const entries = await kept()
    expect([entries.get(late.uuid)?.late, entries.get(fresh.uuid)?.late]).toEqual([true, false])
    expect([...entries.keys()].sort()).toEqual(ids())
  })
})

it('a next link to another server is refused, and the token stays home', async () => {
  await begin({ events: 1500 })
  const elsewhere = new Elsewhere()
  await elsewhere.listen()
  okta.elsewhere = new URL(elsewhere.url).origin
  okta.faultOf = () => 'elsewhere'
  const ended = await desk.sync()
  expect(ended).toMatchObject({ phase: 'failed', error: { code: 'cross-origin-next' } })
  expect(JSON.stringify(ended)).not.toContain(oktaToken)
  expect([elsewhere.requests, elsewhere.withAuthorization]).toEqual([0, 0])
  await elsewhere.close()
  // What was fetched is kept, and the next sync does not follow what misled it.
  expect(await desk.entries()).toBe(1000)
  okta.faultOf = () => null
  expect(await desk.sync()).toMatchObject({ phase: 'idle' })
  expect([...(await kept()).keys()].sort()).toEqual(ids())
})

it('a token that is refused, and a log that may not be read, are told as such', async () => {
  await begin({ events: 10 })
  const refused = openDesk({ url: okta.url, token: 'another', connector })
  expect(await refused.sync()).toMatchObject({ phase: 'failed', error: { code: 'unauthorized' } })
  await refused.close()
})

it('whatever fails on the way, the entries and the coverage are those of an undisturbed sync', async () => {
  const fault = fc.constantFrom<OktaFault>('limited', 'unavailable', 'truncated', 'cursor-gone', 'duplicate')
  await begin({ events: 2500, everyMs: 12 * minute, lateByMs: 15 * minute })
  await desk.sync()
  const calm = { digest: await desk.digest(), state: await desk.service.handle('sync.state', { tenant: tenantId }) }
  const shape = ({ intervals, gaps, unfinished }: typeof calm.state) => ({ spans: intervals.map(({ from, to, sweeps }) => ({ from, to, sweeps })), gaps, unfinished }) // prettier-ignore
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.nat({ max: 18 }).map(String), fault, { maxKeys: 6 }), async (plan) => {
      const disturbed = openDesk({ url: okta.url, token: oktaToken, connector })
      const begun = okta.requests.length
      okta.faultOf = (request) => plan[String(request - begun)] ?? null
      for (let attempt = 0; attempt < 5; attempt++) if ((await disturbed.sync()).phase === 'idle') break
      expect(await disturbed.digest()).toBe(calm.digest)
      expect(shape(await disturbed.service.handle('sync.state', { tenant: tenantId }))).toEqual(shape(calm.state))
      await disturbed.close()
      okta.faultOf = () => null
    }),
    { numRuns: 8 },
  )
})
