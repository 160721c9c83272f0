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
  readonly disputed: { readonly key: number; readonly place: number }[]
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

/** All links, and which of a pair is the latest. */
export class Links {
  readonly all: Link[] = []
  private readonly latest = new Map<number, Link>()
  private readonly ofHolder = new Map<number, Set<Link>>()
  private readonly ofObject = new Map<number, Set<Link>>()

  /** The latest of the pair, open or ended. */
  last(holder: number, object: number): Link | undefined {
    return this.latest.get(pairOf(holder, object))
  }

  isOpen(holder: number, object: number): boolean {
    return this.last(holder, object)?.to === Infinity
  }

  begin(link: Omit<Link, 'disputed' | 'end' | 'how' | 'to'>): Link {
    const begun: Link = { ...link, to: Infinity, end: null, how: null, disputed: [] }
    this.all.push(begun)
    this.latest.set(pairOf(link.holder, link.object), begun)
    add(this.ofHolder, link.holder, begun)
    add(this.ofObject, link.object, begun)
    return begun
  }

  end(link: Link, place: number, key: number | null, how: NonNullable<Link['how']>): void {
    link.to = place
    link.end = key
    link.how = how
    this.ofHolder.get(link.holder)?.delete(link)
    this.ofObject.get(link.object)?.delete(link)
  }

  openOf(holder: number): Link[] {
    return [...(this.ofHolder.get(holder) ?? [])]
  }

  openIn(object: number): Link[] {
    return [...(this.ofObject.get(object) ?? [])]
  }
}

function add(into: Map<number, Set<Link>>, of: number, link: Link): void {
  const known = into.get(of)
  if (known) known.add(link)
  else into.set(of, new Set([link]))
}
