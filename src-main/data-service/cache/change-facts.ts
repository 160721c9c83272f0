type Json = Readonly<Record<string, unknown>>

/**
 * Members of lists (at any depth) that `after` has and `before` lacks, and the other way round. Like
 * {@link changedPaths} it runs for every entry that is committed, so neither makes lists it does not answer with.
 */
export function listDifference(before: unknown, after: unknown): { added: string[]; removed: string[] } {
  const was = new Set<string>()
  const is = new Set<string>()
  collectMembers(before, was)
  collectMembers(after, is)
  return { added: missingIn(was, is), removed: missingIn(is, was) }
}

function missingIn(known: ReadonlySet<string>, members: ReadonlySet<string>): string[] {
  const missing: string[] = []
  for (const member of members) if (!known.has(member)) missing.push(member)
  return missing
}

function collectMembers(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) {
    for (const key of Object.keys(value)) collectMembers((value as Json)[key], into)
    return
  }
  for (const member of value as unknown[]) {
    if (typeof member === 'object' && member !== null) collectMembers(member, into)
    else into.add(String(member))
  }
}

/** Dotted paths of the fields that differ, with the paths of the objects they are in. */
export function changedPaths(before: unknown, after: unknown): string[] {
  const found: string[] = []
  collectPaths(before, after, '', found)
  return found
}

function collectPaths(before: unknown, after: unknown, path: string, found: string[]): void {
  const was = asRecord(before)
  const is = asRecord(after)
  if (!was && !is) {
    if (path !== '' && differ(before, after)) found.push(path)
    return
  }
  const own = found.length
  for (const key of Object.keys(was ?? {})) collectPaths(was?.[key], member(is, key), path === '' ? key : `${path}.${key}`, found)
  for (const key of Object.keys(is ?? {})) {
    if (!was || !Object.hasOwn(was, key)) collectPaths(undefined, is?.[key], path === '' ? key : `${path}.${key}`, found)
  }
  if (found.length > own && path !== '') found.splice(own, 0, path)
}

function differ(a: unknown, b: unknown): boolean {
  if (a === b) return false
  return typeof a !== 'object' || typeof b !== 'object' || JSON.stringify(a) !== JSON.stringify(b)
}

function member(record: Json | null, key: string): unknown {
  return record && Object.hasOwn(record, key) ? record[key] : undefined
}

function asRecord(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null
}
