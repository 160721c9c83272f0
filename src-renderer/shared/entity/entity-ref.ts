import type { Actor, EntryRow, Resource, Target } from '@contract/entry.ts'
import type { FacetField, Field } from '@contract/filter.ts'
import type { ListMember, Subject } from '@contract/history.ts'
import type { StorySubject } from '@contract/story.ts'
import type { Directive } from 'vue'

/** A text on screen that means somebody or something in the log: what a menu on it can do. */
export interface EntityRef {
  /** What it is, for a heading: `user`, `role`, `IP address`. */
  readonly kind: string
  /** What is shown and copied. */
  readonly text: string
  /** The filter that finds it; without a field any part of user, target or resource. */
  readonly filter: { readonly field: Field | null; readonly value: string }
  readonly subject: Subject | null
  /** Whose story it is, where that has no history. */
  readonly story?: StorySubject
}

export const storyOf = ({ story, subject }: EntityRef): StorySubject | null => story ?? (subject && { kind: 'thing', ...subject })

/** Longer texts are no names; a filter value and a subject are bounded. */
const longest = 4096
const usable = (text: string | undefined): text is string => text !== undefined && text !== '' && text.length <= longest

/** Somebody by email, wherever it stands: as user, target or member. */
export function userRef(email: string, field: Field | null = null): EntityRef | null {
  return usable(email) ? { kind: 'user', text: email, filter: { field, value: email }, subject: { type: 'user', value: email } } : null
}

export function actorRef({ email, id, name }: Actor): EntityRef | null {
  return userRef(email || name || id || '', 'actor')
}

export function addressRef(ip: string | undefined): EntityRef | null {
  return usable(ip) ? { kind: 'IP address', text: ip, filter: { field: 'ip', value: ip }, subject: { type: 'ip', value: ip } } : null
}

export function agentRef(agent: string | undefined): EntityRef | null {
  if (!usable(agent)) return null
  const filter = { field: 'agent', value: agent } as const
  return { kind: 'user agent', text: agent, filter, subject: null, story: { kind: 'agent', value: agent } }
}

export function requestRef(request: string | undefined): EntityRef | null {
  if (!usable(request)) return null
  const filter = { field: 'request', value: request } as const
  return { kind: 'request', text: request, filter, subject: null, story: { kind: 'request', value: request } }
}

/** A role, group or whatever else the tenant has, by its id where it has one. */
export function resourceRef({ id, name, type }: Resource): EntityRef | null {
  const text = name || id
  if (!usable(text)) return null
  return {
    kind: type || 'resource',
    text,
    filter: { field: 'resource.name', value: text },
    subject: usable(type) ? { type: /^(?:user|service_account)$/.test(type) ? 'user' : type, value: id || text } : null,
  }
}

export function targetRef(target: Target | undefined): EntityRef | null {
  if (!target) return null
  if (target.email) return userRef(target.email, 'target')
  const { id, name, type = '' } = target
  const found = resourceRef({ type, ...(id !== undefined && { id }), ...(name !== undefined && { name }) })
  return found && { ...found, filter: { field: 'target', value: found.text } }
}

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})$/i

/** A value somewhere in a change or state: an email is a user, an IP address an address; in a list of roles or groups it is one of those. */
export function valueRef(text: string, list = ''): EntityRef | null {
  if (address.test(text)) return addressRef(text)
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return userRef(text)
  const type = /roles?$/i.test(list) ? 'role' : /groups?$/i.test(list) ? 'group' : null
  return type && usable(text) ? { kind: type, text, filter: { field: null, value: text }, subject: { type, value: text } } : null
}

/** A single value of a change, where it is text. */
export function jsonRef(value: unknown): EntityRef | null {
  return typeof value === 'string' ? valueRef(value) : null
}

/** Whoever is in a reconstructed list. */
export function memberRef({ id, type, value }: ListMember): EntityRef | null {
  if (value.includes('@') || /^(?:user|service_account)$/.test(type)) return userRef(value)
  return resourceRef({ type, name: value, ...(id !== undefined && { id }) })
}

/** A value of a facet; of a target without an email the type is not known. */
export function facetRef(field: FacetField, value: string): EntityRef | null {
  if (field === 'ip') return addressRef(value)
  if (field === 'actor') return userRef(value, 'actor')
  return field === 'target' && value.includes('@') ? userRef(value, 'target') : null
}

const entities = new WeakMap<Element, EntityRef>()
const mark = (element: HTMLElement, entity: EntityRef | null): void => {
  if (entity) entities.set(element, entity)
  else entities.delete(element)
  element.toggleAttribute('data-entity', entity !== null)
}

/** `v-entity`: the element shows somebody or something; null: it does not. */
export const vEntity: Directive<HTMLElement, EntityRef | null> = {
  mounted: (element, { value }) => mark(element, value),
  updated: (element, { oldValue, value }) => {
    if (value !== oldValue) mark(element, value)
  },
}

/** What of an entry says whom and what it names. */
export type NamingRow = Pick<EntryRow, 'actor' | 'ip' | 'resource' | 'target'>
const rows = new WeakMap<Element, NamingRow>()
/** The element shows an entry, or none. */
export function setEntityRow(element: Element, row: NamingRow | undefined): void {
  if (row) rows.set(element, row)
  else rows.delete(element)
}
/** `v-entity-row`: the element shows an entry. Whom and what it names is worked out when it is asked for, not for every row of every frame. */
export const vEntityRow: Directive<HTMLElement, NamingRow | undefined> = {
  mounted: (element, { value }) => {
    element.setAttribute('data-entity-row', '')
    setEntityRow(element, value)
  },
  updated: (element, { value }) => setEntityRow(element, value),
}

function entityRefsOfRow(row: NamingRow, column: string | undefined): readonly (EntityRef | null)[] {
  switch (column) {
    case 'actor':
      return [actorRef(row.actor)]
    case 'resource':
      return [resourceRef(row.resource), targetRef(row.target)]
    case 'target':
      return [targetRef(row.target)]
    case 'ip':
      return [addressRef(row.ip)]
    default:
      return [actorRef(row.actor), resourceRef(row.resource), targetRef(row.target), addressRef(row.ip)]
  }
}

/** The entity an element is in; else those of the entry, or inside the line, in which it stands. Each once. */
export function entityRefsAt(element: Element): readonly EntityRef[] {
  const own = element.closest('[data-entity]')
  const entry = element.closest('[data-entity-row]')
  const row = entry && rows.get(entry)
  if (row && !(own && entry.contains(own)))
    return unique(entityRefsOfRow(row, element.closest<HTMLElement>('[data-column]')?.dataset['column']))
  const line = own ?? element.closest('[data-line], li, tr') ?? element
  return unique([line, ...line.querySelectorAll('[data-entity]')].map((each) => entities.get(each) ?? null))
}

function unique(found: readonly (EntityRef | null)[]): readonly EntityRef[] {
  const known = found.filter((entity) => entity !== null)
  return [...new Map(known.map((entity) => [`${entity.kind} ${entity.text}`, entity])).values()]
}
