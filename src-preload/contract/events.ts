import { z } from 'zod'
import { exportProgress } from './export.ts'
import { importProgress, triedEntries } from './import.ts'
import { longestLink } from './link.ts'
import { settings } from './settings.ts'
import { syncStatus } from './sync.ts'
import { tenant, tenantId, type TenantId } from './tenant.ts'

/** Who tells it, and whether it is about one tenant, which its payload names, or about the application. */
type EventShape = { readonly from: 'main' | 'service' } & (
  | { readonly about: 'tenant'; readonly payload: z.ZodType<{ tenant: TenantId }> }
  | { readonly about: 'application'; readonly payload: z.ZodType }
)

/** Everything the window is told unasked. What the data service tells is passed on by main as it is. */
export const events = {
  'sync.status': { from: 'main', about: 'tenant', payload: syncStatus },
  /** Entries were committed to a tenant's cache. */
  'cache.changed': {
    from: 'service',
    about: 'tenant',
    payload: z.object({ tenant: tenantId, entries: z.number(), inserted: z.number() }),
  },
  /** All marks of a tenant's entries are known now; before, those of some were not. */
  'marks.known': { from: 'service', about: 'tenant', payload: z.object({ tenant: tenantId }) },
  /** One export runs at a time, whichever tenant is shown meanwhile. */
  'export.progress': { from: 'service', about: 'application', payload: exportProgress },
  'import.progress': { from: 'service', about: 'application', payload: importProgress },
  /** Entries that `files.try` has read: for who asked it. */
  'files.tried': { from: 'service', about: 'application', payload: triedEntries },
  'tenant.list': { from: 'main', about: 'application', payload: z.array(tenant) },
  'settings.changed': { from: 'main', about: 'application', payload: settings },
  'service.state': { from: 'main', about: 'application', payload: z.object({ up: z.boolean() }) },
  /** A menu item or an operating system event asks the window to do something. */
  command: {
    from: 'main',
    about: 'application',
    payload: z.object({
      command: z.enum([
        'find',
        'sync',
        'settings',
        'palette',
        'keys',
        'about',
        'export',
        'print',
        'import',
        'copy-link',
        'back',
        'forward',
      ]),
    }),
  },
  /** A link was opened; the text is untrusted and parsed by the window. */
  'link.opened': { from: 'main', about: 'application', payload: z.object({ link: z.string().max(longestLink + 1) }) },
} as const satisfies Record<string, EventShape>

type Events = typeof events
export type EventName = keyof Events
export type EventPayload<N extends EventName> = z.output<Events[N]['payload']>
export type Emit<N extends EventName = EventName> = <E extends N>(name: E, payload: EventPayload<E>) => void

/** Events about one tenant: who listens says which. */
export type TenantEvent = { [N in EventName]: Events[N]['about'] extends 'tenant' ? N : never }[EventName]

/** Events of the data service. */
export type ServiceEvent = { [N in EventName]: Events[N]['from'] extends 'service' ? N : never }[EventName]
export const serviceEvents = (Object.keys(events) as EventName[]).filter((name): name is ServiceEvent => events[name].from === 'service')

/** Of what the data service tells, what somebody without a window listens to. */
export function hearing(listeners: { readonly [N in ServiceEvent]?: (payload: EventPayload<N>) => void }): Emit<ServiceEvent> {
  return (name, payload) => listeners[name]?.(payload)
}
