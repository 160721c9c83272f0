import { targetsOf, type Resource, type Target } from '@contract/entry.ts'
import { caseless } from '@language/pattern.ts'
import type { MappedEntry } from '../connector/connector.ts'
import type { Told } from './findings.ts'
import type { Links } from './links.ts'
import type { NamesInTime } from './names-in-time.ts'
import { kindOf, type Things } from './things.ts'

/** Whom entries mean, and what they call them at the time. */
export class Meant {
  constructor(
    private readonly things: Things,
    private readonly names: NamesInTime,
    private readonly links: Links,
  ) {}

  roleOf({ type, id, name }: Resource, at: Told): number | null {
    return this.named('role', id, name, type, at)
  }

  groupOf({ type, id, name }: Resource, at: Told): number | null {
    return this.named('group', id, name, type, at)
  }

  private named(kind: 'role' | 'group', id: string | undefined, name: string | undefined, type: string, at: Told): number | null {
    const thing = this.things.byId(kind, id, type) ?? (name === undefined ? null : this.names.meant(kind, name))
    if (thing !== null && at.place >= 0) this.names.note(thing, name, at.place)
    return thing
  }

  holderOf({ type, id, email, name }: Target, at: Told): number | null {
    const kind = kindOf(type, email)
    if (kind === 'role' || kind === 'group') return this.named(kind, id, name, type ?? kind, at)
    // Who or what else holds something is somebody.
    const thing = this.things.account(email, id, name, type ?? 'user')
    if (thing === null || at.place < 0) return thing
    const known = this.names.at(thing, Infinity)
    this.names.note(thing, email ?? (known?.includes('@') ? undefined : name), at.place)
    return thing
  }

  /** Whom names in a list of somebody's roles mean: those of that name that it has, or else who is called so. */
  rolesNamed(owner: number, names: readonly string[] | null): readonly number[] | null {
    if (!names) return null
    const held = this.links.openOf(owner, 'roles').map(({ object }) => object)
    const called = this.called(held)
    return names.flatMap((name) => called.get(caseless(name)) ?? this.names.meant('role', name))
  }

  membersNamed(group: number, names: readonly string[] | null, own?: Target, ownThing?: number): readonly number[] | null {
    if (!names) return null
    const held = this.links.openIn(group, 'members').map(({ holder }) => holder)
    const called = this.called(held)
    const ownNames = new Set([own?.email, own?.name, own?.id].flatMap((each) => (each === undefined ? [] : caseless(each))))
    return names.flatMap((name): readonly number[] => {
      const isIn = called.get(caseless(name))
      if (isIn) return isIn
      if (ownThing !== undefined && ownNames.has(caseless(name))) return [ownThing]
      const account = this.things.account(name.includes('@') ? name : undefined, undefined, name)
      return account === null ? [] : [account]
    })
  }

  private called(things: readonly number[]): ReadonlyMap<string, readonly number[]> {
    const found = new Map<string, number[]>()
    for (const thing of things) {
      const name = this.names.at(thing, Infinity)
      if (name === null) continue
      const known = found.get(caseless(name))
      if (known) known.push(thing)
      else found.set(caseless(name), [thing])
    }
    return found
  }
}

/** Some sources name among the targets what it was done on. */
export function othersOf({ resource, ...entry }: Pick<MappedEntry, 'resource' | 'target' | 'targets'>): readonly Target[] {
  return targetsOf(entry).filter(({ type, id, name }) => {
    if (type === undefined || caseless(type) !== caseless(resource.type)) return true
    return resource.id !== undefined && id !== undefined ? id !== resource.id : name === undefined || name !== resource.name
  })
}
