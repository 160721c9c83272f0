import type { ServiceAnswer, ServiceName, ServiceParams } from '@contract/service.ts'

/** One function a name; a missing one does not compile. */
export type ServiceHandlers = {
  readonly [N in ServiceName]: (params: ServiceParams<N>, signal: AbortSignal) => ServiceAnswer<N> | Promise<ServiceAnswer<N>>
}
