import { z } from 'zod'
import { headerName, label, parameterName } from './connector-parts.ts'

/** What a person, or a script, can be asked for. */
export const credentialFields = [
  'token', 'secondSecret', 'clientId', 'clientSecret', 'refreshToken', 'tenantId', 'serviceAccount', 'subject', 'accessKeyId', 'secretAccessKey',
  'tokenUrl',
] as const // prettier-ignore
const fieldName = z.enum(credentialFields)
export type CredentialField = z.infer<typeof fieldName>

/** Where a token is obtained: an address of its own, with `{tenantId}` in its path at most, or a path on the tenant's origin. */
const tokenUrl = z
  .string()
  .max(512)
  .regex(
    /^(?:https:\/\/[a-z0-9.-]+(?::\d+)?)?(?:\/(?:[^\s?#{}\\]|\{tenantId\})*)$/i,
    'is neither an https address nor a path, such as https://login.example.com/token',
  )

const parameters = z.record(parameterName, z.string().max(1024))
const scope = z.string().max(1024).optional()
/** The words by which this source calls a field, where the usual ones would be misunderstood. */
const labels = z.partialRecord(fieldName, label(100)).optional()

/** OAuth 2.0 (RFC 6749). `basic`: identifier and secret of the client go in a header of their own. */
const oauth = {
  tokenUrl,
  scope,
  /** More members of the request for a token, such as an audience; none of them is a secret. `{origin}` stands for the origin of the tenant's URL. */
  parameters: parameters.default({}),
  clientIn: z.enum(['body', 'basic']).default('body'),
  /** Whether the token endpoint's address depends on it, or the request does; it is asked for then. */
  needsTenantId: z.boolean().default(false),
  labels,
}

/** How a source is convinced. Each style names the fields that a person is asked for; all of them are kept in the vault, and none is in the definition. */
export const credentials = z.discriminatedUnion('style', [
  z.strictObject({
    style: z.literal('token'),
    /** Another header with a secret of its own. */
    second: z
      .strictObject({
        header: headerName,
        template: z
          .string()
          .max(64)
          .regex(/^[\x20-\x7e]{0,24}\{secret\}$/, 'must end with {secret} and hold no secret itself')
          .default('{secret}'),
      })
      .optional(),
    /** Whether a request names it, such as the number of an organization. */
    needsTenantId: z.boolean().default(false),
    labels,
  }),
  z.strictObject({ style: z.literal('client-credentials'), ...oauth }),
  z.strictObject({ style: z.literal('refresh-token'), ...oauth }),
  /** A service account's key signs a request for a token (RFC 7523); `subject`: it may act for a person. */
  z.strictObject({
    style: z.literal('jwt-bearer'),
    tokenUrl,
    scope,
    subject: z.enum(['none', 'optional', 'required']).default('none'),
    needsTenantId: z.boolean().default(false),
    labels,
  }),
  /** Signature Version 4 of AWS. The region is the one that the tenant's URL names. */
  z.strictObject({
    style: z.literal('aws'),
    service: z.string().regex(/^[a-z0-9-]{1,32}$/),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/)
      .default('us-east-1'),
    labels,
  }),
])
export type CredentialStyle = z.output<typeof credentials>

/** A field as a form asks for it. */
export interface AskedField {
  readonly name: CredentialField
  readonly label: string
  readonly required: boolean
  /** It is not shown while it is typed. */
  readonly secret: boolean
  /** It has more than one line. */
  readonly long: boolean
}

const usual: Readonly<Record<CredentialField, Pick<AskedField, 'label' | 'secret' | 'long'>>> = {
  token: { label: 'Access token', secret: true, long: false },
  secondSecret: { label: 'Second secret', secret: true, long: false },
  clientId: { label: 'Client ID', secret: false, long: false },
  clientSecret: { label: 'Client secret', secret: true, long: false },
  refreshToken: { label: 'Refresh token', secret: true, long: false },
  tenantId: { label: 'Tenant ID', secret: false, long: false },
  serviceAccount: { label: 'Key of the service account (JSON)', secret: true, long: true },
  subject: { label: 'Person it acts for', secret: false, long: false },
  accessKeyId: { label: 'Access key ID', secret: false, long: false },
  secretAccessKey: { label: 'Secret access key', secret: true, long: false },
  tokenUrl: { label: 'Token endpoint', secret: false, long: false },
}

/** Fields that are no secrets: they may stand in an address or in a request that is shown. */
export const isPublicField = (name: CredentialField): boolean => !usual[name].secret

/** What a style asks for, in the order of a form. */
export function fieldsOf(style: CredentialStyle): readonly AskedField[] {
  const field = (name: CredentialField, required = true): AskedField => ({
    name,
    required,
    ...usual[name],
    ...(style.labels?.[name] !== undefined && { label: style.labels[name] }),
  })
  switch (style.style) {
    case 'token':
      return [...(style.needsTenantId ? [field('tenantId')] : []), field('token'), ...(style.second ? [field('secondSecret')] : [])]
    case 'client-credentials':
      return [...(style.needsTenantId ? [field('tenantId')] : []), field('clientId'), field('clientSecret')]
    case 'refresh-token':
      return [...(style.needsTenantId ? [field('tenantId')] : []), field('clientId'), field('clientSecret', false), field('refreshToken')]
    case 'jwt-bearer':
      return [
        field('serviceAccount'),
        ...(style.subject === 'none' ? [] : [field('subject', style.subject === 'required')]),
        ...(style.needsTenantId ? [field('tenantId', false)] : []),
      ]
    case 'aws':
      return [field('accessKeyId'), field('secretAccessKey')]
  }
}

/** Where a token is asked for, as shown before it is: an origin, `null` for the tenant's own; undefined where none is obtained. */
export function tokenOriginOf(style: CredentialStyle): string | null | undefined {
  if (!('tokenUrl' in style)) return undefined
  return /^https:\/\/[^/]+/i.exec(style.tokenUrl)?.[0].toLowerCase() ?? null
}

/** What a person filled in; a text alone is a ready token. */
const secrets = z
  .partialRecord(fieldName, z.string().trim().min(1).max(16_384))
  .refine((given) => Object.keys(given).length > 0, 'must hold a field')
export type Secrets = z.output<typeof secrets>
export const givenSecrets = secrets
