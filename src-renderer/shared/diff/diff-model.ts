import { isNothing } from '@contract/exact-json.ts'
import { areLists, diffObjectLists, diffSets } from './diff-lists.ts'
import type { ListDiff } from './diff-lists.ts'
import { asJson, isObject, memberOf, sameJson, sameQuantity, sortedBy, sortedKeys, typeName } from '../json/json-value.ts'
import type { Json, TypeName } from '../json/json-value.ts'

/** Where a value stands: keys from the root, and objects of a list by what identifies them. The root itself is the empty path. */
export type Path = readonly (string | { readonly item: string })[]

/** The last name of a path that is not an item's: what the list is called. */
export const lastName = (path: Path): string => {
  const last = path.findLast((part) => typeof part === 'string')
  return typeof last === 'string' ? last : ''
}

/** A list read as a set. A side without the list has no members and `presence` says so. */
export interface SetChange extends ListDiff {
  readonly path: Path
  readonly presence: 'both' | 'added' | 'removed'
}

/** One value before and after; `undefined` is a field that is not there, which is not the same as null. */
export interface FieldChange {
  readonly path: Path
  readonly kind: 'added' | 'removed' | 'changed' | 'unchanged'
  readonly before: Json | undefined
  readonly after: Json | undefined
  /** Set when the value is of another type than before (null is no type of its own). */
  readonly retyped: readonly [before: TypeName, after: TypeName] | null
  /** Both are one number, written in two ways. */
  readonly rewritten: boolean
}

export interface Diff {
  /** `created`: there was nothing before; `deleted`: there is nothing after; `empty`: from nothing to nothing, as `has:changes` has it. */
  readonly kind: 'created' | 'deleted' | 'changed' | 'equal' | 'empty'
  readonly sets: readonly SetChange[]
  /** Added, removed and changed values, by path. */
  readonly fields: readonly FieldChange[]
  readonly unchangedFields: readonly FieldChange[]
  /** There are more than {@link maxFields} values: the rest is only in the JSON. */
  readonly cut: boolean
}

/** Nested deeper than this, a value is compared as a whole. */
export const deepestDiff = 32
/** Rows of fields at most; a list read as a set counts as none. */
export const maxFields = 20_000

interface Walk {
  readonly sets: SetChange[]
  readonly fields: FieldChange[]
  cut: boolean
}

const isAbsent = (value: Json | undefined): value is null | undefined => value === undefined || value === null

/** What changed between two values that came as JSON. Pure; a few hundred ms at most for a hundred thousand leaves. */
export function diffValues(beforeValue: unknown, afterValue: unknown): Diff {
  const before = asJson(beforeValue)
  const after = asJson(afterValue)
  if (isNothing(before) && isNothing(after)) return { kind: 'empty', sets: [], fields: [], unchangedFields: [], cut: false }

  const walk: Walk = { sets: [], fields: [], cut: false }
  compare(walk, [], before ?? undefined, after ?? undefined)
  const text = (change: { readonly path: Path }): string => pathText(change.path)
  const fields = sortedBy(walk.fields, text)
  const changed = fields.filter((field) => field.kind !== 'unchanged')
  const differs = changed.length > 0 || walk.cut || walk.sets.some(setDiffers)
  return {
    kind: isAbsent(before) ? 'created' : isAbsent(after) ? 'deleted' : differs ? 'changed' : 'equal',
    sets: sortedBy(walk.sets, text),
    fields: changed,
    unchangedFields: fields.filter((field) => field.kind === 'unchanged'),
    cut: walk.cut,
  }
}

/** Whether a list changed in what it holds. Another order alone is no change. */
export function setDiffers(set: SetChange): boolean {
  return set.presence !== 'both' || set.added.length + set.removed.length + set.recounted.length > 0
}

function compare(walk: Walk, path: Path, before: Json | undefined, after: Json | undefined): void {
  if (walk.fields.length >= maxFields) {
    walk.cut = true
    return
  }
  if (path.length < deepestDiff) {
    if (areLists(before, after)) {
      compareLists(walk, path, before as readonly Json[] | undefined, after as readonly Json[] | undefined)
      return
    }
    const objects = (isObject(before) || before === undefined) && (isObject(after) || after === undefined)
    const keys = objects ? new Set([...ownKeys(before), ...ownKeys(after)]) : null
    if (keys && keys.size > 0) {
      for (const key of keys) compare(walk, [...path, key], memberOf(before, key), memberOf(after, key))
      return
    }
  }
  walk.fields.push(fieldChange(path, before, after))
}

const ownKeys = (value: Json | undefined): readonly string[] => (isObject(value) ? sortedKeys(value) : [])

function compareLists(walk: Walk, path: Path, before: readonly Json[] | undefined, after: readonly Json[] | undefined): void {
  const presence = before === undefined ? 'added' : after === undefined ? 'removed' : 'both'
  const objects = diffObjectLists(before ?? [], after ?? [])
  if (!objects) {
    walk.sets.push({ path, presence, ...diffSets(before ?? [], after ?? []) })
    return
  }
  const { changed, ...set } = objects
  walk.sets.push({ path, presence, ...set })
  for (const item of changed) compare(walk, [...path, { item: item.name }], item.before, item.after)
}

function fieldChange(path: Path, before: Json | undefined, after: Json | undefined): FieldChange {
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : sameJson(before, after) ? 'unchanged' : 'changed'
  const [old, now] = [typeName(before), typeName(after)]
  const retyped = kind === 'changed' && old !== now && before !== null && after !== null ? ([old, now] as const) : null
  return { path, kind, before, after, retyped, rewritten: kind === 'changed' && sameQuantity(before, after) }
}

/** `settings.limits.members`, `members[ann@acme.test].role`; the empty path is empty. */
export function pathText(path: Path): string {
  let text = ''
  for (const part of path) {
    if (typeof part !== 'string') text += `[${part.item}]`
    else if (!/^[^\s.[\]"]+$/.test(part)) text += `[${JSON.stringify(part)}]`
    else text += text === '' ? part : `.${part}`
  }
  return text
}

/** What a reader calls the field: a plain name gets a capital and loses its underscores; anything else is the path. */
export function pathLabel(path: Path, root: string): string {
  const text = pathText(path)
  if (text === '') return root
  return path.length === 1 && /^[a-z][a-z_]*$/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1).replaceAll('_', ' ') : text
}

/** `permission` or `permissions` for a list named `permissions`, by the count; `member(s)` where the name is no plural. */
export function memberNoun(path: Path, count: number): string {
  const last = path.at(-1)
  const name = typeof last === 'string' ? last.replaceAll('_', ' ').toLowerCase() : ''
  if (!/^[a-z ]+s$/.test(name) || name.endsWith('ss')) return count === 1 ? 'member' : 'members'
  if (count !== 1) return name
  return name.endsWith('ies') ? `${name.slice(0, -3)}y` : /(?:x|sh|ch)es$/.test(name) ? name.slice(0, -2) : name.slice(0, -1)
}
