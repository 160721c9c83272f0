import { mostNamed, type DeniedLine, type DenialStretch, type LaterGrant } from '@contract/denied.ts'
import { dayMs } from '@contract/time-units.ts'
import { compile } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { actorOf } from './access-lines.ts'
import { before, type Checks, type ChecksOf, type Denials } from './denials.ts'
import { burstsOf, probingOf } from './denial-stretches.ts'
import type { IdOf } from './entry-ids.ts'
import { nameAt } from './line-doubts.ts'
import { timeAt, type Organisation } from './organisation.ts'
import { pathsOf } from './paths.ts'
import type { HeldByRole } from './permission-holders.ts'
import { permissionsAt, united } from './roles-in-time.ts'

/** D3: granted so soon after a denial, ms. */
const soonMs = dayMs

type Findings = Pick<
  DeniedLine,
  | 'addresses' | 'places' | 'ownRoles' | 'roleCount' | 'allowed' | 'allowedCount' | 'bursts' | 'burstCount' | 'probing' | 'probingCount' | 'grants' | 'grantCount'
> // prettier-ignore

/** A stretch of a user's denied checks: their places, the first and the last of them, and which of them are in it. */
interface Stretch {
  readonly places: readonly number[]
  readonly permissions: readonly string[]
}

/** What the tests D1 to D4 find about lines of denied checks; each user's stretches are found once. */
export class FindingsOfDenials {
  private readonly stretches = new Map<number, { readonly bursts: readonly Stretch[]; readonly probing: readonly Stretch[] }>()

  constructor(
    private readonly organisation: Organisation,
    private readonly store: CacheStore,
    private readonly checks: Checks,
  ) {}

  of(line: Denials, held: readonly HeldByRole[], idOf: IdOf): Findings {
    const { user, places } = line
    const { bursts, probing } = this.stretchesOf(user)
    const own = (found: readonly Stretch[]): Stretch[] => found.filter((stretch) => sharedBy(stretch, places) > 0)
    // What names no permission probes none.
    const [ownBursts, ownProbing] = [own(bursts), line.permission === '' ? [] : own(probing)]
    const roles = [...new Set(pathsOf(this.organisation, user, places.at(-1) as number).paths.map(({ role }) => role))]
    const told = (stretch: Stretch): DenialStretch => this.told(stretch, places, idOf)
    return {
      ...this.addressesOf(places),
      ownRoles: roles.slice(0, mostNamed).map((role) => this.roleThen(role, line)),
      roleCount: roles.length,
      ...this.allowedAt(places, held, idOf),
      bursts: ownBursts.slice(0, mostNamed).map(told),
      burstCount: ownBursts.length,
      probing: ownProbing.slice(0, mostNamed).map(told),
      probingCount: ownProbing.length,
      ...this.grantsAfter(line, held, idOf),
    }
  }

  private stretchesOf(user: number) {
    const known = this.stretches.get(user)
    if (known) return known
    const { places, permissions } = this.checks.denied.get(user) as ChecksOf
    const times = places.map((place) => this.organisation.time[this.organisation.order[place] as number] as number)
    const named = permissions.flatMap((permission, at) => (permission === '' ? [] : [at]))
    const cut = <T>(list: readonly T[], { from, to }: { readonly from: number; readonly to: number }): T[] => list.slice(from, to + 1)
    const found = {
      bursts: burstsOf({ times, permissions }).map((each) => ({ places: cut(places, each), permissions: cut(permissions, each) })),
      probing: probingOf({ times, permissions }, named).map((each) => {
        const within = cut(named, each)
        return { places: within.map((at) => places[at] as number), permissions: within.map((at) => permissions[at] as string) }
      }),
    }
    this.stretches.set(user, found)
    return found
  }

  private told({ places, permissions }: Stretch, own: readonly number[], idOf: IdOf): DenialStretch {
    return {
      from: timeAt(this.organisation, places[0] as number) ?? 0,
      to: timeAt(this.organisation, places.at(-1) as number) ?? 0,
      count: places.length,
      permissions: new Set(permissions.filter((each) => each !== '')).size,
      own: sharedBy({ places, permissions }, own),
      ...this.addressesOf(places),
      entries: places.slice(0, mostNamed).map((place) => this.entryAt(place, idOf)),
    }
  }

