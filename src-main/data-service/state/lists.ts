import type { Findings } from './findings.ts'
import type { Links, Relation } from './links.ts'
import type { Column, Memory } from './memory.ts'
import { Chains } from './rows.ts'
import type { Texts } from './texts.ts'

/** What an entry says of whom: the whole list before and after it, as far as it says so. */
export interface ListTold {
  readonly relation: Relation
  /** Whose list: who has the roles, or the group with the members. */
  readonly owner: number
  readonly change: 'add' | 'remove' | null
  /** Who or what is put in or taken out; null with a whole list alone. */
  readonly member: number | null
  readonly before: readonly number[] | null
  readonly after: readonly number[] | null
  readonly countBefore: number | null
  readonly countAfter: number | null
}

/** What is known of the lists of one relation, by whose they are. Places; -1: none. */
class Known {
  /** Since when all of it is known. */
  readonly complete: Column
  /** Where all of it, or how many they are, was told last. */
  readonly whole: Column
  readonly count: Column
  readonly countedAt: Column
  /** Where all of it was told. */
  readonly told: { readonly owner: Column; readonly place: Column }
  private readonly tellings: Chains

  constructor(
    memory: Memory,
    readonly aspect: number,
  ) {
    this.complete = memory.column()
    this.whole = memory.column()
    this.count = memory.column()
    this.countedAt = memory.column()
    this.told = { owner: memory.column(), place: memory.column() }
    this.tellings = new Chains(memory)
  }

  noteWhole(owner: number, place: number): void {
    const last = this.tellings.last(owner)
    if (last >= 0 && this.told.place.get(last) === place) return
    this.tellings.add(owner, this.told.owner.push(owner))
    this.told.place.push(place)
  }

  wholeAt(owner: number): number[] {
    return this.tellings.of(owner).map((row) => this.told.place.get(row))
  }
}

/** The lists of all things: who has which roles, and which group has which members. */
export class Lists {
  readonly known: { readonly roles: Known; readonly members: Known }
  /** By thing: the number of the list in which it was last seen. */
  private seen = new Int32Array(1024)
  private serial = 0

  constructor(
    memory: Memory,
    texts: Texts,
    private readonly links: Links,
    private readonly findings: Findings,
  ) {
    this.known = { roles: new Known(memory, texts.numberOf('roles')), members: new Known(memory, texts.numberOf('members')) }
  }

  /** It was created: its lists are empty, and all of them is known. */
  begin(owner: number, place: number): void {
    for (const known of [this.known.roles, this.known.members]) {
      known.complete.set(owner, place)
      known.countedAt.set(owner, -1)
    }
  }

  /** When the list was told as a whole, ascending. */
  wholeAt(relation: Relation, owner: number): readonly number[] {
    return this.known[relation].wholeAt(owner)
  }

  take(told: ListTold, place: number): void {
    const { relation, owner, change, member, before, after, countBefore, countAfter } = told
    const known = this.known[relation]
    if (before) this.reconcile(told, before, place, { proves: true, left: null })
    else if (countBefore !== null) this.countsBefore(told, countBefore, place)
    if (member !== null && change === 'add') this.add(told, member, place)
    if (member !== null && change === 'remove') this.remove(told, member, place)
    // What came with its own *before* is the entry's own doing.
    if (after) this.reconcile(told, after, place, { proves: !before, left: change === 'add' ? null : member })
    else if (countAfter !== null) {
      // Nobody knows who the others are where the source counts another number than there can be.
      if (known.complete.get(owner) >= 0 && countAfter !== this.open(relation, owner).length) known.complete.set(owner, -1)
      known.count.set(owner, countAfter)
      known.countedAt.set(owner, place)
    } else if (change !== null && known.countedAt.get(owner) >= 0)
      known.count.set(owner, known.count.get(owner) + (change === 'add' ? 1 : -1))
    if (before ?? after) {
      if (known.complete.get(owner) < 0) known.complete.set(owner, place)
      known.whole.set(owner, place)
      if (known.countedAt.get(owner) >= 0) known.countedAt.set(owner, -1)
      known.noteWhole(owner, place)
    }
  }

  private open(relation: Relation, owner: number): number[] {
    return relation === 'roles' ? this.links.openOf(owner, relation) : this.links.openIn(owner, relation)
  }

  private last(relation: Relation, owner: number, member: number): number {
    return relation === 'roles' ? this.links.last(owner, member) : this.links.last(member, owner)
  }

  private begins(relation: Relation, owner: number, member: number, from: number, granted: boolean): number {
    return relation === 'roles'
      ? this.links.begin(relation, owner, member, from, granted)
      : this.links.begin(relation, member, owner, from, granted)
  }

