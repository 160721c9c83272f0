import type { AccessChange, AccessLine, AccessSort, PermissionLine } from '@contract/access.ts'
import type { Direction } from '@contract/order.ts'
import { caseless, compile } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { AskedLines, type AccessAsked } from './asked-lines.ts'
import type { IdOf, Listed } from './entry-ids.ts'
import { heldStretches, type Cause, type Held } from './held.ts'
import { doubtsOf, nameAt } from './line-doubts.ts'
import type { Link } from './links.ts'
import { placeAt, timeAt, type Organisation } from './organisation.ts'
import { isOpenAt, pathsEver, pathsOf, type Path } from './paths.ts'
import { permissionsAt } from './roles-in-time.ts'
import { sortedBy, type SortValue } from './sorted.ts'

/** By what lines stand; absent: by user, role and path. */
interface AskedOrder {
  readonly sort?: AccessSort | undefined
  readonly order?: Direction | undefined
}

/** What is listed, and of how many lines the role is privileged. */
export interface ListedAccess<L> extends Listed<L> {
  readonly privileged: number
  /** Lines that are left out because nothing here tells what their role allows. */
  readonly untold: number
  /** Entries that may have given or taken something up to then: they do not say whether they succeeded, or when they were. */
  readonly unclear: number
}

/** Who has which roles, by which paths, at a place in the order of time. */
export class Access {
  private readonly lineFilter: AskedLines
  /** Users with more paths than are listed. */
  more = 0

  constructor(
    readonly organisation: Organisation,
    private readonly store: CacheStore,
    private readonly asked: AccessAsked & AskedOrder,
  ) {
    this.lineFilter = new AskedLines(organisation, asked)
  }

  /** Ordered by user, role and path. @param at ms */
  lines(at: number): ListedAccess<AccessLine> {
    const place = placeAt(this.organisation, at)
    const paths = this.users(place).flatMap((user) => {
      const { paths: own, more } = pathsOf(this.organisation, user, place)
      if (more) this.more++
      return own.filter((path) => this.lineFilter.isAsked(path, place))
    })
    const sorted = this.sorted(
      paths,
      (path) => path,
      () => place,
    )
    const inOrder = this.inOrder(sorted, (path, sort) => this.valueOf(path, sort, { place, at }))
    return {
      total: inOrder.length,
      privileged: inOrder.filter(({ role }) => this.lineFilter.isPrivileged(role, place)).length,
      untold: this.lineFilter.untold,
      unclear: this.unclear(place),
      lines: (from, to, idOf) => inOrder.slice(from, to).map((path) => this.lineOf(path, { place, at, idOf })),
    }
  }

  private unclear(place: number): number {
    return this.organisation.replay.unclear.countUpTo(place)
  }

  /** A line for each permission of each user; of a role that does not tell what it allows there is none. */
  permissions(at: number): Listed<PermissionLine> {
    const place = placeAt(this.organisation, at)
    const lines: PermissionLine[] = []
    for (const user of this.users(place)) {
      const roles = new Map<string, Set<string>>()
      for (const path of pathsOf(this.organisation, user, place).paths) {
        if (!this.lineFilter.isAsked(path, place)) continue
        const name = nameAt(this.organisation, path.role, place)
        for (const permission of permissionsAt(this.organisation, path.role, place) ?? []) {
          const known = roles.get(permission)
          if (known) known.add(name)
          else roles.set(permission, new Set([name]))
        }
      }
      const named = nameAt(this.organisation, user, place)
      for (const [permission, names] of roles) lines.push({ user: named, permission, roles: [...names].sort(compareTexts) })
    }
    lines.sort((a, b) => compareTexts(a.user, b.user) || compareTexts(a.permission, b.permission))
    return { total: lines.length, lines: (from, to) => lines.slice(from, to) }
  }

