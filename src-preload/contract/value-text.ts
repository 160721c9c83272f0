import { exactText, isList, isObject, Repeated, type Json, type Scalar } from './exact-json.ts'

export const isScalar = (value: unknown): value is Scalar | Repeated => !isList(value) && !isObject(value) && value !== undefined

const longestText = 20_000

/** The value as a person reads it: text without quotes, everything else as compact JSON, cut beyond 20,000 characters. */
export function valueText(value: Json): string {
  if (typeof value === 'string') return value
  const text = exactText(value, { limit: longestText, spaced: true, sorted: true })
  const shown = text.length > longestText ? `${text.slice(0, longestText)}…` : text
  return value instanceof Repeated ? `named ${value.values.length} times: ${shown}` : shown
}
