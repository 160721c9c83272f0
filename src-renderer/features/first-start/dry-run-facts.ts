import type { DryRun } from '@contract/tenant.ts'
import { fullTime } from '../../composables/time-format.ts'

type Entry = DryRun['entries'][number]['entry']

export interface DryRunFact {
  readonly label: string
  readonly value: string
  readonly tone?: 'warning'
}

const joined = (...parts: readonly (string | undefined)[]): string => [...new Set(parts)].filter(Boolean).join(' · ')

/** What the connector took out of an item, by member, in the order of the details of an entry. Some are told beside another one. */
const lines: Readonly<
  Record<
    Exclude<keyof Entry, 'timestamp' | 'actionVerbatim' | 'unreadChanges'>,
    { readonly label: string; readonly value: (entry: Entry, zone: string) => string | undefined; readonly tone?: 'warning' }
  >
> = {
  occurredAt: {
    label: 'Time',
    value: ({ occurredAt, timestamp }, zone) =>
      occurredAt === null ? joined(fullTime(null, zone), timestamp) : fullTime(occurredAt, zone),
  },
  actor: { label: 'User', value: ({ actor }) => joined(actor.email, actor.name, actor.id) },
  action: { label: 'Action', value: ({ action, actionVerbatim }) => joined(action, actionVerbatim) },
  resource: { label: 'Resource', value: ({ resource }) => joined(resource.type, resource.name, resource.id) },
  target: { label: 'Target', value: ({ target }) => joined(target?.type, target?.email, target?.name, target?.id) },
  status: { label: 'Status', value: ({ status }) => status },
  reason: { label: 'Reason', value: ({ reason }) => joined(reason?.code, reason?.message, reason?.permission) },
  changes: {
    label: 'Changes',
    value: ({ changes, unreadChanges }) => (changes ? `${changes.before ?? 'nothing'} → ${changes.after ?? 'nothing'}` : unreadChanges),
  },
  ip: { label: 'IP address', value: ({ ip }) => ip },
  userAgent: { label: 'User agent', value: ({ userAgent }) => userAgent },
  requestId: { label: 'Request', value: ({ requestId }) => requestId },
  id: { label: 'Id', value: ({ id }) => id },
  parseError: { label: 'Does not fit', value: ({ parseError }) => parseError, tone: 'warning' },
}

/** What the connector took out of an item; what it did not find has no line. */
export function dryRunFacts(entry: Entry, zone: string): readonly DryRunFact[] {
  return Object.values(lines).flatMap(({ label, value, tone }) => {
    const text = value(entry, zone) ?? ''
    return text === '' ? [] : [{ label, value: text, ...(tone && { tone }) }]
  })
}
