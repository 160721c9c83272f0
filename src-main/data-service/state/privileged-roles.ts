import type { Organisation } from './organisation.ts'
import { privileged, type Privileged } from './privileged.ts'
import { privilegedStretches, type Stretch } from './roles-in-time.ts'

/** Which roles are privileged when, by one set of patterns. What is found stays for the questions that come after, as long as the log is the same. */
export class PrivilegedRoles {
  private readonly privileged: Privileged
  private readonly names = new Map<number, boolean>()
  private readonly lists = new Map<number, boolean>()
  private readonly found = new Map<number, readonly Stretch[]>()

  private constructor(
    private readonly organisation: Organisation,
    patterns: readonly string[] | null,
  ) {
    this.privileged = privileged(patterns)
  }

  /** @param patterns null: what counts by default */
  static of(organisation: Organisation, patterns: readonly string[] | null): PrivilegedRoles {
    const all = known.get(organisation) ?? new Map<string, PrivilegedRoles>()
    known.set(organisation, all)
    const name = JSON.stringify(patterns)
    const made = all.get(name) ?? new PrivilegedRoles(organisation, patterns)
    if (all.size >= mostSets) all.clear()
    all.set(name, made)
    return made
  }

  isAt(role: number, place: number): boolean {
    const { replay, things } = this.organisation
    if (things.at(role).type === 'permission') return this.stretches(role).length > 0
    const name = replay.names.numberAt(role, place)
    if (name >= 0 && remembered(this.names, name, () => this.privileged.name(replay.texts.at(name)))) return true
    const list = replay.fields.listAt(role, place)
    return list >= 0 && remembered(this.lists, list, () => this.privileged.permissions(replay.fields.permissionsAt(role, place) ?? []))
  }

  stretches(role: number): readonly Stretch[] {
    const before = this.found.get(role)
    if (before) return before
    const found = privilegedStretches(this.organisation, role, this.privileged)
    this.found.set(role, found)
    return found
  }
}

const known = new WeakMap<Organisation, Map<string, PrivilegedRoles>>()
const mostSets = 8

function remembered(memory: Map<number, boolean>, of: number, find: () => boolean): boolean {
  const before = memory.get(of)
  if (before !== undefined) return before
  const found = find()
  memory.set(of, found)
  return found
}
