import type { ConnectorDefinition } from '@contract/connector.ts'
import type { CredentialStyle, Secrets } from '@contract/connector-credentials.ts'
import { secretTexts } from '../../credentials/secrets-text.ts'
import type { Clock, Fetch } from '../ports.ts'
import { authorization, type BuiltRequest, type Variables } from '../request-builder.ts'
import { RequestFailure } from '../request-failure.ts'
import { awsHeaders, regionIn } from './aws-signature.ts'
import { assertion, readServiceAccount } from './service-account.ts'
import { obtain, type Obtained, type TokenRequest } from './token-endpoint.ts'

/** Convinces one source for one client. What it obtains lives in it alone. */
export interface Authorizer {
  /** What stands for names in braces in a request. */
  readonly variables: Variables
  /** The headers that convince the source; a token is obtained first where there is none, or one that is about to expire. */
  headers(request: BuiltRequest, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Readonly<Record<string, string>>>
  /** The source refused what was sent: forgets a token that was obtained, so that another one is asked for. False where there is none to renew. */
  renews(): boolean
  /** What must not be seen of it now. */
  readonly secrets: readonly string[]
}

export interface AuthorizerPorts {
  readonly fetch: Fetch
  readonly clock: Clock
  readonly definition: Pick<ConnectorDefinition, 'request'>
  /** Of the tenant, with its path. */
  readonly url: string
  readonly secrets: Secrets
}

/** A token is replaced so long before it expires: a page takes its time, ms. */
const beforeExpiry = 60_000

type Obtaining = Extract<CredentialStyle, { tokenUrl: string }>

export function createAuthorizer(ports: AuthorizerPorts): Authorizer {
  const { definition, secrets, url } = ports
  const { auth, credentials } = definition.request
  const bearing = (token: string) => ({ [auth.header]: authorization(auth.template, token) })
  const variables = variablesOf(secrets)
  const fixed = (headers: Authorizer['headers']): Authorizer => ({ variables, headers, renews: () => false, secrets: secretTexts(secrets) })

  // A ready token is taken by every style.
  if (secrets.token !== undefined || credentials === undefined || credentials.style === 'token') {
    const second = credentials?.style === 'token' ? credentials.second : undefined
    const more =
      second && secrets.secondSecret !== undefined ? { [second.header]: authorization(second.template, secrets.secondSecret) } : {}
    return fixed(() =>
      secrets.token === undefined ? Promise.reject(missing('token')) : Promise.resolve({ ...bearing(secrets.token), ...more }),
    )
  }
  if (credentials.style === 'aws') {
    const [id, secret] = [needed(secrets, 'accessKeyId'), needed(secrets, 'secretAccessKey')]
    const key = { id, secret, service: credentials.service, region: regionIn(url) ?? credentials.region }
    return fixed((request, headers) => Promise.resolve(awsHeaders({ ...request, headers }, key, ports.clock.now())))
  }
  return new ObtainedToken(credentials, ports, variables, bearing)
}

class ObtainedToken implements Authorizer {
  private held: (Obtained & { readonly until: number }) | null = null
  private asking: Promise<Obtained & { readonly until: number }> | null = null
  /** The refresh token that came with the last token. */
  private rotated: string | null = null
  private readonly seen = new Set<string>()

  constructor(
    private readonly style: Obtaining,
    private readonly ports: AuthorizerPorts,
    readonly variables: Variables,
    private readonly bearing: (token: string) => Readonly<Record<string, string>>,
  ) {
    // What is missing is told before anything is sent.
    this.request()
  }

  get secrets(): readonly string[] {
    return [...secretTexts(this.ports.secrets), ...this.seen]
  }

  async headers(_: BuiltRequest, __: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
    if (this.held === null || this.ports.clock.now() >= this.held.until) {
      // Two pages that are asked for at once need one token.
      this.asking ??= this.obtained(signal).finally(() => (this.asking = null))
      this.held = await this.asking
    }
    return this.bearing(this.held.token)
  }

  renews(): boolean {
    if (this.held === null) return false
    this.held = null
    return true
  }

