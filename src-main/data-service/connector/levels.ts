import { Numeral, Repeated } from '@contract/exact-json.ts'
import type { ReadChanges } from './connector.ts'

/**
 * Levels of lists and objects in an item that are read. Whatever looks into a value (a diff, an export, a copy to another process) has a
 * stack of its own or the runtime's, which a tenant could overflow: what is nested deeper is never made a value.
 */
export const mostLevels = 512

/**
 * Characters of the dotted paths that the names in what changed make: so many for each that its text has, more for a short one. A few long names
 * around many short ones make a thousand times their text of them.
 */
const [pathsATextUnit, pathsOfAnyText] = [8, 4 * 1024]
/** Of those that are searched for, outside of lists: each is kept in memory. */
const mostSearched = 4 * 1024 * 1024

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93]

/**
 * A JSON text with every list and object below {@link mostLevels} emptied; the same text where there is none. In one pass, without a stack,
 * so that neither depth nor length is of consequence.
 */
export function withinLevels(text: string): string {
  // So many levels open and close.
  if (text.length < 2 * mostLevels) return text
  const kept: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) i = stringEnd(text, i)
    else if (code === openBrace || code === openBracket) {
      if (++depth === mostLevels + 1) kept.push(text.slice(from, i + 1))
    } else if (code === closeBrace || code === closeBracket) {
      if (depth-- === mostLevels + 1) from = i
    }
  }
  return kept.length === 0 ? text : kept.join('') + text.slice(from)
}

/** The quotation mark that ends the string which begins there. */
function stringEnd(text: string, open: number): number {
  for (let from = open + 1; ;) {
    const end = text.indexOf('"', from)
    if (end < 0) return text.length
    let at = end - 1
    while (text.charCodeAt(at) === backslash) at--
    if ((end - at) % 2 === 1) return end
    from = end + 1
  }
}

interface Open {
  readonly value: object
  readonly level: number
  readonly path: number
  readonly isInList: boolean
}

/** What is too much of what an entry changed, in words; null where it can be read. `text` is the entry's. */
export function beyondLimits(changes: ReadChanges, text: string): string | null {
  // A shorter text has neither so many levels nor, by far, such paths.
  return text.length < 2 * mostLevels ? null : beyondLimitsOf(changes, text.length)
}

/** The same for a text of so many characters; 0 stands for a text that is not written yet: what passes then, passes with any. */
export function beyondLimitsOf({ before, after }: ReadChanges, length: number): string | null {
  const most = pathsOfAnyText + pathsATextUnit * length
  let [paths, searched] = [0, 0]
  const open: Open[] = []
  const add = (value: unknown, level: number, path: number, isInList: boolean): void => {
    if (typeof value !== 'object' || value === null || value instanceof Numeral) return
    if (value instanceof Repeated) for (const each of value.values) add(each, level, path, isInList)
    else open.push({ value, level, path, isInList })
  }
  add(before, 1, 0, false)
  add(after, 1, 0, false)
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, level, path, isInList } = next
    if (level > mostLevels) return `nested deeper than ${mostLevels} levels`
    if (Array.isArray(value)) {
      for (const inner of value as readonly unknown[]) add(inner, level + 1, path, true)
      continue
    }
    for (const [name, inner] of Object.entries(value)) {
      const length = path + name.length + 1
      paths += length
      if (!isInList) searched += length
      if (paths > most || searched > mostSearched) return 'of too many and too long names'
      add(inner, level + 1, length, isInList)
    }
  }
  return null
}

/** Longest text that an attribute has, in UTF-16 units: each is kept in memory, listed and counted. */
export const longestValue = 64 * 1024
const longestShown = 1024

/** A value that is too long for an attribute is none for an identity: its beginning may be another's. */
export const identifying = (id: string | undefined): string | undefined => (id !== undefined && id.length > longestValue ? undefined : id)

/** Leaves the beginning of texts that are too long for an attribute, also in these parts of the entry. @returns which they were */
export function cutValues(entry: Record<string, unknown>, parts: readonly string[]): string[] {
  const cut: string[] = []
  const within = (name: string, of: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(of)) {
      if (typeof value !== 'string' || value.length <= longestValue) continue
      cut.push(name + key)
      of[key] = `${value.slice(0, longestShown)}… (${value.length.toLocaleString('en')} characters)`
    }
  }
  within('', entry)
  for (const name of parts) if (entry[name] !== undefined) within(`${name}.`, entry[name] as Record<string, unknown>)
  return cut
}
