import { expect, it } from 'vitest'
import { connectorDefinition, type ConnectorDefinition } from '@contract/connector.ts'
import tenantIam from '../../resources/connectors/tenant-iam.json' with { type: 'json' }
import { Random } from '../../demo-tenant/data/random.ts'
import { cursorKinds, startDemoTenant, type CursorKind, type DemoTenant } from '../../demo-tenant/index.ts'
import { dataFolder, run, type Source } from './killed-sync.ts'
import { inSmallPages, openDesk, tenantId } from './sync-support.ts'

/** One story of interruptions for each kind of cursor; `KILLS=100` for twenty-five. */
const stories = Math.ceil(Number(process.env['KILLS'] ?? 4) / 4)
/** Printed when it fails, to be given again. What is not the same again is the moment of a kill. */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))
const [second, minute, day] = [1000, 60_000, 86_400_000]
const total = 1500

interface Listed {
  readonly id: string
  readonly time: number
}

const small = inSmallPages(tenantIam, 100)
const counted: ConnectorDefinition = connectorDefinition.parse({
  ...small,
  paging: { style: 'offset', parameter: 'offset' },
  stop: { emptyPage: true },
})

const kinds: readonly (readonly [string, CursorKind, ConnectorDefinition])[] = [
  ...cursorKinds.map((kind) => [kind, kind, small] as const),
  ['paging.style offset', 'offset', counted],
]

/** Everything that the tenant gives, asked for in one go. */
async function given({ url, tokens }: DemoTenant): Promise<Listed[]> {
  const listed: Listed[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const asked = new URL(`/api/v1/iam/audit-logs?order=desc&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`, url)
    const answer = await fetch(asked, { headers: { authorization: `Bearer ${tokens.full}` } })
    const page = (await answer.json()) as { items: { id: string; timestamp: string }[]; next_cursor: string | null }
    listed.push(...page.items.map(({ id, timestamp }) => ({ id, time: Date.parse(timestamp) })))
    cursor = page.next_cursor
  }
  return listed
}

/** What is in a cache, and what it says that it has. */
async function kept({ url, token, connector }: Source, folder: string) {
  const { service, close } = openDesk({ url, token, connector, dataFolder: folder })
  const { entries } = await service.handle('tenant.open', { tenant: tenantId, connector })
  const ids = new Set<string>()
  for (let key = 0; key < entries; key++) ids.add((await service.handle('log.entry', { tenant: tenantId, key })).entry.id)
  const { intervals, gaps } = await service.handle('coverage.get', { tenant: tenantId })
  const { unfinished } = await service.handle('sync.state', { tenant: tenantId })
  await close()
  return { ids, gaps, unfinished, covers: (time: number) => intervals.some(({ from, to }) => time >= from && time < to) }
}

it.each(kinds)(
  `with %s cursors, killed, cancelled, limited and gone on with in ${stories} stories: what counts as fetched is here, and in the end everything is (issue 12.1)`,
  async (_, cursors, connector) => {
    const random = new Random(seed)
    for (let story = 0; story < stories; story++) {
      const tenant = await startDemoTenant({ entries: total, seed: seed + story, frozen: true, cursors })
      const source: Source = { connector, url: tenant.url, token: tenant.tokens.full, close: () => tenant.close() }
      const folder = dataFolder()
      const late = new Set<string>()
      const arrive = (): void => {
        tenant.clock.advance(second)
        tenant.append({ count: random.below(4) })
      }
      const happened = `seed ${seed}, story ${story}`
      for (let left = 2 + random.below(3); left > 0; left--) {
        const present = (await given(tenant)).filter(({ id }) => !late.has(id))
        const kill = { atPage: 1 + random.below(5), afterMs: random.between(0, 12), isCancel: random.chance(0.3) }
        const since = random.chance(0.3) ? tenant.clock.now() - Math.floor(random.between(1, 500) * day) : null
        expect(await run(source, folder, kill, { since, page: arrive }), happened).toMatchObject({
          complaint: '',
        })
        const { ids, covers } = await kept(source, folder)
        expect(
          present.filter(({ id, time }) => covers(time) && !ids.has(id)),
          happened,
        ).toEqual([])
        tenant.clock.advance(Math.floor(random.between(second, 40 * minute)))
        tenant.append({ count: random.below(20) })
        for (const id of tenant.append({ count: random.below(3), late: 12 * minute })) late.add(id)
      }
      expect(await run(source, folder, null), happened).toMatchObject({ killed: false, complaint: '' })
      expect(tenant.api.cursors.foreign, happened).toBe(0)
      const { ids, gaps, unfinished, covers } = await kept(source, folder)
      const everything = await given(tenant)
      expect(
        everything.filter(({ id, time }) => !ids.has(id) || !covers(time)),
        happened,
      ).toEqual([])
      expect({ entries: ids.size, gaps, unfinished }, happened).toEqual({ entries: everything.length, gaps: [], unfinished: null })
      await source.close()
    }
  },
  stories * 120_000,
)
