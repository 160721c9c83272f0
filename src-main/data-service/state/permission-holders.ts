import { compile } from '@language/pattern.ts'
import { compareTexts } from './access-lines.ts'
import { heldStretches, type Held } from './held.ts'
import { nameAt } from './line-doubts.ts'
import type { Organisation } from './organisation.ts'
import { pathsEver, type Path } from './paths.ts'
import { roleStretches, type Stretch } from './roles-in-time.ts'

/** A stretch in which a permission was held, and the role by which. */
export interface HeldByRole extends Held {
  readonly role: number
}

/** Which roles have a permission when, and how users come to roles: each is worked out once. */
export class PermissionHolders {
  private readonly having = new Map<string, ReadonlyMap<number, readonly Stretch[]>>()
  private readonly paths = new Map<number, readonly Path[]>()
  private readonly patterns = new Map<string, (text: string) => boolean>()

  constructor(private readonly organisation: Organisation) {}

  /** All paths that a user ever had. */
  pathsOf(user: number): readonly Path[] {
    const known = this.paths.get(user)
    if (known) return known
    const { paths } = pathsEver(this.organisation, user, -2, Infinity)
    // Of a million users not all are kept.
    if (this.paths.size > mostKept) this.paths.clear()
    this.paths.set(user, paths)
    return paths
  }

  /** When a user had a permission, in order; nothing for one that no entry names. */
  heldBy(user: number, permission: string): HeldByRole[] {
    if (permission === '') return []
    const held = this.pathsOf(user).flatMap((path) =>
      heldStretches(this.organisation, path, this.roleHas(path.role, permission)).map((each) => ({ ...each, role: path.role })),
    )
    return held.sort((a, b) => a.from - b.from)
  }

  /** When a role has it. */
  private roleHas(role: number, permission: string): readonly Stretch[] {
    return this.rolesWith(permission).get(role) ?? []
  }

  /** Names of the roles that have it at a place, in order. */
  rolesAt(permission: string, place: number): string[] {
    const { replay } = this.organisation
    const names = [...this.rolesWith(permission)].flatMap(([role, stretches]) => {
      const gone = replay.gone.get(role)?.findLast((each) => each.place <= place)
      const created = replay.created.get(role)?.findLast((each) => each.place <= place)
      if (gone && (!created || created.place < gone.place)) return []
      return stretches.some(({ from, to }) => from <= place && to > place) ? [nameAt(this.organisation, role, place)] : []
    })
    return [...new Set(names)].sort(compareTexts)
  }

  private rolesWith(permission: string): ReadonlyMap<number, readonly Stretch[]> {
    const known = this.having.get(permission)
    if (known) return known
    const covers = new Map<string, boolean>()
    const has = (held: string): boolean => {
      let found = covers.get(held)
      if (found === undefined) {
        found = this.pattern(held)(permission)
        covers.set(held, found)
      }
      return found
    }
    const found = new Map<number, readonly Stretch[]>()
    for (const { kind, number } of this.organisation.things.all) {
      if (kind !== 'role') continue
      const stretches = roleStretches(this.organisation, number, (held) => held.some(has))
      if (stretches.length > 0) found.set(number, stretches)
    }
    this.having.set(permission, found)
    return found
  }

  private pattern(held: string): (text: string) => boolean {
    const known = this.patterns.get(held)
    if (known) return known
    const made = compile(held)
    this.patterns.set(held, made)
    return made
  }
}

const mostKept = 5_000
