import { ByNumber } from './by-number.ts'

/** That somebody has a role, or is in a group, from one place in the order of time to another. */
export interface Link {
  readonly relation: 'roles' | 'members'
  /** Who has the role or is in the group, and the role or group. */
  readonly holder: number
  readonly object: number
  /** It holds from this place on; -1: from before the log. */
  from: number
  /** It holds up to before this place; Infinity: to the end. */
  to: number
  /** The entry that gave it; null: none is known. */
  readonly grant: number | null
  /** The entry that ended it, or shows that it had ended. */
  end: number | null
  /** `removed`: its holder or object was; `unlisted`: a whole list is without it, and no entry says who took it out. */
  how: 'taken' | 'removed' | 'unlisted' | null
  /** Entries that do not fit it, with their places. */
  disputed: readonly { readonly key: number; readonly place: number }[]
}

/** What may have changed a link, or something: an entry that does not say whether it succeeded, or when it was. */
export interface Unclear {
  readonly key: number
  /** -1: nobody knows when. */
  readonly place: number
}

/** Room for 2^26 things in either half of an exact number. */
const half = 2 ** 26
export const pairOf = (holder: number, object: number): number => holder * half + object

/** A link among the open ones of its holder, and of its object. */
interface Chained extends Link {
  next: { ofHolder: Chained | null; ofObject: Chained | null }
  previous: { ofHolder: Chained | null; ofObject: Chained | null }
}

/** All links, and which of a pair is the latest. */
export class Links {
  readonly all: Link[] = []
  private readonly latest = new Map<number, Chained>()
  /** The latest open link of each holder and of each object; the others follow. By number. */
  private readonly heads = { ofHolder: new ByNumber<Chained>(), ofObject: new ByNumber<Chained>() }

  /** The latest of the pair, open or ended. */
  last(holder: number, object: number): Link | undefined {
    return this.latest.get(pairOf(holder, object))
  }

  begin({ relation, holder, object, from, grant }: Pick<Link, 'relation' | 'holder' | 'object' | 'from' | 'grant'>): Link {
    const begun: Chained = {
      relation,
      holder,
      object,
      from,
      grant,
      to: Infinity,
      end: null,
      how: null,
      disputed: none,
      next: { ofHolder: this.heads.ofHolder.get(holder) ?? null, ofObject: this.heads.ofObject.get(object) ?? null },
      previous: { ofHolder: null, ofObject: null },
    }
    for (const [side, head] of [
      ['ofHolder', holder],
      ['ofObject', object],
    ] as const) {
      const after = begun.next[side]
      if (after) after.previous[side] = begun
      this.heads[side].set(head, begun)
    }
    this.all.push(begun)
    this.latest.set(pairOf(holder, object), begun)
    return begun
  }

  end(link: Link, place: number, key: number | null, how: NonNullable<Link['how']>): void {
    link.to = place
    link.end = key
    link.how = how
    const chained = link as Chained
    for (const [side, head] of [
      ['ofHolder', link.holder],
      ['ofObject', link.object],
    ] as const) {
      const [before, after] = [chained.previous[side], chained.next[side]]
      if (before) before.next[side] = after
      else this.heads[side].set(head, after ?? undefined)
      if (after) after.previous[side] = before
      chained.next[side] = chained.previous[side] = null
    }
  }

  dispute(link: Link, key: number, place: number): void {
    link.disputed = [...link.disputed, { key, place }]
  }

  /** What somebody has or is in now. */
  openOf(holder: number, relation?: Link['relation']): Link[] {
    return this.open('ofHolder', holder, relation)
  }

  /** Who has it or is in it now. */
  openIn(object: number, relation?: Link['relation']): Link[] {
    return this.open('ofObject', object, relation)
  }

  private open(side: 'ofHolder' | 'ofObject', of: number, relation: Link['relation'] | undefined): Link[] {
    const found: Link[] = []
    for (let link = this.heads[side].get(of) ?? null; link; link = link.next[side])
      if (relation === undefined || link.relation === relation) found.push(link)
    return found
  }
}

const none: Link['disputed'] = []
