import type { AccessChange, AccessLine, PermissionLine } from '@contract/access.ts'
import { caseless, compile } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
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
  lines(at: number): AccessLine[] {
    const place = placeAt(this.organisation, at)
    const lines = this.users(place).flatMap((user) => {
      const { paths, more } = pathsOf(this.organisation, user, place)
      if (more) this.more++
      return paths.filter((path) => this.isAsked(path, place)).map((path) => this.lineOf(path, place, at))
    })
    return lines.sort(byText)
  }

  /** A line for each permission of each user; of a role that does not tell what it allows there is none. */
  permissions(at: number): PermissionLine[] {
    const place = placeAt(this.organisation, at)
    const lines: PermissionLine[] = []
    for (const user of this.users(place)) {
      const roles = new Map<string, { permission: string; roles: Set<string> }>()
      for (const path of pathsOf(this.organisation, user, place).paths) {
        if (!this.isAsked(path, place)) continue
        const name = nameAt(this.organisation, path.role, place)
        for (const permission of permissionsAt(this.organisation, path.role, place) ?? []) {
          const known = roles.get(permission)
          if (known) known.roles.add(name)
          else roles.set(permission, { permission, roles: new Set([name]) })
        }
      }
      const named = nameAt(this.organisation, user, place)
      const sorted = [...roles.values()].sort((a, b) => compareTexts(a.permission, b.permission))
      lines.push(...sorted.map((each) => ({ user: named, permission: each.permission, roles: [...each.roles].sort(compareTexts) })))
    }
    return lines.sort((a, b) => compareTexts(a.user, b.user))
  }

  /** What differs between two times, each with the entry at which it last turned. @param from @param to ms */
  changes(from: number, to: number): AccessChange[] {
    const [before, after] = [placeAt(this.organisation, from), placeAt(this.organisation, to)]
    const found: AccessChange[] = []
    for (const user of this.users(null)) {
      const { paths, more } = pathsEver(this.organisation, user, before, after)
      if (more) this.more++
      for (const path of paths) {
        const stretches = this.stretchesOf(path)
        const was = stretches.find((each) => each.from <= before && each.to > before)
        const is = stretches.find((each) => each.from <= after && each.to > after)
        if (Boolean(was) === Boolean(is) || !this.matches(path, is ? after : before)) continue
        found.push(is ? this.gained(path, is, after, to) : this.lost(path, stretches, before, after, from))
      }
    }
    return found.sort(byText)
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

  private lineOf({ user, role, through, links }: Path, place: number, at: number): AccessLine {
    const granting = latestGrant(links)
    return {
      user: nameAt(this.organisation, user, place),
      role: nameAt(this.organisation, role, place),
      roleId: this.organisation.things.at(role).id,
      path: through.map((group) => nameAt(this.organisation, group, place)),
      pathIds: through.map((group) => this.organisation.things.at(group).id),
      privileged: this.isPrivileged(role, place),
      ...this.grantOf(granting),
      doubts: doubtsOf(this.organisation, this.store, { links }, place, at),
    }
  }

  private grantOf(link: Link | null): Pick<AccessLine, 'since' | 'grantedBy' | 'entry' | 'key'> {
    const key = link?.grant ?? null
    if (!link || key === null) return { since: null, grantedBy: null, entry: null, key: null }
    const { id, actor } = this.store.entry(key)
    return {
      since: timeAt(this.organisation, link.from),
      grantedBy: actor.email || actor.name || actor.id || null,
      entry: id,
      key,
    }
  }

  /** When a path held; with privileged lines alone, when its role was privileged, too. */
  private stretchesOf(path: Path): Held[] {
    return heldStretches(this.organisation, path, this.asked.privileged ? this.privStretches(path.role) : null)
  }

  private gained(path: Path, { began }: { readonly began: Cause }, place: number, at: number): AccessChange {
    const line = this.lineOf(path, place, at)
    return { ...line, ...this.cause(began, false), change: 'gained' }
  }

  private lost(path: Path, stretches: readonly Held[], before: number, after: number, at: number): AccessChange {
    // It may have come and gone since: the entry is the one at which it went last.
    const last = stretches.findLast(({ to }) => to > before && to <= after)
    const line = this.lineOf({ ...path, links: path.links.map((link) => this.heldAt(link, before)) }, before, at)
    return { ...line, ...this.cause(last?.stopped ?? { link: null, key: null }, true), change: 'lost' }
  }

  /** The link of that pair that was open at the place. */
  private heldAt(link: Link, place: number): Link {
    return this.organisation.linksOf(link.holder).find((each) => each.object === link.object && isOpenAt(each, place)) ?? link
  }

  private cause({ link, key }: Cause, ends: boolean): Pick<AccessChange, 'cause' | 'entry' | 'key'> {
    const entry = key === null ? null : this.store.entry(key).id
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

function byText(a: AccessLine, b: AccessLine): number {
  return (
    compareTexts(caseless(a.user), caseless(b.user)) ||
    compareTexts(caseless(a.role), caseless(b.role)) ||
    compareTexts(a.roleId ?? '', b.roleId ?? '') ||
    compareTexts(a.path.join('\0'), b.path.join('\0'))
  )
}
