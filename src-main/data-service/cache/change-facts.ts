/** Members of lists (at any depth) that `after` has and `before` lacks, and the other way round. */
export function listDifference(before: unknown, after: unknown): { added: string[]; removed: string[] } {
  const was = new Set(members(before))
  const is = new Set(members(after))
  return { added: [...is].filter((member) => !was.has(member)), removed: [...was].filter((member) => !is.has(member)) }
}

function members(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((member) => (isScalar(member) ? [String(member)] : members(member)))
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap((each) => (isScalar(each) ? [] : members(each)))
  return []
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

/** Dotted paths of the fields that differ, with the paths of the objects they are in. */
export function changedPaths(before: unknown, after: unknown, path = ''): string[] {
  const was = asRecord(before)
  const is = asRecord(after)
  if (!was && !is) return path !== '' && JSON.stringify(before) !== JSON.stringify(after) ? [path] : []
  const inner = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])].flatMap((key) =>
    changedPaths(was?.[key], is?.[key], path === '' ? key : `${path}.${key}`),
  )
  return inner.length > 0 && path !== '' ? [path, ...inner] : inner
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null
}
