import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readSecrets, secretsText, secretTexts } from '../../credentials/secrets-text.ts'
import { define } from '../../connector/fixtures/define.ts'
import { AppFailure } from '@contract/errors.ts'
import type { Secrets } from '@contract/connector-credentials.ts'
import type { Fetch } from '../ports.ts'
import { requestBuilder } from '../request-builder.ts'
import { TenantClient } from '../tenant-client.ts'
import { awsHeaders, regionIn } from './aws-signature.ts'

type Parts = Readonly<Record<string, unknown>>

const base = 'https://api.acme.test/v1'
const now = Date.UTC(2026, 10, 30, 12)
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const serviceAccount = JSON.stringify({
  type: 'service_account', project_id: 'acme-audit', client_email: 'audit@acme.iam.example', private_key_id: 'k1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }), token_uri: 'https://oauth2.example.com/token',
}) // prettier-ignore

interface Seen {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** A source whose tokens are numbered and good as long as `isGood` says so, and its token endpoint. */
class World {
  readonly asked: Seen[] = []
  readonly pages: Seen[] = []
  time = now
  expiresIn: number | undefined = 3600
  refuses = 0
  isGood = (_: string): boolean => true
  more: Parts = {}

  readonly fetch: Fetch = (url, init) => {
    const seen = { url, headers: init.headers as Record<string, string>, body: typeof init.body === 'string' ? init.body : '' }
    if (new URL(url).pathname.endsWith('/token')) {
      this.asked.push(seen)
      if (this.refuses > 0) return json({ error: 'invalid_client', error_description: `wrong secret s3cret-of-the-client` }, this.refuses)
      return json({ access_token: `token-number-${this.asked.length}`, token_type: 'Bearer', expires_in: this.expiresIn, ...this.more })
    }
    this.pages.push(seen)
    const token = (seen.headers['Authorization'] ?? '').replace('Bearer ', '')
    return this.isGood(token) ? json({ items: [] }) : json({ error: `token ${token} was revoked` }, 401)
  }

  client(credentials: Parts | undefined, secrets: Secrets, parts: Parts = {}): TenantClient {
    const definition = define({ schema: 2, ...parts, request: { credentials, ...(parts['request'] as object | undefined) } })
    const clock = { now: () => this.time, after: () => () => {} }
    return new TenantClient({ fetch: this.fetch, clock, builder: requestBuilder(definition), url: base, token: secretsText(secrets) })
  }
}

const json = (body: unknown, status = 200): Promise<Response> =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }))
const page = (client: TenantClient) =>
  client.page({ window: { from: null, to: null }, cursor: null, limit: 100 }, new AbortController().signal)
const failure = async (client: TenantClient) => {
  const thrown: unknown = await page(client).catch((error: unknown) => error)
  return thrown instanceof AppFailure ? thrown.error : null
}
const clientCredentials = {
  style: 'client-credentials',
  tokenUrl: 'https://login.example.com/{tenantId}/token',
  scope: 'read',
  parameters: { audience: 'a' },
  needsTenantId: true,
}
const client = { clientId: 'the-client', clientSecret: 's3cret-of-the-client', tenantId: 'acme' }