  private add({ relation, owner }: ListTold, member: number, place: number): void {
    const last = this.last(relation, owner, member)
    if (last >= 0 && this.links.isOpen(last)) {
      // It was in already: between what told so and this it was taken out, and no entry says so.
      this.finds('C3', relation, owner, this.toldLast(relation, owner, last), place)
      this.links.dispute(last, place)
      return
    }
    this.begins(relation, owner, member, place, true)
  }

  private remove({ relation, owner }: ListTold, member: number, place: number): void {
    const { links } = this
    const last = this.last(relation, owner, member)
    if (last >= 0 && links.isOpen(last)) {
      links.end(last, place, 'taken')
      return
    }
    // What went with its holder may be tidied up later.
    if (last >= 0 && links.howOf(last) === 'removed') return
    const { complete, whole } = this.known[relation]
    if (last >= 0) this.finds('C3', relation, owner, this.toldLast(relation, owner, last), place)
    else this.finds('C3', relation, owner, whole.get(owner), place)
    const isComplete = complete.get(owner) >= 0
    if (isComplete) this.finds('C4', relation, owner, last >= 0 ? this.toldLast(relation, owner, last) : complete.get(owner), place)
    // It was in from before the log; or else it is told now that it is not.
    const from = isComplete || last >= 0 ? place : -1
    links.end(this.begins(relation, owner, member, from, false), place, 'taken')
  }

  /**
   * Makes a list what an entry says it is. `proves`: what it is not yet, some entry before this one should have told; `left`: who is not in it because of the
   * entry itself.
   */
  private reconcile(
    { relation, owner }: ListTold,
    stated: readonly number[],
    place: number,
    { proves, left }: { readonly proves: boolean; readonly left: number | null },
  ): void {
    const { links } = this
    const known = this.known[relation]
    const wanted = this.marking(stated)
    let wrong = -1
    for (const row of this.open(relation, owner)) {
      const other = relation === 'roles' ? links.rows.object.get(row) : links.rows.holder.get(row)
      if (wanted(other)) continue
      wrong = Math.max(wrong, this.toldLast(relation, owner, row))
      links.end(row, place, proves ? 'unlisted' : 'taken')
    }
    for (const other of stated) {
      const last = this.last(relation, owner, other)
      if ((last >= 0 && links.isOpen(last)) || other === left) continue
      const isComplete = known.complete.get(owner) >= 0
      if (last >= 0) wrong = Math.max(wrong, this.toldLast(relation, owner, last))
      else if (isComplete) wrong = Math.max(wrong, known.whole.get(owner) >= 0 ? known.whole.get(owner) : known.complete.get(owner))
      const isOwnDoing = !proves
      this.begins(relation, owner, other, isOwnDoing || last >= 0 || isComplete ? place : -1, isOwnDoing)
    }
    if (proves) this.finds('C3', relation, owner, wrong, place)
  }

  /** Tells whether something is in the list. */
  private marking(list: readonly number[]): (thing: number) => boolean {
    const serial = ++this.serial
    for (const thing of list) {
      if (thing >= this.seen.length) {
        const more = new Int32Array(Math.max(thing + 1, this.seen.length * 2))
        more.set(this.seen)
        this.seen = more
      }
      this.seen[thing] = serial
    }
    return (thing) => this.seen[thing] === serial
  }

  private countsBefore({ relation, owner }: ListTold, count: number, place: number): void {
    const known = this.known[relation]
    const counted = known.countedAt.get(owner)
    const complete = known.complete.get(owner)
    if (counted >= 0 && known.count.get(owner) !== count) this.finds('C3', relation, owner, counted, place)
    else if (counted < 0 && complete >= 0 && this.open(relation, owner).length !== count) {
      const told = Math.max(known.whole.get(owner), this.lastOf(relation, owner))
      this.finds('C3', relation, owner, told >= 0 ? told : complete, place)
    } else return
    known.complete.set(owner, -1)
  }

  /** Where the latest entry stands that gave any link of the list. */
  private lastOf(relation: Relation, owner: number): number {
    let latest = -1
    for (const row of this.open(relation, owner)) if (this.links.isGranted(row)) latest = Math.max(latest, this.links.rows.from.get(row))
    return latest
  }

  /** Where the latest entry stands that told whether it was in; -1: none did. */
  private toldLast(relation: Relation, owner: number, row: number): number {
    const { links } = this
    const whole = this.known[relation].whole.get(owner)
    if (!links.isOpen(row)) return Math.max(links.rows.to.get(row), links.lastDispute(row), whole)
    return Math.max(links.isGranted(row) ? links.rows.from.get(row) : -1, links.lastDispute(row), whole)
  }

  private finds(test: 'C3' | 'C4', relation: Relation, owner: number, earlier: number, later: number): void {
    this.findings.add(test, owner, this.known[relation].aspect, earlier, later)
  }
}