  /** What differs between two times, each with the entry at which it last turned. @param from @param to ms */
  changes(from: number, to: number): ListedAccess<AccessChange> {
    const [before, after] = [placeAt(this.organisation, from), placeAt(this.organisation, to)]
    const turned: Turned[] = []
    for (const user of this.users(null)) {
      const { paths, more } = pathsEver(this.organisation, user, before, after)
      if (more) this.more++
      for (const path of paths) {
        const stretches = this.stretchesOf(path)
        const was = stretches.find((each) => each.from <= before && each.to > before)
        const is = stretches.find((each) => each.from <= after && each.to > after)
        if (!was && !is) this.noteUntold(path, before, after)
        if (Boolean(was) === Boolean(is) || !this.lineFilter.matches(path, is ? after : before)) continue
        turned.push(is ? { path, change: 'gained', by: is.began } : this.lost(path, stretches, before, after))
      }
    }
    const sorted = this.sorted(
      turned,
      ({ path }) => path,
      ({ change }) => (change === 'gained' ? after : before),
    )
    const when = ({ change }: Turned) => (change === 'gained' ? { place: after, at: to } : { place: before, at: from })
    const inOrder = this.inOrder(sorted, (each, sort) => {
      if (sort === 'change') return each.change
      if (sort === 'cause') return this.cause(each.by, each.change === 'lost', String).cause
      return this.valueOf(each.path, sort, when(each))
    })
    return {
      total: inOrder.length,
      privileged: inOrder.filter((each) => this.lineFilter.isPrivileged(each.path.role, when(each).place)).length,
      untold: this.lineFilter.untold,
      unclear: this.unclear(after),
      lines: (first, end, idOf) =>
        inOrder.slice(first, end).map((each) => ({
          ...this.lineOf(each.path, { ...when(each), idOf }),
          ...this.cause(each.by, each.change === 'lost', idOf),
          change: each.change,
        })),
    }
  }

  /** Whether a path that turned would be listed cannot be known where its role does not tell what it allows. */
  private noteUntold(path: Path, before: number, after: number): void {
    if (!this.asked.privileged || permissionsAt(this.organisation, path.role, after) !== null) return
    const held = heldStretches(this.organisation, path, null)
    const isAt = (place: number): boolean => held.some(({ from, to }) => from <= place && to > place)
    if (isAt(before) !== isAt(after) && this.lineFilter.matches(path, isAt(after) ? after : before)) this.lineFilter.untold++
  }

  private sorted<T>(list: readonly T[], pathOf: (each: T) => Path, placeOf: (each: T) => number): T[] {
    const names = new Map<number, string>()
    const called = (thing: number, place: number): string => {
      const known = names.get(thing)
      if (known !== undefined) return known
      const name = caseless(nameAt(this.organisation, thing, place))
      names.set(thing, name)
      return name
    }
    const keyed = list.map((each) => {
      const { user, role, through } = pathOf(each)
      const place = placeOf(each)
      return { each, key: [user, role, ...through].map((thing) => called(thing, place)), ids: [role, ...through] }
    })
    keyed.sort((a, b) => compareLists(a.key, b.key) || compareLists(a.ids, b.ids))
    return keyed.map(({ each }) => each)
  }

  /** Users who hold something or are in something, and are asked for. */
  private users(place: number | null): number[] {
    const { things, linksOf, replay } = this.organisation
    const asked = this.asked.user
    const matches = asked === undefined ? null : compile(asked)
    return things.all.flatMap(({ kind, number, id }) => {
      if (kind !== 'user' || linksOf(number).length === 0) return []
      if (!matches) return [number]
      const names = [
        nameAt(this.organisation, number, place ?? Infinity),
        id ?? '',
        things.emailOf(number) ?? '',
        ...replay.names.stretches(number).map(({ name }) => name),
      ]
      return names.some((name) => name !== '' && matches(name)) ? [number] : []
    })
  }

  private inOrder<T>(list: readonly T[], valueOf: (each: T, sort: AccessSort) => SortValue): readonly T[] {
    const { sort, order = 'asc' } = this.asked
    return sort === undefined ? list : sortedBy(list, (each) => valueOf(each, sort), order)
  }

