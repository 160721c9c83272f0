import { z } from 'zod'
import { givenSecrets } from './connector-credentials.ts'
import { connectorRef } from './connector.ts'
import { auditEntry, cutOf } from './entry.ts'
import { urlOf } from './url.ts'

/** Ours, random, not the tenant's; names the tenant's folder on disk. */
export const tenantId = z.string().regex(/^[a-z0-9]{8,32}$/)
export type TenantId = z.infer<typeof tenantId>

/** How the token is kept: encrypted by the operating system, or only in memory until the application ends. */
export const tokenKeeping = z.enum(['encrypted', 'memory', 'none'])

export const tenant = z.object({
  id: tenantId,
  name: z.string(),
  /** Origin and base path, no query, no credentials; empty where an import made it: there is nothing to ask. */
  url: z.string(),
  /** A built-in connector by name, or the definition it was connected with. */
  connector: connectorRef,
  /** IANA zone the organisation works in; what *Tenant* means in the zone switch. */
  zone: z.string(),
  demo: z.boolean(),
  token: tokenKeeping,
})
export type Tenant = z.infer<typeof tenant>

/** Whether it can be synced: one that an import made has no address. */
export const hasApi = ({ url }: Pick<Tenant, 'url'>): boolean => url !== ''

/** Base URL of a tenant: https, or http on loopback; no credentials, query or fragment. Trailing slashes are dropped. */
export const tenantUrl = z
  .string()
  .trim()
  .max(2048)
  .transform((text, context) => {
    const url = urlOf(text)
    const problem = !url
      ? 'This is not a URL. It looks like https://acme.example.com'
      : url.username || url.password
        ? 'The URL must not hold a user name or password.'
        : url.search || url.hash
          ? 'The URL must not have a query or fragment.'
          : url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
            ? null
            : 'The URL must begin with https:// (http is for this machine only).'
    if (problem || !url) {
      context.addIssue({ code: 'custom', message: problem ?? 'This is not a URL.' })
      return z.NEVER
    }
    return url.origin + url.pathname.replace(/\/+$/, '')
  })

/** `localhost`, 127.0.0.0/8 and ::1, where RFC 8252 too allows http. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** A bearer token: visible ASCII (RFC 6750 b64token is narrower; tenants are not). */
export const accessToken = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,8192}$/, 'The token holds a space or a character that no token has.')

/** What a source is convinced with: a ready token, or the fields that its definition asks for. */
export const credentialsGiven = z.union([accessToken, givenSecrets])
export type CredentialsGiven = z.output<typeof credentialsGiven>

/** What a connector makes of one page, before anything is kept. */
export const dryRun = z.object({
  /** Entries in the page; at most 20 of them are shown. */
  received: z.number(),
  entries: z.array(z.object({ entry: auditEntry.omit({ raw: true, sha256: true }), raw: z.string(), cutOf })),
  /** Members of the items that the connector takes nothing from, as JSON Pointers with `*` for any place in a list; kept all the same. */
  unmapped: z.array(z.string()),
})
export type DryRun = z.infer<typeof dryRun>

export const connectionTest = z.object({
  dryRun,

  /** Newest entry the tenant has, ms since the epoch; null when its log is empty, or comes oldest first. */
  newest: z.number().nullable(),
  retentionDays: z.number().nullable(),
  /** Tenant clock minus this machine's clock, ms; null when the tenant sends no Date header. */
  skewMs: z.number().nullable(),
})
export type ConnectionTest = z.infer<typeof connectionTest>
