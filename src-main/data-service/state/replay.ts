import { Fields, type Sides } from './fields.ts'
import { Findings, type Finding } from './findings.ts'
import { Links, type Relation } from './links.ts'
import { Lists } from './lists.ts'
import { Meant } from './meant.ts'
import { Memory, type Column } from './memory.ts'
import { NamesInTime } from './names-in-time.ts'
import { existenceOf, type ActionRead } from './tellings.ts'
import type { Telling } from './telling.ts'
import { Texts } from './texts.ts'
import { Things, type Called } from './things.ts'
import { TimesTold } from './times-told.ts'
import { form, side } from '../cache/told/told-block.ts'
import { UnclearEntries } from './unclear.ts'

/** What of an entry is played. */
export interface PlayedEntry {
  readonly key: number
  /** In the order of time; -1: nobody knows when it was. */
  readonly place: number
  readonly action: ActionRead
  readonly isSuccess: boolean
  readonly resource: Called
  readonly targets: readonly Called[]
  /** What it says that it changed. */
  readonly telling: Telling
}

/** Plays a log's entries in their order: who has what, from when to when, and where the log does not fit itself. */
export class Replay {
  readonly memory = new Memory()
  readonly texts = new Texts()
  readonly things = new Things(this.memory, this.texts)
  readonly links = new Links(this.memory)
  private readonly wrong = new Findings(this.memory, this.texts)
  readonly lists = new Lists(this.memory, this.texts, this.links, this.wrong)
  readonly fields = new Fields(this.memory, this.texts, this.wrong)
  readonly names = new NamesInTime(this.memory, this.texts, this.things)
  readonly unclear = new UnclearEntries(this.memory)
  /** Since when a thing is there, as entries tell; those that are older than the log are not in it. */
  readonly created = new TimesTold(this.memory)
  readonly gone = new TimesTold(this.memory)
  private readonly meant = new Meant(this.things, this.names, this.links, this.texts)
  /** Whether it is there: 1, or 0; -1: no entry says so. And where that was said last. */
  private readonly isThere: Column = this.memory.column()
  private readonly saidAt: Column = this.memory.column()
  private readonly words = {
    roles: this.texts.numberOf('roles'),
    members: this.texts.numberOf('members'),
    count: this.texts.numberOf('member_count'),
    name: this.texts.numberOf('name'),
    existence: this.texts.numberOf('existence'),
  }

  /** What is looked up while entries are played is not kept: it is found again once everything was taken over. */
  found(): void {
    for (const each of [this.things, this.links, this.fields, this.unclear]) each.found()
  }

  /** @param keys by place */
  showOrder(keys: Uint32Array): void {
    for (const each of [this.fields, this.created, this.gone, this.wrong]) each.order = keys
  }

  /** Where the log does not fit itself. */
  get findings(): Iterable<Finding> {
    return this.wrong
  }

  /** An entry that happened or may have. */
  play(entry: PlayedEntry): void {
    const happened = entry.isSuccess && entry.place >= 0
    switch (entry.action.does) {
      case 'assign':
      case 'revoke':
        this.assignment(entry, entry.action.does === 'assign' ? 'add' : 'remove', happened)
        return
      case 'enter':
      case 'leave':
        this.membership(entry, entry.action.does === 'enter' ? 'add' : 'remove', happened)
        return
      case 'check':
        return
      case 'change':
        this.change(entry, happened)
    }
  }

  /** The texts of a list on one side of what an entry tells. */
  private listIn(telling: Telling, name: number, which: 'before' | 'after'): number[] | null {
    const field = telling.field(name)
    return field < 0 ? null : telling.texts(which === 'before' ? telling.valueBefore(field) : telling.valueAfter(field))
  }

  private countIn(telling: Telling, which: 'before' | 'after'): number | null {
    const field = telling.field(this.words.count)
    return field < 0 ? null : telling.count(which === 'before' ? telling.valueBefore(field) : telling.valueAfter(field))
  }

