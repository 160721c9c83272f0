import { caseless } from '@language/pattern.ts'
import type { Dictionaries } from '../cache/dictionary/dictionary.ts'
import { isAccount } from '../query/plan-subject.ts'
import { Accounts } from './accounts.ts'
import type { Column, Memory, Table } from './memory.ts'
import type { Texts } from './texts.ts'

const thingKinds = ['user', 'group', 'role', 'other'] as const
export type ThingKind = (typeof thingKinds)[number]

/** Somebody or something that holds, or is held; `other`: anything else that changes. */
export interface Thing {
  readonly number: number
  readonly kind: ThingKind
  /** As sources call it, in small letters: `role`, `permission`, `service_account` … */
  readonly type: string
  /** The one by which it was first named; null where no entry names one. */
  readonly id: string | null
}

/** What an entry calls somebody or something, as numbers of texts; -1: it says nothing. */
export interface Called {
  readonly type: number
  readonly id: number
  readonly email: number
  readonly name: number
}

/** Values between two places where work may stop. */
const piece = 512
/** Room for 2^26 things, or texts, in either half of an exact number. */
const half = 2 ** 26
const otherKind = thingKinds.indexOf('other')
/** Of a value of a dictionary. */
const parts = 4

function calledIn(table: Table, id: number): Called {
  const at = id * parts
  return { type: table.get(at), id: table.get(at + 1), email: table.get(at + 2), name: table.get(at + 3) }
}

/**
 * Who is who in the whole log. An account is its email and every id that entries name beside it; a role or a group is its id, and what is named without one
 * is the one of that name, where there is but one; see {@link NamesInTime} for names that change hands.
 */
export class Things {
  private readonly kinds: Table
  /** Of accounts: by what they are known. Of others: the type and what tells it from others of it, as numbers of texts. */
  private readonly nodes: Table
  private readonly owns: Table
  /** As the first entry that names it has it: what is played again may begin with another one. */
  private readonly types: Column
  private readonly ids: Column
  private readonly accounts: Accounts
  private readonly byIds: { readonly role: Table; readonly group: Table }
  private readonly byNames: { readonly role: Table; readonly group: Table }
  private readonly others = new Map<number, number>()
  private readonly kindOfType: Table
  private listed: readonly Thing[] | null = null
  /** What was taken in of each dictionary, as numbers of texts: type, id, email and name a value; of actors how many, at 0. */
  private readonly resources: Table
  private readonly targets: Table
  private readonly actors: Table

  constructor(
    memory: Memory,
    readonly texts: Texts,
  ) {
    this.types = memory.column()
    this.ids = memory.column()
    this.accounts = new Accounts(memory, texts)
    const table = (): Table => memory.table()
    this.kinds = table()
    this.nodes = table()
    this.owns = table()
    this.byIds = { role: table(), group: table() }
    this.byNames = { role: table(), group: table() }
    this.kindOfType = table()
    this.resources = table()
    this.targets = table()
    this.actors = table()
  }

  /** After everything was taken over. */
  found(): void {
    for (let thing = 0; thing < this.count; thing++)
      if (this.kinds.get(thing) === otherKind) this.others.set(this.nodes.get(thing) * half + this.owns.get(thing), thing)
  }

  get count(): number {
    return this.kinds.length
  }

  /** Two that were played as two are one, as is known now. */
  get isMerged(): boolean {
    return this.accounts.isMerged
  }

  get all(): readonly Thing[] {
    if (this.listed?.length !== this.count) this.listed = Array.from({ length: this.count }, (_, number) => this.at(number))
    return this.listed
  }

  /** What is told of things may have changed. */
  changed(): void {
    this.listed = null
  }

  /** Takes in who is who, a piece at a time, before anybody is asked for: what is new in the dictionaries. */
  *prepare({ actor, resource, target }: Pick<Dictionaries, 'actor' | 'resource' | 'target'>): Generator<void, void> {
    const { accounts, actors, resources, targets, texts } = this
    const number = (text: string | undefined): number => texts.numberOf(text)
    for (let at = Math.max(0, actors.get(0)); at < actor.size; at++) {
      const [email, , id] = actor.at(at)
      accounts.join(number(email || undefined), number(id || undefined))
      actors.set(0, at + 1)
      if (at % piece === 0) yield
    }
    for (let at = this.targetCount; at < target.size; at++) {
      const [type, id, email, name] = target.at(at)
      if (email !== undefined || type === undefined || isAccount(type)) accounts.join(number(email || undefined), number(id || undefined))
      for (const text of [type, id, email, name]) targets.push(number(text))
      if (at % piece === 0) yield
    }
    for (let at = this.resourceCount; at < resource.size; at++) {
      const [type = '', id, name] = resource.at(at)
      // Some sources put the email where others have a name.
      if (isAccount(type) && name?.includes('@')) accounts.join(number(name), number(id || undefined))
      for (const text of [type, id, undefined, name]) resources.push(number(text))
      if (at % piece === 0) yield
    }
  }

