import { knownActions } from '@contract/action.ts'
import { targetsOf, type AuditEntry, type Target } from '@contract/entry.ts'
import type { Field } from '@contract/filter.ts'
import { fullTime } from '../../composables/time-format.ts'
import { kindAndName } from './row-parts.ts'
import { actorRef, addressRef, agentRef, requestRef, resourceRef, targetRef, type EntityRef } from '../entity/entity-ref.ts'

/** An entry without its text: what the connector took out of an item. */
export type ReadEntry = Omit<AuditEntry, 'raw' | 'sha256'>
export type FactName = keyof ReadEntry

/** A line of the details: what it says, what beside it, what to copy, which filter finds more of it. */
export interface Fact {
  readonly label: string
  readonly value: string
  /** Beside the value, quieter. */
  readonly note?: string
  /** An identifier of the tenant, quieter still and in the type of codes. */
  readonly id?: string
  readonly mono?: boolean
  /** What *Copy* copies; the value when absent. */
  readonly copy?: string
  readonly filter?: { readonly field: Field; readonly value: string }
  /** Whom or what it names. */
  readonly entity?: EntityRef | null
  /** What is drawn in another way than as a text. */
  readonly drawn?: 'status' | 'address' | 'agent'
}

/** A line of the trial of a connector; null for what is told beside another fact. */
interface Trial {
  readonly label: string
  readonly value: (entry: ReadEntry, zone: string) => string | undefined
  readonly tone?: 'warning'
}

/** What the window makes of a fact. */
interface FactView {
  /** Its lines among the details; none for what is not there, or told elsewhere. */
  readonly details: (entry: ReadEntry) => readonly Fact[]
  /** Whether these stand with the ids of the entry, in its record. */
  readonly inRecord?: true
  /** By which name two entries are compared; null where they always differ, or it is compared apart. */
  readonly compared: string | null
  readonly trial: Trial | null
}

const untold = (): readonly Fact[] => []
const given = (text: string | undefined, not?: string): string | undefined => (text && text !== not ? text : undefined)
const optional = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  value ? ({ [key]: value } as Record<K, string>) : {}
const joined = (...parts: readonly (string | undefined)[]): string => [...new Set(parts)].filter(Boolean).join(' · ')
const missing = (label: string): Fact => ({ label, value: '', note: 'not recorded' })
/** The longest value that a filter takes. */
const longestFiltered = 4096

