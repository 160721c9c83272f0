import { knownActions } from '@contract/action.ts'
import type { AuditEntry } from '@contract/entry.ts'
import type { Field } from '@contract/filter.ts'
import { actorRef, resourceRef, targetRef, type EntityRef } from '../../shared/entity/entity-ref.ts'

/** A line of the facts: what it says, what beside it, what to copy, which filter finds more of it. */
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
}

const given = (text: string | undefined, not?: string): string | undefined => (text && text !== not ? text : undefined)
const optional = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  value ? ({ [key]: value } as Record<K, string>) : {}

/** Who, what and on what: the first lines of an entry's details. Missing values have no line, but for the user. */
export function entryFacts({ actor, action, actionVerbatim, resource, target }: AuditEntry): readonly Fact[] {
  const user = actor.email || actor.name || actor.id || ''
  const thing = resource.name || resource.id || ''
  const facts: Fact[] = [
    user
      ? {
          label: 'User',
          value: user,
          ...optional('id', given(actor.id, user)),
          filter: { field: 'actor', value: user },
          entity: actorRef(actor),
        }
      : { label: 'User', value: '', note: 'not recorded' },
    action ? actionFact(action, actionVerbatim) : { label: 'Action', value: '', note: 'not recorded' },
  ]
  if (thing || resource.type) {
    facts.push({
      label: 'Resource',
      value: [resource.type, thing].filter(Boolean).join(' '),
      copy: thing || resource.type,
      ...optional('id', given(resource.id, thing)),
      filter: thing ? { field: 'resource.name', value: thing } : { field: 'resource', value: resource.type },
      entity: resourceRef(resource),
    })
  }
  const other = target ? target.email || target.name || target.id || '' : ''
  // A user who is invited or updated is both resource and target: once is enough.
  if (target && other && !(other === thing && (!target.type || target.type === resource.type))) {
    facts.push({
      label: 'Target',
      value: [target.type === 'user' && target.email ? '' : target.type, other].filter(Boolean).join(' '),
      copy: other,
      ...optional('note', given(target.name, other)),
      ...optional('id', given(target.id, other)),
      filter: { field: 'target', value: other },
      entity: targetRef(target),
    })
  }
  return facts
}

function actionFact(action: string, verbatim: string): Fact {
  const known = knownActions.get(action)?.description ?? 'an action the documentation does not name'
  const note = verbatim && verbatim !== action ? `${known}, sent as ${verbatim}` : known
  return { label: 'Action', value: action, note, filter: { field: 'action', value: action } }
}

/** What the tenant calls the entry and its request. */
export function recordFacts({ id, requestId, sha256 }: AuditEntry): readonly Fact[] {
  return [
    { label: 'Entry id', value: id, mono: true },
    ...(requestId ? [{ label: 'Request id', value: requestId, mono: true, filter: { field: 'request', value: requestId } } as const] : []),
    { label: 'SHA-256', value: sha256, mono: true },
  ]
}