  get resourceCount(): number {
    return this.resources.length / parts
  }

  get targetCount(): number {
    return this.targets.length / parts
  }

  /** What a value of a dictionary is called; the one that is absent is called nothing. */
  resource(id: number): Called {
    return calledIn(this.resources, id)
  }

  target(id: number): Called {
    return calledIn(this.targets, id)
  }

  at(number: number): Thing {
    const [type, id] = [this.types.get(number), this.ids.get(number)]
    return { number, kind: this.kindAt(number), type: type < 0 ? '' : this.texts.at(type), id: this.texts.orNull(id) }
  }

  kindAt(number: number): ThingKind {
    return thingKinds[this.kinds.get(number)] as ThingKind
  }

  isUser(number: number): boolean {
    return this.kinds.get(number) === 0
  }

  /** An email of an account, for entries that only name its id. */
  emailOf(number: number): string | null {
    const node = this.nodes.get(number)
    return !this.isUser(number) ? null : this.texts.orNull(this.accounts.spelled(node))
  }

  /** The kind that a source's word names: 0 to 2, or 3 for what neither holds nor is held. -1 is an account, too. */
  kindNumberOf(type: number): number {
    if (type < 0) return 0
    const known = this.kindOfType.get(type)
    if (known >= 0) return known
    const word = this.texts.at(type)
    const small = caseless(word)
    const found = isAccount(word) ? 0 : small === 'group' ? 1 : small === 'role' ? 2 : 3
    this.kindOfType.set(type, found)
    return found
  }

  /** @returns its number; -1 where nothing names it */
  account(email: number, id: number, name: number, type: number): number {
    const node = this.accounts.nodeOf(email, id, name)
    if (node < 0) return -1
    const first = this.accounts.first(node)
    const known = this.accounts.thing(first)
    const thing = known >= 0 ? known : this.add(0, first, -1)
    if (known < 0) this.accounts.setThing(first, thing)
    return this.mentioned(thing, type, id)
  }

  /** Who did something; null where nothing names them. */
  actor(email: string | undefined, name: string | undefined, id: string | undefined): number | null {
    const { texts } = this
    const found = this.account(texts.numberOf(email), texts.numberOf(id), texts.numberOf(name), texts.numberOf('user'))
    return found < 0 ? null : found
  }

  /** A role or group by its id; -1 without one. */
  byId(kind: 'group' | 'role', id: number, type: number): number {
    if (id < 0) return -1
    const table = this.byIds[kind]
    const known = table.get(id)
    const thing = known >= 0 ? known : this.add(thingKinds.indexOf(kind), -1, -1)
    if (known < 0) table.set(id, thing)
    return this.mentioned(thing, type, id)
  }

  /** Anything else; -1 where nothing tells it from others of its type. */
  other({ type, id, name }: Called): number {
    const own = id >= 0 ? id : name
    if (own < 0) return -1
    const small = this.texts.caseless(type)
    const key = small * half + own
    const known = this.others.get(key)
    const thing = known ?? this.add(otherKind, small, own)
    if (known === undefined) this.others.set(key, thing)
    return this.mentioned(thing, type, id)
  }

  /** One that no entry names by an id. */
  nameless(kind: 'group' | 'role', name: number): number {
    const table = this.byNames[kind]
    const key = this.texts.caseless(name)
    const known = table.get(key)
    const thing = known >= 0 ? known : this.add(thingKinds.indexOf(kind), -1, -1)
    if (known < 0) table.set(key, thing)
    return this.mentioned(thing, this.texts.numberOf(kind), -1)
  }

  private add(kind: number, node: number, own: number): number {
    this.nodes.push(node)
    this.owns.push(own)
    return this.kinds.push(kind)
  }

  private mentioned(thing: number, type: number, id: number): number {
    if (this.types.get(thing) < 0) this.types.set(thing, this.texts.caseless(type))
    if (id >= 0 && this.ids.get(thing) < 0) this.ids.set(thing, id)
    return thing
  }
}
