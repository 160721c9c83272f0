/**
 * JSON read without losing what `JSON.parse` loses: how a number was written (digits beyond 2^53, `1.10`, `-0`, `1e400`), and that a
 * member was named more than once. Everything here walks with a stack of its own, so that no depth of nesting overflows.
 */
import { Numeral, Repeated, type Json } from './exact-json.ts'

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

/** The same for a text that is parsed already, with or without numerals: a look at it costs less than half of that, and seldom has it to be read again. */
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
  // One that was read as its own text is an object here, whose members are none of the text's.
  if (typeof value === 'number' || value instanceof Numeral) found.hasNumbers = true
  if (typeof value !== 'object' || value === null || value instanceof Numeral) return
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
