/**
 * JSON read without losing what `JSON.parse` loses: how a number was written (digits beyond 2^53, `1.10`, `-0`, `1e400`), and that a
 * member was named more than once. Everything here walks with a stack of its own, so that no depth of nesting overflows.
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

/** What only looks like one inside a string is found, too: that costs time and nothing else. */
const oddNumber = /(?:^|[:,[\s])(?:-0[,\]}\s]|-?[\d.]{16}|-?\d+\.\d*0[,\]}\s]|-?[\d.]+[eE]|-?0\.000000)/

/** Reads JSON; numbers that JavaScript would write in another way are {@link Numeral}s. Of doubled members the last counts. @throws SyntaxError */
export function parseNumbers(text: string): unknown {
  const parsed: unknown = JSON.parse(text)
  return mayHoldOddNumber(text) ? read(text, false) : parsed
}

/** As {@link parseNumbers}; what an object names more than once is {@link Repeated}. @throws SyntaxError */
export function parseExactly(text: string): Json {
  return exactlyOf(text, JSON.parse(text) as Json)
}

/** The same for a text that is parsed already: a look at it costs less than half of that, and seldom has it to be read again. */
export function exactlyOf(text: string, parsed: Json): Json {
  const found: Shape = { names: 0, hasNumbers: false, isDeep: false }
  look(parsed, found, 0)
  const { names, hasNumbers, isDeep } = found
  if (isDeep || names !== namesIn(text) || (hasNumbers && mayHoldOddNumber(text))) return read(text, true)
  return parsed
}

/** Whether a JSON text may hold a number that JavaScript writes in another way. */
function mayHoldOddNumber(text: string): boolean {
  return oddNumber.test(text) || /^\s*-?\d/.test(text)
}

/** How many names the text has, or more where a string holds what looks like the end of one. Colons are found much faster than names. */
function namesIn(text: string): number {
  let names = 0
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    let before = at - 1
    while (isBlank(text.charCodeAt(before))) before--
    if (text.charCodeAt(before) === 34) names++
  }
  return names
}

interface Shape {
  names: number
  hasNumbers: boolean
  isDeep: boolean
}

function look(value: unknown, found: Shape, depth: number): void {
  if (typeof value === 'number') found.hasNumbers = true
  if (typeof value !== 'object' || value === null) return
  if (depth > 100) found.isDeep = true
  else if (Array.isArray(value)) for (const each of value) look(each, found, depth + 1)
  else {
    // Nothing is inherited by what was parsed, and a list of its names would have to be made.
    for (const name in value) {
      found.names++
      look((value as Readonly<Record<string, unknown>>)[name], found, depth + 1)
    }
  }
}

const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

interface Open {
  readonly list: Json[] | null
  readonly object: Record<string, Json>
  /** Values by name of what was named more than once. */
  repeated: Map<string, Json[]> | null
  key: string | null
}

/** Reads a text that is known to be JSON. */
function read(text: string, repeats: boolean): Json {
  const stack: Open[] = []
  let top: Open | undefined
  let result: Json = null
  const put = (value: Json): void => {
    if (!top) result = value
    else if (top.list) top.list.push(value)
    else {
      setMember(top, top.key ?? '', value, repeats)
      top.key = null
    }
  }
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    if (isBlank(code) || code === 44 || code === 58) at++
    else if (code === 123 || code === 91) {
      const open: Open = { list: code === 91 ? [] : null, object: {}, repeated: null, key: null }
      put(open.list ?? open.object)
      stack.push(open)
      top = open
      at++
    } else if (code === 125 || code === 93) {
      stack.pop()
      top = stack.at(-1)
      at++
    } else {
      const end = code === 34 ? stringEnd(text, at) : scalarEnd(text, at)
      const token = text.slice(at, end)
      if (code === 34) {
        const string = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1)
        if (top && !top.list && top.key === null) top.key = string
        else put(string)
      } else put(code === 116 ? true : code === 102 ? false : code === 110 ? null : readNumber(token))
      at = end
    }
  }
  return result
}

function setMember(into: Open, name: string, value: Json, repeats: boolean): void {
  const { object } = into
  if (repeats && Object.hasOwn(object, name)) {
    into.repeated ??= new Map()
    const known = into.repeated.get(name)
    if (known) return void known.push(value)
    const values = [object[name] as Json, value]
    into.repeated.set(name, values)
    value = new Repeated(values)
  }
  // Assigned, it would be the object's prototype.
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  else object[name] = value
}

function stringEnd(text: string, start: number): number {
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from)
    let backslashes = 0
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes++
    if (backslashes % 2 === 0) return quote + 1
    from = quote + 1
  }
}

function scalarEnd(text: string, start: number): number {
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 44 || code === 93 || code === 125 || isBlank(code)) break
  }
  return at
}

/** A number as `number` where that is written the same, else as a {@link Numeral}. */
export function readNumber(text: string): number | Numeral {
  const number = Number(text)
  return String(number) === text ? number : new Numeral(text)
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
export const canonicalText = (root: Json): string => exactText(root, { sorted: true })

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
