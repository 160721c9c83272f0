import { caseless } from '@language/pattern.ts'
import { exactText, isList, isObject, Repeated, sameJson, type Json } from '@contract/exact-json.ts'
import { listName, type ListMember, type ListName, type StateList } from '@contract/history.ts'
import type { Claim, Fields, ListClaim } from './claims.ts'
import { memberKey } from './member-key.ts'
import { isToldApart } from './told-apart.ts'

interface KnownList {
  readonly members: Map<string, ListMember>
  complete: boolean
  count: number | null
}

/** What is known of a subject at one moment of its history. Changed in place: there may be a hundred thousand moments. */
export interface Known {
  exists: boolean | null
  readonly fields: Map<string, Json>
  readonly lists: Record<ListName, KnownList>
  last: number | null
}

function emptyLists(complete: boolean): Known['lists'] {
  return Object.fromEntries(listName.options.map((name) => [name, { members: new Map(), complete, count: null }])) as never
}

/**
 * What was there before the first entry, as far as the entries tell: the first *before* of each field, a first whole list taken back
 * to the beginning, and who was taken out without having been put in.
 */
export function beginning(claims: readonly Claim[]): Known {
  const exists = claims[0] ? claims[0].existence.before : null
  const known: Known = { exists, fields: new Map(), lists: emptyLists(exists === false), last: null }
  if (exists === false) return known
  const told = new Set<string>()
  for (const { before, after } of claims) {
    for (const [name, value] of Object.entries(before ?? {})) if (!told.has(name)) known.fields.set(name, value)
    for (const name of Object.keys({ ...before, ...after })) told.add(name)
  }
  for (const name of listName.options) {
    const own = claims.flatMap(({ list }) => (list?.name === name ? [list] : []))
    beginList(known.lists[name], own)
  }
  return known
}

function beginList(into: KnownList, own: readonly ListClaim[]): void {
  const first = own.findIndex(({ before }) => before !== null)
  const whole = own[first]?.before
  if (whole) {
    into.complete = true
    addNamed(into, own[first] as ListClaim, whole)
  }
  // Undone from the first whole list, or from the end, back to the beginning.
  for (const { change, key, member } of own.slice(0, whole ? first : own.length).reverse()) {
    if (change === 'add') into.members.delete(key)
    else into.members.set(key, member)
  }
  into.count = into.complete ? into.members.size : (own[0]?.countBefore ?? null)
}

/** A whole list only has texts: those who are known already keep their id. */
function addNamed(into: KnownList, { name, key, member }: ListClaim, whole: readonly string[]): void {
  const type = name === 'roles' ? 'role' : 'user'
  const called = new Set(Array.from(into.members.values(), ({ value }) => caseless(value)))
  for (const text of whole) {
    const wanted = caseless(text)
    if (called.has(wanted)) continue
    called.add(wanted)
    const isMember = wanted === caseless(member.value)
    const fresh = isMember ? member : { type, value: text }
    into.members.set(isMember ? key : memberKey(name, fresh), fresh)
  }
}

/**
 * Takes an entry in: first what it says was before, then what it says is after.
 * @returns the parts of which its *before* is not what was known
 */
export function applyClaim(known: Known, claim: Claim): string[] {
  const wrong: string[] = []
  const { before, after, existence, list } = claim
  if (existence.before !== null && known.exists !== null && known.exists !== existence.before) wrong.push('existence')
  for (const [name, value] of Object.entries(before ?? {})) {
    if (known.fields.has(name) && !sameValue(known.fields.get(name), value)) wrong.push(name)
  }
  if (list && contradicts(known.lists[list.name], list)) wrong.push(list.name)
  apply(known, claim, before, after)
  return wrong
}

function apply(known: Known, { existence, evidence, list }: Claim, before: Claim['before'], after: Claim['after']): void {
  if (existence.before === false) {
    known.fields.clear()
    Object.assign(known.lists, emptyLists(true))
  }
  if (existence.after !== null) known.exists = existence.after
  if (after) setFields(known.fields, before ?? {}, after)
  else if (before) for (const [name, value] of Object.entries(before)) known.fields.set(name, value)
  if (list) applyList(known.lists[list.name], list)
  known.last = evidence.key
}

function setFields(fields: Map<string, Json>, before: Fields, after: Fields): void {
  for (const name of Object.keys(before)) if (!Object.hasOwn(after, name)) fields.delete(name)
  for (const [name, value] of Object.entries(after)) fields.set(name, value)
}

function contradicts({ members, complete }: KnownList, { change, key, before, countBefore }: ListClaim): boolean {
  if (before) {
    const stated = new Set(before.map((text) => caseless(text)))
    // Both by what they are called: a role that is known by id and name is in the list by its name.
    const called = new Set([...members.values()].map(({ value }) => caseless(value)))
    const surplus = [...called].some((each) => !stated.has(each))
    return surplus || (complete && stated.size !== called.size)
  }
  if (complete && countBefore !== null && countBefore !== members.size) return true
  return change === 'add' ? members.has(key) : complete && !members.has(key)
}

function applyList(known: KnownList, list: ListClaim): void {
  const { change, key, member, before, after, countAfter } = list
  const whole = after ?? before
  if (whole) {
    const stated = new Set(whole.map(caseless))
    for (const [other, { value }] of known.members) if (!stated.has(caseless(value))) known.members.delete(other)
    addNamed(known, list, whole)
    known.complete = true
  }
  // Of two that are called the same, a list of names does not say which it means.
  if (!after || isToldApart(list)) {
    if (change === 'add') known.members.set(key, member)
    else known.members.delete(key)
  }
  // Nobody knows who the others are when the tenant counts another number than there can be.
  if (!whole && countAfter !== null && countAfter !== known.members.size) known.complete = false
  known.count = countAfter ?? (known.complete ? known.members.size : null)
}

/** The order of a list does not matter, nor that of an object's members. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  return sameJson(a, b) || canonical(a) === canonical(b)
}

function canonical(value: Json | undefined): string {
  if (value === undefined) return 'undefined'
  if (isList(value)) return `[${value.map(canonical).sort().join(',')}]`
  if (value instanceof Repeated) return value.values.map(canonical).join(';')
  if (!isObject(value)) return exactText(value)
  const members = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`)
  return `{${members.sort().join(',')}}`
}

/** As of a time, the entries of that very time included. `claims` are in order and happened. */
export function stateAt(claims: readonly Claim[], at: number): Known {
  const known = beginning(claims)
  for (const claim of claims) {
    if (Math.floor(claim.evidence.at) > at) break
    applyClaim(known, claim)
  }
  return known
}

/** The lists that any entry spoke of. */
export function listsOf(known: Known, names: readonly ListName[]): StateList[] {
  return names.map((name) => {
    const { members, complete, count } = known.lists[name]
    const sorted = [...members.values()].sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
    return { name, members: sorted, complete, count }
  })
}