  /** What a line stands by; null: nobody knows. */
  private valueOf(
    { user, role, through, links }: Path,
    sort: AccessSort,
    when: { readonly place: number; readonly at: number },
  ): SortValue {
    const named = (thing: number): string => caseless(nameAt(this.organisation, thing, when.place))
    const link = latestGrant(links)
    const grant = link?.grant ?? null
    switch (sort) {
      case 'user':
        return named(user)
      case 'role':
        return named(role)
      case 'path':
        return through.map(named).join('\0')
      case 'since':
        return grant === null || !link ? null : timeAt(this.organisation, link.from)
      case 'grantedBy': {
        const actor = grant === null ? null : actorOf(this.store, grant)
        return actor === null ? null : caseless(actor)
      }
      case 'privileged':
        return this.lineFilter.isPrivileged(role, when.place) ? 0 : 1
      case 'doubts':
        return doubtsOf(this.organisation, this.store, { links }, { ...when, idOf: String }).length
      case 'change':
      case 'cause':
        return null
    }
  }

  private lineOf(
    { user, role, through, links }: Path,
    when: { readonly place: number; readonly at: number; readonly idOf: IdOf },
  ): AccessLine {
    const { place, idOf } = when
    return {
      user: nameAt(this.organisation, user, place),
      role: nameAt(this.organisation, role, place),
      roleId: this.organisation.things.at(role).id,
      path: through.map((group) => nameAt(this.organisation, group, place)),
      pathIds: through.map((group) => this.organisation.things.at(group).id),
      privileged: this.lineFilter.isPrivileged(role, place),
      ...this.grantOf(latestGrant(links), idOf),
      doubts: doubtsOf(this.organisation, this.store, { links }, when),
    }
  }

  private grantOf(link: Link | null, idOf: IdOf): Pick<AccessLine, 'since' | 'grantedBy' | 'entry' | 'key'> {
    const key = link?.grant ?? null
    if (!link || key === null) return { since: null, grantedBy: null, entry: null, key: null }
    return { since: timeAt(this.organisation, link.from), grantedBy: actorOf(this.store, key), entry: idOf(key), key }
  }

  /** When a path held; with privileged lines alone, when its role was privileged, too. */
  private stretchesOf(path: Path): Held[] {
    return heldStretches(this.organisation, path, this.asked.privileged ? this.lineFilter.privilegedStretches(path.role) : null)
  }

  private lost(path: Path, stretches: readonly Held[], before: number, after: number): Turned {
    // It may have come and gone since: the entry is the one at which it went last.
    const last = stretches.findLast(({ to }) => to > before && to <= after)
    const held = { ...path, links: path.links.map((link) => this.heldAt(link, before)) }
    return { path: held, change: 'lost', by: last?.stopped ?? { link: null, key: null } }
  }

  /** The link of that pair that was open at the place. */
  private heldAt(link: Link, place: number): Link {
    return this.organisation.linksOf(link.holder).find((each) => each.object === link.object && isOpenAt(each, place)) ?? link
  }

  private cause({ link, key }: Cause, ends: boolean, idOf: IdOf): Pick<AccessChange, 'cause' | 'entry' | 'key'> {
    const entry = key === null ? null : idOf(key)
    if (!link) return { cause: 'role_update', entry, key }
    if (ends && link.how === 'removed') return { cause: 'removal', entry, key }
    if (link.relation === 'members') return { cause: 'membership', entry, key }
    return { cause: this.organisation.things.at(link.holder).kind === 'user' ? 'assignment' : 'group_assignment', entry, key }
  }
}

/** The link that made a path true: the one that came last. */
export function latestGrant(links: readonly Link[]): Link | null {
  return links.reduce<Link | null>((latest, link) => (!latest || link.from > latest.from ? link : latest), null)
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareLists<T extends string | number>(a: readonly T[], b: readonly T[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [first, second] = [a[at] as T, b[at] as T]
    if (first !== second) return first < second ? -1 : 1
  }
  return a.length - b.length
}

/** Who did it, by email, name or id; null where the entry names nobody. */
export function actorOf({ columns, dictionaries }: CacheStore, key: number): string | null {
  const [email, name, id] = dictionaries.actor.at(columns.ids.actor[key] as number)
  return email || name || id || null
}

/** A path that held at one of two times alone, and what turned it last. */
interface Turned {
  readonly path: Path
  readonly change: AccessChange['change']
  readonly by: Cause
}
