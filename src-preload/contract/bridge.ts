import type { Answer, ApiName, ParamsInput } from './api.ts'
import type { Result } from './errors.ts'
import type { EventName, EventPayload } from './events.ts'

/** The only channels between main and the window: one for requests, one to cancel them, one for events. */
export const channels = { request: 'request', cancel: 'cancel', event: 'event' } as const

/** `window.api`: all the window can reach. */
export interface Bridge {
  /** Never rejects: a failure is a value. `signal`-less by design: cancel by the id that `request` hands out. */
  request<N extends ApiName>(name: N, params: ParamsInput<N>, id: number): Promise<Result<Answer<N>>>
  cancel(id: number): void
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
}
