import { z } from 'zod'
import { exportProgress } from './export.ts'
import { longestLink } from './link.ts'
import { settings } from './settings.ts'
import { syncStatus } from './sync.ts'
import { tenant, tenantId } from './tenant.ts'

/** Everything main tells the window unasked. */
export const events = {
  'sync.status': syncStatus,
  /** Entries were committed to a tenant's cache. */
  'cache.changed': z.object({ tenant: tenantId, entries: z.number(), inserted: z.number() }),
  'export.progress': exportProgress,
  'tenant.list': z.array(tenant),
  'settings.changed': settings,
  'service.state': z.object({ up: z.boolean() }),
  /** A menu item or an operating system event asks the window to do something. */
  command: z.object({ command: z.enum(['find', 'sync', 'settings', 'palette', 'keys']) }),
  /** A link was opened; the text is untrusted and parsed by the window. */
  'link.opened': z.object({ link: z.string().max(longestLink + 1) }),
} as const satisfies Record<string, z.ZodType>

export type EventName = keyof typeof events
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>
