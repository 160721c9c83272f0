import type { Organisation } from './organisation.ts'
import type { Privileged } from './privileged.ts'

/** A stretch of places `[from, to)` with the entries at its ends; null: none is known. */
export interface Stretch {
  readonly from: number
  readonly to: number
  readonly begun: number | null
  readonly ended: number | null
}

/** What a role allows at a place; null: the log does not tell. A permission that is given like a role allows itself. */
export function permissionsAt({ replay, things }: Organisation, role: number, place: number): readonly string[] | null {
  const found = replay.fields.permissionsAt(role, place)
  if (found !== undefined) return found
  const { id, type } = things.at(role)
  if (type !== 'permission') return null
  const name = replay.names.at(role, place) ?? id
  return name === null ? null : [name]
}

/** The stretches in which a role has what is asked for. */
export function roleStretches({ replay }: Organisation, role: number, has: (permissions: readonly string[]) => boolean): Stretch[] {
  const told = replay.fields.permissionsOf(role)
  const found: Stretch[] = []
  for (const [index, { from, key, permissions }] of told.entries()) {
    if (!permissions || !has(permissions)) continue
    const next = told[index + 1]
    const last = found.at(-1)
    const to = next?.from ?? Infinity
    if (last?.to === from) found[found.length - 1] = { ...last, to, ended: next?.key ?? null }
    else found.push({ from, to, begun: key, ended: next?.key ?? null })
  }
  return found
}

/** When a role is privileged. By its name it is at any time that it has the name. */
export function privilegedStretches(organisation: Organisation, role: number, { name, permissions }: Privileged): Stretch[] {
  const { order, replay, things } = organisation
  const { id, type } = things.at(role)
  if (type === 'permission') {
    const called = replay.names.at(role, Infinity) ?? id ?? ''
    return permissions([called]) || name(called) ? [{ from: -1, to: Infinity, begun: null, ended: null }] : []
  }
  const byName = replay.names
    .stretches(role)
    .filter((each) => name(each.name))
    .map(({ from, to }) => ({ from, to, begun: order[from] ?? null, ended: order[to] ?? null }))
  return united([...byName, ...roleStretches(organisation, role, permissions)])
}

/** What holds by any of them, in order: what goes on by another does not end. */
export function united<S extends Stretch>(stretches: readonly S[]): S[] {
  const found: S[] = []
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (!last || stretch.from > last.to) found.push(stretch)
    else if (stretch.to > last.to) found[found.length - 1] = { ...last, to: stretch.to, ended: stretch.ended }
  }
  return found
}
