import type { HandlersOf } from '../handlers.ts'
import type { Subjects } from './subjects.ts'

/** States over time. `open` fails with `not-found` for a tenant that is not open. */
export function historyHandlers(open: (tenant: string) => { readonly subjects: Subjects }): HandlersOf<'history.get' | 'history.state'> {
  return {
    'history.get': (request) => open(request.tenant).subjects.get(request),
    'history.state': ({ tenant, subject, at }) => open(tenant).subjects.states(subject, at),
  }
}
