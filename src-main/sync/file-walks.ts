import type { ConnectorDefinition } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import type { CursorOrigin, PageAnswer } from '@contract/service.ts'
import type { Tenant } from '@contract/tenant.ts'
import { hourMs } from '@contract/time-units.ts'
import { download } from './file-download.ts'
import { fileLink } from './file-link.ts'
import type { ReadyJob } from './jobs.ts'
import type { WalkPlan } from './plan.ts'
import type { ServicePort, SpooledFile, SpoolFile } from './ports.ts'
import type { TenantClient } from './tenant-client.ts'
import { walkFile, type FileWalkPorts } from './walk-file.ts'
import type { WalkEnd } from './walk.ts'

export interface FileWalksPorts extends Pick<FileWalkPorts, 'signal' | 'jobs' | 'limit' | 'committed' | 'recover'> {
  readonly tenant: Tenant
  readonly host: ServicePort
  readonly client: TenantClient
  readonly definition: ConnectorDefinition
  readonly spool: SpoolFile | undefined
  readonly askedBy: string
}

/** A large file takes its time; the data service answers other questions meanwhile. */
const readingMs = hourMs

/** Walks a window of a source whose jobs make files. */
export async function fileWalk(plan: WalkPlan, ports: FileWalksPorts): Promise<WalkEnd> {
  const { tenant, host, client, definition, spool, signal, askedBy } = ports
  if (!spool) throw fail('internal', 'There is no place for the file that the source makes.')
  const commit = (_: WalkPlan, { path }: SpooledFile, { askedAt, answer }: ReadyJob): Promise<PageAnswer> => {
    // What happened after it was asked for is not in it, whatever a clock says.
    const tenantNow = Math.min(answer.clock.now ?? askedAt, askedAt)
    const origin: CursorOrigin = { window: plan.ask, by: askedBy }
    const place = { tenant: tenant.id, window: plan.claim, tenantNow, first: true, origin, ...(plan.probe && { probe: true }) }
    return host.call('sync.file', { ...place, path, receivedAt: askedAt }, { signal, timeoutMs: readingMs })
  }
  return await walkFile(plan, {
    ...ports,
    linkIn: ({ said }) => fileLink(definition, said, tenant.url),
    spool: () => spool(tenant.id),
    download: (link, file) => download(link, file, client.downloads, signal),
    commit,
  })
}
