import type { Answer, ApiName, ParamsInput } from './api.ts'
import type { Result } from './errors.ts'
import type { EventName, EventPayload } from './events.ts'

/** The only channels between main and the window: one for requests, one to cancel them, one for events. */
export const channels = { request: 'request', cancel: 'cancel', event: 'event' } as const

/**
 * Answers that cross from the data service to the window as one JSON text: each holds hundreds of objects, or what a tenant nested as it liked,
 * and every border on the way (two processes, then the bridge into the page) would copy them one by one, which takes longer than answering.
 */
const textual = [
  'log.query',
  'log.rows',
  'log.entry',
  'history.state',
  'story.get',
  'story.rows',
  'before.derived',
  'bookmark.entry',
  'bookmark.list',
  'bookmark.order',
  'case.entries',
  'case.history',
] as const satisfies readonly ApiName[]
export type TextName = (typeof textual)[number]
const textNames: ReadonlySet<ApiName> = new Set<TextName>(textual)
export const crossesAsText = (name: ApiName): name is TextName => textNames.has(name)

/** What comes back over the bridge: a failure, or a value, or the JSON text of a value. */
export type Crossing<N extends ApiName> = N extends TextName ? Result<string> : Result<Answer<N>>

/** `window.api`: all the window can reach. */
export interface Bridge {
  /** Never rejects: a failure is a value. `signal`-less by design: cancel by the id that `request` hands out. */
  request<N extends ApiName>(name: N, params: ParamsInput<N>, id: number): Promise<Crossing<N>>
  cancel(id: number): void
  /** Files of a drop (`DataTransfer.files`), whose paths the page does not learn: the rest is asked by the number of the pick. */
  dropped(files: readonly object[], id: number): Promise<Crossing<'import.take'>>
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void
}
