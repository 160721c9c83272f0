import type { z } from 'zod'
import type { Answer, ApiName, dataApi, Params, shellApi } from '@contract/api.ts'

/** What a handler learns beside its parameters. */
export interface Call {
  /** Aborted when the window cancels, goes away, or the time is up. */
  readonly signal: AbortSignal
}

export type Handler<N extends ApiName> = (params: Params<N>, call: Call) => Promise<Answer<N>> | Answer<N>

export type ShellName = keyof typeof shellApi
export type DataName = keyof typeof dataApi

/** One handler for each request that main answers itself: a missing one does not compile. */
export type ShellHandlers = { readonly [N in ShellName]: Handler<N> }

/** Passes one request on to the data service; the answer may be its JSON text, see the bridge. */
export type Relay = <N extends DataName>(
  name: N,
  params: z.output<(typeof dataApi)[N]['params']>,
  call: Call,
) => Promise<Answer<N> | string>
