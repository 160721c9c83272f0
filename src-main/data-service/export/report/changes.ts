import { changesAnything, exactText, isList, isObject, memberOf, sameJson, type Json } from '@contract/exact-json.ts'

/** One thing that differs between before and after. */
export type ChangeLine =
  | { readonly kind: 'added' | 'removed'; readonly path: string; readonly value: string }
  | { readonly kind: 'changed'; readonly path: string; readonly before: string; readonly after: string }

type Side = Json | undefined

const shown = (value: Json): string => (typeof value === 'string' ? value : exactText(value))

/**
 * Lists of plain values are sets: what was added and what was removed. Everything else is compared field by field. Where nothing was there
 * before or is after, absent or null, is the same; from one kind of nothing to another is no change, as for `has:changes`.
 */
export function changeLines(before: Side, after: Side): ChangeLine[] {
  return changesAnything(before, after) ? linesOf(before ?? undefined, after ?? undefined, '') : []
}

function linesOf(before: Side, after: Side, path: string): ChangeLine[] {
  if (sameJson(before, after)) return []
  const lines = partLines(before, after, path)
  if (lines.length > 0) return lines
  if (before === undefined) return [{ kind: 'added', path, value: shown(after ?? null) }]
  if (after === undefined) return [{ kind: 'removed', path, value: shown(before) }]
  return [{ kind: 'changed', path, before: shown(before), after: shown(after) }]
}

/** What differs in the parts of the two; nothing where they have to be shown as they are. */
function partLines(before: Side, after: Side, path: string): ChangeLine[] {
  const [was, is] = [listOf(before), listOf(after)]
  // A list that was not there before is one of which everything was added.
  if ((was && is) || (was && isAbsent(after)) || (is && isAbsent(before))) return setLines(was ?? [], is ?? [], path)
  const [had, has] = [isObject(before) ? before : null, isObject(after) ? after : null]
  if (!((had && has) || (had && isAbsent(after)) || (has && isAbsent(before)))) return []
  const names = new Set([...Object.keys(had ?? {}), ...Object.keys(has ?? {})])
  return [...names].flatMap((name) => linesOf(memberOf(before, name), memberOf(after, name), pathOf(path, name)))
}

function setLines(was: readonly Json[], is: readonly Json[], path: string): ChangeLine[] {
  const before = new Set(was.map(shown))
  const after = new Set(is.map(shown))
  const removed = [...before].filter((value) => !after.has(value)).map((value) => ({ kind: 'removed' as const, path, value }))
  const added = [...after].filter((value) => !before.has(value)).map((value) => ({ kind: 'added' as const, path, value }))
  return [...removed, ...added]
}

function pathOf(path: string, name: string): string {
  const part = name === '' ? '""' : name
  return path === '' ? part : `${path}.${part}`
}

const isAbsent = (value: Side): boolean => value === undefined || value === null
const listOf = (value: Side): readonly Json[] | null =>
  isList(value) && value.every((each) => !isList(each) && !isObject(each)) ? value : null
