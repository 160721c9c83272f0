import { expect, it } from 'vitest'
import { OnePassword, onePasswordToken } from './onepassword.ts'
import { deskOf, proves, type Source } from './proof.ts'

let onePassword: OnePassword
const source: Source = {
  name: 'onepassword-audit',
  token: onePasswordToken,
  server: () => (onePassword = new OnePassword()).server.listen(),
  expected: () => onePassword.expected(),
}
proves(source)

it('1Password is sent a cursor or a start, never both (case 17)', async () => {
  const server = await source.server()
  const desk = deskOf(server, source)
  expect(await desk.sync()).toMatchObject({ phase: 'idle' })
  const bodies = server.asked.map(({ body }) => Object.keys(JSON.parse(body) as object).sort())
  expect(bodies[0]).toEqual(['limit', 'start_time'])
  expect(bodies.slice(1, 5)).toEqual([['cursor'], ['cursor'], ['cursor'], ['cursor']])
  await desk.close()
  await server.close()
})
