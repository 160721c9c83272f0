import type { Pick, Words } from '@contract/connector-entry.ts'
import { parseExactly, parseNumbers } from '@contract/exact-json-reader.ts'
import { lastOf, numberText, type Json } from '@contract/exact-json.ts'
import { getter, type Getter } from '../../connector/pointer.ts'
import { withinLevels } from './levels.ts'

/** Elements of one list that are looked at: what a source sends is not for it to make endless. */
const mostElements = 10_000

const wordOf = (value: unknown): string => numberText(value) ?? String(value)

/** Whether members say what is wanted of them, all of them. */
export function conditions(words: Words): (element: unknown) => boolean {
  const wanted = Object.entries(words).map(([pointer, each]) => [getter(pointer), new Set([each].flat())] as const)
  return (element) => wanted.every(([of, them]) => them.has(wordOf(lastOf(of(element)))))
}

interface ElementRule {
  readonly from: Pick['from']
  readonly where?: Words | undefined
  readonly unless?: Words | undefined
}

/** The elements of a list that are meant; none, where there is no list. */
export function compileElements({ from, where = {}, unless }: ElementRule): (item: unknown) => readonly unknown[] {
  const list = compileList(from)
  const [fits, excluded] = [conditions(where), unless && conditions(unless)]
  const all = Object.keys(where).length === 0 && !excluded
  return (item) => {
    const found = list(item)
    if (!Array.isArray(found)) return []
    const some: readonly unknown[] = found.length > mostElements ? found.slice(0, mostElements) : found
    return all ? some : some.filter((element) => fits(element) && !excluded?.(element))
  }
}

function compileList(from: Pick['from']): Getter {
  if (typeof from === 'string') {
    const get = getter(from)
    return (item) => lastOf(get(item))
  }
  const [get, inside] = [getter(from.at), from.json === true ? (value: unknown) => value : getter(from.json)]
  return (item) => {
    const found = lastOf(get(item))
    return inside(parsed(from.decode ? decoded(found) : found))
  }
}

/** What the first of several pointers finds that is there. */
function firstOf(at: Pick['at']): Getter {
  if (typeof at === 'string') return getter(at)
  const getters = at.map(getter)
  return (element) => {
    for (const get of getters) {
      const found = get(element)
      if (found !== undefined && found !== null) return found
    }
    return undefined
  }
}

/** Reads what a pick names. */
export function picking(pick: Pick): Getter {
  const [elements, get] = [compileElements(pick), firstOf(pick.at)]
  return (item) => {
    for (const element of elements(item)) {
      const there = get(element)
      if (there !== undefined && there !== null) return there
    }
    return undefined
  }
}

/** The lists that all fitting elements hold, as one; undefined where none holds any. */
export function gathering(pick: Pick): Getter {
  const [elements, get] = [compileElements(pick), firstOf(pick.at)]
  return (item) => {
    const all: unknown[] = []
    for (const element of elements(item)) {
      const found = lastOf(get(element))
      if (Array.isArray(found)) for (const each of found.slice(0, mostElements - all.length)) all.push(each)
    }
    return all.length === 0 ? undefined : all
  }
}

/** JSON inside a string; text that is none is nothing. */
export function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return parseNumbers(withinLevels(text))
  } catch {
    return undefined
  }
}

/** The same with what was named twice. */
export function parsedExactly(text: unknown): Json | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return parseExactly(text)
  } catch {
    return undefined
  }
}

/** Percent-decoded; what is no such text stays as it is. */
export function decoded(text: unknown): unknown {
  if (typeof text !== 'string') return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
