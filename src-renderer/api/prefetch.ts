import type { Answer, ApiName, ParamsInput } from '@contract/api.ts'
import { crossesAsText, type Bridge } from '@contract/bridge.ts'
import type { Result } from '@contract/errors.ts'

declare global {
  interface Window {
    readonly api: Bridge
  }
}

/** A request that is under way. */
export interface Asked {
  readonly id: number
  readonly result: Promise<Result<unknown>>
}

let lastId = 0

/** Sends a request. Free of zod, like all of this file: the window's first script asks before the application's code is there. */
export function send<N extends ApiName>(api: Bridge, name: N, params: ParamsInput<N>): Asked {
  const id = ++lastId
  const result = api
    .request(name, params, id)
    .then((said: Result<unknown>) =>
      said.ok && crossesAsText(name) ? { ok: said.ok, value: JSON.parse(String(said.value)) as unknown } : said,
    )
  return { id, result }
}

/** Has main take the files of a drop, whose paths only the preload script can tell. */
export function sendDropped(api: Bridge, files: readonly File[]): Asked {
  const id = ++lastId
  return { id, result: api.dropped(files, id) }
}

const prefetched = new Map<ApiName, Asked & { readonly params: string | undefined }>()

/** Asks what the application will ask first: it then has the answer, or waits for the same one. */
export function prefetch<N extends ApiName>(name: N, params: ParamsInput<N>): Promise<Result<Answer<N>>> {
  const asked = send(window.api, name, params)
  prefetched.set(name, { ...asked, params: JSON.stringify(params) })
  // The other side answers by the same map.
  return asked.result as Promise<Result<Answer<N>>>
}

/** The application will ask this first, and this is the answer. */
export function keepPrefetched<N extends ApiName>(name: N, params: ParamsInput<N>, value: Answer<N>): void {
  prefetched.set(name, { id: ++lastId, params: JSON.stringify(params), result: Promise.resolve({ ok: true, value }) })
}

/** The answer to the application's first request of this name, where it was asked ahead; later ones are asked anew. */
export function takePrefetched<N extends ApiName>(name: N, params: ParamsInput<N> | undefined): Asked | null {
  const asked = prefetched.get(name) ?? null
  prefetched.delete(name)
  return asked !== null && asked.params === JSON.stringify(params) ? asked : null
}
