import { isList, Numeral, Repeated, type Json } from '@contract/exact-json.ts'

export { asJson, canonicalText, isList, isObject, memberOf, Numeral, Repeated, sameJson, sameQuantity } from '@contract/exact-json.ts'
export type { Json, JsonObject, Scalar } from '@contract/exact-json.ts'
export { isScalar, valueText } from '@contract/value-text.ts'

export type TypeName = 'nothing' | 'null' | 'yes/no' | 'number' | 'text' | 'list' | 'object' | 'several values'

/** What a person calls the value's type; `undefined` is a field that is not there. */
export function typeName(value: Json | undefined): TypeName {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (isList(value)) return 'list'
  if (value instanceof Numeral) return 'number'
  if (value instanceof Repeated) return 'several values'
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
export const sortedKeys = (value: Readonly<Record<string, unknown>>): readonly string[] => Object.keys(value).sort()

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
