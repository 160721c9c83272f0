import type { Pick, SingleValue, Value } from '@contract/connector-entry.ts'
import { parseNumbers } from '@contract/exact-json-reader.ts'
import { numberText } from '@contract/exact-json.ts'
import { getter, type Getter } from '../../connector/pointer.ts'
import { withinLevels } from './levels.ts'

/** A text out of an item; `action` is the item's own as the application calls it, `verbatim` as the source does, where they are known. */
export type TextOf = (item: unknown, action: string, verbatim: string) => string | undefined

/** No longer text is matched with a pattern. */
const longestCaptured = 1024

export function compileText(value: Value): TextOf {
  if (typeof value === 'string') return plain(value)
  if (!('first' in value)) return single(value)
  const several = value.first.map((each) => (typeof each === 'string' ? plain(each) : single(each)))
  return (item, action, verbatim) => {
    for (const text of several) {
      const found = text(item, action, verbatim)
      if (found !== undefined) return found
    }
    return undefined
  }
}

/** Text, or absent: null, the empty text and other types are absences. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function plain(pointer: string): TextOf {
  const get = getter(pointer)
  return (item) => asText(get(item))
}

function single(value: SingleValue): TextOf {
  const source = sourceOf(value)
  const { json, numbers = false, lower = false, map = {}, absent = [], capture, notActions, onlyActions } = value
  const inside = json === undefined ? null : getter(json)
  const [nothing, words] = [new Set(absent), new Map(Object.entries(map))]
  const pattern = capture === undefined ? null : new RegExp(capture, 'u')
  const [excluded, included] = [notActions && anyOf(notActions), onlyActions && anyOf(onlyActions)]
  return (item, action, verbatim) => {
    if (excluded?.(item, action, verbatim) !== undefined || (included && included(item, action, verbatim) === undefined)) return undefined
    let found = source(item, action, verbatim)
    if (inside) found = inside(parsed(found))
    if (numbers) found = typeof found === 'boolean' ? String(found) : (numberText(found) ?? found)
    let text = asText(found)
    if (text === undefined || nothing.has(text)) return undefined
    if (pattern) text = asText(pattern.exec(text.slice(0, longestCaptured))?.[1])
    if (text === undefined) return undefined
    const word = words.get(text) ?? text
    return lower ? word.toLowerCase() : word
  }
}

type Source = (item: unknown, action: string, verbatim: string) => unknown

function sourceOf({ at, pick, template, constant, byAction }: SingleValue): Source {
  if (at !== undefined) return getter(at)
  if (pick !== undefined) return picking(pick)
  if (template !== undefined) return templating(template)
  if (byAction !== undefined) return beginnings(byAction)
  return () => constant
}

const wordOf = (value: unknown): string => numberText(value) ?? String(value)

/** Reads what a pick names. */
export function picking({ from, where, at }: Pick): Getter {
  const [list, get] = [getter(from), getter(at)]
  const conditions = Object.entries(where).map(([pointer, wanted]) => [getter(pointer), new Set([wanted].flat())] as const)
  const fits = (element: unknown): boolean => conditions.every(([of, wanted]) => wanted.has(wordOf(of(element))))
  return (item) => {
    const found = list(item)
    if (!Array.isArray(found)) return undefined
    for (const element of found) {
      const there = fits(element) ? get(element) : undefined
      if (there !== undefined && there !== null) return there
    }
    return undefined
  }
}

function templating(template: string): Source {
  // Odd parts are pointers.
  const parts = template.split(/\{(\/[^}]*)\}/).map((part, at) => (at % 2 === 0 ? part : getter(part)))
  return (item) => {
    let text = ''
    for (const part of parts) {
      const value: unknown = typeof part === 'string' ? part : part(item)
      const found = typeof value === 'string' ? value : numberText(value)
      if (found === undefined) return undefined
      text += found
    }
    return text
  }
}

const anyOf = (actions: readonly string[]): TextOf => beginnings(Object.fromEntries(actions.map((each) => [each, each])))

/** What is said for the longest beginning of an action, as the source spells it, or else as the aliases do. */
function beginnings(byAction: Readonly<Record<string, string>>): TextOf {
  const known = Object.entries(byAction).sort(([a], [b]) => b.length - a.length)
  const beginningOf = (action: string): string | undefined => known.find(([prefix]) => action.startsWith(prefix))?.[1]
  // Actions are few; what one begins with is looked up once.
  const found = new Map<string, string | undefined>()
  return (_, action, verbatim) => {
    if (!found.has(verbatim)) {
      if (found.size > 10_000) found.clear()
      found.set(verbatim, beginningOf(verbatim) ?? beginningOf(action))
    }
    return found.get(verbatim)
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
