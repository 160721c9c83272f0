import { create } from 'jsondiffpatch'

/** A member that stands elsewhere among those in both lists: its places from 0. */
export interface Move {
  readonly from: number
  readonly to: number
}

/** Finding the longest common part takes time and room by the product of the lengths. */
const longest = 600
const differ = create({ arrays: { detectMove: true, includeValueOnMove: false } })
/** jsondiffpatch's number for *moved*, in the delta of an array. */
const moved = 3

/** The fewest members that, moved, turn one order of the same texts into the other; each text once. Empty for long lists. */
export function movesOf(before: readonly string[], after: readonly string[]): readonly Move[] {
  if (before.length > longest || after.length > longest) return []
  const delta = differ.diff([...before], [...after]) as Readonly<Record<string, unknown>> | undefined
  return Object.entries(delta ?? {}).flatMap(([place, change]) =>
    place.startsWith('_') && Array.isArray(change) && change[2] === moved ? [{ from: Number(place.slice(1)), to: Number(change[1]) }] : [],
  )
}
