import { expect, it } from 'vitest'
import { startDemoTenant } from '../../demo-tenant/index.ts'
import { OktaLike, oktaToken } from '../okta-like/server.ts'
import okta from '../../resources/connectors/okta-system-log.json' with { type: 'json' }
import tenantIam from '../../resources/connectors/tenant-iam.json' with { type: 'json' }
import { contents, dataFolder, run, type Source } from './killed-sync.ts'
import { inSmallPages } from './sync-support.ts'

/** Three for every change; `KILLS=100` for the long run. */
const attempts = Number(process.env['KILLS'] ?? 3)
const pageSize = 100
/** More pages than are fetched between the kills. */
const total = attempts * 8 * pageSize

/** Two quite different servers: one lists the newest first with cursors, the other by arrival with links, week by week. */
const sources: readonly (readonly [string, () => Promise<Source>])[] = [
  [
    'tenant-iam',
    async () => {
      const tenant = await startDemoTenant({ entries: total, frozen: true })
      return { connector: inSmallPages(tenantIam, pageSize), url: tenant.url, token: tenant.tokens.full, close: () => tenant.close() }
    },
  ],
  [
    'okta-system-log',
    async () => {
      const server = await new OktaLike({ events: total, everyMs: Math.floor((80 * 86_400_000) / total), lateByMs: 600_000 }).listen()
      return { connector: inSmallPages(okta, pageSize), url: server.url, token: oktaToken, close: () => server.close() }
    },
  ],
]

it.each(sources)(
  `%s killed ${attempts} times at random points ends with the entries, the coverage and the columns of an undisturbed sync`,
  async (_, open) => {
    const source = await open()
    const [calm, disturbed] = [dataFolder(), dataFolder()]
    expect(await run(source, calm, null)).toMatchObject({ killed: false, complaint: '' })
    let kills = 0
    for (let attempt = 0; attempt < attempts; attempt++) {
      const ended = await run(source, disturbed, { atPage: 1 + Math.floor(Math.random() * 4), afterMs: Math.random() * 12 })
      if (ended.killed) kills++
    }
    expect(kills).toBeGreaterThanOrEqual(attempts * 0.6)
    const half = await contents(source, disturbed)
    expect(half.entries).toBeGreaterThan(0)
    expect(await run(source, disturbed, null)).toMatchObject({ killed: false, complaint: '' })
    const [wanted, got] = [await contents(source, calm), await contents(source, disturbed)]
    expect(wanted).toMatchObject({ entries: total, gaps: [], unfinished: false })
    expect(got).toEqual(wanted)
    await source.close()
  },
  attempts * 60_000,
)
