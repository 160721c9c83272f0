import { expect, it } from 'vitest'
import { Auth0, auth0Token } from './auth0.ts'
import { deskOf, proves, type Source } from './proof.ts'

let auth0: Auth0
const source: Source = {
  name: 'auth0-logs',
  token: auth0Token,
  server: () => (auth0 = new Auth0()).server.listen(),
  expected: () => auth0.expected(),
}
proves(source)

it('Auth0 is asked by criteria once, and goes on from there by log id, without anything that it would ignore', async () => {
  const server = await source.server()
  const desk = deskOf(server, source)
  expect(await desk.sync()).toMatchObject({ phase: 'idle' })
  const asked = server.asked.map(({ url }) => [...url.searchParams.keys()].sort())
  expect(asked[0]).toEqual(expect.arrayContaining(['per_page', 'q', 'sort']))
  expect(asked.slice(1, 4)).toEqual([
    ['from', 'take'],
    ['from', 'take'],
    ['from', 'take'],
  ])
  await desk.close()
  await server.close()
})
