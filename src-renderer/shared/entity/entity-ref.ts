import type { Actor, EntryRow, Resource, Target } from '@contract/entry.ts'
import type { FacetField, Field } from '@contract/filter.ts'
import type { ListMember, Subject } from '@contract/history.ts'
import type { Directive } from 'vue'

/** A text on screen that means somebody or something in the log: what a menu on it can do. */
export interface Mention {
  /** What it is, for a heading: `user`, `role`, `IP address`. */
  readonly kind: string
  /** What is shown and copied. */
  readonly text: string
  /** The filter that finds it; without a field any part of user, target or resource. */
  readonly filter: { readonly field: Field | null; readonly value: string }
  readonly subject: Subject | null
}

/** Longer texts are no names; a filter value and a subject are bounded. */
const longest = 4096
const usable = (text: string | undefined): text is string => text !== undefined && text !== '' && text.length <= longest

/** Somebody by email, wherever it stands: as user, target or member. */
export function userMention(email: string, field: Field | null = null): Mention | null {
  return usable(email) ? { kind: 'user', text: email, filter: { field, value: email }, subject: { type: 'user', value: email } } : null
}

export function actorMention({ email, id, name }: Actor): Mention | null {
  return userMention(email || name || id || '', 'actor')
}

export function addressMention(ip: string | undefined): Mention | null {
  return usable(ip) ? { kind: 'IP address', text: ip, filter: { field: 'ip', value: ip }, subject: { type: 'ip', value: ip } } : null
}

/** A role, group or whatever else the tenant has, by its id where it has one. */
export function resourceMention({ id, name, type }: Resource): Mention | null {
  const text = name || id
  if (!usable(text)) return null
  return {
    kind: type || 'resource',
    text,
    filter: { field: 'resource.name', value: text },
    subject: usable(type) ? { type: /^(?:user|service_account)$/.test(type) ? 'user' : type, value: id || text } : null,
  }
}

export function targetMention(target: Target | undefined): Mention | null {
  if (!target) return null
  if (target.email) return userMention(target.email, 'target')
  const { id, name, type = '' } = target
  const found = resourceMention({ type, ...(id !== undefined && { id }), ...(name !== undefined && { name }) })
  return found && { ...found, filter: { field: 'target', value: found.text } }
}

const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})$/i

/** A value somewhere in a change or state: an email is a user, an IP address an address; in a list of roles or groups it is one of those. */
export function valueMention(text: string, list = ''): Mention | null {
  if (address.test(text)) return addressMention(text)
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return userMention(text)
  const type = /roles?$/i.test(list) ? 'role' : /groups?$/i.test(list) ? 'group' : null
  return type && usable(text) ? { kind: type, text, filter: { field: null, value: text }, subject: { type, value: text } } : null
}

/** A single value of a change, where it is text. */
export function jsonMention(value: unknown): Mention | null {
  return typeof value === 'string' ? valueMention(value) : null
}

/** Whoever is in a reconstructed list. */
export function subjectMention({ id, type, value }: ListMember): Mention | null {
  if (value.includes('@') || /^(?:user|service_account)$/.test(type)) return userMention(value)
  return resourceMention({ type, name: value, ...(id !== undefined && { id }) })
}

/** A value of a facet; of a target without an email the type is not known. */
export function facetMention(field: FacetField, value: string): Mention | null {
  if (field === 'ip') return addressMention(value)
  if (field === 'actor') return userMention(value, 'actor')
  return field === 'target' && value.includes('@') ? userMention(value, 'target') : null
}

const mentions = new WeakMap<Element, Mention>()
const mark = (element: HTMLElement, mention: Mention | null): void => {
  if (mention) mentions.set(element, mention)
  else mentions.delete(element)
  element.toggleAttribute('data-mention', mention !== null)
}

/** `v-mention`: the element shows somebody or something; null: it does not. */
export const vMention: Directive<HTMLElement, Mention | null> = {
  mounted: (element, { value }) => mark(element, value),
  updated: (element, { oldValue, value }) => {
    if (value !== oldValue) mark(element, value)
  },
}

/** What of an entry says whom and what it mentions. */
export type MentioningRow = Pick<EntryRow, 'actor' | 'ip' | 'resource' | 'target'>
const rows = new WeakMap<Element, MentioningRow>()
/** The element shows an entry, or none. */
export function mentionRow(element: Element, row: MentioningRow | undefined): void {
  if (row) rows.set(element, row)
  else rows.delete(element)
}
/** `v-mention-row`: the element shows an entry. Whom and what it mentions is worked out when it is asked for, not for every row of every frame. */
export const vMentionRow: Directive<HTMLElement, MentioningRow | undefined> = {
  mounted: (element, { value }) => {
    element.setAttribute('data-mention-row', '')
    mentionRow(element, value)
  },
  updated: (element, { value }) => mentionRow(element, value),
}

function mentionsOfRow(row: MentioningRow, column: string | undefined): readonly (Mention | null)[] {
  switch (column) {
    case 'actor':
      return [actorMention(row.actor)]
    case 'resource':
      return [resourceMention(row.resource), targetMention(row.target)]
    case 'target':
      return [targetMention(row.target)]
    case 'ip':
      return [addressMention(row.ip)]
    default:
      return [actorMention(row.actor), resourceMention(row.resource), targetMention(row.target), addressMention(row.ip)]
  }
}

/** The mention an element is in; else those of the entry, or inside the line, in which it stands. Each once. */
export function mentionsAt(element: Element): readonly Mention[] {
  const own = element.closest('[data-mention]')
  const entry = element.closest('[data-mention-row]')
  const row = entry && rows.get(entry)
  if (row && !(own && entry.contains(own)))
    return unique(mentionsOfRow(row, element.closest<HTMLElement>('[data-column]')?.dataset['column']))
  const line = own ?? element.closest('[data-line], li, tr') ?? element
  return unique([line, ...line.querySelectorAll('[data-mention]')].map((each) => mentions.get(each) ?? null))
}

function unique(found: readonly (Mention | null)[]): readonly Mention[] {
  const known = found.filter((mention) => mention !== null)
  return [...new Map(known.map((mention) => [`${mention.kind} ${mention.text}`, mention])).values()]
}
