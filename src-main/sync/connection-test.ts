import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure } from '@contract/errors.ts'
import type { ConnectionTest } from '@contract/tenant.ts'
import type { DataHost } from './ports.ts'
import { RequestFailure } from './request-failure.ts'
import type { TenantClient } from './tenant-client.ts'

/** Asks for the newest entry and keeps nothing. One request, no repeats. Rejects with an `AppFailure`. */
export async function testConnection(
  client: TenantClient,
  host: DataHost,
  connector: ConnectorRef,
  signal: AbortSignal,
): Promise<ConnectionTest> {
  try {
    const page = await client.page({ window: { from: null, to: null }, cursor: null, limit: 1 }, signal)
    const { newest, retention } = await host.call('sync.inspect', { connector, body: page.body })
    return { newest, retentionDays: retention?.days ?? null, skewMs: page.clock.skewMs }
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
