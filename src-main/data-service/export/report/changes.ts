/** One thing that differs between before and after. */
export type ChangeLine =
  | { readonly kind: 'added' | 'removed'; readonly path: string; readonly value: string }
  | { readonly kind: 'changed'; readonly path: string; readonly before: string; readonly after: string }

const scalar = (value: unknown): boolean => typeof value !== 'object' || value === null
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Lists of plain values are sets: what was added and what was removed. Everything else is compared field by field. */
export function changeLines(before: unknown, after: unknown, path = ''): ChangeLine[] {
  if (isNothing(before) && isNothing(after)) return []
  const was = listOf(before)
  const is = listOf(after)
  // A list that was not there before is one of which everything was added.
  if ((was && is) || (was && isNothing(after)) || (is && isNothing(before))) return setLines(was ?? [], is ?? [], path)
  const wasFields = fieldsOf(before)
  const isFields = fieldsOf(after)
  if ((wasFields && isFields) || (wasFields && isNothing(after)) || (isFields && isNothing(before))) {
    const names = new Set([...Object.keys(wasFields ?? {}), ...Object.keys(isFields ?? {})])
    return [...names].flatMap((name) => changeLines(own(wasFields, name), own(isFields, name), path === '' ? name : `${path}.${name}`))
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (isNothing(before)) return [{ kind: 'added', path, value: shown(after) }]
  if (isNothing(after)) return [{ kind: 'removed', path, value: shown(before) }]
  return [{ kind: 'changed', path, before: shown(before), after: shown(after) }]
}

function setLines(was: readonly unknown[], is: readonly unknown[], path: string): ChangeLine[] {
  const before = new Set(was.map(shown))
  const after = new Set(is.map(shown))
  const removed = [...before].filter((value) => !after.has(value)).map((value) => ({ kind: 'removed' as const, path, value }))
  const added = [...after].filter((value) => !before.has(value)).map((value) => ({ kind: 'added' as const, path, value }))
  if (removed.length + added.length > 0 || JSON.stringify(was) === JSON.stringify(is)) return [...removed, ...added]
  return [{ kind: 'changed', path, before: shown(was), after: shown(is) }]
}

/** A hostile name such as `toString` must not find what every object inherits. */
const own = (fields: Readonly<Record<string, unknown>> | null, name: string): unknown =>
  fields && Object.hasOwn(fields, name) ? fields[name] : undefined

const isNothing = (value: unknown): boolean => value === undefined || value === null
const listOf = (value: unknown): readonly unknown[] | null => (Array.isArray(value) && value.every(scalar) ? value : null)

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null
}
