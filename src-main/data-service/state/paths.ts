import { pairOf, type Link, type Links } from './links.ts'
import type { Organisation } from './organisation.ts'

/** How somebody comes to have a role: who is in what, innermost first, and last who has the role. */
export interface Path {
  readonly user: number
  readonly role: number
  /** The groups between, outermost last; empty for a role of one's own. */
  readonly through: readonly number[]
  readonly links: readonly Link[]
}

/** Of one user; a log may be made so that there are more than anybody could count. */
export const mostPaths = 20_000
/** Links that are followed for one user, and those that are listed with a path: groups that are all in one another have ways without end. */
const mostCost = 2_000_000

export const isOpenAt = ({ from, to }: Link, place: number): boolean => from <= place && to > place

/**
 * All paths of a user at a place.
 * @returns `more`: there are paths that are not among them
 */
export function pathsOf(
  { linksOf }: Pick<Organisation, 'linksOf'>,
  user: number,
  place: number,
): { readonly paths: readonly Path[]; readonly more: boolean } {
  return walk(user, (holder) => linksOf(holder).filter((link) => isOpenAt(link, place)))
}

/** All paths that a user had at any time within `(after, upTo]`, each link of them at some time of its own. */
export function pathsEver(
  { linksOf }: Pick<Organisation, 'linksOf'>,
  user: number,
  after: number,
  upTo: number,
): { readonly paths: readonly Path[]; readonly more: boolean } {
  return walk(user, (holder) => {
    const seen = new Set<number>()
    return linksOf(holder).filter(({ object, from, to }) => {
      if (from > upTo || to <= after || seen.has(object)) return false
      seen.add(object)
      return true
    })
  })
}

/**
 * The same without making a list: how many there are of those that count. `path` is one and the same object each time.
 * @returns -1 where there are more than are listed
 */
export function countPaths(links: Links, user: number, place: number, counts: (path: Pick<Path, 'role' | 'through'>) => boolean): number {
  const { from, object, to } = links.rows
  const way = new Way(user)
  const path = { role: 0, through: way.through }
  /** The link that comes next, of everybody on the way. */
  const next = [links.lastOf(user)]
  let [count, all, cost] = [0, 0, 0]
  while (next.length > 0) {
    const row = next.at(-1) as number
    if (row < 0) {
      next.pop()
      way.back()
      continue
    }
    next[next.length - 1] = links.before(row)
    if (from.get(row) > place || to.get(row) <= place) continue
    const found = object.get(row)
    cost++
    if (!links.isMember(row)) {
      all++
      cost += way.through.length
      path.role = found
      if (counts(path)) count++
    }
    if (cost > mostCost || all > mostPaths) return -1
    // Most have nothing of their own.
    if (links.lastOf(found) >= 0 && way.goes(found)) next.push(links.lastOf(found))
  }
  return count
}

function walk(user: number, linksOf: (holder: number) => readonly Link[]): { readonly paths: readonly Path[]; readonly more: boolean } {
  const paths: Path[] = []
  const way = new Way(user)
  const links: Link[] = []
  const stack = [{ all: linksOf(user), at: 0 }]
  for (let [step, cost] = [stack.at(-1), 0]; step; step = stack.at(-1)) {
    const link = step.all[step.at++]
    if (!link) {
      stack.pop()
      links.pop()
      way.back()
      continue
    }
    cost++
    if (link.relation === 'roles') {
      cost += way.through.length
      paths.push({ user, role: link.object, through: [...way.through], links: [...links, link] })
    }
    if (cost > mostCost || paths.length > mostPaths) return { paths: withOthers(paths, shortest(user, linksOf)), more: true }
    if (!way.goes(link.object)) continue
    links.push(link)
    stack.push({ all: linksOf(link.object), at: 0 })
  }
  return { paths, more: false }
}

/** From a user through what has roles of its own and lends them to who has it: groups, or roles that have roles. Nothing comes twice. */
class Way {
  readonly through: number[] = []
  private readonly on: Set<number>

  constructor(user: number) {
    this.on = new Set([user])
  }

  /** @returns whether it goes there: it was not there yet */
  goes(thing: number): boolean {
    if (this.on.has(thing)) return false
    this.on.add(thing)
    this.through.push(thing)
    return true
  }

  back(): void {
    const last = this.through.pop()
    if (last !== undefined) this.on.delete(last)
  }
}

interface Step {
  readonly holder: number
  readonly through: readonly number[]
  readonly links: readonly Link[]
}

/** A shortest path to each role by each who has it, so that where paths are left out no role is. */
function shortest(user: number, linksOf: (holder: number) => readonly Link[]): Path[] {
  const paths: Path[] = []
  const seen = new Set([user])
  const queue: Step[] = [{ holder: user, through: [], links: [] }]
  for (const step of queue) {
    for (const link of linksOf(step.holder)) {
      const links = [...step.links, link]
      if (link.relation === 'roles') paths.push({ user, role: link.object, through: step.through, links })
      if (seen.has(link.object)) continue
      seen.add(link.object)
      queue.push({ holder: link.object, through: [...step.through, link.object], links })
    }
  }
  return paths
}

/** The paths, and of the others those that end in a link in which none of them does. */
function withOthers(paths: readonly Path[], others: readonly Path[]): Path[] {
  const end = ({ links, role }: Path): number => pairOf(links.at(-1)?.holder ?? 0, role)
  const ends = new Set(paths.map(end))
  return [...paths, ...others.filter((path) => !ends.has(end(path)))]
}
