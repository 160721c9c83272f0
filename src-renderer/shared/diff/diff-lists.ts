import { identified, type Identified } from '@language/marks/list-identity.ts'
import { movesOf } from './list-moves.ts'
import { canonicalText, isList, sameJson, sortedBy, valueText } from '../json/json-value.ts'
import type { Json, JsonObject } from '../json/json-value.ts'

/** A member of a list that is read as a set. */
export interface Member {
  readonly value: Json
  readonly text: string
  /** What identifies the member when it is an object. */
  readonly name?: string
  /** How often it stands in the list before and after. */
  readonly times: readonly [before: number, after: number]
}

export interface ListDiff {
  readonly added: readonly Member[]
  readonly removed: readonly Member[]
  readonly unchanged: readonly Member[]
  /** In both, but not as often: duplicates that came or went. */
  readonly recounted: readonly Member[]
  /** The members in both stand in another order. Permissions and members have no order, so this is worth a remark, not a change. */
  readonly reordered: boolean
  /** Which of them moved, and where to among those in both, from 0; empty where members stand in a list more than once. */
  readonly moved: readonly { readonly member: Member; readonly from: number; readonly to: number }[]
}

interface Count {
  readonly value: Json
  before: number
  after: number
}

/** Two lists as sets: order does not matter, `1` and `"1"` are two members, objects are equal when their JSON is. */
export function diffSets(before: readonly Json[], after: readonly Json[]): ListDiff {
  const counts = new Map<string, Count>()
  const keysBefore = before.map((value) => canonicalText(value))
  const keysAfter = after.map((value) => canonicalText(value))
  for (const [at, key] of keysBefore.entries()) {
    const known = counts.get(key)
    if (known) known.before += 1
    else counts.set(key, { value: before[at] as Json, before: 1, after: 0 })
  }
  for (const [at, key] of keysAfter.entries()) {
    const known = counts.get(key)
    if (known) known.after += 1
    else counts.set(key, { value: after[at] as Json, before: 0, after: 1 })
  }

  const groups = { added: [] as Member[], removed: [] as Member[], unchanged: [] as Member[], recounted: [] as Member[] }
  for (const { value, before: b, after: a } of counts.values()) {
    const group = b === 0 ? 'added' : a === 0 ? 'removed' : a === b ? 'unchanged' : 'recounted'
    groups[group].push({ value, text: valueText(value), times: [b, a] })
  }
  const isInBoth = (key: string): boolean => {
    const { before: b = 0, after: a = 0 } = counts.get(key) ?? {}
    return b > 0 && a > 0
  }
  const hasCommon = groups.unchanged.length + groups.recounted.length > 0
  const [orderBefore, orderAfter] = hasCommon ? [keysBefore.filter(isInBoth), keysAfter.filter(isInBoth)] : [[], []]
  // The type settles what stands first of 1 and "1". Lists of texts, which may be long, have nothing to settle.
  const allTexts = [before, after].every((list) => list.every((value) => typeof value === 'string'))
  const text = (member: Member): string => (allTexts ? member.text : `${member.text}\0${typeof member.value}`)
  const reordered = orderBefore.length === orderAfter.length && orderBefore.some((key, at) => key !== orderAfter[at])
  const single = (): boolean => new Set(orderBefore).size === orderBefore.length
  const known = (): ReadonlyMap<string, Member> => new Map(groups.unchanged.map((member) => [canonicalText(member.value), member]))
  return {
    added: sortedBy(groups.added, text),
    removed: sortedBy(groups.removed, text),
    unchanged: sortedBy(groups.unchanged, text),
    recounted: sortedBy(groups.recounted, text),
    reordered,
    moved: reordered && single() ? movedMembers(orderBefore, orderAfter, known()) : [],
  }
}

function movedMembers(before: readonly string[], after: readonly string[], known: ReadonlyMap<string, Member>): ListDiff['moved'] {
  return movesOf(before, after).flatMap(({ from, to }) => {
    const member = known.get(before[from] ?? '')
    return member ? [{ member, from, to }] : []
  })
}

/** Two lists of objects, matched by what identifies them: `changed` are in both and differ. */
export interface ObjectListDiff extends ListDiff {
  readonly changed: readonly { readonly name: string; readonly before: JsonObject; readonly after: JsonObject }[]
}

/** The diff of two lists of objects when some field tells the objects of each apart; else null. Order does not matter. */
export function diffObjectLists(before: readonly Json[], after: readonly Json[]): ObjectListDiff | null {
  const objects = identified(before, after)
  return objects && matchObjects(objects)
}

function matchObjects({ before: old, after: now }: Identified): ObjectListDiff {
  const groups = { added: [] as Member[], removed: [] as Member[], unchanged: [] as Member[] }
  const changed: { name: string; before: JsonObject; after: JsonObject }[] = []
  const member = (name: string, value: JsonObject, times: Member['times']): Member => ({ name, value, text: valueText(value), times })
  for (const [name, before] of old) {
    const after = now.get(name)
    if (!after) groups.removed.push(member(name, before, [1, 0]))
    else if (sameJson(before, after)) groups.unchanged.push(member(name, after, [1, 1]))
    else changed.push({ name, before, after })
  }
  for (const [name, after] of now) if (!old.has(name)) groups.added.push(member(name, after, [0, 1]))
  const names = [...old.keys()].filter((name) => now.has(name))
  const namesAfter = [...now.keys()].filter((name) => old.has(name))
  const name = (item: Member): string => item.name ?? ''
  const reordered = names.some((one, at) => one !== namesAfter[at])
  return {
    added: sortedBy(groups.added, name),
    removed: sortedBy(groups.removed, name),
    unchanged: sortedBy(groups.unchanged, name),
    recounted: [],
    reordered,
    moved: reordered ? movedMembers(names, namesAfter, new Map(groups.unchanged.map((item) => [name(item), item]))) : [],
    changed: sortedBy(changed, (item) => item.name),
  }
}

/** Whether the pair is a list on each side that has it. */
export const areLists = (before: Json | undefined, after: Json | undefined): boolean =>
  (isList(before) || isList(after)) && (before === undefined || isList(before)) && (after === undefined || isList(after))
