import type { Links } from './links.ts'
import type { NamesInTime } from './names-in-time.ts'
import type { Texts } from './texts.ts'
import type { Called, Things } from './things.ts'

/** Few enough to be compared each with each. */
const few = 64

/** Whom entries mean, and what they call them at the time. Numbers of things; -1: nobody. Places; -1: nobody knows when. */
export class Meant {
  private readonly userType: number

  constructor(
    private readonly things: Things,
    private readonly names: NamesInTime,
    private readonly links: Links,
    private readonly texts: Texts,
  ) {
    this.userType = texts.numberOf('user')
  }

  roleOf(called: Called, place: number): number {
    return this.named('role', called, place)
  }

  groupOf(called: Called, place: number): number {
    return this.named('group', called, place)
  }

  private named(kind: 'role' | 'group', { type, id, name }: Called, place: number): number {
    const known = this.things.byId(kind, id, type)
    const thing = known >= 0 ? known : name < 0 ? -1 : this.names.meant(kind, name)
    if (thing >= 0 && place >= 0) this.names.note(thing, name, place)
    return thing
  }

  holderOf(called: Called, place: number): number {
    const { type, id, email, name } = called
    const kind = email >= 0 ? 0 : this.things.kindNumberOf(type)
    if (kind === 1) return this.named('group', called, place)
    if (kind === 2) return this.named('role', called, place)
    // Who or what else holds something is somebody.
    const thing = this.things.account(email, id, name, type < 0 ? this.userType : type)
    if (thing < 0 || place < 0) return thing
    if (email >= 0) this.names.note(thing, email, place)
    else if (name >= 0) {
      const known = this.names.last(thing)
      if (known < 0 || !this.texts.at(known).includes('@')) this.names.note(thing, name, place)
    }
    return thing
  }

  /** Whom names in a list of somebody's roles mean: those of that name that it has, or else who is called so. */
  rolesNamed(owner: number, names: readonly number[] | null): number[] | null {
    if (!names) return null
    const { links } = this
    const held = links.openOf(owner, 'roles').map((row) => links.rows.object.get(row))
    return this.those(names, held, (name) => this.names.meant('role', name))
  }

  /** `own`: how the entry calls the member that it is about, who is `ownThing`. */
  membersNamed(group: number, names: readonly number[] | null, own: Called | null = null, ownThing = -1): number[] | null {
    if (!names) return null
    const { links, texts } = this
    const held = links.openIn(group, 'members').map((row) => links.rows.holder.get(row))
    const small = (text: number): number => (text < 0 ? -1 : texts.caseless(text))
    const ownNames = own ? [small(own.email), small(own.name), small(own.id)] : []
    return this.those(names, held, (name) => {
      if (ownThing >= 0 && ownNames.includes(small(name))) return ownThing
      return this.things.account(texts.at(name).includes('@') ? name : -1, -1, name, this.userType)
    })
  }

  /** Those of a list that are called so, each of which may be several; who is none of them, by other means. */
  private those(names: readonly number[], held: readonly number[], otherwise: (name: number) => number): number[] {
    const found: number[] = []
    const called = held.map((thing) => this.names.last(thing))
    const byName = names.length * held.length > few ? this.byName(held, called) : null
    for (const name of names) {
      const key = this.texts.caseless(name)
      const before = found.length
      if (byName) found.push(...(byName.get(key) ?? []))
      else
        for (let i = 0; i < held.length; i++)
          if ((called[i] as number) >= 0 && this.texts.caseless(called[i] as number) === key) found.push(held[i] as number)
      if (found.length > before) continue
      const other = otherwise(name)
      if (other >= 0) found.push(other)
    }
    return found
  }

  private byName(held: readonly number[], called: readonly number[]): ReadonlyMap<number, readonly number[]> {
    const byName = new Map<number, number[]>()
    held.forEach((thing, i) => {
      const name = called[i] as number
      if (name < 0) return
      const key = this.texts.caseless(name)
      const known = byName.get(key)
      if (known) known.push(thing)
      else byName.set(key, [thing])
    })
    return byName
  }

  /** Some sources name among the targets what it was done on. */
  othersOf(resource: Called, targets: readonly Called[]): readonly Called[] {
    const { texts } = this
    return targets.some((target) => this.isItself(target, resource, texts))
      ? targets.filter((target) => !this.isItself(target, resource, texts))
      : targets
  }

  private isItself({ type, id, name }: Called, resource: Called, texts: Texts): boolean {
    if (type < 0 || texts.caseless(type) !== texts.caseless(resource.type)) return false
    return resource.id >= 0 && id >= 0 ? id === resource.id : name >= 0 && name === resource.name
  }
}
