import { expect, it } from 'vitest'
import { Random } from '../../demo-tenant/data/random.ts'
import { startDemoTenant, type Fault } from '../../demo-tenant/index.ts'
import { OktaLike, oktaToken, type OktaFault } from '../okta-like/server.ts'
import { contents, dataFolder, run, type Source } from './killed-sync.ts'
import oktaSystemLog from '../../resources/connectors/okta-system-log.json' with { type: 'json' }
import tenantIam from '../../resources/connectors/tenant-iam.json' with { type: 'json' }
import type { Picture } from './picture.ts'
import { inSmallPages } from './sync-support.ts'

/** Three for every change; `KILLS=100` for the long run. */
const rounds = Number(process.env['KILLS'] ?? 3)
/** Printed when it fails, to be given again. What is not the same again is the moment of a kill. */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))
const pageSize = 200
const total = (3 + rounds) * pageSize
const [minute, hour, day] = [60_000, 3600_000, 24 * 3600_000]

interface TroubledSource extends Source {
  /** Something else goes wrong from here on, and something arrives: now, late, ahead of its time, or not as the schema wants it. */
  readonly trouble: () => Promise<void>
  /** Nothing goes wrong any more, and all that came late is old enough to be found by the sweeps. */
  readonly calm: () => Promise<void>
}

/** Answers that are no page, pages that are wrong, pages that are right and not as they should be. */
const faults: readonly Fault[] = [
  { kind: 'server-error', status: 500 },
  { kind: 'server-error', status: 503 },
  { kind: 'rate-limit-seconds', retryAfter: 0.2 },
  { kind: 'forbidden' },
  { kind: 'html' },
  { kind: 'cursor-expired' },
  { kind: 'reset' },
  { kind: 'reset-body' },
  { kind: 'hang-body' },
  { kind: 'drip' },
  { kind: 'truncated' },
  { kind: 'invalid-json' },
  { kind: 'not-a-page' },
  { kind: 'empty' },
  { kind: 'duplicate-page' },
  { kind: 'cursor-loop' },
  { kind: 'cursor-stuck' },
  { kind: 'reordered' },
  { kind: 'repeated' },
  { kind: 'huge-page', bytes: 8_000_000, aboveLimit: 60 },
]

const oktaFaults: readonly OktaFault[] = [
  'limited',
  'unavailable',
  'truncated',
  'cursor-gone',
  'duplicate',
  'elsewhere',
  'reset',
  'half',
  'repeated',
]

async function openDemo(random: Random): Promise<TroubledSource> {
  const tenant = await startDemoTenant({ entries: total, seed, frozen: true })
  return {
    connector: inSmallPages(tenantIam, pageSize),
    url: tenant.url,
    token: tenant.tokens.full,
    trouble: async () => {
      tenant.append({ count: random.below(4) })
      tenant.append({ count: random.below(4), late: true })
      tenant.append({ count: random.below(2), late: -random.between(minute, hour) })
      tenant.append({ count: random.below(3), late: true, misshapen: true })
      const chosen = random.sample(faults, random.below(4))
      await tenant.setFault(chosen.map((fault) => ({ ...fault, after: random.below(5), times: 1 + random.below(3) })))
    },
    calm: async () => {
      await tenant.setFault(null)
      tenant.clock.advance(8 * day)
    },
    close: () => tenant.close(),
  }
}

async function openOkta(random: Random): Promise<TroubledSource> {
  const okta = await new OktaLike({
    events: total,
    everyMs: Math.floor((80 * day) / total),
    lateByMs: 10 * minute,
    behindMs: 9 * day,
  }).listen()
  return {
    connector: inSmallPages(oktaSystemLog, pageSize),
    url: okta.url,
    token: oktaToken,
    trouble: () => {
      for (let n = random.below(4); n > 0; n--) okta.arrive(okta.now - Math.floor(random.between(0, 48 * hour)))
      if (random.chance(0.3)) okta.arrive(okta.now + Math.floor(random.between(minute, hour)))
      if (random.chance(0.5)) okta.arrive(okta.now - Math.floor(random.between(0, 48 * hour)), { actor: null })
      const from = okta.requests.length
      const planned = new Map(random.sample(oktaFaults, random.below(4)).map((fault) => [from + random.below(8), fault]))
      okta.faultOf = (request) => planned.get(request) ?? null
      return Promise.resolve()
    },
    calm: () => {
      okta.faultOf = () => null
      okta.now += 8 * day
      return Promise.resolve()
    },
    close: () => okta.close(),
  }
}

/** Where what counts as settled ends, ms. */
const settledTo = ({ coverage }: Picture): number => Math.max(...coverage.filter(({ settled }) => settled).map(({ to }) => to))

it.each([
  ['tenant-iam', openDemo],
  ['okta-system-log', openOkta],
] as const)(
  `%s, with faults and kills at random in ${rounds} rounds, ends with the entries, the coverage and the answers of an undisturbed sync`,
  async (_, open) => {
    const random = new Random(seed)
    const source = await open(random)
    const [calm, disturbed] = [dataFolder(), dataFolder()]
    let kills = 0
    for (let round = 0; round < rounds; round++) {
      await source.trouble()
      const kill = random.chance(0.8) ? { atPage: 1 + random.below(4), afterMs: random.between(0, 12) } : null
      const { killed, complaint } = await run(source, disturbed, kill, { patienceMs: 500 })
      if (killed) kills++
      // Stopped for a person, or paused: nothing else ends a sync.
      else if (complaint !== '') expect(complaint).toMatch(/The sync ended (failed|paused): [a-z-]+\n/)
    }
    // In a few rounds each may meet a fault before the page at which it would be killed.
    expect(kills, `seed ${seed}`).toBeGreaterThanOrEqual(Math.floor(rounds / 20))
    await source.calm()
    for (const folder of [calm, disturbed]) expect(await run(source, folder, null), `seed ${seed}`).toMatchObject({ complaint: '' })

    const [wanted, got] = [await contents(source, calm, false), await contents(source, disturbed, false)]
    expect(wanted).toMatchObject({ gaps: [], unfinished: false })
    expect({ ...got, coverage: null }, `seed ${seed}`).toEqual({ ...wanted, coverage: null })
    // Fetched when the tenant still kept eight days more, and settled up to the last step of the sweeps.
    expect(got.coverage[0]?.from, `seed ${seed}`).toBeLessThanOrEqual(wanted.coverage[0]?.from ?? 0)
    expect(got.coverage.at(-1)?.to, `seed ${seed}`).toBe(wanted.coverage.at(-1)?.to)
    expect(settledTo(got), `seed ${seed}`).toBeLessThanOrEqual(settledTo(wanted))
    expect(settledTo(got), `seed ${seed}`).toBeGreaterThan(settledTo(wanted) - 6 * hour)
    await source.close()
  },
  rounds * 60_000,
)
