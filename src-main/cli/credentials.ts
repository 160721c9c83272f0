import { readFileSync } from 'node:fs'
import type { ConnectorDefinition } from '@contract/connector.ts'
import { fieldsOf, tokenOriginOf, type CredentialField, type Secrets } from '@contract/connector-credentials.ts'
import { accessToken, isLoopback } from '@contract/tenant.ts'
import { urlOf } from '@contract/url.ts'
import { secretsText } from '../credentials/secrets-text.ts'
import { UsageFailure } from './exit-code.ts'

/** Which variable of the environment holds which field. None of them is ever an argument: arguments are seen by everybody on the machine. */
const variables: Readonly<Record<CredentialField, string>> = {
  token: 'IAM_AUDIT_TOKEN',
  clientId: 'IAM_AUDIT_CLIENT_ID',
  clientSecret: 'IAM_AUDIT_CLIENT_SECRET',
  refreshToken: 'IAM_AUDIT_REFRESH_TOKEN',
  tenantId: 'IAM_AUDIT_TENANT_ID',
  serviceAccount: 'IAM_AUDIT_SERVICE_ACCOUNT',
  subject: 'IAM_AUDIT_SUBJECT',
  accessKeyId: 'IAM_AUDIT_ACCESS_KEY_ID',
  secretAccessKey: 'IAM_AUDIT_SECRET_ACCESS_KEY',
  secondSecret: 'IAM_AUDIT_SECOND_SECRET',
  tokenUrl: 'IAM_AUDIT_TOKEN_URL',
}

export interface GivenCredentials {
  /** As the vault would keep them. */
  readonly text: string
  /** Where a token will be asked for, to be said before it is; null where none is. */
  readonly tokenOrigin: string | null
}

export type GivenFields = Readonly<Partial<Record<CredentialField, string>>>

/** From the environment, or a ready token from a file, and out of the environment again: no child inherits it. */
export function takeFields({ tokenFile }: { readonly tokenFile?: string | undefined }, env: NodeJS.ProcessEnv): GivenFields {
  const given: Partial<Record<CredentialField, string>> = {}
  for (const [field, name] of Object.entries(variables) as [CredentialField, string][]) {
    const value = env[name]?.trim()
    if (value) given[field] = value
    Reflect.deleteProperty(env, name)
  }
  if (tokenFile !== undefined) given.token = readToken(tokenFile)
  if (Object.keys(given).length === 0) throw new UsageFailure(missingWords([variables.token], true))
  if (given.token !== undefined && !accessToken.safeParse(given.token).success)
    throw new UsageFailure('The token holds a space or a character that no token has.')
  return given
}

/** A ready token is taken by every style; otherwise each style has its own fields. */
export function credentialsFor(given: GivenFields, { request: { credentials } }: ConnectorDefinition, tenant: string): GivenCredentials {
  const only = (names: ReadonlySet<string>): Secrets => Object.fromEntries(Object.entries(given).filter(([name]) => names.has(name)))
  if (given.token !== undefined) {
    return { text: secretsText(only(new Set(['token', 'tenantId', 'subject', 'secondSecret']))), tokenOrigin: null }
  }
  const style = credentials ?? { style: 'token' as const, needsTenantId: false }
  const fields = fieldsOf(style)
  const missing = fields.filter(({ name, required }) => required && given[name] === undefined).map(({ name }) => variables[name])
  if (missing.length > 0) throw new UsageFailure(missingWords(missing, style.style === 'token'))
  const text = secretsText(only(new Set([...fields.map(({ name }) => name), 'tenantId', 'tokenUrl'])))
  const origin = tokenOriginOf(style)
  if (origin === undefined) return { text, tokenOrigin: null }
  return { text, tokenOrigin: given.tokenUrl === undefined ? (origin ?? new URL(tenant).origin) : endpointOrigin(given.tokenUrl) }
}

function missingWords(missing: readonly string[], isToken: boolean): string {
  if (isToken) return `There is no token: set ${variables.token}, or name a file that holds it with --token-file.`
  return `There are no credentials: set ${missing.join(' and ')}, or ${variables.token} for a token that is there already.`
}

function endpointOrigin(text: string): string {
  const url = urlOf(text)
  if (!url || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))))
    throw new UsageFailure(`${variables.tokenUrl} must begin with https:// (http is for this machine only).`)
  return url.origin
}

function readToken(path: string): string {
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (text === '') throw new Error('empty')
    return text
  } catch {
    throw new UsageFailure(`The token file ${path} cannot be read, or is empty.`)
  }
}
