import { expect, it } from 'vitest'
import { definitionOf } from '../../../src-main/connector/built-in.ts'
import { compileConnector } from '../../../src-main/data-service/connector/compile.ts'
import { connectorDefinition } from '@contract/connector.ts'
import { tenantId, type Desk } from '../sync-support.ts'
import { deskOf, expectAll, proves, type Source } from './proof.ts'
import { Snowflake, snowflakeToken } from './snowflake.ts'

let snowflake: Snowflake
const source: Source = {
  name: 'snowflake-grants',
  token: snowflakeToken,
  server: () => (snowflake = new Snowflake()).server.listen(),
  expected: () => snowflake.expected(),
}
proves(source)

async function desk(prepare: (of: Snowflake) => void): Promise<Desk & { readonly end: () => Promise<void> }> {
  const server = await source.server()
  prepare(snowflake)
  const { job, ...rest } = definitionOf('snowflake-grants')
  const connector = connectorDefinition.parse({ ...rest, job: { ...job, everySeconds: 0.1 } })
  const opened = deskOf(server, { ...source, connector })
  return { ...opened, end: () => opened.close().then(() => server.close()) }
}

it('all partitions of an answer of Snowflake are fetched, compressed ones, too', async () => {
  const { sync, end, ...opened } = await desk((of) => (of.partitions = 4))
  expect(await sync()).toMatchObject({ phase: 'idle', error: null })
  expect(snowflake.server.asked.filter(({ url }) => url.searchParams.get('partition') === '3').length).toBeGreaterThan(0)
  await expectAll({ sync, ...opened }, snowflake.expected())
  await end()
})

it('all partitions come through refusals and cut connections', async () => {
  const { sync, end, ...opened } = await desk((of) => (of.partitions = 4))
  const faults = ['limited', 'half', 'unavailable', 'reset'] as const
  snowflake.server.faultOf = (request) => (request % 2 === 1 && request < 30 ? (faults[(request >> 1) % faults.length] ?? null) : null)
  for (let attempt = 0; attempt < 6; attempt++) if ((await sync()).phase === 'idle') break
  await expectAll({ sync, ...opened }, snowflake.expected())
  await end()
})

it('a statement that takes longer is asked about until it is done', async () => {
  const { sync, told, end, ...opened } = await desk((of) => {
    of.running = 3
    of.partitions = 2
  })
  expect(await sync()).toMatchObject({ phase: 'idle', error: null })
  expect(told.map(({ error }) => error?.code)).toContain('job-pending')
  await expectAll({ sync, told, ...opened }, snowflake.expected())
  await end()
})

it('a partition of a statement that has expired is asked for by a new statement; nothing is there twice', async () => {
  const { sync, end, ...opened } = await desk((of) => (of.partitions = 3))
  snowflake.server.faultOf = (request) => {
    if (request === 2) snowflake.expired.add('01b2c3d4-0000')
    return null
  }
  expect(await sync()).toMatchObject({ phase: 'idle', error: null })
  expect(snowflake.server.asked.filter(({ url }) => url.pathname.includes('01b2c3d4-0000')).length).toBe(2)
  await expectAll({ sync, ...opened }, snowflake.expected())
  await end()
})

it('partitions that have fewer rows than the answer says are not called whole', async () => {
  const { sync, service, end } = await desk((of) => {
    of.partitions = 3
    of.missing = 1
  })
  expect((await sync()).phase).toBe('failed')
  expect((await service.handle('sync.state', { tenant: tenantId })).intervals).toEqual([])
  await end()
})

it('a row of the views, as Snowsight exports it, is two entries: the grant and its revocation', () => {
  const definition = definitionOf('snowflake-grants')
  const { mapItem, partsOf } = compileConnector({ ...definition, entry: definition.files?.forms[0]?.entry ?? definition.entry })
  const row = {
    CREATED_ON: '2026-03-01 10:00:00.123 -0800',
    DELETED_ON: '2026-03-05 11:00:00.000 -0800',
    ROLE: 'ACCOUNTADMIN',
    GRANTED_TO: 'USER',
    GRANTEE_NAME: 'BEN',
    GRANTED_BY: 'SECURITYADMIN',
  }
  const text = JSON.stringify(row)
  const entries = (partsOf?.(text, Buffer.from(text)) ?? []).map(({ item }) => mapItem(item, { id: () => 'none' }))
  const both = {
    resource: { type: 'role', name: 'ACCOUNTADMIN' },
    targets: [{ type: 'user', name: 'BEN' }],
    actor: { name: 'SECURITYADMIN' },
  }
  expect(entries).toMatchObject([
    {
      action: 'role_assign',
      actionVerbatim: 'GRANT ROLE',
      occurredAt: Date.UTC(2026, 2, 1, 18, 0, 0, 123),
      ...both,
      changes: { after: { role: 'ACCOUNTADMIN' } },
    },
    {
      action: 'role_revoke',
      actionVerbatim: 'REVOKE ROLE',
      occurredAt: Date.UTC(2026, 2, 5, 19),
      ...both,
      changes: { before: { role: 'ACCOUNTADMIN' } },
    },
  ])
  expect(new Set(entries.map(({ id }) => id)).size).toBe(2)
})
