import type { DeniedLine } from '@contract/access.ts'
import type { CacheStore } from '../cache/store.ts'
import { compile } from '@language/pattern.ts'
import { isListed } from '../query/evaluate.ts'
import { compareTexts } from './access-lines.ts'
import type { IdOf, Listed } from './entry-ids.ts'
import { heldStretches, type Held } from './held.ts'
import { nameAt } from './line-doubts.ts'
import { placeAt, timeAt, type Organisation } from './organisation.ts'
import { pathsEver, type Path } from './paths.ts'
import { roleStretches, united, type Stretch } from './roles-in-time.ts'

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
): Listed<DeniedLine> {
  const known = new Known(organisation)
  const sorted = gathered(organisation, store, period).sort(
    (a, b) => b.places.length - a.places.length || a.user - b.user || compareTexts(a.permission, b.permission),
  )
  return { total: sorted.length, lines: (from, to, idOf) => sorted.slice(from, to).map((each) => lineOf(organisation, each, known, idOf)) }
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
    const user = organisation.things.actor(email, name, id)
    if (user === null) continue
    const permission = dictionaries.permission.at(columns.ids.permission[key] as number)[0] ?? ''
    const group = `${user} ${permission}`
    const known = found.get(group)
    if (known) known.places.push(place)
    else found.set(group, { user, permission, places: [place] })
  }
  return [...found.values()]
}

function lineOf(organisation: Organisation, { user, permission, places }: Denials, known: Known, idOf: IdOf): DeniedLine {
  const [first, last] = [places[0] as number, places.at(-1) as number]
  const paths = known.pathsOf(user)
  const held = permission === '' ? [] : paths.flatMap((path) => heldStretches(organisation, path, known.roleHas(path.role, permission)))
  const roles = new Set(paths.map(({ role }) => role))
  const certain = permission !== '' && isCertain(organisation, user, { first, last }, roles)
  const before = held.some(({ from }) => from <= first)
  // By another path, what is held already is not granted.
  const after = united(held).find(({ from }) => from > first)
  const granting = after?.began.key ?? null
  const taking = takenBy(held, places)
  return {
    user: nameAt(organisation, user, last),
    permission,
    count: places.length,
    first: timeAt(organisation, first),
    last: timeAt(organisation, last),
    everHeld: before ? true : certain ? false : null,
    rolesWithIt: permission === '' ? [] : known.rolesAt(permission, last),
    cause: causeOf(held, places, certain),
    grantedAfter: granting === null ? null : idOf(granting),
    takenBy: taking === null ? null : idOf(taking),
    entries: places.map((place) => idOf(organisation.order[place] as number)),
    times: places.map((place) => timeAt(organisation, place)),
  }
}

function causeOf(held: readonly Held[], places: readonly number[], certain: boolean): DeniedLine['cause'] {
  const last = places.at(-1) as number
  const allowed = held.filter(({ from, to }) => places.some((place) => from <= place && to > place))
  // Allowed by what the log says, and denied: the log or the state is wrong.
  if (allowed.length > 0) return allowed.some(({ sure }) => sure) ? 'inconsistent' : 'unknown'
  const ended = endedBefore(held, last)
  if (ended) return ended.stopped?.link ? 'lost' : 'role-lost-it'
  return certain ? 'never-held' : 'unknown'
}

const endedBefore = (held: readonly Held[], place: number): Held | undefined =>
  held.filter(({ to }) => to <= place).sort((a, b) => b.to - a.to)[0]

/** Where it was denied after it was lost: the key of the entry that took it. */
function takenBy(held: readonly Held[], places: readonly number[]): number | null {
  if (held.some(({ from, to }) => places.some((place) => from <= place && to > place))) return null
  return endedBefore(held, places.at(-1) as number)?.stopped?.key ?? null
}

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

/** What is asked for again and again: which roles have a permission when, and how users come to roles. */
class Known {
  private readonly having = new Map<string, ReadonlyMap<number, readonly Stretch[]>>()
  private readonly paths = new Map<number, readonly Path[]>()
  private readonly patterns = new Map<string, (text: string) => boolean>()

  constructor(private readonly organisation: Organisation) {}

  pathsOf(user: number): readonly Path[] {
    const known = this.paths.get(user)
    if (known) return known
    const { paths } = pathsEver(this.organisation, user, -2, Infinity)
    // Of a million users not all are kept.
    if (this.paths.size > mostKept) this.paths.clear()
    this.paths.set(user, paths)
    return paths
  }

  roleHas(role: number, permission: string): readonly Stretch[] {
    return this.rolesWith(permission).get(role) ?? []
  }

  /** Names of the roles that have it at a place, in order. */
  rolesAt(permission: string, place: number): string[] {
    const { replay } = this.organisation
    const names = [...this.rolesWith(permission)].flatMap(([role, stretches]) => {
      const gone = replay.gone.get(role)?.findLast((each) => each.place <= place)
      const created = replay.created.get(role)?.findLast((each) => each.place <= place)
      if (gone && (!created || created.place < gone.place)) return []
      return stretches.some(({ from, to }) => from <= place && to > place) ? [nameAt(this.organisation, role, place)] : []
    })
    return [...new Set(names)].sort(compareTexts)
  }

  private rolesWith(permission: string): ReadonlyMap<number, readonly Stretch[]> {
    const known = this.having.get(permission)
    if (known) return known
    const covers = new Map<string, boolean>()
    const has = (held: string): boolean => {
      let found = covers.get(held)
      if (found === undefined) {
        found = this.pattern(held)(permission)
        covers.set(held, found)
      }
      return found
    }
    const found = new Map<number, readonly Stretch[]>()
    for (const { kind, number } of this.organisation.things.all) {
      if (kind !== 'role') continue
      const stretches = roleStretches(this.organisation, number, (held) => held.some(has))
      if (stretches.length > 0) found.set(number, stretches)
    }
    this.having.set(permission, found)
    return found
  }

  private pattern(held: string): (text: string) => boolean {
    const known = this.patterns.get(held)
    if (known) return known
    const made = compile(held)
    this.patterns.set(held, made)
    return made
  }
}

const mostKept = 5_000
