import type { Column, Memory, Table } from './memory.ts'
import { Chains } from './rows.ts'
import type { Texts } from './texts.ts'
import type { Things } from './things.ts'

/** Who is called so now: how many, and the sum of their numbers, which of one alone is its number. */
class Holders {
  private readonly counts: Column
  private readonly sums: Column

  constructor(memory: Memory) {
    this.counts = memory.column(0)
    this.sums = memory.column(0)
  }

  count(key: number): number {
    return this.counts.get(key)
  }

  only(key: number): number {
    return this.sums.get(key)
  }

  change(key: number, thing: number, by: 1 | -1): void {
    this.counts.set(key, this.counts.get(key) + by)
    this.sums.set(key, this.sums.get(key) + by * thing)
  }
}

const several = -2

/** What things are called when, and who a name means. */
export class NamesInTime {
  /** A row a naming: who, from which place on, and the name. */
  readonly rows: { readonly thing: Column; readonly from: Column; readonly name: Column }
  private readonly byThing: Chains
  /** The name, in small letters, under which a role or group is found now; -1: under none. */
  private readonly under: Column
  private readonly holders: { readonly role: Holders; readonly group: Holders }
  /** With an id, whoever was called so at any time: one, or several. */
  private readonly ever: { readonly role: Table; readonly group: Table }
  private readonly asked: { readonly role: Table; readonly group: Table }
  /** A name that meant the only one who ever had it has another one now. */
  isChanged = false

  constructor(
    memory: Memory,
    private readonly texts: Texts,
    private readonly things: Things,
  ) {
    this.rows = { thing: memory.column(), from: memory.column(), name: memory.column() }
    this.byThing = new Chains(memory)
    this.under = memory.column()
    this.holders = { role: new Holders(memory), group: new Holders(memory) }
    this.ever = { role: memory.table(), group: memory.table() }
    this.asked = { role: memory.table(), group: memory.table() }
  }

  /** Somebody who is named by an entry of the whole log, before it is played. */
  foretell(kind: 'group' | 'role', thing: number, name: number): void {
    const key = this.texts.caseless(name)
    const known = this.ever[kind].get(key)
    if (known === thing || known === several) return
    if (this.asked[kind].get(key) >= 0) this.isChanged = true
    this.ever[kind].set(key, known < 0 ? thing : several)
  }

  /** It is called so from this place on. */
  note(thing: number, name: number, place: number): void {
    if (name < 0) return
    const last = this.byThing.last(thing)
    if (last >= 0 && this.rows.name.get(last) === name) return
    if (this.texts.at(name) === '') return
    this.leave(thing)
    this.byThing.add(thing, this.rows.thing.push(thing))
    this.rows.from.push(place)
    this.rows.name.push(name)
    this.enter(thing, name)
  }

  /** It is gone: its name may mean another. */
  end(thing: number): void {
    this.leave(thing)
  }

  /** It is there again. */
  begin(thing: number): void {
    const last = this.byThing.last(thing)
    if (last < 0) return
    this.leave(thing)
    this.enter(thing, this.rows.name.get(last))
  }

  private holdersOf(thing: number): Holders | null {
    const kind = this.things.kindAt(thing)
    return kind === 'role' || kind === 'group' ? this.holders[kind] : null
  }

  private enter(thing: number, name: number): void {
    const holders = this.holdersOf(thing)
    if (!holders) return
    const key = this.texts.caseless(name)
    holders.change(key, thing, 1)
    this.under.set(thing, key)
  }

  private leave(thing: number): void {
    const key = this.under.get(thing)
    if (key < 0) return
    this.holdersOf(thing)?.change(key, thing, -1)
    this.under.set(thing, -1)
  }

  /** Whom a name means now: who is called so; of none the only one who ever is. A thing of its own where that leaves it open. */
  meant(kind: 'group' | 'role', name: number): number {
    const key = this.texts.caseless(name)
    const now = this.holders[kind].count(key)
    if (now === 1) return this.holders[kind].only(key)
    if (now === 0) {
      this.asked[kind].set(key, 1)
      const ever = this.ever[kind].get(key)
      if (ever >= 0) return ever
    }
    const nameless = this.things.nameless(kind, name)
    this.note(nameless, name, -1)
    return nameless
  }

  /** What it is called now; -1: nothing. */
  last(thing: number): number {
    const row = this.byThing.last(thing)
    return row < 0 ? -1 : this.rows.name.get(row)
  }

  /** As it was called then, or else at first. */
  at(thing: number, place: number): string | null {
    return this.texts.orNull(this.numberAt(thing, place))
  }

  numberAt(thing: number, place: number): number {
    let row = this.byThing.last(thing)
    if (row < 0) return -1
    for (let before = this.byThing.before(row); before >= 0 && this.rows.from.get(row) > place; before = this.byThing.before(row))
      row = before
    return this.rows.name.get(row)
  }

  /** What it is called from when to when, in places `[from, to)`; from its first name on it had that name before, as far as anybody knows. */
  stretches(thing: number): readonly { readonly from: number; readonly to: number; readonly name: string }[] {
    const rows = this.byThing.of(thing)
    return rows.map((row, at) => ({
      from: at === 0 ? -1 : this.rows.from.get(row),
      to: at + 1 < rows.length ? this.rows.from.get(rows[at + 1] as number) : Infinity,
      name: this.texts.at(this.rows.name.get(row)),
    }))
  }
}
