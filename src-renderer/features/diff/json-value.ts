/** A number whose digits JavaScript cannot hold (more than 15 significant ones); two of them may differ where `number` would not. */
export class Numeral {
  constructor(readonly text: string) {}
}

export type Scalar = null | boolean | number | string | Numeral
export interface JsonObject {
  readonly [key: string]: Json
}
export type Json = Scalar | readonly Json[] | JsonObject

export type TypeName = 'nothing' | 'null' | 'yes/no' | 'number' | 'text' | 'list' | 'object'

export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Numeral)
export const isScalar = (value: unknown): value is Scalar => !isList(value) && !isObject(value) && value !== undefined

/** What a person calls the value's type; `undefined` is a field that is not there. */
export function typeName(value: Json | undefined): TypeName {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (isList(value)) return 'list'
  if (value instanceof Numeral) return 'number'
  switch (typeof value) {
    case 'boolean':
      return 'yes/no'
    case 'number':
      return 'number'
    case 'string':
      return 'text'
    default:
      return 'object'
  }
}

/** Own keys of an object in a settled order. */
export const sortedKeys = (value: JsonObject): readonly string[] => Object.keys(value).sort()

type Step = { readonly value: Json } | { readonly text: string }

/**
 * JSON text of a value with its keys sorted: equal texts are equal values, whatever their key order. Walks with a stack of its
 * own, so that no depth of nesting overflows. Ends, unfinished, beyond `limit` characters.
 */
export function canonicalText(root: Json, limit = Infinity, spaced = false): string {
  const parts: string[] = []
  let length = 0
  const comma = spaced ? ', ' : ','
  const stack: Step[] = [{ value: root }]
  for (let step = stack.pop(); step && length <= limit; step = stack.pop()) {
    let text: string
    if ('text' in step) text = step.text
    else if (isList(step.value)) {
      text = '['
      stack.push({ text: ']' })
      for (let at = step.value.length - 1; at >= 0; at--) {
        stack.push({ value: step.value[at] ?? null })
        if (at > 0) stack.push({ text: comma })
      }
    } else if (isObject(step.value)) {
      text = '{'
      stack.push({ text: '}' })
      const keys = sortedKeys(step.value)
      for (let at = keys.length - 1; at >= 0; at--) {
        const key = keys[at] ?? ''
        stack.push({ value: step.value[key] ?? null }, { text: `${at > 0 ? comma : ''}${JSON.stringify(key)}:${spaced ? ' ' : ''}` })
      }
    } else text = step.value instanceof Numeral ? step.value.text : JSON.stringify(step.value)
    parts.push(text)
    length += text.length
  }
  return parts.join('')
}

/** Whether two values are the same JSON; key order does not matter, order in lists does. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || typeName(a) !== typeName(b)) return false
  return canonicalText(a) === canonicalText(b)
}

const longestText = 20_000

/** The value as a person reads it: text without quotes, everything else as compact JSON, cut beyond 20,000 characters. */
export function valueText(value: Json): string {
  if (typeof value === 'string') return value
  const text = canonicalText(value, longestText, true)
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text
}

const collator = new Intl.Collator('en', { numeric: true })
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const asPeopleSort = (a: string, b: string): number => collator.compare(a, b) || byCodeUnit(a, b)

/** Short lists as people sort (`item2` before `item10`), long ones by code unit, which is ten times faster. */
export function sortedBy<T>(items: readonly T[], text: (item: T) => string): T[] {
  const compare = items.length <= 3000 ? asPeopleSort : byCodeUnit
  return items
    .map((item) => ({ item, text: text(item) }))
    .sort((a, b) => compare(a.text, b.text))
    .map(({ item }) => item)
}

/** A value that came over the wire as JSON. Anything that is no JSON (it cannot come from a log) counts as null. */
export function asJson(value: unknown): Json | undefined {
  if (value === undefined) return undefined
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
  return typeof value === 'object' ? (value as Json) : null
}
