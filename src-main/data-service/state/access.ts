import type { AccessChange, AccessLine, PermissionLine } from '@contract/access.ts'
import { caseless, compile } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import type { IdOf, Listed } from './entry-ids.ts'
import { heldStretches, type Cause, type Held } from './held.ts'
import { doubtsOf, nameAt } from './line-doubts.ts'
import type { Link } from './links.ts'
import { placeAt, timeAt, type Organisation } from './organisation.ts'
import { isOpenAt, pathsEver, pathsOf, type Path } from './paths.ts'
import { privileged, type Privileged } from './privileged.ts'
import { permissionsAt, privilegedStretches, type Stretch } from './roles-in-time.ts'

export interface AccessAsked {
  /** A user's email, id or name, and a role's id or name; `*` is any text. */
  readonly user?: string | undefined
  readonly role?: string | undefined
  readonly privileged?: boolean | undefined
  /** What counts as privileged; null: what does by default. */
  readonly patterns: readonly string[] | null
}

/** Who has which roles, by which paths, at a place in the order of time. */
export class Access {
  private readonly priv: Privileged
  private readonly privAt = new Map<number, readonly Stretch[]>()
  /** Users with more paths than are listed. */
  more = 0

  constructor(
    readonly organisation: Organisation,
    private readonly store: CacheStore,
    private readonly asked: AccessAsked,
  ) {
    this.priv = privileged(asked.patterns)
  }

  /** Ordered by user, role and path. @param at ms */
  lines(at: number): Listed<AccessLine> {
    const place = placeAt(this.organisation, at)
    const paths = this.users(place).flatMap((user) => {
      const { paths: own, more } = pathsOf(this.organisation, user, place)
      if (more) this.more++
      return own.filter((path) => this.isAsked(path, place))
    })
    const sorted = this.sorted(
      paths,
      (path) => path,
      () => place,
    )
    return { total: sorted.length, lines: (from, to, idOf) => sorted.slice(from, to).map((path) => this.lineOf(path, { place, at, idOf })) }
  }

  /** A line for each permission of each user; of a role that does not tell what it allows there is none. */
  permissions(at: number): Listed<PermissionLine> {
    const place = placeAt(this.organisation, at)
    const lines: PermissionLine[] = []
    for (const user of this.users(place)) {
      const roles = new Map<string, Set<string>>()
      for (const path of pathsOf(this.organisation, user, place).paths) {
        if (!this.isAsked(path, place)) continue
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
  changes(from: number, to: number): Listed<AccessChange> {
    const [before, after] = [placeAt(this.organisation, from), placeAt(this.organisation, to)]
    const turned: Turned[] = []
    for (const user of this.users(null)) {
      const { paths, more } = pathsEver(this.organisation, user, before, after)
      if (more) this.more++
      for (const path of paths) {
        const stretches = this.stretchesOf(path)
        const was = stretches.find((each) => each.from <= before && each.to > before)
        const is = stretches.find((each) => each.from <= after && each.to > after)
        if (Boolean(was) === Boolean(is) || !this.matches(path, is ? after : before)) continue
        turned.push(is ? { path, change: 'gained', by: is.began } : this.lost(path, stretches, before, after))
      }
    }
    const sorted = this.sorted(
      turned,
      ({ path }) => path,
      ({ change }) => (change === 'gained' ? after : before),
    )
    const line = ({ path, change, by }: Turned, idOf: IdOf): AccessChange => {
      const when = change === 'gained' ? { place: after, at: to } : { place: before, at: from }
      return { ...this.lineOf(path, { ...when, idOf }), ...this.cause(by, change === 'lost', idOf), change }
    }
    return { total: sorted.length, lines: (first, end, idOf) => sorted.slice(first, end).map((each) => line(each, idOf)) }
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

  private isAsked(path: Path, place: number): boolean {
    return this.matches(path, place) && (!this.asked.privileged || this.isPrivileged(path.role, place))
  }

  private matches({ role }: Path, place: number): boolean {
    const { role: asked } = this.asked
    if (asked === undefined) return true
    const matches = compile(asked)
    const { id } = this.organisation.things.at(role)
    return matches(nameAt(this.organisation, role, place)) || (id !== null && matches(id))
  }

  private privStretches(role: number): readonly Stretch[] {
    const known = this.privAt.get(role)
    if (known) return known
    const found = privilegedStretches(this.organisation, role, this.priv)
    this.privAt.set(role, found)
    return found
  }

  private isPrivileged(role: number, place: number): boolean {
    return this.privStretches(role).some(({ from, to }) => from <= place && to > place)
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
      privileged: this.isPrivileged(role, place),
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
    return heldStretches(this.organisation, path, this.asked.privileged ? this.privStretches(path.role) : null)
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