  private async obtained(signal: AbortSignal): Promise<Obtained & { readonly until: number }> {
    const { fetch, clock } = this.ports
    const now = clock.now()
    const found = await obtain(fetch, this.request(), signal, now)
    for (const secret of [found.token, found.refreshToken]) if (secret !== null) this.seen.add(secret)
    const until = found.expiresIn === null ? Infinity : now + Math.max(1000, found.expiresIn * 1000 - beforeExpiry)
    this.rotated = found.refreshToken ?? this.rotated
    return { ...found, until }
  }

  private request(): TokenRequest {
    const { style, ports } = this
    const { secrets, clock } = ports
    const url = endpointOf(style, ports)
    const scope = style.scope === undefined ? {} : { scope: style.scope }
    if (style.style === 'jwt-bearer') {
      const account = readServiceAccount(needed(secrets, 'serviceAccount'))
      if (style.subject === 'required') needed(secrets, 'subject')
      const signed = assertion(account, {
        audience: account.token_uri ?? url,
        scope: style.scope,
        subject: secrets.subject,
        now: clock.now(),
      })
      return {
        url,
        form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signed },
        secrets: [signed, ...secretTexts(secrets)],
      }
    }
    const id = needed(secrets, 'clientId')
    const isRefresh = style.style === 'refresh-token'
    const secret = isRefresh ? secrets.clientSecret : needed(secrets, 'clientSecret')
    const grant = isRefresh
      ? { grant_type: 'refresh_token', refresh_token: this.rotated ?? needed(secrets, 'refreshToken') }
      : { grant_type: 'client_credentials' }
    const inBody = style.clientIn === 'basic' ? {} : { client_id: id, ...(secret !== undefined && { client_secret: secret }) }
    return {
      url,
      form: { ...parametersOf(style, ports.url), ...scope, ...grant, ...inBody },
      ...(style.clientIn === 'basic' && { basic: [id, secret ?? ''] as const }),
      secrets: secretTexts(secrets),
    }
  }
}

/** `{origin}` stands for the tenant's own: an audience is its address. */
function parametersOf({ parameters }: Exclude<Obtaining, { style: 'jwt-bearer' }>, url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, value.replaceAll('{origin}', () => new URL(url).origin)]),
  )
}

/** Where the token is asked for: what the person names, or what the definition says, on the tenant's origin if it is a path. */
export function endpointOf(style: Obtaining, { secrets, url }: Pick<AuthorizerPorts, 'secrets' | 'url'>): string {
  if (secrets.tokenUrl !== undefined) return secrets.tokenUrl
  const said = style.tokenUrl.replaceAll('{tenantId}', () => encodeURIComponent(needed(secrets, 'tenantId')))
  return said.startsWith('/') ? new URL(url).origin + said : said
}

/** A project that a service account belongs to stands for what nobody named. */
function variablesOf(secrets: Secrets): Variables {
  const project = secrets.serviceAccount === undefined ? undefined : projectIn(secrets.serviceAccount)
  const tenantId = secrets.tenantId ?? (project === undefined ? undefined : `projects/${project}`)
  return { ...(tenantId !== undefined && { tenantId }), ...(secrets.subject !== undefined && { subject: secrets.subject }) }
}

function projectIn(serviceAccount: string): string | undefined {
  try {
    const project = (JSON.parse(serviceAccount) as { project_id?: unknown }).project_id
    return typeof project === 'string' && project !== '' ? project : undefined
  } catch {
    return undefined
  }
}

const words: Readonly<Partial<Record<keyof Secrets, string>>> = {
  token: 'the access token', clientId: 'the client ID', clientSecret: 'the client secret', refreshToken: 'the refresh token', tenantId: 'the tenant ID',
  serviceAccount: 'the key of the service account', subject: 'the person it acts for', accessKeyId: 'the access key ID', secretAccessKey: 'the secret access key',
} // prettier-ignore

function needed(secrets: Secrets, name: keyof Secrets): string {
  const found = secrets[name]
  if (found === undefined) throw missing(name)
  return found
}

function missing(name: keyof Secrets): RequestFailure {
  return new RequestFailure('no-token', 'stop', {
    message: `${(words[name] ?? name).replace(/^t/, 'T')} is missing, so nothing was asked.`,
    next: 'Enter it in Settings.',
  })
}
