import type { ContinuityFinding } from '@contract/access.ts'
import type { HandlersOf } from '../handlers.ts'
import { accessOf, changesOf, deniedOf, groupsOf, permissionsOf, type StateTenant } from './answers.ts'
import { continuityOf, type Continuity } from './continuity.ts'
import { MissingEntries } from './missing-entries.ts'
import type { Answer } from './played.ts'
import { turnBeside } from './turns.ts'
import { whyHeld } from './why.ts'

type Name =
  | 'access.lines'
  | 'access.permissions'
  | 'access.changes'
  | 'access.groups'
  | 'access.turn'
  | 'access.why'
  | 'access.denied'
  | 'access.continuity'
  | 'access.missing'

/** Who had what, when and why. `open` fails with `not-found` for a tenant that is not open. */
export function accessHandlers(opened: (tenant: string) => StateTenant): HandlersOf<Name> {
  const missing = new MissingEntries()
  const open = (tenant: string): StateTenant => missing.of(opened(tenant))
  return {
    'access.lines': ({ tenant, offset, limit, ...asked }) => accessOf(open(tenant), asked, { offset, limit }),
    'access.permissions': ({ tenant, offset, limit, ...asked }) => permissionsOf(open(tenant), asked, { offset, limit }),
    'access.changes': ({ tenant, offset, limit, ...asked }) => changesOf(open(tenant), asked, { offset, limit }),
    'access.groups': ({ tenant, offset, limit, ...asked }) => groupsOf(open(tenant), asked, { offset, limit }),
    'access.turn': ({ tenant, at, by }) => open(tenant).organisation.ask((played) => ({ at: turnBeside(played, at, by) })),
    'access.why': ({ tenant, at, ...asked }) => {
      const { organisation, store } = open(tenant)
      return organisation.ask((played) => {
        const when = at ?? played.newest
        return when === null ? [] : whyHeld(played, store, asked, when)
      })
    },
    'access.denied': ({ tenant, offset, limit, ...period }) => deniedOf(open(tenant), period, { offset, limit }),
    'access.continuity': ({ tenant, offset, limit }) => {
      const { organisation, store } = open(tenant)
      return organisation.lines<ContinuityFinding, Answer<ContinuityFinding> & Continuity>(['continuity'], { offset, limit }, (played) => ({
        at: null,
        ...continuityOf(played, store),
        more: 0,
      }))
    },
    'access.missing': ({ tenant }) => missing.known(opened(tenant)),
  }
}
