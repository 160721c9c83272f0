import type { ConnectorDefinition } from '@contract/connector.ts'
import { isLoopback } from '@contract/tenant.ts'
import { urlOf } from '@contract/url.ts'
import { getter } from '../connector/pointer.ts'
import { jobFailed, RequestFailure } from './request-failure.ts'

/** Where a file lies. */
export interface FileLink {
  readonly url: string
  /** It lies on the tenant's own origin: there the token is sent, and nowhere else. */
  readonly isOwn: boolean
}

/**
 * The address of a file as the source says it. It lies on the tenant's origin or on one that the definition names; a tenant on this machine may name another
 * port of it. Fails with `cross-origin-next` for any other, with `job-failed` for none.
 */
export function fileLink({ job }: Pick<ConnectorDefinition, 'job'>, said: unknown, base: string): FileLink {
  const { at = '', origins = [] } = job?.file ?? {}
  const text = getter(at)(said)
  if (typeof text !== 'string' || text === '') {
    throw jobFailed(
      'The source says that the export is ready, and does not say where it is.',
      'Check job.file.at in the connector’s definition.',
      `nothing at ${at}`,
    )
  }
  const tenant = new URL(base)
  const url = urlOf(text.trim(), `${base}/`)
  const isSafe = url !== null && url.username === '' && url.password === ''
  if (isSafe && url.origin === tenant.origin) return { url: url.href, isOwn: true }
  const isHere = isSafe && isLoopback(tenant.hostname) && isLoopback(url.hostname) && /^https?:$/.test(url.protocol)
  if (isHere || (isSafe && origins.includes(url.origin))) return { url: url.href, isOwn: false }
  throw new RequestFailure('cross-origin-next', 'stop', {
    message: 'The source says that the export lies on a server that the connector’s definition does not name. It was not fetched.',
    next: 'If that server is the source’s own, add its origin to job.file.origins in a copy of the definition; otherwise tell your administrator.',
    details: `${tenant.origin} pointed to ${url?.origin ?? 'an unreadable address'}`,
  })
}
