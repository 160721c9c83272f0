import type { DeniedLine } from '@contract/access.ts'
import type { CacheStore } from '../cache/store.ts'
import { isListed } from '../query/evaluate.ts'
import { compareTexts } from './access.ts'
import { heldStretches, type Held } from './held.ts'
import { nameAt } from './line-doubts.ts'
import { placeAt, timeAt, type Organisation } from './organisation.ts'
import { pathsEver } from './paths.ts'
import { roleStretches, type Stretch } from './roles-in-time.ts'
import { covering } from './why.ts'

interface Denials {
  readonly user: number
  readonly permission: string
  readonly places: number[]
}

/** Denied checks by user and permission, each with what the log says of it; most often denied first. */
export function deniedChecks(
  organisation: Organisation,
  store: CacheStore,
  period: { readonly from: number | null; readonly to: number | null },
): DeniedLine[] {
  const roles = new RolesWith(organisation)
  return gathered(organisation, store, period)
    .map((denials) => lineOf(organisation, store, denials, roles))
    .sort((a, b) => b.count - a.count || compareTexts(a.user, b.user) || compareTexts(a.permission, b.permission))
}

function gathered(
  organisation: Organisation,
  store: CacheStore,
  { from, to }: { readonly from: number | null; readonly to: number | null },
): Denials[] {
  const { columns, dictionaries } = store
  const checks = dictionaries.action.table(([action]) => action === 'permission_check')
  const found = new Map<string, Denials>()
  const end = to === null ? organisation.order.length : placeAt(organisation, to) + 1
  for (let place = from === null ? 0 : placeAt(organisation, from - 1) + 1; place < end; place++) {
    const key = organisation.order[place] as number
    if (checks[columns.ids.action[key] as number] !== 1 || columns.statusOf(key) !== 'failed' || !isListed(columns, key)) continue
    const [email, name, id] = dictionaries.actor.at(columns.ids.actor[key] as number)
    const user = organisation.things.account(email, id, name)
    if (user === null) continue
    const permission = dictionaries.permission.at(columns.ids.permission[key] as number)[0] ?? ''
    const group = `${user} ${permission}`
    const known = found.get(group)
    if (known) known.places.push(place)
    else found.set(group, { user, permission, places: [place] })
  }
  return [...found.values()]
}

function lineOf(organisation: Organisation, store: CacheStore, { user, permission, places }: Denials, roles: RolesWith): DeniedLine {
  const [first, last] = [places[0] as number, places.at(-1) as number]
  const idAt = (place: number): string => store.entry(organisation.order[place] as number).id
  const has = covering(permission)
  const { paths } = pathsEver(organisation, user, -2, Infinity)
  const held =
    permission === ''
      ? []
      : paths.flatMap((path) =>
          heldStretches(
            organisation,
            path,
            roleStretches(organisation, path.role, (held) => held.some(has)),
          ),
        )
  const certain =
    permission !== '' &&
    isCertain(
      organisation,
      user,
      first,
      last,
      paths.map(({ role }) => role),
    )
  const before = held.some(({ from }) => from <= first)
  const after = held.filter(({ from }) => from > first).sort((a, b) => a.from - b.from)[0]
  return {
    user: nameAt(organisation, user, last),
    permission,
    count: places.length,
    first: timeAt(organisation, first),
    last: timeAt(organisation, last),
    everHeld: before ? true : certain ? false : null,
    rolesWithIt: permission === '' ? [] : roles.at(permission, last),
    cause: causeOf(held, places, certain),
    grantedAfter: after?.began.key === undefined || after.began.key === null ? null : store.entry(after.began.key).id,
    entries: places.map(idAt),
  }
}

function causeOf(held: readonly Held[], places: readonly number[], certain: boolean): DeniedLine['cause'] {
  const last = places.at(-1) as number
  const allowed = held.filter(({ from, to }) => places.some((place) => from <= place && to > place))
  // Allowed by what the log says, and denied: the log or the state is wrong.
  if (allowed.length > 0) return allowed.some(({ sure }) => sure) ? 'inconsistent' : 'unknown'
  const ended = held.filter(({ to }) => to <= last).sort((a, b) => b.to - a.to)[0]
  if (ended) return ended.stopped?.link ? 'lost' : 'role-lost-it'
  return certain ? 'never-held' : 'unknown'
}

/**
 * Whether the log tells all that the user ever had up to a place: the account was created in it, everything since was fetched, no entry leaves open what it did,
 * and every role that the user had tells what it allows.
 */
function isCertain(organisation: Organisation, user: number, first: number, last: number, roles: readonly number[]): boolean {
  const { replay, unfetched } = organisation
  const created = replay.created.get(user)?.[0]
  if (!created || created.place > first) return false
  const [from, to] = [timeAt(organisation, created.place) ?? 0, timeAt(organisation, last) ?? Infinity]
  if (unfetched.some((gap) => gap.from <= to && gap.to > from)) return false
  if ([...replay.unclearPairs.keys()].some((pair) => Math.floor(pair / 2 ** 26) === user)) return false
  return (
    new Set(roles).size ===
    [...new Set(roles)].filter((role) => replay.fields.permissionsOf(role).length > 0 || organisation.things.at(role).type === 'permission')
      .length
  )
}

/** Which roles have a permission when; asked again and again for the same ones. */
class RolesWith {
  private readonly known = new Map<string, { readonly role: number; readonly stretches: readonly Stretch[] }[]>()

  constructor(private readonly organisation: Organisation) {}

  /** Names of those that have it at a place, in order. */
  at(permission: string, place: number): string[] {
    const { replay } = this.organisation
    const names = this.having(permission).flatMap(({ role, stretches }) => {
      const gone = replay.gone.get(role)?.findLast((each) => each.place <= place)
      const created = replay.created.get(role)?.findLast((each) => each.place <= place)
      if (gone && (!created || created.place < gone.place)) return []
      return stretches.some(({ from, to }) => from <= place && to > place) ? [nameAt(this.organisation, role, place)] : []
    })
    return [...new Set(names)].sort(compareTexts)
  }

  private having(permission: string): readonly { readonly role: number; readonly stretches: readonly Stretch[] }[] {
    const known = this.known.get(permission)
    if (known) return known
    const has = covering(permission)
    const found = this.organisation.things.all.flatMap(({ kind, number }) => {
      if (kind !== 'role') return []
      const stretches = roleStretches(this.organisation, number, (held) => held.some(has))
      return stretches.length > 0 ? [{ role: number, stretches }] : []
    })
    this.known.set(permission, found)
    return found
  }
}
