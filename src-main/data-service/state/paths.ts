import type { Link } from './links.ts'
import type { Organisation } from './organisation.ts'

/** How somebody comes to have a role: who is in what, innermost first, and last who has the role. */
export interface Path {
  readonly user: number
  readonly role: number
  /** The groups between, outermost last; empty for a role of one's own. */
  readonly through: readonly number[]
  readonly links: readonly Link[]
}

/** Groups within groups, deeper than anybody nests them. */
const mostNested = 64
/** Of one user; a log may be made so that there are more than anybody could count. */
export const mostPaths = 20_000

export const isOpenAt = ({ from, to }: Link, place: number): boolean => from <= place && to > place

/**
 * All paths of a user at a place.
 * @returns `more`: there are paths that are not among them
 */
export function pathsOf(
  { linksOf }: Organisation,
  user: number,
  place: number,
): { readonly paths: readonly Path[]; readonly more: boolean } {
  return walk(user, (holder) => linksOf(holder).filter((link) => isOpenAt(link, place)))
}

/** All paths that a user had at any time within `(after, upTo]`, each link of them at some time of its own. */
export function pathsEver(
  { linksOf }: Organisation,
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

function walk(user: number, linksOf: (holder: number) => readonly Link[]): { readonly paths: readonly Path[]; readonly more: boolean } {
  const paths: Path[] = []
  let more = false
  const stack: { readonly holder: number; readonly through: readonly number[]; readonly links: readonly Link[] }[] = [
    { holder: user, through: [], links: [] },
  ]
  for (let step = stack.pop(); step; step = stack.pop()) {
    for (const link of linksOf(step.holder)) {
      const links = [...step.links, link]
      if (paths.length >= mostPaths || stack.length >= mostPaths) return { paths, more: true }
      if (link.relation === 'roles') paths.push({ user, role: link.object, through: step.through, links })
      // What has roles of its own lends them to who has it: a group, or a role within a role.
      if (step.through.includes(link.object) || link.object === user) continue
      if (step.through.length < mostNested) stack.push({ holder: link.object, through: [...step.through, link.object], links })
      else more = true
    }
  }
  return { paths, more }
}
