import { caseless, compile } from '@language/pattern.ts'
import { nameAt } from './line-doubts.ts'
import type { Organisation } from './organisation.ts'
import type { Path } from './paths.ts'
import { PrivilegedRoles } from './privileged-roles.ts'
import { permissionsAt, type Stretch } from './roles-in-time.ts'

export interface AccessAsked {
  /** A user's email, id or name, and a role's and a group's id or name; `*` is any text. */
  readonly user?: string | undefined
  readonly role?: string | undefined
  readonly group?: string | undefined
  readonly permission?: string | undefined
  readonly path?: 'direct' | 'through' | undefined
  readonly privileged?: boolean | undefined
  /** What counts as privileged; null: what does by default. */
  readonly patterns: readonly string[] | null
}

type Matches = (text: string) => boolean
const asPattern = (text: string | undefined): Matches | null => (text === undefined ? null : compile(text))

/** Which lines are asked for, whosever they are. */
export class AskedLines {
  private readonly privileged: PrivilegedRoles
  private readonly role: Matches | null
  private readonly group: Matches | null
  private readonly permission: Matches | null
  /** Lines that are left out because nothing here tells what their role allows. */
  untold = 0

  constructor(
    private readonly organisation: Organisation,
    private readonly asked: AccessAsked,
  ) {
    this.privileged = PrivilegedRoles.of(organisation, asked.patterns)
    this.role = asPattern(asked.role)
    this.group = asPattern(asked.group)
    this.permission = asked.permission === undefined ? null : reaching(asked.permission)
  }

  isAsked(path: Pick<Path, 'role' | 'through'>, place: number): boolean {
    if (!this.matches(path, place)) return false
    if (!this.asked.privileged || this.isPrivileged(path.role, place)) return true
    if (permissionsAt(this.organisation, path.role, place) === null) this.untold++
    return false
  }

  /** All that is asked but that it is privileged. */
  matches({ role, through }: Pick<Path, 'role' | 'through'>, place: number): boolean {
    const { path } = this.asked
    if (path !== undefined && (path === 'direct') !== (through.length === 0)) return false
    if (this.role && !this.isCalled(role, place, this.role)) return false
    const { group, permission } = this
    if (group && !through.some((each) => this.isCalled(each, place, group))) return false
    if (!permission) return true
    const held = permissionsAt(this.organisation, role, place)
    if (held === null) this.untold++
    return held?.some(permission) === true
  }

  isPrivileged(role: number, place: number): boolean {
    return this.privileged.isAt(role, place)
  }

  privilegedStretches(role: number): readonly Stretch[] {
    return this.privileged.stretches(role)
  }

  private isCalled(thing: number, place: number, matches: Matches): boolean {
    const { id } = this.organisation.things.at(thing)
    return matches(nameAt(this.organisation, thing, place)) || (id !== null && matches(id))
  }
}

/** Whether a held permission is the asked one, falls under it, or covers it. */
function reaching(asked: string): Matches {
  const matches = compile(asked)
  const known = new Map<string, boolean>()
  return (held) => {
    const key = caseless(held)
    let found = known.get(key)
    if (found === undefined) {
      found = matches(held) || (held.includes('*') && compile(held)(asked))
      known.set(key, found)
    }
    return found
  }
}
