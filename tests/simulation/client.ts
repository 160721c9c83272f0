import type { Fetch } from '../../src-main/sync/ports.ts'
import { defaultConnector, definitionOf } from '../../src-main/connector/built-in.ts'
import { requestBuilder, type PageAsk } from '../../src-main/sync/request-builder.ts'
import { RequestFailure } from '../../src-main/sync/request-failure.ts'
import { TenantClient } from '../../src-main/sync/tenant-client.ts'
import { SimulatedClock } from './clock.ts'
import { token } from './world.ts'

export const firstPage: PageAsk = { window: { from: null, to: null }, cursor: null, limit: 1000 }
export const limits = { connectMs: 3000, firstByteMs: 2000, idleMs: 1000, totalMs: 10_000, maxBytes: 100_000 }
export const emptyPage = '{"items":[],"next_cursor":null}'

/** A client on this `fetch`, and requests by it on a clock that is driven as far as they need. */
export function clientOf(
  fetch: Fetch,
  url = 'https://acme.example.com',
  clock = new SimulatedClock(),
  definition = definitionOf(defaultConnector),
) {
  const client = new TenantClient({ fetch, clock, builder: requestBuilder(definition), url, token, limits })
  return { clock, request: (ask = firstPage, signal = new AbortController().signal) => clock.drive(client.page(ask, signal)) }
}

export const answering =
  (response: () => Response): Fetch =>
  () =>
    Promise.resolve(response())

export const throwing =
  (error: Error): Fetch =>
  () =>
    Promise.reject(error)

/** What a request on this `fetch` fails with. */
export async function failureOn(fetch: Fetch, ask = firstPage, definition = definitionOf(defaultConnector)): Promise<RequestFailure> {
  const thrown: unknown = await clientOf(fetch, undefined, undefined, definition)
    .request(ask)
    .catch((error: unknown) => error)
  if (!(thrown instanceof RequestFailure)) throw new Error('The request did not fail as requests do', { cause: thrown })
  return thrown
}