  private entryAt(place: number, idOf: IdOf): { id: string; at: number | null } {
    return { id: idOf(this.organisation.order[place] as number), at: timeAt(this.organisation, place) }
  }

  private addressesOf(places: readonly number[]): Pick<DeniedLine, 'addresses' | 'places'> {
    const { columns, dictionaries } = this.store
    const counts = new Map<number, number>()
    for (const place of places) {
      const ip = columns.ids.ip[this.organisation.order[place] as number] as number
      counts.set(ip, (counts.get(ip) ?? 0) + 1)
    }
    const named = [...counts].flatMap(([ip, count]) => {
      const text = dictionaries.ip.at(ip)[0]
      return text ? [{ ip: text, count }] : []
    })
    named.sort((a, b) => b.count - a.count || (a.ip < b.ip ? -1 : 1))
    return { addresses: named.slice(0, mostNamed), places: named.length }
  }

  /** A role that the user had at the last denial. */
  private roleThen(role: number, { permission, places }: Denials): DeniedLine['ownRoles'][number] {
    const last = places.at(-1) as number
    const held = permissionsAt(this.organisation, role, last)
    return {
      role: nameAt(this.organisation, role, last),
      has: held === null || permission === '' ? null : held.some((each) => compile(each)(permission)),
    }
  }

  /** D4: what was denied although it was held, as entries tell that leave no doubt. */
  private allowedAt(places: readonly number[], held: readonly HeldByRole[], idOf: IdOf): Pick<DeniedLine, 'allowed' | 'allowedCount'> {
    const sure = held.filter((each) => each.sure)
    const found = places.flatMap((place) => {
      const by = sure.find(({ from, to }) => from <= place && to > place)
      return by ? [{ place, by }] : []
    })
    const allowed = found.slice(0, mostNamed).map(({ place, by }) => ({
      ...this.entryAt(place, idOf),
      role: nameAt(this.organisation, by.role, place),
      by: by.began.key === null ? null : idOf(by.began.key),
    }))
    return { allowed, allowedCount: found.length }
  }

  /** D3: when it came to the user after a denial, and what they did with it. */
  private grantsAfter(
    { user, permission, places }: Denials,
    held: readonly HeldByRole[],
    idOf: IdOf,
  ): Pick<DeniedLine, 'grants' | 'grantCount'> {
    const granted = united(held).filter(({ from }) => from > (places[0] as number))
    const uses = this.usesOf(user, permission)
    const grants = granted.slice(0, mostNamed).map(({ from, to, began }): LaterGrant => {
      const denied = timeAt(this.organisation, places[before(places, from) - 1] as number)
      const at = timeAt(this.organisation, from)
      const used = uses.slice(before(uses, from + 1), before(uses, to))
      return {
        entry: began.key === null ? null : idOf(began.key),
        at,
        by: began.key === null ? null : actorOf(this.store, began.key),
        soon: at !== null && denied !== null && at - denied <= soonMs,
        toSelf: began.key !== null && this.actorIs(began.key, user),
        uses: used.slice(0, mostNamed).map((place) => this.entryAt(place, idOf)),
        used: used.length,
      }
    })
    return { grants, grantCount: granted.length }
  }

  /** Where the user's checks of it, or of what it covers, succeeded. */
  private usesOf(user: number, permission: string): number[] {
    const passed = this.checks.passed.get(user)
    if (!passed || permission === '') return []
    const covers = compile(permission)
    return passed.places.filter((_, at) => passed.permissions[at] === permission || covers(passed.permissions[at] as string))
  }

  private actorIs(key: number, user: number): boolean {
    const { columns, dictionaries } = this.store
    const [email, name, id] = dictionaries.actor.at(columns.ids.actor[key] as number)
    return this.organisation.things.actor(email, name, id) === user
  }
}

/** How many of a line's places are in a stretch; both are in order. */
function sharedBy({ places }: Stretch, own: readonly number[]): number {
  const [first, last] = [places[0] as number, places.at(-1) as number]
  return before(own, last + 1) - before(own, first)
}