  private assignment({ key, place, resource, targets: all, telling }: PlayedEntry, change: 'add' | 'remove', happened: boolean): void {
    const role = this.meant.roleOf(resource, place)
    if (role < 0) return
    const targets = this.meant.othersOf(resource, all)
    // Of several targets the entry does not say whose roles it lists.
    const isListed = targets.length === 1
    for (const target of targets) {
      const owner = this.meant.holderOf(target, place)
      if (owner < 0) continue
      if (!happened) {
        this.unclear.notePair(owner, role, { key, place })
        continue
      }
      const before = isListed ? this.listIn(telling, this.words.roles, 'before') : null
      this.lists.take({ ...noLists, relation: 'roles', owner, change, member: role, before: this.meant.rolesNamed(owner, before) }, place)
      const after = isListed ? this.meant.rolesNamed(owner, this.listIn(telling, this.words.roles, 'after')) : null
      if (after) this.listed('roles', owner, role, change, after, before !== null, place)
    }
  }

  private membership({ key, place, resource, targets: all, telling }: PlayedEntry, change: 'add' | 'remove', happened: boolean): void {
    const group = this.meant.groupOf(resource, place)
    if (group < 0) return
    const targets = this.meant.othersOf(resource, all)
    targets.forEach((target, index) => {
      const member = this.meant.holderOf(target, place)
      if (member < 0) return
      if (!happened) {
        this.unclear.notePair(member, group, { key, place })
        return
      }
      // Whole lists were so before the first of them, and are so after the last.
      const isFirst = index === 0
      const isLast = index === targets.length - 1
      const before = this.listIn(telling, this.words.members, 'before')
      this.lists.take(
        {
          relation: 'members',
          owner: group,
          change,
          member,
          before: isFirst ? this.meant.membersNamed(group, before, target, member) : null,
          after: null,
          countBefore: isFirst ? this.countIn(telling, 'before') : null,
          countAfter: isLast ? this.countIn(telling, 'after') : null,
        },
        place,
      )
      const after = isLast ? this.meant.membersNamed(group, this.listIn(telling, this.words.members, 'after'), target, member) : null
      if (after) this.listed('members', group, member, change, after, before !== null, place)
    })
  }

  /** The whole list after an entry, once what the entry itself does is done: names mean whom they mean then. */
  private listed(
    relation: Relation,
    owner: number,
    member: number,
    change: 'add' | 'remove',
    after: readonly number[],
    hasBefore: boolean,
    place: number,
  ): void {
    const stated = change === 'add' ? after : after.filter((each) => each !== member)
    this.lists.take({ ...noLists, relation, owner, before: hasBefore ? null : stated, after: hasBefore ? stated : null }, place)
  }

  /** What changes something, creates or removes it. */
  private change(entry: PlayedEntry, happened: boolean): void {
    const { action, key, place, telling } = entry
    const does = existenceOf(action, telling.before, telling.after)
    if (does === null) return
    const thing = this.subjectOf(entry)
    if (thing < 0) return
    if (!happened) {
      this.unclear.noteThing(thing, { key, place })
      return
    }
    if (does === 'creates') this.creates(thing, place, action.isInvitation && telling.before !== side.nothing)
    else this.stays(thing, place)
    const sides: Sides = {
      before: does === 'creates' ? 'nothing' : telling.before === side.fields ? 'fields' : 'untold',
      after: does === 'deletes' || telling.after === side.nothing ? 'nothing' : telling.after === side.fields ? 'fields' : 'untold',
    }
    const kind = this.things.kindAt(thing)
    if (kind === 'user' || kind === 'group') this.wholeLists(thing, kind, telling, sides, place)
    this.fields.take(thing, telling, sides, place, kind === 'role', this.apartOf(kind, telling))
    if (kind !== 'user' && telling.after === side.fields) {
      const field = telling.field(this.words.name)
      if (field >= 0) this.names.note(thing, telling.text(telling.valueAfter(field)), place)
    }
    if (does === 'changes' && telling.after !== side.fields && telling.after !== side.nothing) this.unclear.noteThing(thing, { key, place })
    if (does === 'deletes') this.removes(thing, place)
  }

