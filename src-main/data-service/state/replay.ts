import { targetsOf } from '@contract/entry.ts'
import type { JsonObject } from '@contract/exact-json.ts'
import type { MappedEntry } from '../connector/connector.ts'
import { Fields } from './fields.ts'
import type { Finding, Told } from './findings.ts'
import { Links, pairOf, type Link, type Unclear } from './links.ts'
import { Lists } from './lists.ts'
import { Meant, othersOf } from './meant.ts'
import { NamesInTime } from './names-in-time.ts'
import { existenceOf, membersCounted, namesIn, sideOf } from './tellings.ts'
import { kindOf, type Things } from './things.ts'

/** What of an entry is played. */
export type PlayedEntry = Pick<MappedEntry, 'action' | 'status' | 'resource' | 'target' | 'targets' | 'changes'>

interface Life {
  /** Null: no entry says so. */
  exists: boolean | null
  /** The entry that said so last. */
  told: Told | null
}

/** Plays a log's entries in their order: who has what, from when to when, and where the log does not fit itself. */
export class Replay {
  readonly links = new Links()
  readonly findings: Finding[] = []
  readonly lists = new Lists(this.links, this.findings)
  readonly fields = new Fields(this.findings)
  readonly names: NamesInTime
  /** By pair, or by thing: entries that may have changed it. */
  readonly unclearPairs = new Map<number, Unclear[]>()
  readonly unclearThings = new Map<number, Unclear[]>()
  /** Entries that may have given or taken something, each once. */
  readonly unclear: Unclear[] = []
  /** Who may have got or lost something by such an entry. */
  readonly unclearUsers = new Set<number>()
  /** Since when a thing is there, as entries tell; those that are older than the log are not in it. */
  readonly created = new Map<number, Told[]>()
  readonly gone = new Map<number, Told[]>()
  private readonly meant: Meant
  private readonly lives = new Map<number, Life>()

  constructor(readonly things: Things) {
    this.names = new NamesInTime(things)
    this.meant = new Meant(things, this.names, this.links)
  }

  /** An entry that happened or may have: `at.place` is -1 where nobody knows when. */
  play(entry: PlayedEntry, at: Told): void {
    const happened = entry.status === 'success' && at.place >= 0
    switch (entry.action) {
      case 'role_assign':
      case 'role_revoke':
        this.assignment(entry, entry.action === 'role_assign' ? 'add' : 'remove', at, happened)
        return
      case 'group_member_add':
      case 'group_member_remove':
        this.membership(entry, entry.action === 'group_member_add' ? 'add' : 'remove', at, happened)
        return
      case 'permission_check':
        return
      default:
        this.change(entry, at, happened)
    }
  }

  private assignment(entry: PlayedEntry, change: 'add' | 'remove', at: Told, happened: boolean): void {
    const { changes, resource } = entry
    const role = this.meant.roleOf(resource, at)
    const targets = othersOf(entry)
    if (role === null) return
    for (const target of targets) {
      const owner = this.meant.holderOf(target, at)
      if (owner === null) continue
      if (!happened) {
        this.leavesOpen(owner, role, at)
        continue
      }
      // Of several targets the entry does not say whose roles it lists.
      const lists = targets.length === 1 ? changes : undefined
      this.lists.take(
        {
          relation: 'roles',
          owner,
          change,
          member: role,
          before: this.meant.rolesNamed(owner, namesIn(lists?.before, 'roles')),
          after: null,
          countBefore: null,
          countAfter: null,
        },
        at,
      )
      const after = this.meant.rolesNamed(owner, namesIn(lists?.after, 'roles'))
      if (after)
        this.listed('roles', owner, role, change, after, lists?.before !== undefined && namesIn(lists.before, 'roles') !== null, at)
    }
  }

  private membership(entry: PlayedEntry, change: 'add' | 'remove', at: Told, happened: boolean): void {
    const { changes, resource } = entry
    const group = this.meant.groupOf(resource, at)
    if (group === null) return
    const targets = othersOf(entry)
    targets.forEach((target, index) => {
      const member = this.meant.holderOf(target, at)
      if (member === null) return
      if (!happened) {
        this.leavesOpen(member, group, at)
        return
      }
      // Whole lists were so before the first of them, and are so after the last.
      const isFirst = index === 0
      const isLast = index === targets.length - 1
      const beforeNames = isFirst ? namesIn(changes?.before, 'members') : null
      this.lists.take(
        {
          relation: 'members',
          owner: group,
          change,
          member,
          before: this.meant.membersNamed(group, beforeNames, target, member),
          after: null,
          countBefore: isFirst ? membersCounted(changes?.before) : null,
          countAfter: isLast ? membersCounted(changes?.after) : null,
        },
        at,
      )
      const after = isLast ? this.meant.membersNamed(group, namesIn(changes?.after, 'members'), target, member) : null
      if (after) this.listed('members', group, member, change, after, namesIn(changes?.before, 'members') !== null, at)
    })
  }

  /** It does not say whether it succeeded, or nobody knows when it was. */
  private leavesOpen(holder: number, object: number, at: Told): void {
    note(this.unclearPairs, pairOf(holder, object), at)
    this.unclearUsers.add(holder)
    if (this.unclear.at(-1)?.key !== at.key) this.unclear.push(at)
  }

  /** The whole list after an entry, once what the entry itself does is done: names mean whom they mean then. */
  private listed(
    relation: Link['relation'],
    owner: number,
    member: number,
    change: 'add' | 'remove',
    after: readonly number[],
    hasBefore: boolean,
    at: Told,
  ): void {
    const stated = change === 'add' ? after : after.filter((each) => each !== member)
    this.lists.take(
      {
        relation,
        owner,
        change: null,
        member: null,
        before: hasBefore ? null : stated,
        after: hasBefore ? stated : null,
        countBefore: null,
        countAfter: null,
      },
      at,
    )
  }