describe('a token that is obtained', () => {
  it('with the credentials of a client, is asked for once and sent with every page', async () => {
    const world = new World()
    const asking = world.client(clientCredentials, client)
    await Promise.all([page(asking), page(asking)])
    expect(world.asked.map(({ url }) => url)).toEqual(['https://login.example.com/acme/token'])
    expect(Object.fromEntries(new URLSearchParams(world.asked[0]?.body))).toEqual({
      grant_type: 'client_credentials', client_id: 'the-client', client_secret: 's3cret-of-the-client', scope: 'read', audience: 'a',
    }) // prettier-ignore
    expect(world.pages.map(({ headers }) => headers['Authorization'])).toEqual(['Bearer token-number-1', 'Bearer token-number-1'])
  })

  it('can be asked for with the client in a header, on the tenant’s own origin, or where a person says', async () => {
    const world = new World()
    await page(
      world.client({ style: 'client-credentials', tokenUrl: '/oauth/token', clientIn: 'basic' }, { ...client, clientSecret: 'a:b c' }),
    )
    expect(world.asked[0]).toMatchObject({
      url: 'https://api.acme.test/oauth/token',
      headers: { Authorization: `Basic ${Buffer.from('the-client:a%3Ab%20c').toString('base64')}` },
    })
    expect(world.asked[0]?.body).toBe('grant_type=client_credentials')
    await page(world.client(clientCredentials, { ...client, tokenUrl: 'http://127.0.0.1:9/token' }))
    expect(world.asked[1]?.url).toBe('http://127.0.0.1:9/token')
    expect(await failure(world.client(clientCredentials, { ...client, tokenUrl: 'http://login.example.com/token' }))).toMatchObject({
      code: 'invalid-request',
    })
    expect(world.asked).toHaveLength(2)
  })

  it('can be asked for an audience on the tenant’s own origin', async () => {
    const world = new World()
    const style = { style: 'client-credentials', tokenUrl: '/oauth/token', parameters: { audience: '{origin}/api/v2/' } }
    await page(world.client(style, client))
    expect(new URLSearchParams(world.asked[0]?.body).get('audience')).toBe('https://api.acme.test/api/v2/')
  })

  it('is renewed before it expires, and once when it is refused', async () => {
    const world = new World()
    const asking = world.client(clientCredentials, client)
    await page(asking)
    world.time += 3_550_000
    await page(asking)
    expect(world.asked).toHaveLength(2)
    world.isGood = (token) => token === 'token-number-3'
    await page(asking)
    expect([world.asked.length, world.pages.length]).toEqual([3, 4])
    world.isGood = () => false
    expect(await failure(asking)).toMatchObject({ code: 'unauthorized' })
    expect([world.asked.length, world.pages.length]).toEqual([4, 6])
  })

  it('is in no failure, nor is anything that it was obtained with', async () => {
    const world = new World()
    world.isGood = () => false
    expect(JSON.stringify(await failure(world.client(clientCredentials, client)))).not.toMatch(/token-number|s3cret/)
    world.refuses = 401
    const refused = await failure(world.client(clientCredentials, client))
    expect(refused).toMatchObject({ code: 'unauthorized', message: expect.stringContaining('https://login.example.com') as unknown })
    expect(JSON.stringify(refused)).not.toContain('s3cret')
    world.refuses = 503
    expect(await failure(world.client(clientCredentials, client))).toMatchObject({ code: 'tenant-unavailable' })
  })

  it('with a refresh token, goes on with the one that came with it', async () => {
    const world = new World()
    world.more = { refresh_token: 'the-second-refresh-token' }
    const asking = world.client(
      { style: 'refresh-token', tokenUrl: 'https://login.example.com/token' },
      { clientId: 'c', refreshToken: 'the-first-refresh-token' },
    )
    await page(asking)
    world.isGood = (token) => token === 'token-number-2'
    await page(asking)
    expect(world.asked.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'the-first-refresh-token', client_id: 'c' },
      { grant_type: 'refresh_token', refresh_token: 'the-second-refresh-token', client_id: 'c' },
    ])
  })

  it('with the key of a service account, is asked for by a signed assertion', async () => {
    const world = new World()
    const style = { style: 'jwt-bearer', tokenUrl: 'https://oauth2.example.com/token', scope: 'read.only', subject: 'required' }
    await page(world.client(style, { serviceAccount, subject: 'admin@acme.test' }))
    const { grant_type, assertion = '' } = Object.fromEntries(new URLSearchParams(world.asked[0]?.body))
    expect(grant_type).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const [head = '', claims = '', signature = ''] = assertion.split('.')
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
    expect(read(head)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' })
    expect(read(claims)).toEqual({
      iss: 'audit@acme.iam.example', sub: 'admin@acme.test', scope: 'read.only', aud: 'https://oauth2.example.com/token', iat: now / 1000, exp: now / 1000 + 3600,
    }) // prettier-ignore
    expect(
      verify(
        'RSA-SHA256',
        Buffer.from(`${head}.${claims}`),
        createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true)
    expect(await failure(world.client(style, { serviceAccount }))).toMatchObject({ code: 'no-token' })
    const wrong = await failure(
      world.client(style, { serviceAccount: '{"client_email":"x","private_key":"not-a-key-at-all"}', subject: 's' }),
    )
    expect([wrong?.code, JSON.stringify(wrong).includes('not-a-key')]).toEqual(['unauthorized', false])
  })

  it('is not asked for where one is given, by whatever style', async () => {
    const world = new World()
    for (const style of [clientCredentials, { style: 'aws', service: 'cloudtrail' }, undefined])
      await page(world.client(style, { token: 'ready-made' }))
    expect([world.asked.length, world.pages.map(({ headers }) => headers['Authorization'])]).toEqual([
      0,
      Array(3).fill('Bearer ready-made'),
    ])
  })

  it('is not asked for where something is missing', async () => {
    const world = new World()
    const told = await failure(world.client(clientCredentials, { clientId: 'c', tenantId: 't' }))
    expect([told?.code, told?.message, world.asked.length]).toEqual(['no-token', 'The client secret is missing, so nothing was asked.', 0])
  })
})

describe('other credentials', () => {
  it('are two secrets in two headers', async () => {
    const world = new World()
    const style = { style: 'token', second: { header: 'DD-Application-Key' } }
    await page(
      world.client(
        style,
        { token: 'first-key', secondSecret: 'second-key' },
        { request: { auth: { header: 'DD-Api-Key', template: '{secret}' } } },
      ),
    )
    expect(world.pages[0]?.headers).toMatchObject({ 'DD-Api-Key': 'first-key', 'DD-Application-Key': 'second-key' })
  })

  it('sign a request as AWS documents it', () => {
    // The vector get-vanilla of AWS’s own test suite.
    const key = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'us-east-1', service: 'service' }
    const headers = awsHeaders(
      { url: 'https://example.amazonaws.com/', method: 'GET', body: null, headers: {} },
      key,
      Date.UTC(2015, 7, 30, 12, 36),
    )
    expect(headers['X-Amz-Date']).toBe('20150830T123600Z')
    expect(headers['Authorization']).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    )
    expect(
      ['https://cloudtrail.eu-west-1.amazonaws.com', 'https://127.0.0.1:1', 'https://x.us-gov-west-1.amazonaws.com'].map(regionIn),
    ).toEqual(['eu-west-1', null, 'us-gov-west-1'])
  })

  it('are one text to the vault, and a ready token is kept as ever', () => {
    for (const secrets of [client, { token: 'abc' }, { token: 'a', secondSecret: 'b' }, { serviceAccount }])
      expect(readSecrets(secretsText(secrets))).toEqual(secrets)
    expect([secretsText({ token: 'abc' }), readSecrets('{"not":"ours"}'), readSecrets('{"broken')]).toEqual([
      'abc',
      { token: '{"not":"ours"}' },
      { token: '{"broken' },
    ])
    const lines = secretTexts({ serviceAccount, clientId: 'c' })
    expect(lines.length).toBeGreaterThan(20)
    expect(lines).not.toContain('c')
  })
})
