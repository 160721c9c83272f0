import type { ConnectorDefinition, ConnectorRef } from '@contract/connector.ts'
import type { ConnectionTest } from '@contract/tenant.ts'
import { dayMs, minuteMs } from '@contract/time-units.ts'
import { sleep } from './clock.ts'
import { download } from './file-download.ts'
import { fileLink } from './file-link.ts'
import { Jobs } from './jobs.ts'
import type { Clock, ServicePort, SpoolFile } from './ports.ts'
import { RequestFailure } from './request-failure.ts'
import type { TenantClient } from './tenant-client.ts'

export interface JobTestPorts {
  readonly client: TenantClient
  readonly host: ServicePort
  readonly clock: Clock
  readonly spool: SpoolFile
  readonly connector: ConnectorRef
  readonly definition: ConnectorDefinition
  readonly url: string
}

/** A person waits for it. */
const longestMs = 2 * minuteMs

/** Has a source make what it has of the last day, reads the beginning of it and keeps nothing. */
export async function testJob(ports: JobTestPorts, signal: AbortSignal): Promise<ConnectionTest> {
  const { client, host, clock, spool, connector, definition, url } = ports
  const jobs = jobsOfTest(ports, signal)
  const window = { from: clock.now() - dayMs, to: null }
  const ready = await jobs.ready({ window, cursor: null, limit: definition.request.pageSize.max }, signal)
  const file = await spool(null)
  try {
    await download(fileLink(definition, ready.said, url), file, client.downloads, signal)
    await file.close()
    const { read, entries, unread, to } = await host.call('connector.try-file', { connector, path: file.path })
    const { days } = definition.retention
    return {
      dryRun: { received: read, entries, unmapped: unread },
      newest: to,
      retentionDays: typeof days === 'number' ? days : null,
      skewMs: ready.answer.clock.skewMs,
    }
  } finally {
    await file.remove()
  }
}

/** Jobs that are not waited for longer than a person waits. */
export function jobsOfTest(
  { client, definition, clock }: Pick<JobTestPorts, 'client' | 'definition' | 'clock'>,
  signal: AbortSignal,
): Jobs {
  const begun = clock.now()
  const wait = async (ms: number): Promise<void> => {
    if (clock.now() + ms - begun > longestMs) throw stillMaking()
    await sleep(clock, ms, signal)
  }
  return new Jobs({ client, definition, clock, wait })
}

function stillMaking(): RequestFailure {
  return new RequestFailure('job-pending', 'stop', {
    message: 'The source takes the token and is still making the export of the last day.',
    next: 'Connect all the same: a sync waits as long as the source needs.',
  })
}
