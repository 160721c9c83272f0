import type { AccessChange, AccessGroup, AccessFileOf, AccessLine, PermissionLine } from '@contract/access.ts'
import type { DeniedLine, DenialReview } from '@contract/denied.ts'
import type { ServiceParams } from '@contract/service.ts'
import { fail } from '@contract/errors.ts'
import type { Coverage } from '@contract/sync.ts'
import type { CacheStore } from '../cache/store.ts'
import { Access } from './access.ts'
import { AccessChanges } from './access-changes.ts'
import { groupLines } from './access-groups.ts'
import type { ListedAccess } from './access-lines.ts'
import { deniedChecks, type ListedDenials } from './denied.ts'
import type { Answer, LinesAsked, PlayedOrganisation } from './played.ts'

/** What is asked here of a tenant that is open. */
export interface StateTenant {
  readonly store: CacheStore
  /** What was decided of denied checks; its version is another one after every edit. */
  readonly casework: { readonly store: { readonly version: number }; readonly denials: { all(): readonly DenialReview[] } }
  readonly organisation: PlayedOrganisation
  readonly times: { coverage(): Coverage }
}

type Asked<K extends AccessFileOf['kind']> = Omit<Extract<AccessFileOf, { kind: K }>, 'kind' | 'tenant'>
type AccessAnswer<L> = Answer<L> & ListedAccess<L>

const nothing: ListedAccess<never> = { total: 0, privileged: 0, untold: 0, unclear: 0, lines: () => [] }

/** Who has which roles. */
export function accessOf({ organisation, store }: StateTenant, { at, ...asked }: Asked<'lines'>, lines: LinesAsked) {
  return organisation.lines<AccessLine, AccessAnswer<AccessLine>>(['lines', at, asked], lines, (played) => {
    const access = new Access(played, store, asked)
    const when = at ?? played.newest
    return { at: when, ...(when === null ? nothing : access.lines(when)), more: access.more }
  })
}

/** What users may do. */
export function permissionsOf({ organisation, store }: StateTenant, { at, ...asked }: Asked<'permissions'>, lines: LinesAsked) {
  return organisation.lines<PermissionLine, Answer<PermissionLine>>(['permissions', at, asked], lines, (played) => {
    const access = new Access(played, store, asked)
    const when = at ?? played.newest
    return { at: when, ...(when === null ? nothing : access.permissions(when)), more: access.more }
  })
}

/** What differs between two times. */
export function changesOf({ organisation, store }: StateTenant, { from, to, ...asked }: Asked<'changes'>, lines: LinesAsked) {
  if (from > to) throw fail('invalid-request', 'The first of the two dates is after the second.')
  return organisation.lines<AccessChange, AccessAnswer<AccessChange>>(['changes', from, to, asked], lines, (played) => {
    const changes = new AccessChanges(played, store, asked)
    return { at: to, ...changes.between(from, to), more: changes.more }
  })
}

/** Lines of one date, or of what changed since another, counted by columns. */
export function groupsOf(
  { organisation, store }: StateTenant,
  asked: Omit<ServiceParams<'access.groups'>, 'tenant' | keyof LinesAsked>,
  lines: LinesAsked,
) {
  const { from, at, by, sort, order, ...chosen } = asked
  return organisation.lines<AccessGroup, Answer<AccessGroup> & { readonly of: number }>(['groups', asked], lines, function* (played) {
    const when = at ?? played.newest
    const access = from === null ? new Access(played, store, chosen) : new AccessChanges(played, store, chosen)
    const of = (end: number) =>
      access instanceof Access ? access.lines(end) : access.between(Math.min(from ?? end, end), Math.max(from ?? end, end))
    const listed = when === null ? nothing : of(when)
    const all: (AccessLine | AccessChange)[] = []
    for (let first = 0; first < listed.total; first += piece) {
      all.push(...listed.lines(first, Math.min(first + piece, listed.total), String))
      yield
    }
    const groups = groupLines(all, by, { sort, order })
    return { at: when, total: groups.length, of: listed.total, more: access.more, lines: (first, end) => groups.slice(first, end) }
  })
}

/** Denied checks of a time; `to` is part of it. */
export function deniedOf({ organisation, store, casework }: StateTenant, { from, to, show = 'all' }: Asked<'denied'>, lines: LinesAsked) {
  const question = ['denied', from, to, show, casework.store.version]
  return organisation.lines<DeniedLine, Answer<DeniedLine> & ListedDenials>(question, lines, function* (played) {
    return {
      at: to,
      ...(yield* deniedChecks(played, store, { from, to, show }, casework.denials.all())),
      more: 0,
    }
  })
}

/** Lines that are made before others have their turn. */
const piece = 256
