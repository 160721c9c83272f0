import type { Answer, ApiName, ParamsInput } from '@contract/api.ts'
import type { Bridge } from '@contract/bridge.ts'
import { AppFailure, fail, type Result } from '@contract/errors.ts'
import type { EventName, EventPayload, TenantEvent } from '@contract/events.ts'
import type { TenantId } from '@contract/tenant.ts'
import { send, sendDropped, takePrefetched, type Asked } from './prefetch.ts'

export interface AskOptions {
  /** Aborting it cancels the request in main; the promise then rejects with code `cancelled`. */
  readonly signal?: AbortSignal
}

type NoParams = { [N in ApiName]: undefined extends ParamsInput<N> ? N : never }[ApiName]

type Ask = (<N extends NoParams>(name: N) => Promise<Answer<N>>) &
  (<N extends ApiName>(name: N, params: ParamsInput<N>, options?: AskOptions) => Promise<Answer<N>>)

export interface Client {
  readonly ask: Ask
  readonly askDropped: (files: readonly File[]) => Promise<Answer<'import.take'>>
  /** @returns a function that ends the subscription */
  readonly onEvent: <N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) => () => void
}

const cancelled = (): AppFailure => fail('cancelled', 'The request was cancelled.')

/** A client over the bridge. `bridge` is a function because the preload may set it after this module was loaded. */
export function createClient(bridge: () => Bridge): Client {
  async function ask<N extends ApiName>(name: N, params?: ParamsInput<N>, options: AskOptions = {}): Promise<Answer<N>> {
    if (options.signal?.aborted) throw cancelled()
    const api = bridge()
    return await answerOf<N>(api, takePrefetched(name, params) ?? send(api, name, params as ParamsInput<N>), options)
  }

  async function answerOf<N extends ApiName>(api: Bridge, { id, result }: Asked, { signal }: AskOptions): Promise<Answer<N>> {
    return await new Promise<Answer<N>>((resolve, reject) => {
      const cancel = (): void => {
        api.cancel(id)
        // Main answers a cancelled request too, but nobody should wait for that.
        reject(cancelled())
      }
      signal?.addEventListener('abort', cancel, { once: true })
      result
        .then((said: Result<unknown>) => {
          if (!said.ok) return reject(new AppFailure(said.error))
          // The other side answers by the same map.
          resolve(said.value as Answer<N>)
        })
        .catch((thrown: unknown) => reject(fail('internal', 'The application did not answer.', 'Restart the application.', String(thrown))))
        .finally(() => signal?.removeEventListener('abort', cancel))
    })
  }

  const askDropped = (files: readonly File[]): Promise<Answer<'import.take'>> => {
    const api = bridge()
    return answerOf<'import.take'>(api, sendDropped(api, files), {})
  }

  return { ask, askDropped, onEvent: (name, listener) => bridge().on(name, listener) }
}

const client = createClient(() => window.api)

/**
 * Asks main, and through it the data service.
 * @throws AppFailure with a code of the closed list; `cancelled` when `signal` was aborted
 */
export const ask: Client['ask'] = client.ask

/**
 * Asks main to take the files of a drop.
 * @throws AppFailure as {@link ask} does
 */
export const askDropped: Client['askDropped'] = client.askDropped

/** Listens to what the application tells unasked; the result ends it. */
export const onEvent = <N extends Exclude<EventName, TenantEvent>>(name: N, listener: (payload: EventPayload<N>) => void): (() => void) =>
  client.onEvent(name, listener)

/** Listens to what is told about one tenant, the one that `tenant` names by then; the result ends it. */
export const onTenantEvent = <N extends TenantEvent>(
  name: N,
  tenant: () => TenantId | null | undefined,
  listener: (payload: EventPayload<N>) => void,
): (() => void) =>
  client.onEvent(name, (payload) => {
    if ((payload as EventPayload<TenantEvent>).tenant === tenant()) listener(payload)
  })

/** Puts text on the clipboard, and `html` for who takes more than text; main does it because the window has no permission to. */
export async function copyText(text: string, html?: string): Promise<void> {
  await ask('clipboard.write', { text, html })
}
