import type { denialCounts, DeniedLine, DenialReview, DenialsShown, DenialsUntold } from '@contract/denied.ts'
import type { z } from 'zod'
import type { CacheStore } from '../cache/store.ts'
import { compareTexts } from './access-lines.ts'
import { before, checksIn, type Denials } from './denials.ts'
import { DenialReviews } from './denial-reviews.ts'
import { FindingsOfDenials } from './denial-findings.ts'
import type { IdOf, Listed } from './entry-ids.ts'
import type { Held } from './held.ts'
import { nameAt } from './line-doubts.ts'
import { placeAt, timeAt, type Organisation } from './organisation.ts'
import { PermissionHolders, type HeldByRole } from './permission-holders.ts'
import { united } from './roles-in-time.ts'

/** What is asked of denied checks; `from` and `to` are part of the period, ms. */
export interface DenialsAsked {
  readonly from: number | null
  readonly to: number | null
  readonly show?: DenialsShown | undefined
  /** Which entries are looked at, by key; absent: all of them. */
  readonly isAsked?: (key: number) => boolean
}

export interface ListedDenials extends Listed<DeniedLine> {
  readonly counts: z.infer<typeof denialCounts>
  readonly untold: DenialsUntold
}

/** Denied checks by user and permission, each with what the log says of it; most often denied first, and where it is asked for, what is new before the others. */
export function* deniedChecks(
  organisation: Organisation,
  store: CacheStore,
  { from, to, show = 'all', isAsked = () => true }: DenialsAsked,
  reviews: readonly DenialReview[],
): Generator<void, ListedDenials> {
  const holders = new PermissionHolders(organisation)
  const checks = yield* checksIn(organisation, store)
  const findings = new FindingsOfDenials(organisation, store, checks)
  const reviewed = new DenialReviews(organisation, checks.names, reviews)
  const [first, end] = [from === null ? 0 : placeAt(organisation, from - 1) + 1, to === null ? Infinity : placeAt(organisation, to) + 1]
  const all = checks.lines.flatMap((whole): Line[] => {
    const inPeriod = whole.places.slice(before(whole.places, first), before(whole.places, end))
    const places = inPeriod.filter((place) => isAsked(organisation.order[place] as number))
    if (places.length === 0) return []
    const review = reviewed.of(whole)
    return [{ ...whole, places, whole, review, rank: review === null ? 1 : review.fresh > 0 ? 0 : 2 }]
  })
  const count = (wanted: (line: Line) => boolean): number => all.reduce((sum, line) => sum + (wanted(line) ? 1 : 0), 0)
  const counts = { all: all.length, new: count(isNew), reviewed: count((line) => !isNew(line)) }
  const sorted = all
    .filter((line) => (show === 'new' ? isNew(line) : show === 'reviewed' ? !isNew(line) : true))
    .sort(
      (a, b) =>
        (show === 'all' ? 0 : a.rank - b.rank) ||
        b.places.length - a.places.length ||
        a.user - b.user ||
        compareTexts(a.permission, b.permission),
    )
  const lineOf = (line: Line, idOf: IdOf): DeniedLine => {
    const held = holders.heldBy(line.user, line.permission)
    const [aName = ''] = checks.names.get(line.user) ?? []
    const told = lineWithCause(organisation, holders, line, held, idOf)
    return { ...told, user: told.user || aName, ...findings.of(line, held, idOf), ...reviewOf(organisation, line) }
  }
  return {
    total: sorted.length,
    counts,
    untold: checks.untold,
    lines: (start, stop, idOf) => sorted.slice(start, stop).map((each) => lineOf(each, idOf)),
  }
}

/** Denials of a period, and of all times. */
interface Line extends Denials {
  readonly whole: Denials
  readonly review: DeniedLine['review']
  /** 0: reviewed, and denied again since; 1: not reviewed; 2: reviewed. */
  readonly rank: 0 | 1 | 2
}

const isNew = ({ rank }: Line): boolean => rank < 2

type WithCause = Pick<
  DeniedLine,
  | 'user' | 'permission' | 'count' | 'first' | 'last' | 'everHeld' | 'rolesWithIt' | 'cause' | 'grantedAfter' | 'takenBy' | 'entries' | 'times' | 'lostRole' | 'today'
