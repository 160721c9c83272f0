import type { Link } from '../state/links.ts'
import type { Organisation } from '../state/organisation.ts'
import { united, type Stretch } from '../state/roles-in-time.ts'

/** That something was had through a link, while who has it there was had itself. */
export interface HeldLink {
  readonly link: Link
  /** Places `[from, to)` with the entries at their ends; null: none is known. */
  readonly stretches: readonly Stretch[]
}

export interface Holdings {
  /** By thing: when it was had, by whatever way. */
  readonly things: ReadonlyMap<number, readonly Stretch[]>
  readonly links: readonly HeldLink[]
  /** Whether these are all; a log may be made so that there are more than anybody could follow. */
  readonly complete: boolean
}

/** Links that are followed. */
const mostSteps = 500_000
/** Links between two places where work may stop. */
const piece = 256
export const always: readonly Stretch[] = [{ from: -1, to: Infinity, begun: null, ended: null }]

/**
 * Everything that these things have, and what that has in turn, each when all the links to it held at once. Followed until nothing is new: groups that are in
 * one another are no trouble, and the work is as large as the links are many, not as the ways through them.
 */
export function* holdingsOf({ linksOf }: Pick<Organisation, 'linksOf'>, of: readonly number[]): Generator<void, Holdings> {
  const had = new Map<number, readonly Stretch[]>(of.map((thing) => [thing, always]))
  const queue = new Set(of)
  let steps = 0
  for (const holder of queue) {
    queue.delete(holder)
    for (const link of linksOf(holder)) {
      if (++steps % piece === 0) yield
      if (steps > mostSteps) return { things: without(had, of), links: linksIn(had, linksOf), complete: false }
      const known = had.get(link.object) ?? []
      const now = united([...known, ...within(had.get(holder) ?? [], link)])
      if (isSame(known, now)) continue
      had.set(link.object, now)
      queue.add(link.object)
    }
  }
  return { things: without(had, of), links: linksIn(had, linksOf), complete: true }
}

/** What of the stretches lies within the link. */
function within(stretches: readonly Stretch[], link: Link): Stretch[] {
  return stretches.flatMap((held) => {
    const [from, to] = [Math.max(held.from, link.from), Math.min(held.to, link.to)]
    if (from >= to) return []
    return [{ from, to, begun: link.from >= held.from ? link.grant : held.begun, ended: link.to <= held.to ? link.end : held.ended }]
  })
}

function linksIn(had: ReadonlyMap<number, readonly Stretch[]>, linksOf: Organisation['linksOf']): HeldLink[] {
  return [...had].flatMap(([holder, stretches]) =>
    linksOf(holder).flatMap((link) => {
      const own = within(stretches, link)
      return own.length > 0 ? [{ link, stretches: own }] : []
    }),
  )
}

/** Who has itself, through groups that are in one another, is no part of what it has. */
function without(had: ReadonlyMap<number, readonly Stretch[]>, of: readonly number[]): Map<number, readonly Stretch[]> {
  const found = new Map(had)
  for (const thing of of) found.delete(thing)
  return found
}

const isSame = (a: readonly Stretch[], b: readonly Stretch[]): boolean =>
  a.length === b.length && a.every(({ from, to }, at) => from === b[at]?.from && to === b[at].to)
