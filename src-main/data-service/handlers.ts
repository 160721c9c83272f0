import type { ServiceAnswer, ServiceName, ServiceParams } from '@contract/service.ts'

/** The functions of a feature, one a name. */
export type HandlersOf<Name extends ServiceName> = {
  readonly [N in Name]: (params: ServiceParams<N>, signal: AbortSignal) => ServiceAnswer<N> | Promise<ServiceAnswer<N>>
}

/** Those of all features; a missing one does not compile. */
export type ServiceHandlers = HandlersOf<ServiceName>