  /** What changes something, creates or removes it. */
  private change({ action, changes, ...entry }: PlayedEntry, at: Told, happened: boolean): void {
    const [before, after] = [sideOf(changes?.before), sideOf(changes?.after)]
    const does = existenceOf(action, changes?.before, changes?.after)
    if (does === null) return
    const thing = this.subjectOf(action, entry, at)
    if (thing === null) return
    if (!happened) {
      note(this.unclearThings, thing, at)
      return
    }
    if (does === 'creates') this.creates(thing, at, action.endsWith('_invite') && changes?.before !== null)
    else this.isThere(thing, at)
    const { kind } = this.things.at(thing)
    const own = { before: does === 'creates' ? null : (before ?? undefined), after: does === 'deletes' ? null : after }
    this.wholeLists(thing, own, at)
    this.fields.take(thing, withoutLists(own.before, kind), withoutLists(own.after, kind), at, kind === 'role')
    const name = after?.['name']
    if (typeof name === 'string' && kind !== 'user') this.names.note(thing, name, at.place)
    if (does === 'changes' && after === undefined) note(this.unclearThings, thing, at)
    if (does === 'deletes') this.removes(thing, at)
  }

  /** Some sources tell the roles of whom they invite, or the members of a group that they make. */
  private wholeLists(
    thing: number,
    { before, after }: { before: JsonObject | null | undefined; after: JsonObject | null | undefined },
    at: Told,
  ): void {
    const { kind } = this.things.at(thing)
    if (kind !== 'user' && kind !== 'group') return
    const take = (relation: Link['relation'], read: (side: JsonObject | null | undefined) => readonly number[] | null): void => {
      const [was, is] = [before === null ? [] : read(before), read(after)]
      if (was && before !== null)
        this.lists.take(
          { relation, owner: thing, change: null, member: null, before: was, after: null, countBefore: null, countAfter: null },
          at,
        )
      const again = is && read(after)
      if (again)
        this.lists.take(
          {
            relation,
            owner: thing,
            change: null,
            member: null,
            before: was ? null : again,
            after: was ? again : null,
            countBefore: null,
            countAfter: null,
          },
          at,
        )
    }
    take('roles', (side) => this.meant.rolesNamed(thing, side ? namesIn(side, 'roles') : null))
    if (kind === 'group') take('members', (side) => this.meant.membersNamed(thing, side ? namesIn(side, 'members') : null))
  }

  /** `again`: who is there already may be invited once more. */
  private creates(thing: number, at: Told, again: boolean): void {
    const life = this.lifeOf(thing)
    if (life.exists === true) {
      if (!again) this.finds(thing, life.told, at)
    } else {
      this.lists.begin(thing, at)
      note(this.created, thing, at)
      this.names.begin(thing)
    }
    this.lives.set(thing, { exists: true, told: at })
  }

  private removes(thing: number, at: Told): void {
    this.lives.set(thing, { exists: false, told: at })
    note(this.gone, thing, at)
    this.names.end(thing)
    for (const link of [...this.links.openOf(thing), ...this.links.openIn(thing)]) this.links.end(link, at.place, at.key, 'removed')
  }

  /** What is changed or removed is there. */
  private isThere(thing: number, at: Told): void {
    const life = this.lifeOf(thing)
    if (life.exists === false) this.finds(thing, life.told, at)
    this.lives.set(thing, { exists: true, told: at })
  }

  private lifeOf(thing: number): Life {
    return this.lives.get(thing) ?? { exists: null, told: null }
  }

  private finds(thing: number, earlier: Told | null, at: Told): void {
    if (earlier) this.findings.push({ test: 'C4', thing, aspect: 'existence', earlier, later: at })
  }

  /** What an entry is about. A user may be what it was done on, or who it was done to. */
  private subjectOf(action: string, { resource, ...entry }: Omit<PlayedEntry, 'action' | 'changes'>, at: Told): number | null {
    if (action.startsWith('role_')) return this.meant.roleOf(resource, at)
    if (action.startsWith('group_')) return this.meant.groupOf(resource, at)
    const [target, another] = targetsOf(entry)
    if (action.startsWith('user_') && target && !another) return this.meant.holderOf(target, at)
    switch (kindOf(resource.type)) {
      case 'user':
        return this.meant.holderOf({ type: resource.type, id: resource.id, name: resource.name }, at)
      case 'role':
        return this.meant.roleOf(resource, at)
      case 'group':
        return this.meant.groupOf(resource, at)
      default: {
        const thing = this.things.other(resource.type, resource.id, resource.name)
        if (thing !== null) this.names.note(thing, resource.name, at.place)
        return thing
      }
    }
  }
}

/** The fields of a side; lists of who has what are told apart. */
function withoutLists(side: JsonObject | null | undefined, kind: string): JsonObject | null | undefined {
  if (!side || (kind !== 'user' && kind !== 'group')) return side
  const lists = kind === 'user' ? ['roles'] : ['roles', 'members', 'member_count']
  const own = Object.entries(side).filter(([name]) => !lists.includes(name) || (name !== 'member_count' && namesIn(side, name) === null))
  return Object.fromEntries(own)
}

function note<T>(into: Map<number, T[]>, of: number, what: T): void {
  const known = into.get(of)
  if (known) known.push(what)
  else into.set(of, [what])
}
