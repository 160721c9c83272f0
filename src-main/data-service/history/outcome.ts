import type { AnsweringEntry, Doubt, DoubtKind, GrantEnd, ListMember, ListName, Outcome, Subject, SubjectState } from '@contract/history.ts'
import type { Resource, Target } from '@contract/entry.ts'
import { memberOf } from '@contract/exact-json.ts'
import { caseless } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import type { MappedEntry } from '../connector/connector.ts'
import type { Claim } from './claims.ts'
import { isInDoubt } from './doubts.ts'
import type { RolePermissions } from './role-permissions.ts'
import type { SubjectChronicle, Subjects } from './subjects.ts'

interface Known {
  readonly store: CacheStore
  readonly subjects: Subjects
  readonly rolePermissions: RolePermissions
}

type Grant = Extract<Outcome, { kind: 'grant' }>
type Denial = Extract<Outcome, { kind: 'denial' }>

/** More than fit a drawer. */
const mostListed = 50
const mostGroups = 20
/** Each is a history of its own. */
const mostReceivers = 10

/** What became of what the entry gave, or what who was denied had. Null where it did neither, or nobody knows when. */
export async function outcomeOf(key: number, known: Known): Promise<Outcome | null> {
  const entry = known.store.entry(key)
  if (entry.occurredAt === null) return null
  const gives = entry.action === 'role_assign' || entry.action === 'group_member_add'
  if (gives && entry.status === 'success' && entry.target) return grantOf(key, entry, known)
  const denies = entry.status === 'failed' && (entry.reason?.permission !== undefined || entry.action === 'permission_check')
  return denies ? denialOf(entry, entry.occurredAt, known) : null
}

/** What one subject's entries say of a member of a list after a moment. */
interface End {
  readonly claim: Claim
  readonly how: NonNullable<Grant['end']>['how']
}

async function grantOf(key: number, { resource }: MappedEntry, known: Known): Promise<Grant | null> {
  const given = await told(known.subjects, resourceSubject(resource))
  const all = given?.claimsByKey.get(key) ?? []
  const found: (GrantEnd & { readonly to: ListMember })[] = []
  for (const own of all.slice(0, mostReceivers)) {
    if (given && own.list && own.evidence.target)
      found.push({ to: own.list.member, ...(await endFor(key, given, own, own.list.name, own.evidence.target, known)) })
  }
  const [first, ...others] = found
  return first ? { kind: 'grant', ...first, others, moreOthers: Math.max(0, all.length - mostReceivers) } : null
}

async function endFor(
  key: number,
  given: SubjectChronicle,
  own: Claim,
  name: ListName,
  target: Target,
  { store, subjects }: Known,
): Promise<GrantEnd> {
  const received = await told(subjects, targetSubject(target))
  const taken = endOf(given, own, 'removed', received ? namesOf(received) : [])
  const lost = received?.claimsByKey.get(key)?.[0]
  const left = received && lost ? endOf(received, lost, 'member-removed', namesOf(given)) : null
  const end = [taken, left].filter((each) => each !== null).sort((a, b) => a.claim.evidence.at - b.claim.evidence.at)[0] ?? null
  const again = end && given.happened.find((claim) => claim.evidence.at > end.claim.evidence.at && isAbout(claim, 'add', own))
  const until = end ? null : (given.doubts.find(isEndOfLog)?.from ?? null)
  const span = { from: Math.floor(own.evidence.at), to: end ? Math.floor(end.claim.evidence.at) : Infinity }
  const doubts = [...given.doubts.filter(isOf(name)), ...(received && lost?.list ? received.doubts.filter(isOf(lost.list.name)) : [])]
  return {
    end: end && { how: end.how, entry: answering(store, end.claim) },
    again: again ? answering(store, again) : null,
    until,
    doubts: kindsOf(doubts.filter((doubt) => !isEndOfLog(doubt) && doubt.key !== key && overlaps(doubt, span))),
  }
}

const told = async (subjects: Subjects, subject: Subject | null): Promise<SubjectChronicle | null> =>
  subject ? subjects.of(subject) : null

function resourceSubject({ id, name, type }: Resource): Subject | null {
  const value = id ?? name
  return value ? { type, value } : null
}

function targetSubject({ email, id, name, type }: Target): Subject | null {
  const value = email ?? id ?? name
  return value ? { type: email !== undefined ? 'user' : (type ?? 'user'), value } : null
}