  /** Lists of who has what are told apart from other fields. */
  private apartOf(kind: string, telling: Telling): (field: number, value: number) => boolean {
    if (kind !== 'user' && kind !== 'group') return nothingApart
    const { count, members, roles } = this.words
    return (field, value) => {
      const name = telling.nameOf(field)
      if (kind === 'group' && name === count) return true
      return (name === roles || (kind === 'group' && name === members)) && telling.formOf(value) === form.texts
    }
  }

  /** Some sources tell the roles of whom they invite, or the members of a group that they make. */
  private wholeLists(thing: number, kind: 'user' | 'group', telling: Telling, { before, after }: Sides, place: number): void {
    this.wholeList('roles', thing, telling, { before, after }, place)
    if (kind === 'group') this.wholeList('members', thing, telling, { before, after }, place)
  }

  private wholeList(relation: Relation, thing: number, telling: Telling, sides: Sides, place: number): void {
    const name = this.words[relation]
    const read = (which: 'before' | 'after'): number[] | null => {
      if (sides[which] !== 'fields') return null
      const names = this.listIn(telling, name, which)
      return relation === 'roles' ? this.meant.rolesNamed(thing, names) : this.meant.membersNamed(thing, names)
    }
    const hadNothing = sides.before === 'nothing'
    const was = hadNothing ? [] : read('before')
    if (was && !hadNothing) this.lists.take({ ...noLists, relation, owner: thing, before: was }, place)
    const is = read('after')
    if (is) this.lists.take({ ...noLists, relation, owner: thing, before: was ? null : is, after: was ? is : null }, place)
  }

  /** `again`: who is there already may be invited once more. */
  private creates(thing: number, place: number, again: boolean): void {
    if (this.isThere.get(thing) === 1) {
      if (!again) this.wrong.add('C4', thing, this.words.existence, this.saidAt.get(thing), place)
    } else {
      this.lists.begin(thing, place)
      this.created.note(thing, place)
      this.names.begin(thing)
    }
    this.says(thing, 1, place)
  }

  private removes(thing: number, place: number): void {
    this.says(thing, 0, place)
    this.gone.note(thing, place)
    this.names.end(thing)
    for (const row of [...this.links.openOf(thing), ...this.links.openIn(thing)])
      if (this.links.isOpen(row)) this.links.end(row, place, 'removed')
  }

  /** What is changed or removed is there. */
  private stays(thing: number, place: number): void {
    if (this.isThere.get(thing) === 0) this.wrong.add('C4', thing, this.words.existence, this.saidAt.get(thing), place)
    this.says(thing, 1, place)
  }

  private says(thing: number, isThere: 0 | 1, place: number): void {
    this.isThere.set(thing, isThere)
    this.saidAt.set(thing, place)
  }

  /** What an entry is about. A user may be what it was done on, or who it was done to. */
  private subjectOf({ action, place, resource, targets }: PlayedEntry): number {
    if (action.on === 'role') return this.meant.roleOf(resource, place)
    if (action.on === 'group') return this.meant.groupOf(resource, place)
    const [target, another] = targets
    if (action.on === 'user' && target && !another) return this.meant.holderOf(target, place)
    switch (this.things.kindNumberOf(resource.type)) {
      case 0:
        return this.meant.holderOf(resource, place)
      case 1:
        return this.meant.groupOf(resource, place)
      case 2:
        return this.meant.roleOf(resource, place)
      default: {
        const thing = this.things.other(resource)
        if (thing >= 0) this.names.note(thing, resource.name, place)
        return thing
      }
    }
  }
}

const noLists = { change: null, member: null, before: null, after: null, countBefore: null, countAfter: null } as const
const nothingApart = (): boolean => false
