import { caseless } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import { nameAt } from '../state/line-doubts.ts'
import type { Organisation } from '../state/organisation.ts'

/** How a text names somebody: as the log does at that date; in other letters; by another name of theirs, of that date or not. */
export type How = 'same' | 'letter-case' | 'other-name' | 'earlier-name' | 'later-name'

/** Whom a text names; several where it leaves that open, none where nobody is called so. */
export interface Named {
  readonly things: readonly number[]
  readonly how: How
}

interface Name {
  readonly thing: number
  readonly text: string
  readonly how: How
}

/** The surest first: whoever is found by one is not looked for by the next. */
const order: readonly How[] = ['same', 'other-name', 'earlier-name', 'later-name']
const nobody: Named = { things: [], how: 'same' }

/** Who and what is called how at a place in the order of time: users by email, id or name, roles and groups by name or id. Letter case does not matter. */
export class Known {
  private readonly names = { user: new Map<string, Name[]>(), role: new Map<string, Name[]>(), group: new Map<string, Name[]>() }
  private readonly found = { user: new Map<string, Named>(), role: new Map<string, Named>() }
  /** Who did something, as the log names them. */
  private readonly actors = new Set<string>()

  constructor(
    private readonly organisation: Organisation,
    store: CacheStore,
    private readonly place: number,
  ) {
    const { things, replay } = organisation
    const byId = new Map<string, number>()
    for (const { number, id, kind } of things.all) {
      if (kind === 'other') continue
      const now = nameAt(organisation, number, place)
      this.note(kind, { thing: number, text: now, how: 'same' })
      if (id !== null) this.note(kind, { thing: number, text: id, how: 'same' })
      for (const { name, from } of replay.names.stretches(number))
        if (name !== now) this.note(kind, { thing: number, text: name, how: from > place ? 'later-name' : 'earlier-name' })
      if (kind !== 'user') continue
      const email = things.emailOf(number)
      if (email !== null) {
        this.note('user', { thing: number, text: email, how: 'same' })
        byId.set(caseless(email), number)
      }
      if (id !== null) byId.set(caseless(id), number)
    }
    this.noteOtherNames(store, byId)
  }

  /** Ids, emails and names by which entries call an account beside the one that it is known by. */
  private noteOtherNames({ dictionaries }: CacheStore, byId: ReadonlyMap<string, number>): void {
    const note = (email: string | undefined, id: string | undefined, name: string | undefined): void => {
      const thing = (email && byId.get(caseless(email))) ?? (id && byId.get(caseless(id)))
      if (typeof thing !== 'number') return
      for (const text of [email, id, name]) if (text) this.note('user', { thing, text, how: 'other-name' })
    }
    for (const [email, name, id] of dictionaries.actor.all()) {
      for (const text of [email, name, id]) if (text) this.actors.add(caseless(text))
      note(email, id, name)
    }
    for (const [type, id, email, name] of dictionaries.target.all())
      if (email !== undefined || type === undefined || caseless(type) === 'user') note(email, id, name)
  }

  private note(kind: keyof Known['names'], name: Name): void {
    const key = caseless(name.text)
    if (key === '') return
    const known = this.names[kind].get(key)
    if (!known) this.names[kind].set(key, [name])
    else if (!known.some(({ thing, how, text }) => thing === name.thing && how === name.how && text === name.text)) known.push(name)
  }

  user(text: string): Named {
    return this.named('user', text)
  }

  role(text: string): Named {
    return this.named('role', text)
  }

  isGroup(text: string): boolean {
    return this.names.group.has(caseless(text.trim()))
  }

  /** Whether somebody of that name did something, whatever was done to them. */
  isActor(text: string): boolean {
    return this.actors.has(caseless(text.trim()))
  }

  private named(kind: 'user' | 'role', text: string): Named {
    const known = this.found[kind].get(text)
    if (known) return known
    const found = this.look(kind, text.trim()) ?? this.look(kind, unquoted(text.trim())) ?? nobody
    this.found[kind].set(text, found)
    return found
  }

  private look(kind: 'user' | 'role', text: string): Named | null {
    const names = this.names[kind].get(caseless(text))
    if (!names) return null
    for (const how of order) {
      const these = names.filter((name) => name.how === how)
      if (these.length === 0) continue
      const things = this.preferred([...new Set(these.map(({ thing }) => thing))], text)
      if (how !== 'same') return { things, how }
      return { things, how: these.some((name) => name.text === text) ? 'same' : 'letter-case' }
    }
    return null
  }

  /** An id means one alone; of several of a name those that are there at that date. */
  private preferred(things: readonly number[], text: string): readonly number[] {
    if (things.length < 2) return things
    const byId = things.filter((thing) => this.organisation.things.at(thing).id === text)
    if (byId.length === 1) return byId
    const there = things.filter((thing) => !isGone(this.organisation, thing, this.place))
    return there.length > 0 ? there : things
  }
}

/** Whether it was removed, and is not there again. */
export function isGone({ replay }: Organisation, thing: number, place: number): boolean {
  const gone = replay.gone.get(thing)?.findLast((each) => each.place <= place)
  const back = replay.created.get(thing)?.findLast((each) => each.place <= place)
  return gone !== undefined && (back === undefined || back.place < gone.place)
}

/** A text that a spreadsheet could run is exported with a quotation mark before it, which is no part of it. */
const unquoted = (text: string): string => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text)
