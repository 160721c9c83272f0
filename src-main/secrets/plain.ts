/** A text as somebody reads it, and where each of its characters came from in the text as it was. */
export interface Plain {
  readonly text: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Escapes within escapes that are undone: what is wrapped more often was wrapped to hide it. */
const mostRounds = 6

/** By name, the marks that HTML may write by one. */
const entities: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", sol: '/', bsol: '\\', plus: '+', equals: '=', colon: ':', semi: ';', period: '.', comma: ',',
  lowbar: '_', hyphen: '-', dash: '-', percnt: '%', num: '#', excl: '!', quest: '?', commat: '@', dollar: '$', ast: '*', lpar: '(', rpar: ')',
  lsqb: '[', lbrack: '[', rsqb: ']', rbrack: ']', lcub: '{', lbrace: '{', rcub: '}', rbrace: '}', verbar: '|', vert: '|', grave: '`', tilde: '~', Hat: '^',
} // prettier-ignore
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', 0: '\0' }

// Percent-encoding, of several bytes where a character has several; a character by number or name in HTML; an escape of JSON or JavaScript.
const escapes =
  /(?:%[0-9a-f]{2})+|&#(\d{1,7});?|&#x([0-9a-f]{1,6});?|&([A-Za-z]{2,8});|\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|\\([\\"'`/nrtbfv0])/gi

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

function undone(match: RegExpMatchArray): string {
  const [whole, decimal, hex, named, braced, unit, byte, escaped] = match
  if (decimal !== undefined) return character(Number(decimal))
  const coded = hex ?? braced ?? unit ?? byte
  if (coded !== undefined) return character(Number.parseInt(coded, 16))
  if (named !== undefined) return entities[named] ?? entities[named.toLowerCase()] ?? whole
  return escaped === undefined ? whole : (controls[escaped] ?? escaped)
}

/**
 * A text as it is, and with its escapes undone once, twice, …: of some characters only or of all, within others too. A `+` and a blank are the
 * same. What is looked for may be in any of them, as its own last character may begin what looks like an escape. Linear in the text's length.
 */
export function readingsOf(text: string): Plain[] {
  const places = Array.from({ length: text.length }, (_, i) => i)
  const readings: Plain[] = [{ text, starts: places, ends: places.map((i) => i + 1) }]
  for (let last = readings[0]; last !== undefined && readings.length <= mostRounds;) {
    const next = once(last)
    if (next.text === last.text) break
    readings.push(next)
    last = next
  }
  return readings.map((reading) => ({ ...reading, text: reading.text.replaceAll('+', ' ') }))
}

function once({ text, starts, ends }: Plain): Plain {
  const out: string[] = []
  const from: number[] = []
  const to: number[] = []
  const put = (value: string, first: number, last: number): void => {
    for (const unit of value.split('')) {
      out.push(unit)
      from.push(starts[first] ?? 0)
      to.push(ends[last] ?? 0)
    }
  }
  let at = 0
  const keepTo = (end: number): void => {
    for (; at < end; at++) put(text.charAt(at), at, at)
  }
  for (const match of text.matchAll(escapes)) {
    keepTo(match.index)
    const end = match.index + match[0].length
    if (match[0].startsWith('%')) while (at < end) at += 3 * putEncoded(text, at, end, put)
    else put(undone(match), at, end - 1)
    at = end
  }
  keepTo(text.length)
  return { text: out.join(''), starts: from, ends: to }
}

/** One character of percent-encoded UTF-8; what is none stays as it is: its other bytes may be encoded once more. @returns its bytes */
function putEncoded(text: string, at: number, end: number, put: (value: string, first: number, last: number) => void): number {
  const byteAt = (i: number): number => Number.parseInt(text.slice(at + 3 * i + 1, at + 3 * i + 3), 16)
  const first = byteAt(0)
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
  const bytes = Buffer.from(Array.from({ length }, (_, i) => (at + 3 * i < end ? byteAt(i) : 0)))
  const decoded = bytes.toString('utf8')
  const isCharacter = length === 1 ? first < 0x80 : at + 3 * length <= end && !decoded.includes('\uFFFD')
  if (!isCharacter) {
    for (let i = at; i < at + 3; i++) put(text.charAt(i), i, i)
    return 1
  }
  put(decoded, at, at + 3 * length - 1)
  return length
}
