import { ByNumber } from './by-number.ts'
import type { Finding, Told } from './findings.ts'
import type { Link, Links } from './links.ts'

type Relation = Link['relation']

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

/** What is known of one list. */
interface ListState {
  /** The entry since which all of it is known; null: it may have more. */
  complete: Told | null
  /** The latest entry that told all of it, or how many they are. */
  whole: Told | null
  counted: { readonly count: number; readonly told: Told } | null
  /** Places at which all of it was told, ascending. */
  readonly wholeAt: number[]
}

/** The lists of all things: who has which roles, and which group has which members. */
export class Lists {
  /** By number of whose list it is. */
  private readonly states = { roles: new ByNumber<ListState>(), members: new ByNumber<ListState>() }

  constructor(
    private readonly links: Links,
    private readonly findings: Finding[],
  ) {}

  /** It was created: its lists are empty, and all of them is known. */
  begin(owner: number, at: Told): void {
    for (const relation of ['roles', 'members'] as const) {
      const state = this.stateOf(relation, owner)
      state.complete = at
      state.counted = null
    }
  }

  /** When the list was told as a whole, ascending. */
  wholeAt(relation: Relation, owner: number): readonly number[] {
    return this.states[relation].get(owner)?.wholeAt ?? []
  }

  take(told: ListTold, at: Told): void {
    const { relation, owner, change, member, before, after, countBefore, countAfter } = told
    const state = this.stateOf(relation, owner)
    if (before) this.reconcile(told, before, at, state, { proves: true, left: null })
    else if (countBefore !== null) this.countsBefore(told, countBefore, at, state)
    if (member !== null && change === 'add') this.add(told, member, at, state)
    if (member !== null && change === 'remove') this.remove(told, member, at, state)
    // What came with its own *before* is the entry's own doing.
    if (after) this.reconcile(told, after, at, state, { proves: !before, left: change === 'add' ? null : member })
    else if (countAfter !== null) {
      // Nobody knows who the others are where the source counts another number than there can be.
      if (state.complete && countAfter !== this.open(relation, owner).length) state.complete = null
      state.counted = { count: countAfter, told: at }
    } else if (state.counted && change !== null)
      state.counted = { count: state.counted.count + (change === 'add' ? 1 : -1), told: state.counted.told }
    if (before ?? after) {
      state.complete ??= at
      state.whole = at
      state.counted = null
      if (state.wholeAt.at(-1) !== at.place) state.wholeAt.push(at.place)
    }
  }

  private stateOf(relation: Relation, owner: number): ListState {
    const known = this.states[relation].get(owner)
    if (known) return known
    const fresh: ListState = { complete: null, whole: null, counted: null, wholeAt: [] }
    this.states[relation].set(owner, fresh)
    return fresh
  }

  private open(relation: Relation, owner: number): Link[] {
    return relation === 'roles' ? this.links.openOf(owner, relation) : this.links.openIn(owner, relation)
  }

  private last(relation: Relation, owner: number, member: number): Link | undefined {
    return relation === 'roles' ? this.links.last(owner, member) : this.links.last(member, owner)
  }

  private begins(relation: Relation, owner: number, member: number, from: number, grant: number | null): Link {
    const [holder, object] = relation === 'roles' ? [owner, member] : [member, owner]
    return this.links.begin({ relation, holder, object, from, grant })
  }

  private add({ relation, owner }: ListTold, member: number, at: Told, state: ListState): void {
    const last = this.last(relation, owner, member)
    if (last?.to === Infinity) {
      // It was in already: between what told so and this it was taken out, and no entry says so.
      this.finds('C3', relation, owner, this.toldLast(last, state), at)
      this.links.dispute(last, at.key, at.place)
      return
    }
    this.begins(relation, owner, member, at.place, at.key)
  }

  private remove({ relation, owner }: ListTold, member: number, at: Told, state: ListState): void {
    const last = this.last(relation, owner, member)
    if (last?.to === Infinity) {
      this.links.end(last, at.place, at.key, 'taken')
      return
    }
    // What went with its holder may be tidied up later.
    if (last?.how === 'removed') return
    if (last) this.finds('C3', relation, owner, this.toldLast(last, state), at)
    else if (state.whole) this.finds('C3', relation, owner, state.whole, at)
    if (state.complete) {
      const since = last ? this.toldLast(last, state) : state.complete
      if (since) this.finds('C4', relation, owner, since, at)
    }
    // It was in from before the log; or else it is told now that it is not.
    const from = state.complete || last ? at.place : -1
    this.links.end(this.begins(relation, owner, member, from, null), at.place, at.key, 'taken')
  }

  /**
   * Makes a list what an entry says it is. `proves`: what it is not yet, some entry before this one should have told; `left`: who is not in it because of the
   * entry itself.
   */
  private reconcile(
    { relation, owner }: ListTold,
    stated: readonly number[],
    at: Told,
    state: ListState,
    { proves, left }: { readonly proves: boolean; readonly left: number | null },
  ): void {
    const wanted = new Set(stated)
    let wrong: Told | null = null
    for (const link of this.open(relation, owner)) {
      const other = relation === 'roles' ? link.object : link.holder
      if (wanted.has(other)) continue
      wrong = later(wrong, this.toldLast(link, state))
      this.links.end(link, at.place, at.key, proves ? 'unlisted' : 'taken')
    }
    for (const other of wanted) {
      const last = this.last(relation, owner, other)
      if (last?.to === Infinity || other === left) continue
      if (last) wrong = later(wrong, this.toldLast(last, state))
      else if (state.complete) wrong = later(wrong, state.whole ?? state.complete)
      const isOwnDoing = !proves
      this.begins(relation, owner, other, isOwnDoing || last || state.complete ? at.place : -1, isOwnDoing ? at.key : null)
    }
    if (wrong && proves) this.finds('C3', relation, owner, wrong, at)
  }

  private countsBefore({ relation, owner }: ListTold, count: number, at: Told, state: ListState): void {
    const { counted, complete } = state
    const known = this.open(relation, owner).length
    if (counted && counted.count !== count) this.finds('C3', relation, owner, counted.told, at)
    else if (!counted && complete && known !== count)
      this.finds('C3', relation, owner, later(state.whole, this.lastOf(relation, owner)) ?? complete, at)
    else return
    state.complete = null
  }

  /** The latest entry that told of any link of the list. */
  private lastOf(relation: Relation, owner: number): Told | null {
    const grants = this.open(relation, owner).flatMap(({ grant, from }) => (grant === null ? [] : [{ key: grant, place: from }]))
    return grants.reduce<Told | null>((latest, each) => later(latest, each), null)
  }

  /** The latest entry that told whether it was in. */
  private toldLast(link: Link, { whole }: ListState): Told | null {
    const ended = link.end === null ? null : { key: link.end, place: link.to }
    const begun = link.grant === null ? null : { key: link.grant, place: link.from }
    return later(later(ended ?? begun, link.disputed.at(-1) ?? null), whole)
  }

  private finds(test: Finding['test'], relation: Relation, owner: number, earlier: Told | null, at: Told): void {
    if (earlier) this.findings.push({ test, thing: owner, aspect: relation, earlier, later: at })
  }
}

function later(a: Told | null, b: Told | null): Told | null {
  if (!a || !b) return a ?? b
  return b.place >= a.place ? b : a
}
