import { timeAt, type Organisation } from './organisation.ts'

const known = new WeakMap<Organisation, Float64Array>()

/** When somebody got or lost something, or a role came to allow something else; ms, ascending, each once. */
function turnsOf(organisation: Organisation): Float64Array {
  const found = known.get(organisation)
  if (found) return found
  const places = new Set<number>()
  const { links } = organisation.replay
  for (let row = 0; row < links.count; row++) {
    places.add(links.rows.from.get(row))
    if (!links.isOpen(row)) places.add(links.rows.to.get(row))
  }
  for (const { kind, number } of organisation.things.all)
    if (kind === 'role') for (const { from } of organisation.replay.fields.permissionsOf(number)) places.add(from)
  const times = new Set<number>()
  for (const place of places) {
    const at = place < 0 || !Number.isFinite(place) ? null : timeAt(organisation, place)
    if (at !== null) times.add(at)
  }
  const turns = Float64Array.from(times).sort()
  known.set(organisation, turns)
  return turns
}

/** The next time at which access changed, or the one before; null: there is none. @param at ms */
export function turnBeside(organisation: Organisation, at: number, by: 1 | -1): number | null {
  const turns = turnsOf(organisation)
  let [low, high] = [0, turns.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (by === 1 ? (turns[middle] as number) <= at : (turns[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return turns[by === 1 ? low : low - 1] ?? null
}
