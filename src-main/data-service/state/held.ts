import type { Link } from './links.ts'
import type { Organisation } from './organisation.ts'
import type { Path } from './paths.ts'
import type { Stretch } from './roles-in-time.ts'

/** What made a line true or ended it: a link, or else what its role is or allows. */
export interface Cause {
  readonly link: Link | null
  readonly key: number | null
}

/** A stretch in which all that it takes holds at once. */
export interface Held extends Stretch {
  readonly began: Cause
  /** Null: it goes on. */
  readonly stopped: Cause | null
  /** Every entry that began it is known. */
  readonly sure: boolean
}

/** When a path held, and with `role` when its role was such, too; in order. */
export function heldStretches({ linksOf }: Organisation, { links }: Pick<Path, 'links'>, role: readonly Stretch[] | null): Held[] {
  let held = role === null ? null : role.map((each) => heldBy(each, null, true))
  for (const { holder, object } of links) {
    const own = linksOf(holder)
      .filter((link) => link.object === object && link.from < link.to)
      .map((link) =>
        heldBy(
          { from: link.from, to: link.to, begun: link.grant, ended: link.end },
          link,
          link.grant !== null && link.disputed.length === 0,
        ),
      )
    held = held === null ? own : held.flatMap((a) => own.flatMap((b) => both(a, b)))
  }
  return (held ?? []).sort((a, b) => a.from - b.from)
}

function heldBy(stretch: Stretch, link: Link | null, sure: boolean): Held {
  return { ...stretch, began: { link, key: stretch.begun }, stopped: stretch.to === Infinity ? null : { link, key: stretch.ended }, sure }
}

function both(a: Held, b: Held): Held[] {
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)]
  if (from >= to) return []
  const [first, last] = [b.from > a.from ? b : a, b.to < a.to ? b : a]
  return [{ from, to, begun: first.begun, ended: last.ended, began: first.began, stopped: last.stopped, sure: a.sure && b.sure }]
}
