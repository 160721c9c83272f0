import type { Column, Memory } from './memory.ts'
import { Chains, LatestRows } from './rows.ts'

/** That somebody has a role, or is in a group, from one place in the order of time to another. */
export interface Link {
  readonly relation: Relation
  /** Who has the role or is in the group, and the role or group. */
  readonly holder: number
  readonly object: number
  /** It holds from this place on; -1: from before the log. */
  readonly from: number
  /** It holds up to before this place; Infinity: to the end. */
  readonly to: number
  /** The entry that gave it; null: none is known. */
  readonly grant: number | null
  /** The entry that ended it, or shows that it had ended. */
  readonly end: number | null
  readonly how: Ended | null
  /** Entries that do not fit it, with their places. */
  readonly disputed: readonly { readonly key: number; readonly place: number }[]
}

export type Relation = 'roles' | 'members'
/** `removed`: its holder or object was; `unlisted`: a whole list is without it, and no entry says who took it out. */
export type Ended = 'taken' | 'removed' | 'unlisted'

/** What may have changed a link, or something: an entry that does not say whether it succeeded, or when it was. */
export interface Unclear {
  readonly key: number
  /** -1: nobody knows when. */
  readonly place: number
}

/** Room for 2^26 things in either half of an exact number. */
const half = 2 ** 26
export const pairOf = (holder: number, object: number): number => holder * half + object

const ways: readonly Ended[] = ['taken', 'removed', 'unlisted']
const flag = { members: 1, granted: 2 } as const
/** Of its end, beside the flags; 0: it has none. */
const endUnit = 4
/** The place of what has not ended. */
export const open = 0x7fffffff

/** Links that are open now, of each holder or of each object: the latest first. */
class OpenLinks {
  private readonly heads: Column
  private readonly next: Column
  private readonly previous: Column

  constructor(memory: Memory) {
    this.heads = memory.column()
    this.next = memory.column()
    this.previous = memory.column()
  }

  first(of: number): number {
    return this.heads.get(of)
  }

  after(row: number): number {
    return this.next.get(row)
  }

  add(of: number, row: number): void {
    const head = this.heads.get(of)
    this.next.set(row, head)
    this.previous.set(row, -1)
    if (head >= 0) this.previous.set(head, row)
    this.heads.set(of, row)
  }

  remove(of: number, row: number): void {
    const [before, after] = [this.previous.get(row), this.next.get(row)]
    if (before >= 0) this.next.set(before, after)
    else this.heads.set(of, after)
    if (after >= 0) this.previous.set(after, before)
  }
}

/** All links, each a row, and which of a pair is the latest. */
export class Links {
  readonly rows: { readonly flags: Column; readonly holder: Column; readonly object: Column; readonly from: Column; readonly to: Column }
  readonly disputes: { readonly link: Column; readonly place: Column }
  private readonly byLink: Chains
  private readonly byHolder: Chains
  private readonly pairs: LatestRows
  private readonly ofHolder: OpenLinks
  private readonly ofObject: OpenLinks

  constructor(memory: Memory) {
    const column = (): Column => memory.column()
    this.rows = { flags: column(), holder: column(), object: column(), from: column(), to: column() }
    this.disputes = { link: column(), place: column() }
    this.byLink = new Chains(memory)
    this.byHolder = new Chains(memory)
    const { holder, object } = this.rows
    this.pairs = new LatestRows(memory, (row) => pairOf(holder.get(row), object.get(row)))
    this.ofHolder = new OpenLinks(memory)
    this.ofObject = new OpenLinks(memory)
  }

  /** After everything was taken over. */
  found(): void {
    this.pairs.found()
  }

  get count(): number {
    return this.rows.from.length
  }

  /** The latest of the pair, open or ended; -1: there was none. */
  last(holder: number, object: number): number {
    return this.pairs.last(pairOf(holder, object))
  }

  isOpen(row: number): boolean {
    return this.rows.to.get(row) === open
  }

  isMember(row: number): boolean {
    return (this.rows.flags.get(row) & flag.members) !== 0
  }

  isGranted(row: number): boolean {
    return (this.rows.flags.get(row) & flag.granted) !== 0
  }

  howOf(row: number): Ended | null {
    return ways[Math.trunc(this.rows.flags.get(row) / endUnit) - 1] ?? null
  }

  /** @param granted the entry at `from` gave it */
  begin(relation: Relation, holder: number, object: number, from: number, granted: boolean): number {
    const { rows } = this
    const row = rows.flags.push((relation === 'members' ? flag.members : 0) | (granted ? flag.granted : 0))
    rows.holder.push(holder)
    rows.object.push(object)
    rows.from.push(from)
    rows.to.push(open)
    this.byHolder.add(holder, row)
    this.pairs.add(pairOf(holder, object), row)
    this.ofHolder.add(holder, row)
    this.ofObject.add(object, row)
    return row
  }

  end(row: number, place: number, how: Ended): void {
    const { flags, holder, object, to } = this.rows
    to.set(row, place)
    flags.set(row, (flags.get(row) % endUnit) + (ways.indexOf(how) + 1) * endUnit)
    this.ofHolder.remove(holder.get(row), row)
    this.ofObject.remove(object.get(row), row)
  }

  dispute(row: number, place: number): void {
    this.byLink.add(row, this.disputes.link.push(row))
    this.disputes.place.push(place)
  }

  /** Where the latest entry stands that does not fit it; -1: all do. */
  lastDispute(row: number): number {
    const last = this.byLink.last(row)
    return last < 0 ? -1 : this.disputes.place.get(last)
  }

  disputesOf(row: number): number[] {
    return this.byLink.of(row).map((each) => this.disputes.place.get(each))
  }

  /** What somebody has or is in now. */
  openOf(holder: number, relation?: Relation): number[] {
    return this.listed(this.ofHolder, holder, relation)
  }

  /** Who has it or is in it now. */
  openIn(object: number, relation?: Relation): number[] {
    return this.listed(this.ofObject, object, relation)
  }

  private listed(side: OpenLinks, of: number, relation: Relation | undefined): number[] {
    const found: number[] = []
    const isMember = relation === 'members'
    for (let row = side.first(of); row >= 0; row = side.after(row))
      if (relation === undefined || this.isMember(row) === isMember) found.push(row)
    return found
  }

  /** All of somebody, whenever they were: the latest first. */
  lastOf(holder: number): number {
    return this.byHolder.last(holder)
  }

  before(row: number): number {
    return this.byHolder.before(row)
  }
}

/** A row, as it is told. */
export class LinkRow implements Link {
  /** @param keys by place */
  constructor(
    private readonly links: Links,
    private readonly row: number,
    private readonly keys: Uint32Array,
  ) {}

  get relation(): Relation {
    return this.links.isMember(this.row) ? 'members' : 'roles'
  }

  get holder(): number {
    return this.links.rows.holder.get(this.row)
  }

  get object(): number {
    return this.links.rows.object.get(this.row)
  }

  get from(): number {
    return this.links.rows.from.get(this.row)
  }

  get to(): number {
    const to = this.links.rows.to.get(this.row)
    return to === open ? Infinity : to
  }

  get grant(): number | null {
    return this.links.isGranted(this.row) ? (this.keys[this.from] as number) : null
  }

  get end(): number | null {
    return this.links.isOpen(this.row) ? null : (this.keys[this.to] as number)
  }

  get how(): Ended | null {
    return this.links.howOf(this.row)
  }

  get disputed(): readonly { readonly key: number; readonly place: number }[] {
    return this.links.disputesOf(this.row).map((place) => ({ key: this.keys[place] as number, place }))
  }
}
