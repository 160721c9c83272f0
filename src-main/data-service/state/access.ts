import type { AccessLine, PermissionLine } from '@contract/access.ts'
import type { CacheStore } from '../cache/store.ts'
import { AccessLines, compareTexts, type AskedOrder, type ListedAccess } from './access-lines.ts'
import type { AccessAsked } from './asked-lines.ts'
import type { Listed } from './entry-ids.ts'
import { nameAt } from './line-doubts.ts'
import { placeAt, type Organisation } from './organisation.ts'
import { countPaths, pathsOf, type Path } from './paths.ts'
import { permissionsAt } from './roles-in-time.ts'

/** Who has which roles, by which paths, at a place in the order of time. */
export class Access {
  private readonly of: AccessLines
  /** Users with more paths than are listed. */
  more = 0

  constructor(
    private readonly organisation: Organisation,
    store: CacheStore,
    private readonly question: AccessAsked & AskedOrder,
  ) {
    this.of = new AccessLines(organisation, store, question)
  }

  /** Ordered by user, role and path. @param at ms */
  lines(at: number): ListedAccess<AccessLine> {
    const place = placeAt(this.organisation, at)
    const found = this.question.sort === undefined ? this.byUser(place) : this.byValue(place, at)
    return {
      total: found.total,
      privileged: found.privileged,
      untold: this.of.asked.untold,
      unclear: this.of.unclear(place),
      lines: (from, to, idOf) => found.paths(from, to).map((path) => this.of.lineOf(path, { place, at, idOf })),
    }
  }

  /** Of all users only how many lines each has; the lines themselves are made where they are asked for. */
  private byUser(place: number): FoundPaths {
    const { links } = this.organisation.replay
    const [users, ends] = [[] as number[], [] as number[]]
    let [total, privileged] = [0, 0]
    const isAsked = (path: Pick<Path, 'role' | 'through'>): boolean => {
      if (!this.of.asked.isAsked(path, place)) return false
      if (this.of.asked.isPrivileged(path.role, place)) privileged++
      return true
    }
    for (const user of this.inOrderOfNames(this.of.users(place), place)) {
      const before = privileged
      let count = countPaths(links, user, place, isAsked)
      if (count < 0) {
        privileged = before
        const { paths, more } = pathsOf(this.organisation, user, place)
        if (more) this.more++
        count = paths.filter(isAsked).length
      }
      if (count === 0) continue
      users.push(user)
      ends.push((total += count))
    }
    const pathsFrom = (user: number): Path[] => {
      const own = pathsOf(this.organisation, user, place).paths.filter((path) => this.of.asked.isAsked(path, place))
      return this.of.sorted(
        own,
        (path) => path,
        () => place,
      )
    }
    return {
      total,
      privileged,
      paths: (from, to) => {
        const { untold } = this.of.asked
        const paths: Path[] = []
        const first = ends.findIndex((end) => end > from)
        const start = first > 0 ? (ends[first - 1] as number) : 0
        for (let i = first; i >= 0 && i < users.length && start + paths.length < to; i++) paths.push(...pathsFrom(users[i] as number))
        // They were counted before.
        this.of.asked.untold = untold
        return paths.slice(from - start, to - start)
      },
    }
  }

  private byValue(place: number, at: number): FoundPaths {
    const paths = this.of.users(place).flatMap((user) => {
      const { paths: own, more } = pathsOf(this.organisation, user, place)
      if (more) this.more++
      return own.filter((path) => this.of.asked.isAsked(path, place))
    })
    const sorted = this.of.sorted(
      paths,
      (path) => path,
      () => place,
    )
    const inOrder = this.of.inOrder(sorted, (path, sort) => this.of.valueOf(path, sort, { place, at }))
    return {
      total: inOrder.length,
      privileged: inOrder.filter(({ role }) => this.of.asked.isPrivileged(role, place)).length,
      paths: (from, to) => inOrder.slice(from, to),
    }
  }

  /** By the names that they have at a place. */
  private inOrderOfNames(users: readonly number[], place: number): number[] {
    const { replay } = this.organisation
    const rank = this.organisation.ranks()
    const named = users.map((user) => ({
      user,
      rank: rank(replay.names.numberAt(user, place), () => nameAt(this.organisation, user, place)),
    }))
    return named.sort((a, b) => a.rank - b.rank || a.user - b.user).map(({ user }) => user)
  }

  /** A line for each permission of each user; of a role that does not tell what it allows there is none. */
  permissions(at: number): Listed<PermissionLine> {
    const place = placeAt(this.organisation, at)
    const lines: PermissionLine[] = []
    for (const user of this.of.users(place)) {
      const roles = new Map<string, Set<string>>()
      for (const path of pathsOf(this.organisation, user, place).paths) {
        if (!this.of.asked.isAsked(path, place)) continue
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
}

/** Paths that are asked for, in order. */
interface FoundPaths {
  readonly total: number
  readonly privileged: number
  readonly paths: (from: number, to: number) => readonly Path[]
}
