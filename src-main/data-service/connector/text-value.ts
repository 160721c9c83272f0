import type { SingleValue, Value } from '@contract/connector-entry.ts'
import { numberText } from '@contract/exact-json.ts'
import { getter } from '../../connector/pointer.ts'
import { conditions, decoded, parsed, picking } from './elements.ts'

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
  const { decode, json, numbers = false, join, lower = false, map = {}, absent = [], capture } = value
  const inside = json === undefined ? null : getter(json)
  const [nothing, words] = [new Set(absent), new Map(Object.entries(map))]
  const pattern = capture === undefined ? null : new RegExp(capture, 'u')
  const applies = applying(value)
  return (item, action, verbatim) => {
    if (applies && !applies(item, action, verbatim)) return undefined
    let found = source(item, action, verbatim)
    if (decode) found = decoded(found)
    if (inside) found = inside(parsed(found))
    if (join !== undefined && Array.isArray(found)) found = joined(found, join)
    if (numbers) found = typeof found === 'boolean' ? String(found) : (numberText(found) ?? found)
    let text = asText(found)
    if (text === undefined || nothing.has(text)) return undefined
    if (pattern) text = asText(pattern.exec(text.slice(0, longestCaptured))?.[1])
    if (text === undefined) return undefined
    const word = words.get(text) ?? text
    return lower ? word.toLowerCase() : word
  }
}

/** Whether a value is meant for an item at all; null where it always is. */
function applying({ notActions, onlyActions, if: wanted, unless }: SingleValue) {
  if (!notActions && !onlyActions && !wanted && !unless) return null
  const [excluded, included] = [notActions && anyOf(notActions), onlyActions && anyOf(onlyActions)]
  const [says, saysNot] = [wanted && conditions(wanted), unless && conditions(unless)]
  return (item: unknown, action: string, verbatim: string): boolean => {
    if (excluded?.(item, action, verbatim) !== undefined || (included && included(item, action, verbatim) === undefined)) return false
    return (says?.(item) ?? true) && !(saysNot?.(item) ?? false)
  }
}

/** The texts and numbers of a list as one. */
function joined(list: readonly unknown[], by: string): string {
  return list.flatMap((each) => (typeof each === 'string' ? each : (numberText(each) ?? []))).join(by)
}

type Source = (item: unknown, action: string, verbatim: string) => unknown

function sourceOf({ at, pick, template, constant, byAction }: SingleValue): Source {
  if (at !== undefined) return getter(at)
  if (pick !== undefined) return picking(pick)
  if (template !== undefined) return templating(template)
  if (byAction !== undefined) return beginnings(byAction)
  return () => constant
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

/** The beginning that an action has, of these. */
export const anyOf = (actions: readonly string[]): TextOf => beginnings(Object.fromEntries(actions.map((each) => [each, each])))

/** What is said for the longest beginning of an action, as the source spells it, or else as the aliases do. */
function beginnings(byAction: Readonly<Record<string, string>>): TextOf {
  const known = Object.entries(byAction).sort(([a], [b]) => b.length - a.length)
  const beginningOf = (action: string): string | undefined => known.find(([prefix]) => action.startsWith(prefix))?.[1]
  // Actions are few; what one begins with is looked up once.
  const found = new Map<string, string | undefined>()
  const of = (action: string): string | undefined => {
    if (!found.has(action)) {
      if (found.size > 10_000) found.clear()
      found.set(action, beginningOf(action))
    }
    return found.get(action)
  }
  // Not by the source's spelling alone: where the canonical one depends on more, one spelling has several.
  return (_, action, verbatim) => of(verbatim) ?? of(action)
}
