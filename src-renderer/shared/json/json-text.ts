/** JSON as text: everything here keeps the tokens as they were received: digits of numbers, escapes, key order, doubled keys. */

export type TokenKind = 'open' | 'close' | 'comma' | 'colon' | 'string' | 'number' | 'word'
export interface JsonToken {
  readonly kind: TokenKind
  /** Offsets into the text, `[from, to)`. */
  readonly from: number
  readonly to: number
}

const punctuation: Readonly<Record<string, TokenKind>> = {
  '{': 'open',
  '[': 'open',
  '}': 'close',
  ']': 'close',
  ',': 'comma',
  ':': 'colon',
}
const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

/** The tokens of a text that is JSON (see {@link isJson}); the blanks between them are all that is left out. */
export function* jsonTokens(text: string): Generator<JsonToken, void> {
  let at = 0
  while (at < text.length) {
    if (isBlank(text.charCodeAt(at))) {
      at += 1
      continue
    }
    const from = at
    const first = text.charAt(at)
    const kind = punctuation[first]
    if (kind) at += 1
    else if (first === '"') at = stringEnd(text, at)
    else while (at < text.length && !isBlank(text.charCodeAt(at)) && !punctuation[text.charAt(at)] && text.charAt(at) !== '"') at += 1
    yield { kind: kind ?? (first === '"' ? 'string' : /[-\d]/.test(first) ? 'number' : 'word'), from, to: at }
  }
}

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length) {
    const character = text.charCodeAt(at)
    if (character === 34) return at + 1
    at += character === 92 ? 2 : 1
  }
  return text.length
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** A line of printed JSON. Its text is `key` + `rest`; `key` is the quoted key with its colon, or empty. */
export interface JsonLine {
  /** Levels of nesting. */
  readonly indent: number
  readonly key: string
  readonly rest: string
}

/**
 * A JSON text in lines, token for token as received. What is no JSON comes out as its own lines. Lazy: ask for no more lines than are shown.
 * `isPart`: it is the beginning of one.
 */
export function* jsonLines(text: string, isPart = false): Generator<JsonLine, void> {
  if (!isPart && !isJson(text)) {
    for (const line of text.split(/\r\n|\n|\r/)) yield { indent: 0, key: '', rest: line }
    return
  }
  let indent = 0
  let key = ''
  let rest = ''
  let held: JsonToken | null = null
  const line = (): JsonLine => ({ indent, key, rest })
  for (const { token, next } of withNext(jsonTokens(text))) {
    const shown = text.slice(token.from, token.to)
    switch (token.kind) {
      case 'string':
        if (next?.kind === 'colon') held = token
        else rest += shown
        break
      case 'colon':
        key = held ? `${text.slice(held.from, held.to)}: ` : ': '
        held = null
        break
      case 'number':
      case 'word':
        rest += shown
        break
      case 'open':
        rest += shown
        if (next?.kind === 'close') break
        yield line()
        key = rest = ''
        indent += 1
        break
      case 'close':
        if (!rest.endsWith('{') && !rest.endsWith('[')) {
          yield line()
          key = rest = ''
          indent -= 1
        }
        rest += shown
        break
      case 'comma':
        rest += shown
        yield line()
        key = rest = ''
        break
    }
  }
  if (key || rest) yield line()
}

function* withNext(tokens: Iterable<JsonToken>): Generator<{ readonly token: JsonToken; readonly next: JsonToken | null }, void> {
  let held: JsonToken | null = null
  for (const token of tokens) {
    if (held) yield { token: held, next: token }
    held = token
  }
  if (held) yield { token: held, next: null }
}

/** Deeper levels are printed at this one: a hundred thousand of them would be indented by ten thousand million blanks. */
const deepest = 128

/** Printed with two spaces a level, as one text. */
export function prettyJson(text: string): string {
  return [...jsonLines(text)].map((line) => '  '.repeat(Math.min(deepest, line.indent)) + line.key + line.rest).join('\n')
}

/** The text of the value at a path of keys inside a JSON text, as received; null when there is none. The last of doubled keys counts, as for `JSON.parse`. */
export function sliceAt(text: string, path: readonly string[]): string | null {
  if (!isJson(text)) return null
  const found: (string | null)[] = []
  let from = -1
  let slice: string | null = null
  let depth = 0
  const onPath = (): boolean => depth === path.length && found.length === depth && found.every((key, level) => key === path[level])
  for (const { token, next } of withNext(jsonTokens(text))) {
    const shown = (): string => text.slice(token.from, token.to)
    const isKey = token.kind === 'string' && next?.kind === 'colon'
    if (isKey) {
      found.length = depth - 1
      found.push(JSON.parse(shown()) as string)
      continue
    }
    if (token.kind === 'open') {
      if (from < 0 && onPath()) from = token.from
      depth += 1
      if (shown() === '[') found[depth - 1] = null
    } else if (token.kind === 'close') {
      depth -= 1
      found.length = depth
      if (from >= 0 && onPath()) {
        slice = text.slice(from, token.to)
        from = -1
      }
    } else if (from < 0 && (token.kind === 'string' || token.kind === 'number' || token.kind === 'word') && onPath()) slice = shown()
  }
  return slice
}
