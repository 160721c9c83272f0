import type { DryRun } from '@contract/tenant.ts'
import { fullTime } from '../../composables/time-format.ts'

type Entry = DryRun['entries'][number]['entry']

export interface DryRunFact {
  readonly label: string
  readonly value: string
  readonly tone?: 'warning'
}

const joined = (...parts: readonly (string | undefined)[]): string => [...new Set(parts)].filter(Boolean).join(' · ')

/** What the connector took out of an item, in the order of the details of an entry; what it did not find has no line. */
export function dryRunFacts(entry: Entry, zone: string): readonly DryRunFact[] {
  const { actor, resource, target, reason, changes } = entry
  const facts: DryRunFact[] = [
    { label: 'Time', value: entry.occurredAt === null ? joined(fullTime(null, zone), entry.timestamp) : fullTime(entry.occurredAt, zone) },
    { label: 'User', value: joined(actor.email, actor.name, actor.id) },
    { label: 'Action', value: joined(entry.action, entry.actionVerbatim) },
    { label: 'Resource', value: joined(resource.type, resource.name, resource.id) },
    { label: 'Target', value: joined(target?.type, target?.email, target?.name, target?.id) },
    { label: 'Status', value: entry.status },
    { label: 'Reason', value: joined(reason?.code, reason?.message, reason?.permission) },
    { label: 'Changes', value: changes ? `${changes.before ?? 'nothing'} → ${changes.after ?? 'nothing'}` : (entry.unreadChanges ?? '') },
    { label: 'IP address', value: entry.ip ?? '' },
    { label: 'User agent', value: entry.userAgent ?? '' },
    { label: 'Request', value: entry.requestId ?? '' },
    { label: 'Id', value: entry.id },
    ...(entry.parseError === undefined ? [] : [{ label: 'Does not fit', value: entry.parseError, tone: 'warning' as const }]),
  ]
  return facts.filter(({ value }) => value !== '')
}