/** @param names what the member is called elsewhere in the log */
function endOf({ happened }: SubjectChronicle, own: Claim, removed: End['how'], names: readonly string[]): End | null {
  const { name, member } = own.list ?? {}
  if (!name || !member) return null
  // A list may have its ids, or the name that it has by now.
  const called = new Set([member.value, member.id ?? member.value, ...names].map(caseless))
  for (const claim of happened.slice(happened.indexOf(own) + 1)) {
    if (claim.existence.after === false) return { claim, how: removed }
    if (isAbout(claim, 'remove', own)) return { claim, how: 'revoked' }
    const whole = claim.list?.name === name ? claim.list.after : null
    if (whole && !whole.some((text) => called.has(caseless(text)))) return { claim, how: 'unlisted' }
  }
  return null
}

function isAbout({ list }: Claim, change: 'add' | 'remove', own: Claim): boolean {
  return list?.name === own.list?.name && list?.change === change && list.key === own.list?.key
}

/** All that the log calls somebody or something, ids included. */
function namesOf({ found, happened }: SubjectChronicle): string[] {
  const names = happened.flatMap(({ after, before, evidence: { as, resource, target, targets } }) => {
    // Of several targets it is not said which one is meant.
    const own = as === 'resource' ? [resource.name] : (targets?.length ?? 0) > 1 ? [] : [target?.email, target?.name]
    return [...own, memberOf(before ?? undefined, 'name'), memberOf(after ?? undefined, 'name')]
  })
  return [...found.ids, ...names].filter((name) => typeof name === 'string')
}

/** The time after all that was fetched is not a doubt about what was fetched. */
const isEndOfLog = ({ gap }: Doubt): boolean => gap !== null && gap.to === null
const isOf =
  (list: ListName) =>
  ({ aspects }: Doubt): boolean =>
    aspects.some((aspect) => aspect === list || aspect === 'existence' || aspect === 'everything')
const overlaps = (doubt: Doubt, span: { from: number; to: number }): boolean =>
  (doubt.from ?? -Infinity) < span.to && (doubt.to ?? Infinity) > span.from
const kindsOf = (doubts: readonly Doubt[]): DoubtKind[] => [...new Set(doubts.map(({ kind }) => kind))]

function answering(store: CacheStore, { evidence }: Claim): AnsweringEntry {
  const { actor, occurredAt } = store.entry(evidence.key)
  return { key: evidence.key, occurredAt, by: actor.email || actor.name || actor.id || '' }
}

async function denialOf({ actor, reason }: MappedEntry, at: number, { subjects, rolePermissions }: Known): Promise<Denial | null> {
  const permission = reason?.permission
  const who = actor.email || actor.id || actor.name
  if (!who) return null
  const state = await stateOf(subjects, { type: 'user', value: who }, at)
  const groups = listOf(state, 'groups')
  const roles: Denial['roles'] = listOf(state, 'roles').map((role) => ({ role, by: null }))
  let { doubts } = state
  let complete = isWhole(state, 'roles') && isWhole(state, 'groups') && groups.length <= mostGroups
  for (const group of groups.slice(0, mostGroups)) {
    const held = await stateOf(subjects, { type: 'group', value: group.id ?? group.value }, at)
    doubts = doubts.concat(held.doubts)
    complete &&= isWhole(held, 'roles')
    roles.push(...listOf(held, 'roles').map((role) => ({ role, by: group.value })))
  }
  const found = permission === undefined ? null : await rolePermissions.having(permission, at)
  const isHeld = (role: ListMember): boolean => roles.some((each) => isSameRole(each.role, role))
  const having = found?.having.map((each) => ({ ...each, held: isHeld(each.role) })).sort((a, b) => Number(b.held) - Number(a.held)) ?? null
  return {
    kind: 'denial',
    permission: permission ?? null,
    roles: roles.slice(0, mostListed),
    groups: groups.slice(0, mostListed),
    complete: complete && roles.length <= mostListed,
    doubts: kindsOf(doubts.filter((doubt) => isInDoubt(doubt, at))),
    having: having?.slice(0, mostListed) ?? null,
    moreHaving: Math.max(0, (having?.length ?? 0) - mostListed),
    untold: found?.untold ?? 0,
    unproved: kindsOf(found?.doubts ?? []),
  }
}

async function stateOf(subjects: Subjects, subject: Subject, at: number): Promise<SubjectState> {
  const [state] = await subjects.states(subject, [at])
  return state as SubjectState
}
const listOf = ({ lists }: SubjectState, name: ListName): ListMember[] => lists.find((each) => each.name === name)?.members ?? []
const isWhole = ({ lists }: SubjectState, name: ListName): boolean => lists.find((each) => each.name === name)?.complete ?? true

/** By id where both have one; a whole list only has names. */
function isSameRole(a: ListMember, b: ListMember): boolean {
  return a.id !== undefined && b.id !== undefined ? a.id === b.id : caseless(a.value) === caseless(b.value)
}
