import { isList, isObject, memberOf, Repeated, sameJson, type Json, type JsonObject } from '@contract/exact-json.ts'

/**
 * Members of lists (at any depth) that `after` has and `before` lacks, and the other way round. Like
 * {@link changedPaths} it runs for every entry that is committed, so neither makes lists it does not answer with.
 */
export function listDifference(before: Json | undefined, after: Json | undefined): { added: string[]; removed: string[] } {
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

function collectMembers(value: Json | undefined, into: Set<string>): void {
  if (isObject(value)) for (const name of Object.keys(value)) collectMembers(value[name], into)
  else if (value instanceof Repeated) for (const each of value.values) collectMembers(each, into)
  else if (isList(value)) {
    for (const member of value) {
      if (isList(member) || isObject(member)) collectMembers(member, into)
      else if (!(member instanceof Repeated)) into.add(String(member))
    }
  }
}

/** Dotted paths of the fields that differ, with the paths of the objects they are in. A name that is empty stands there as `""`. */
export function changedPaths(before: Json | undefined, after: Json | undefined): string[] {
  const found: string[] = []
  collectPaths(before, after, null, found)
  return found
}

function collectPaths(before: Json | undefined, after: Json | undefined, path: string | null, found: string[]): void {
  const was = isObject(before) ? before : null
  const is = isObject(after) ? after : null
  const own = found.length
  if (was) for (const name of Object.keys(was)) collectPaths(was[name], memberOf(is ?? undefined, name), pathOf(path, name), found)
  if (is) for (const name of Object.keys(is)) if (!isIn(was, name)) collectPaths(undefined, is[name], pathOf(path, name), found)
  if (path === null) return
  if (found.length > own) found.splice(own, 0, path)
  // Between two objects something would have been found by now.
  else if ((!was || !is) && !sameJson(before, after)) found.push(path)
}

function pathOf(path: string | null, name: string): string {
  const shown = name === '' ? '""' : name
  return path === null ? shown : `${path}.${shown}`
}

function isIn(object: JsonObject | null, name: string): boolean {
  return object !== null && Object.hasOwn(object, name)
}
