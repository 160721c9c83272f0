import { expect, it } from 'vitest'
import { secretsText } from '../../../src-main/credentials/secrets-text.ts'
import { Entra, entraClient } from './entra.ts'
import { deskOf, expectAll, proves, type Source } from './proof.ts'

let entra: Entra
const source: Source = {
  name: 'entra-directory-audits',
  get token() {
    return secretsText({ ...entraClient, tokenUrl: `${entra.server.url}/acme.onmicrosoft.com/oauth2/v2.0/token` })
  },
  server: () => (entra = new Entra()).server.listen(),
  expected: () => entra.expected(),
  rounds: 3,
}
proves(source)

it('a token of Entra that is revoked while pages are fetched is renewed, and nobody learns of it', async () => {
  const server = await source.server()
  const desk = deskOf(server, source)
  const before = server.faultOf
  server.faultOf = (request) => {
    // Somebody else obtained a newer one: the old is refused.
    if (request === 2) entra.tokens++
    return before(request)
  }
  expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null })
  await expectAll(desk, entra.expected())
  expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(2)
  await desk.close()
  await server.close()
})

it('wrong credentials of Entra are told as such, without them', async () => {
  const server = await source.server()
  const wrong = secretsText({
    ...entraClient,
    clientSecret: 'canary-of-another',
    tokenUrl: `${server.url}/acme.onmicrosoft.com/oauth2/v2.0/token`,
  })
  const desk = deskOf(server, source, wrong)
  const ended = await desk.sync()
  expect(ended).toMatchObject({ phase: 'failed', error: { code: 'unauthorized' } })
  expect(JSON.stringify([ended, desk.told])).not.toContain('canary')
  await desk.close()
  await server.close()
})
