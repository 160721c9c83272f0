import { AppFailure } from '@contract/errors.ts'
import type { ConnectionTest } from '@contract/tenant.ts'
import { jobsOfTest, testJob, type JobTestPorts } from './job-test.ts'
import { longestOf } from './plan.ts'
import type { SpoolFile } from './ports.ts'
import { RequestFailure } from './request-failure.ts'

export type ConnectionTestPorts = Omit<JobTestPorts, 'spool'> & { readonly spool: SpoolFile | undefined }

/** Entries to ask for: enough to see what the connector makes of them. */
const wanted = 20

/** Asks for one page, or has a source make one, and keeps nothing. No repeats. Rejects with an `AppFailure`. */
export async function testConnection(ports: ConnectionTestPorts, signal: AbortSignal): Promise<ConnectionTest> {
  const { host, clock, connector, definition, spool } = ports
  try {
    if (definition.job?.file && spool) return await testJob({ ...ports, spool }, signal)
    const { min, max } = definition.request.pageSize
    const longest = longestOf(definition)
    // Of a source that takes no long stretches the last one: its oldest entries could be years old.
    const window = { from: longest === null ? null : clock.now() - longest, to: null }
    const ask = { window, cursor: null, limit: Math.min(max, Math.max(min, wanted)) }
    const page = await jobsOfTest(ports, signal).page(ask, signal)
    const { dryRun, newest, retention } = await host.call('connector.try', { connector, body: page.body, asked: page.asked })
    return { dryRun, newest, retentionDays: retention?.days ?? null, skewMs: page.clock.skewMs }
  } catch (thrown) {
    throw asTested(thrown)
  }
}

/** Nothing is tried again by itself here, so the next step must not say so. */
function asTested(thrown: unknown): unknown {
  if (!(thrown instanceof AppFailure)) return thrown
  if (thrown.error.code === 'invalid-page') {
    return new AppFailure({
      ...thrown.error,
      message: 'What answered is not this connector’s audit log API.',
      next: 'Check the tenant URL, or choose another connector, then test again.',
    })
  }
  if (!(thrown instanceof RequestFailure) || thrown.remedy === 'stop') return thrown
  const next = thrown.remedy === 'limited' ? 'Wait a little, then test again.' : 'Check the tenant URL and your network, then test again.'
  return new AppFailure({ ...thrown.error, next })
}