> // prettier-ignore

function lineWithCause(
  organisation: Organisation,
  holders: PermissionHolders,
  { user, permission, places }: Denials,
  held: readonly HeldByRole[],
  idOf: IdOf,
): WithCause {
  const [first, last, end] = [places[0] as number, places.at(-1) as number, organisation.order.length - 1]
  const roles = new Set(holders.pathsOf(user).map(({ role }) => role))
  const isCertainAt = (place: number): boolean => permission !== '' && isCertain(organisation, user, { first, last: place }, roles)
  const certain = isCertainAt(last)
  const wasHeld = held.some(({ from }) => from <= first)
  // By another path, what is held already is not granted.
  const granting = united(held).find(({ from }) => from > first)?.began.key ?? null
  const ended = wasAllowed(held, places) ? undefined : endedBefore(held, last)
  const certainNow = isCertainAt(end)
  return {
    user: nameAt(organisation, user, last),
    permission,
    count: places.length,
    first: timeAt(organisation, first),
    last: timeAt(organisation, last),
    everHeld: wasHeld ? true : certain ? false : null,
    rolesWithIt: permission === '' ? [] : holders.rolesAt(permission, last),
    cause: causeOf(held, places, certain),
    grantedAfter: granting === null ? null : idOf(granting),
    takenBy: ended?.stopped?.key == null ? null : idOf(ended.stopped.key),
    lostRole: ended === undefined ? null : nameAt(organisation, ended.role, last),
    entries: places.map((place) => idOf(organisation.order[place] as number)),
    times: places.map((place) => timeAt(organisation, place)),
    today: {
      holds: held.some(({ to }) => to > end) ? true : certainNow ? false : null,
      everHeld: held.length > 0 ? true : certainNow ? false : null,
      rolesWithIt: permission === '' ? [] : holders.rolesAt(permission, end),
    },
  }
}

const wasAllowed = (held: readonly Held[], places: readonly number[]): boolean =>
  held.some(({ from, to }) => places.some((place) => from <= place && to > place))

function causeOf(held: readonly Held[], places: readonly number[], certain: boolean): DeniedLine['cause'] {
  const allowed = held.filter((each) => wasAllowed([each], places))
  // Allowed by what the log says, and denied: the log or the state is wrong.
  if (allowed.length > 0) return allowed.some(({ sure }) => sure) ? 'inconsistent' : 'unknown'
  const ended = endedBefore(held, places.at(-1) as number)
  if (ended) return ended.stopped?.link ? 'lost' : 'role-lost-it'
  return certain ? 'never-held' : 'unknown'
}

const endedBefore = <H extends Held>(held: readonly H[], place: number): H | undefined =>
  held.filter(({ to }) => to <= place).sort((a, b) => b.to - a.to)[0]

/**
 * Whether the log tells all that the user ever had up to a place: the account was created in it, everything since was fetched, no entry leaves open what it did,
 * and every role that the user had tells what it allows.
 */
function isCertain(
  organisation: Organisation,
  user: number,
  { first, last }: { readonly first: number; readonly last: number },
  roles: ReadonlySet<number>,
): boolean {
  const { replay, things, unfetched } = organisation
  const created = replay.created.get(user)?.[0]
  if (!created || created.place > first || replay.unclear.hasOf(user)) return false
  const [from, to] = [timeAt(organisation, created.place) ?? 0, timeAt(organisation, last) ?? Infinity]
  if (unfetched.some((gap) => gap.from <= to && gap.to > from)) return false
  return [...roles].every((role) => replay.fields.hasPermissions(role) || things.at(role).type === 'permission')
}

/** What a review of the line is of: every check up to the last of these, whatever the period. */
function reviewOf(organisation: Organisation, { places, review, whole }: Line): Pick<DeniedLine, 'review' | 'reviewable'> {
  const through = placeAt(organisation, timeAt(organisation, places.at(-1) as number) ?? Infinity)
  return { review, reviewable: before(whole.places, through + 1) }
}
