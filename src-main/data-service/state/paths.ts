import type { Link, Links } from './links.ts'
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
/** Links that are followed for one user, each counted with those before it: groups that are all in one another have ways without end. */
const mostSteps = 2_000_000

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
  const through: number[] = []
  const path = { role: 0, through }
  let [count, all, steps] = [0, 0, 0]
  const visit = (holder: number): boolean => {
    for (let row = links.lastOf(holder); row >= 0; row = links.before(row)) {
      if (links.rows.from.get(row) > place || links.rows.to.get(row) <= place) continue
      steps += through.length + 1
      if (steps > mostSteps || all > mostPaths / 2 || through.length > mostPaths / 2) return false
      const object = links.rows.object.get(row)
      if (!links.isMember(row)) {
        all++
        path.role = object
        if (counts(path)) count++
      }
      if (object === user || through.includes(object)) continue
      // Most have nothing of their own.
      if (links.lastOf(object) < 0) continue
      through.push(object)
      const goesOn = through.length < deepest && visit(object)
      through.pop()
      if (!goesOn) return false
    }
    return true
  }
  return visit(user) ? count : -1
}

/** Deeper nested, it is walked without a call for each level. */
const deepest = 500

function walk(user: number, linksOf: (holder: number) => readonly Link[]): { readonly paths: readonly Path[]; readonly more: boolean } {
  const paths: Path[] = []
  let steps = 0
  const stack: Step[] = [{ holder: user, through: [], links: [] }]
  for (let step = stack.pop(); step; step = stack.pop()) {
    for (const link of linksOf(step.holder)) {
      steps += step.links.length + 1
      if (paths.length >= mostPaths || stack.length >= mostPaths || steps > mostSteps)
        return { paths: withOthers(paths, shortest(user, linksOf)), more: true }
      const links = [...step.links, link]
      if (link.relation === 'roles') paths.push({ user, role: link.object, through: step.through, links })
      // What has roles of its own lends them to who has it: a group, or a role within a role.
      if (step.through.includes(link.object) || link.object === user) continue
      stack.push({ holder: link.object, through: [...step.through, link.object], links })
    }
  }
  return { paths, more: false }
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
  const ends = new Set(paths.map(({ links }) => links.at(-1)))
  return [...paths, ...others.filter(({ links }) => !ends.has(links.at(-1)))]
}
