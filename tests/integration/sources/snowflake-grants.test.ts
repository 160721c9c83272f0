import { expect, it } from 'vitest'
import { definitionOf } from '../../../src-main/connector/built-in.ts'
import { compileConnector } from '../../../src-main/data-service/connector/compile.ts'
import { deskOf, proves, type Source } from './proof.ts'
import { Snowflake, snowflakeToken } from './snowflake.ts'

let snowflake: Snowflake
const source: Source = {
  name: 'snowflake-grants',
  token: snowflakeToken,
  server: () => (snowflake = new Snowflake()).server.listen(),
  expected: () => snowflake.expected(),
}
proves(source)

it('an answer of Snowflake that is only the first of several partitions is refused, not taken for all', async () => {
  const server = await source.server()
  snowflake.partitions = 2
  const desk = deskOf(server, source)
  expect((await desk.sync()).phase).not.toBe('idle')
  expect(await desk.entries()).toBe(0)
  await desk.close()
  await server.close()
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
