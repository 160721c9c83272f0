import { isList, isObject, type Json, type JsonObject } from '@contract/exact-json.ts'
import type { MappedEntry, ReadChanges } from '../connector/connector.ts'

/**
 * What an entry does to all attributes at once. `created` and `removed`: the thing itself; `taken`: what somebody had of it; `unsaid`: something changed, and
 * the entry does not say what.
 */
export type Whole = 'none' | 'created' | 'removed' | 'taken' | 'unsaid'

export const isOfThing = (whole: Whole): boolean => whole === 'created' || whole === 'removed'

/** What an entry tells of one attribute: its value, a list that is its value, that it is gone, or what came into a list and went out of it. */
export const forms = ['value', 'list', 'gone', 'delta'] as const
export type Form = (typeof forms)[number]

/** An attribute by its name; the empty one where *before* and *after* have no members. */
export interface Part {
  readonly name: string
  readonly form: Form
}

export interface Told {
  readonly whole: Whole
  readonly parts: readonly Part[]
  /** The source sent what is after and not what was before, or only what came and went. */
  readonly wants: boolean
}

/** An entry that tells of more says nothing that is looked into: nobody reads so many. */
export const mostParts = 256

const gives: ReadonlySet<string> = new Set(['role_assign', 'group_member_add'])
const takes: ReadonlySet<string> = new Set(['role_revoke', 'group_member_remove'])

const creating = /^(?:creat(?:e|es|ed)|invit(?:e|es|ed))$/
const removing = /^(?:delet(?:e|es|ed)|destroy(?:s|ed)?)$/
const changing =
  /^(?:updat(?:e|es|ed)|chang(?:e|es|ed)|edit(?:s|ed)?|set|reset|put|modif(?:y|ies|ied)|renam(?:e|es|ed)|add(?:s|ed)?|remov(?:e|es|ed)|enabl(?:e|es|ed)|disabl(?:e|es|ed))$/

/**
 * What an action does by its words, in the canonical spelling or the source's: a creation too many makes less known, never more. `changing` is `unsaid` where
 * the entry has no changes.
 */
export function wholeOf(action: string, verbatim: string): Whole | 'changing' {
  if (gives.has(action)) return 'changing'
  if (takes.has(action)) return 'taken'
  if (action === 'permission_check') return 'none'
  const words = `${action} ${verbatim}`
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
  if (words.some((word) => creating.test(word))) return 'created'
  if (action.endsWith('_remove') || words.some((word) => removing.test(word))) return 'removed'
  return words.some((word) => changing.test(word)) ? 'changing' : 'none'
}

/** What an entry tells of the thing that it was done on. */
export function toldBy({
  action,
  actionVerbatim,
  changes,
  unreadChanges,
}: Pick<MappedEntry, 'action' | 'actionVerbatim' | 'changes' | 'unreadChanges'>): Told {
  const said = wholeOf(action, actionVerbatim)
  const whole = said === 'changing' ? 'none' : said
  if (!changes) {
    const isUnsaid = said === 'changing' || (said === 'none' && unreadChanges !== undefined)
    return isUnsaid ? { whole: 'unsaid', parts: [], wants: false } : { whole, parts: [], wants: false }
  }
  if (isUnnamed(changes)) return { whole: whole === 'none' ? 'unsaid' : whole, parts: [], wants: false }
  const parts = partsOf(changes, gives.has(action) || takes.has(action))
  if (parts.length > mostParts) return { whole: whole === 'none' ? 'unsaid' : whole, parts: [], wants: false }
  const wants = said !== 'created' && (changes.before === undefined || changes.isDelta === true)
  return { whole, parts, wants: wants && parts.some(({ form }) => form !== 'gone') }
}

function partsOf({ before, after, isDelta }: ReadChanges, isGiven: boolean): Part[] {
  const isOneSided = before === undefined || after === undefined
  /** Whoever is given two roles is told one after the other: a list of what was given is not all that there is. */
  const formOf = (value: Json | undefined, otherwise: Form): Form =>
    isDelta === true || (isGiven && isOneSided && isList(value)) ? 'delta' : otherwise
  const stated = (value: Json): Form => formOf(value, isList(value) ? 'list' : 'value')
  const [was, is] = [membersOf(before), membersOf(after)]
  if (!was || !is) return [{ name: '', form: after === undefined ? formOf(before, 'gone') : stated(after) }]
  const parts = Object.entries(is).map(([name, value]): Part => ({ name, form: stated(value) }))
  for (const [name, value] of Object.entries(was)) if (!Object.hasOwn(is, name)) parts.push({ name, form: formOf(value, 'gone') })
  return parts
}

/** One value without a name, on one side: nobody knows whether the entry before it was about the same. */
function isUnnamed({ before, after, isDelta }: ReadChanges): boolean {
  return isDelta !== true && (before === undefined || after === undefined) && (membersOf(before) === null || membersOf(after) === null)
}

/** Null for a side that is a value of its own. */
function membersOf(side: Json | undefined): JsonObject | null {
  if (side === undefined || side === null) return {}
  return isObject(side) ? side : null
}

/** The value that one side of an entry has of an attribute. */
export function sideOf(changes: ReadChanges | undefined, side: 'before' | 'after', name: string): Json | undefined {
  const value = changes?.[side]
  if (name === '' && value !== undefined && value !== null && !isObject(value)) return value
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}