/** Every fact, in the order in which the details, a comparison and the trial of a connector tell them. */
export const factViews: Readonly<Record<FactName, FactView>> = {
  occurredAt: {
    details: untold,
    compared: null,
    trial: {
      label: 'Time',
      value: ({ occurredAt, timestamp }, zone) =>
        occurredAt === null ? joined(fullTime(null, zone), timestamp) : fullTime(occurredAt, zone),
    },
  },
  timestamp: { details: untold, compared: 'time', trial: null },
  actor: {
    details: ({ actor }) => {
      const user = actor.email || actor.name || actor.id || ''
      if (!user) return [missing('User')]
      const id = optional('id', given(actor.id, user))
      return [{ label: 'User', value: user, ...id, filter: { field: 'actor', value: user }, entity: actorRef(actor) }]
    },
    compared: 'user',
    trial: { label: 'User', value: ({ actor }) => joined(actor.email, actor.name, actor.id) },
  },
  action: {
    details: ({ action, actionVerbatim }) => [action ? actionFact(action, actionVerbatim) : missing('Action')],
    compared: 'action',
    trial: { label: 'Action', value: ({ action, actionVerbatim }) => joined(action, actionVerbatim) },
  },
  actionVerbatim: { details: untold, compared: null, trial: null },
  resource: {
    details: ({ resource }) => {
      const thing = resource.name || resource.id || ''
      if (!thing && !resource.type) return []
      return [
        {
          label: 'Resource',
          value: kindAndName(resource.type, thing),
          copy: thing || resource.type,
          ...optional('id', given(resource.id, thing)),
          filter: thing ? { field: 'resource.name', value: thing } : { field: 'resource', value: resource.type },
          entity: resourceRef(resource),
        },
      ]
    },
    compared: 'resource',
    trial: { label: 'Resource', value: ({ resource }) => joined(resource.type, resource.name, resource.id) },
  },
  target: {
    details: ({ target, resource, targets }) => {
      const thing = resource.name || resource.id || ''
      const other = target ? nameOfTarget(target) : ''
      // A user who is invited or updated is both resource and target: once is enough, unless there are others beside.
      if (!target || !other || ((targets?.length ?? 1) < 2 && other === thing && (!target.type || target.type === resource.type))) return []
      return [targetFact('Target', target, other)]
    },
    compared: 'target',
    trial: { label: 'Target', value: ({ target }) => joined(target?.type, target?.email, target?.name, target?.id) },
  },
  targets: {
    details: ({ targets = [] }) =>
      targets.slice(1).map((target, at) => targetFact(`Target ${at + 2}`, target, nameOfTarget(target) || target.type || 'without a name')),
    compared: 'targets',
    trial: {
      label: 'Other targets',
      value: (entry) =>
        targetsOf(entry)
          .slice(1)
          .map(({ type, email, name, id }) => joined(type, email, name, id))
          .join('; ') || undefined,
    },
  },
  status: {
    details: ({ reason }) => {
      const note = [reason?.message, reason?.code].filter(Boolean).join(' · ')
      return [{ label: 'Status', value: '', ...optional('note', note), drawn: 'status' }]
    },
    compared: 'status',
    trial: { label: 'Status', value: ({ status }) => status },
  },
  reason: {
    details: ({ reason }) => {
      const value = reason?.permission
      return value ? [{ label: 'Permission', value, mono: true, filter: { field: 'permission', value } }] : []
    },
    compared: 'reason',
    trial: { label: 'Reason', value: ({ reason }) => joined(reason?.code, reason?.message, reason?.permission) },
  },
  changes: {
    details: untold,
    compared: null,
    trial: {
      label: 'Changes',
      value: ({ changes, unreadChanges }) => (changes ? `${changes.before ?? 'nothing'} → ${changes.after ?? 'nothing'}` : unreadChanges),
    },
  },
  unreadChanges: { details: untold, compared: null, trial: null },
  ip: {
    details: ({ ip: value }) => {
      if (!value) return [{ ...missing('IP address'), drawn: 'address' }]
      return [{ label: 'IP address', value, mono: true, filter: { field: 'ip', value }, entity: addressRef(value), drawn: 'address' }]
    },
    compared: 'address',
    trial: { label: 'IP address', value: ({ ip }) => ip },
  },
  userAgent: {
    details: ({ userAgent: value }) => {
      if (!value) return [missing('User agent')]
      const filter = { field: 'agent', value: value.slice(0, longestFiltered) } as const
      return [{ label: 'User agent', value, filter, entity: agentRef(value), drawn: 'agent' }]
    },
    compared: 'user_agent',
    trial: { label: 'User agent', value: ({ userAgent }) => userAgent },
  },
  requestId: {
    details: ({ requestId: value }) =>
      value ? [{ label: 'Request id', value, mono: true, filter: { field: 'request', value }, entity: requestRef(value) }] : [],
    inRecord: true,
    compared: 'request',
    trial: { label: 'Request', value: ({ requestId }) => requestId },
  },
  source: {
    details: ({ source: value }) => (value ? [{ label: 'Source', value, mono: true, filter: { field: 'source', value } }] : []),
    inRecord: true,
    compared: 'source',
    trial: null,
  },
  id: { details: untold, compared: null, trial: { label: 'Id', value: ({ id }) => id } },
  parseError: {
    details: untold,
    compared: null,
    trial: { label: 'Does not fit', value: ({ parseError }) => parseError, tone: 'warning' },
  },
}

const nameOfTarget = ({ email, name, id }: Target): string => email || name || id || ''

function targetFact(label: string, target: Target, shown: string): Fact {
  const other = nameOfTarget(target)
  return {
    label,
    value: [target.type === 'user' && target.email ? '' : target.type, shown === target.type ? '' : shown].filter(Boolean).join(' '),
    copy: shown,
    ...optional('note', given(target.name, shown)),
    ...optional('id', given(target.id, shown)),
    ...(other && { filter: { field: 'target' as const, value: other } }),
    entity: targetRef(target),
  }
}

function actionFact(action: string, verbatim: string): Fact {
  const known = knownActions.get(action)?.description ?? 'an action the documentation does not name'
  const note = verbatim && verbatim !== action ? `${known}, sent as ${verbatim}` : known
  return { label: 'Action', value: action, note, filter: { field: 'action', value: action } }
}

export const factNames = Object.keys(factViews) as readonly FactName[]
