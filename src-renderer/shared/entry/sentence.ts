import type { AuditEntry, Resource, Target } from '@contract/entry.ts'
import { clampText } from '../../components/visible-text.ts'
import { setDiffers } from '../diff/diff-model.ts'
import { kindAndName } from './row-parts.ts'
import type { Diff } from '../diff/diff-model.ts'

type Subject = Pick<
  AuditEntry,
  'action' | 'actionVerbatim' | 'actor' | 'resource' | 'target' | 'targets' | 'status' | 'reason' | 'parseError'
>

/** What was done, in the forms the sentence needs: *changed* / *change*. */
interface Deed {
  readonly done: string
  readonly infinitive: string
}
interface Parts {
  readonly thing: string
  /** Who received it or lost it; empty when the entry does not say. */
  readonly other: string
  /** *the permissions of*, or nothing. */
  readonly aspect: string
}

const both = (done: string, infinitive: string, rest: string): Deed => ({ done: `${done} ${rest}`, infinitive: `${infinitive} ${rest}` })
const tail = (word: string, other: string): string => (other ? ` ${word} ${other}` : '')

/** One deed for each action the tenant's documentation names, but for permission checks. */
const deeds: Readonly<Record<string, (parts: Parts) => Deed>> = {
  user_invite: ({ thing, other }) => both('invited', 'invite', other || thing),
  user_remove: ({ thing, other }) => both('removed', 'remove', other || thing),
  user_update: ({ thing, aspect }) => both('changed', 'change', aspect + thing),
  role_create: ({ thing }) => both('created', 'create', thing),
  role_update: ({ thing, aspect }) => both('changed', 'change', aspect + thing),
  role_delete: ({ thing }) => both('deleted', 'delete', thing),
  role_assign: ({ thing, other }) => both(other ? 'gave' : 'assigned', other ? 'give' : 'assign', `${thing}${tail('to', other)}`),
  role_revoke: ({ thing, other }) => both(other ? 'took' : 'revoked', other ? 'take' : 'revoke', `${thing}${tail('from', other)}`),
  group_create: ({ thing }) => both('created', 'create', thing),
  group_update: ({ thing, aspect }) => both('changed', 'change', aspect + thing),
  group_delete: ({ thing }) => both('deleted', 'delete', thing),
  group_member_add: ({ thing, other }) => both('added', 'add', `${other || 'a member'} to ${thing}`),
  group_member_remove: ({ thing, other }) => both('removed', 'remove', `${other || 'a member'} from ${thing}`),
}

const longestPart = 80
const short = (text: string): string => (text.length > longestPart ? `${clampText(text, longestPart)}…` : text)

/** A person by the first that is known: name, email, id. */
const personText = (person: {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly id?: string | undefined
}): string => short(person.name || person.email || person.id || '')

function thingText({ type, name, id }: Resource): string {
  const known = name || id
  if (!known) return type ? `a ${type}` : 'something'
  return kindAndName(type && short(type), short(known))
}

/** The first, and how many others there are. */
function othersText({ target, targets = [], actor }: Subject): string {
  const first = otherText(target, actor)
  const more = targets.length - 1
  return more > 0 && first ? `${first} and ${more === 1 ? 'one other' : `${more} others`}` : first
}

function otherText(target: Target | undefined, actor: Subject['actor']): string {
  if (!target) return ''
  const same = (target.email && target.email === actor.email) || (target.id && target.id === actor.id)
  return same ? 'themselves' : personText(target) || (target.type ? `a ${target.type}` : '')
}

/** *the permissions of*, *the name and phone of*: the changed fields when there are one or two with plain names. */
function aspectText(diff: Diff | null): string {
  if (diff?.kind !== 'changed') return ''
  const paths = [...diff.sets.filter(setDiffers), ...diff.fields].map((change) => change.path[0])
  const names = [...new Set(paths)]
  const plain = names.filter((name): name is string => typeof name === 'string' && /^[a-z][a-z_ ]{0,23}$/i.test(name))
  if (plain.includes('permissions')) return 'the permissions of '
  if (plain.length === 0 || plain.length > 2 || plain.length < names.length) return ''
  return `the ${plain.map((name) => name.replaceAll('_', ' ').toLowerCase()).join(' and ')} of `
}

const denial = /denied|forbidden|unauthori[sz]ed|insufficient|not[_ -]?allowed/i

/**
 * What happened, in one sentence without its full stop: *Mara Lindqvist changed the permissions of role billing-admin*.
 * Holds names as the tenant sent them (cut at 80 characters): show it as visible text.
 */
export function entrySentence(entry: Subject, diff: Diff | null): string {
  if (entry.parseError !== undefined && entry.action === '') return 'An entry that does not have the expected format'
  const who = personText(entry.actor) || 'Someone'
  const thing = thingText(entry.resource)
  if (entry.action === 'permission_check') return checkSentence(entry, who, thing)

  const parts = { thing, other: othersText(entry), aspect: aspectText(diff) }
  const make = Object.hasOwn(deeds, entry.action) ? deeds[entry.action] : undefined
  const deed = make?.(parts) ?? both('performed', 'perform', `${short(entry.actionVerbatim || entry.action) || 'an action'} on ${thing}`)
  switch (entry.status) {
    case 'success':
      return `${who} ${deed.done}`
    case 'failed':
      return isDenied(entry) ? `${who} was not allowed to ${deed.infinitive}` : `${who} tried and failed to ${deed.infinitive}`
    case 'unknown':
      return `${who} tried to ${deed.infinitive}; the log does not say whether it succeeded`
  }
}

function isDenied({ reason }: Subject): boolean {
  return !!reason && (!!reason.permission || denial.test(reason.code ?? ''))
}

function checkSentence({ status, reason }: Subject, who: string, thing: string): string {
  const what = short(reason?.permission ?? '') || 'access'
  switch (status) {
    case 'success':
      return `${who} was allowed ${what} on ${thing}`
    case 'failed':
      return `${who} was denied ${what} on ${thing}`
    case 'unknown':
      return `${who} was checked for ${what} on ${thing}; the log does not say with what result`
  }
}
