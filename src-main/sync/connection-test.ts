import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure } from '@contract/errors.ts'
import type { ConnectionTest } from '@contract/tenant.ts'
import { definitionOf } from '../connector/built-in.ts'
import { longestOf } from './plan.ts'
import type { ServicePort } from './ports.ts'
import { RequestFailure } from './request-failure.ts'
import type { TenantClient } from './tenant-client.ts'

/** Entries to ask for: enough to see what the connector makes of them. */
const wanted = 20

/** Asks for one page and keeps nothing. One request, no repeats. Rejects with an `AppFailure`. */
export async function testConnection(
  client: TenantClient,
  host: ServicePort,
  connector: ConnectorRef,
  signal: AbortSignal,
  now: number,
): Promise<ConnectionTest> {
  try {
    const definition = definitionOf(connector)
    const { min, max } = definition.request.pageSize
    const longest = longestOf(definition)
    // Of a source that takes no long stretches the last one: its oldest entries could be years old.
    const window = { from: longest === null ? null : now - longest, to: null }
    const page = await client.page({ window, cursor: null, limit: Math.min(max, Math.max(min, wanted)) }, signal)
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
