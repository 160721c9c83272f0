/**
 * JSON values as they were written, and what can be asked of them: how a number was spelt, and that a member was named more than once.
 * Everything here walks with a stack of its own, so that no depth of nesting overflows. `exact-json-reader.ts` reads them.
 */

/** A number that JavaScript would write in another way than the text did. */
export class Numeral {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text
  }
}

/** What an object says of a member that it names more than once, in the order of the text. */
export class Repeated {
  constructor(readonly values: readonly Json[]) {}
}

export type Scalar = null | boolean | number | string | Numeral
export interface JsonObject {
  readonly [key: string]: Json
}
export type Json = Scalar | Repeated | readonly Json[] | JsonObject

export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value)
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Numeral) && !(value instanceof Repeated)

/** A value that came as JSON. Anything that is no JSON (it cannot come from a log) counts as null. */
export function asJson(value: unknown): Json | undefined {
  if (value === undefined) return undefined
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
  return typeof value === 'object' ? (value as Json) : null
}

/** Own members only: one named `constructor` or `__proto__` is a member like any other. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** Of a member that is named more than once the last value, as for `JSON.parse`. */
export function lastOf(value: unknown): unknown {
  return value instanceof Repeated ? value.values.at(-1) : value
}

/** The number that a value stands for; undefined for anything that is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return value instanceof Numeral ? Number(value.text) : undefined
}

/** A number's own text; undefined for anything that is none. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  return value instanceof Numeral ? value.text : undefined
}

interface Printing {
  /** Ends, unfinished, beyond so many characters. */
  readonly limit?: number
  /** A blank after commas and colons. */
  readonly spaced?: boolean
  /** Members by name; otherwise as they came. */
  readonly sorted?: boolean
}

type Step = { readonly value: Json } | { readonly text: string }

/** A value as JSON text: numbers as they were written, what was named twice twice. */
export function exactText(root: Json, { limit = Infinity, spaced = false, sorted = false }: Printing = {}): string {
  const parts: string[] = []
  let length = 0
  const [comma, colon] = spaced ? [', ', ': '] : [',', ':']
  const stack: Step[] = [{ value: root }]
  const pushMembers = (value: JsonObject): void => {
    const names = sorted ? Object.keys(value).sort() : Object.keys(value)
    for (let at = names.length - 1; at >= 0; at--) {
      const name = names[at] as string
      const member = value[name] as Json
      const values = member instanceof Repeated ? member.values : [member]
      for (let which = values.length - 1; which >= 0; which--) {
        const before = at > 0 || which > 0 ? comma : ''
        stack.push({ value: values[which] as Json }, { text: `${before}${JSON.stringify(name)}${colon}` })
      }
    }
  }
  for (let step = stack.pop(); step && length <= limit; step = stack.pop()) {
    let text: string
    if ('text' in step) text = step.text
    else if (isList(step.value)) {
      text = '['
      stack.push({ text: ']' })
      for (let at = step.value.length - 1; at >= 0; at--) {
        stack.push({ value: step.value[at] as Json })
        if (at > 0) stack.push({ text: comma })
      }
    } else if (isObject(step.value)) {
      text = '{'
      stack.push({ text: '}' })
      pushMembers(step.value)
    } else if (step.value instanceof Repeated) {
      text = ''
      const { values } = step.value
      for (let at = values.length - 1; at >= 0; at--) {
        stack.push({ value: values[at] as Json })
        if (at > 0) stack.push({ text: comma })
      }
    } else text = numberText(step.value) ?? JSON.stringify(step.value)
    parts.push(text)
    length += text.length
  }
  return parts.join('')
}

/** With members by name: equal texts are equal values, whatever the order of members. */
export const canonicalText = (root: Json): string =>
  // Lists of a hundred thousand permissions are compared by it, before anything is shown.
  typeof root === 'string' ? JSON.stringify(root) : exactText(root, { sorted: true })

/** Whether two values are the same as they were written; order of members does not matter, order in lists does. */
export function sameJson(first: Json | undefined, second: Json | undefined): boolean {
  const stack = [first, second]
  while (stack.length > 0) {
    const [b, a] = [stack.pop(), stack.pop()]
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
      if (!Object.is(a, b)) return false
    } else if (a instanceof Numeral || b instanceof Numeral) {
      if (!(a instanceof Numeral && b instanceof Numeral) || a.text !== b.text) return false
    } else if (a instanceof Repeated || b instanceof Repeated) {
      if (!(a instanceof Repeated && b instanceof Repeated)) return false
      stack.push(a.values, b.values)
    } else if (isList(a) || isList(b)) {
      if (!(isList(a) && isList(b)) || a.length !== b.length) return false
      for (let at = a.length - 1; at >= 0; at--) stack.push(a[at], b[at])
    } else {
      const names = Object.keys(a)
      if (names.length !== Object.keys(b).length) return false
      for (const name of names) {
        if (!Object.hasOwn(b, name)) return false
        stack.push(a[name], b[name])
      }
    }
  }
  return true
}

/** Whether a side of a change says that nothing is there: absent, null, and what is empty. */
export function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (typeof value !== 'object' || value instanceof Numeral || value instanceof Repeated) return false
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0
}

/** Whether two numbers are one and the same, however they are written: `1.0` and `1e0` are, 2^53 and 2^53 + 1 are not. */
export function sameQuantity(a: unknown, b: unknown): boolean {
  const [left, right] = [quantity(a), quantity(b)]
  return left !== undefined && left === right
}

/** Sign, digits without the zeros around them, and the power of ten of the last digit. */
function quantity(value: unknown): string | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(numberText(value) ?? '')
  if (!parts) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts
  const digits = (whole + fraction).replace(/^0+/, '')
  const bare = digits.replace(/0+$/, '')
  return bare === '' ? '0' : `${sign}${bare}e${BigInt(power) - BigInt(fraction.length) + BigInt(digits.length - bare.length)}`
}

/** Whether a change changed anything: from nothing to nothing, or to the same, is none. */
export function changesAnything(before: Json | undefined, after: Json | undefined): boolean {
  return !(isNothing(before) && isNothing(after)) && !sameJson(before ?? null, after ?? null)
}
