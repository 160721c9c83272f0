import { invisible } from '@language/invisible.ts'

/**
 * The log is hostile input. A name may hold characters that cannot be seen, or that reorder what stands around them
 * (U+202E makes `exe.gpj` of `jpg.exe`). Here such characters become visible marks; everything else stays as it is.
 *
 * Marked are: what is invisible everywhere (@language/invisible.ts), blanks other than the space, and spaces where HTML or the eye would
 * lose them (at either end, or several in a row). Stacked combining marks beyond four are marked because they paint over other rows.
 */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'mark'
      /** The characters as received; several when the same one is repeated. */
      readonly raw: string
      /** What stands in their place in text. */
      readonly shown: string
      /** What is drawn instead: pictures of controls are in few fonts. */
      readonly label: string
      /** For the tooltip and for screen readers. */
      readonly name: string
      /** The tenant's text goes on in a new line here. */
      readonly breaks: boolean
    }

/** UTF-16 units beyond which a text is cut where nothing else is said. */
export const shortLimit = 300

const unseen = String.raw`${invisible}|(?! )\p{Zs}`
const strayMark = String.raw`(?<=\p{M}{4})\p{M}`
const straySpace = String.raw`^ +| +$| {2,}`

const needsMarks = new RegExp(`${unseen}|^ | $| {2}|\\p{M}{5}`, 'u')
const marked = new RegExp(String.raw`\r\n|(?:${unseen}|${strayMark})|${straySpace}`, 'gu')

/** Whether the text can be shown as it is: the fast path, one regular expression. */
export function isPlain(text: string): boolean {
  return !needsMarks.test(text)
}

const names: ReadonlyMap<number, string> = new Map([
  [0x00, 'null'],
  [0x07, 'bell'],
  [0x08, 'backspace'],
  [0x09, 'tab'],
  [0x0a, 'line feed'],
  [0x0b, 'vertical tab'],
  [0x0c, 'form feed'],
  [0x0d, 'carriage return'],
  [0x1b, 'escape'],
  [0x20, 'space'],
  [0x7f, 'delete'],
  [0x85, 'next line'],
  [0xa0, 'no-break space'],
  [0xad, 'soft hyphen'],
  [0x034f, 'combining grapheme joiner'],
  [0x061c, 'Arabic letter mark'],
  [0x115f, 'Hangul filler'],
  [0x1160, 'Hangul filler'],
  [0x180e, 'Mongolian vowel separator'],
  [0x2007, 'figure space'],
  [0x200b, 'zero width space'],
  [0x200c, 'zero width non-joiner'],
  [0x200d, 'zero width joiner'],
  [0x200e, 'left-to-right mark'],
  [0x200f, 'right-to-left mark'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202a, 'left-to-right embedding'],
  [0x202b, 'right-to-left embedding'],
  [0x202c, 'pop directional formatting'],
  [0x202d, 'left-to-right override'],
  [0x202e, 'right-to-left override'],
  [0x202f, 'narrow no-break space'],
  [0x2060, 'word joiner'],
  [0x2066, 'left-to-right isolate'],
  [0x2067, 'right-to-left isolate'],
  [0x2068, 'first strong isolate'],
  [0x2069, 'pop directional isolate'],
  [0x2800, 'Braille blank'],
  [0x3000, 'ideographic space'],
  [0x3164, 'Hangul filler'],
  [0xfe0e, 'text variation selector'],
  [0xfe0f, 'emoji variation selector'],
  [0xfeff, 'byte order mark'],
  [0xfffe, 'noncharacter'],
  [0xffff, 'noncharacter'],
])

const families: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\p{Cc}/u, 'control character'],
  [/^\p{Cs}/u, 'half of a character'],
  [/^\p{Co}/u, 'private use character'],
  [/^\p{Zs}/u, 'wide or narrow space'],
  [/^\p{M}/u, 'combining mark'],
  [/^[\u{e0000}-\u{e007f}]/u, 'tag character'],
  [/^\p{DI}/u, 'invisible character'],
  [/^\p{Cf}/u, 'format character'],
]

const hex = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`

/** C0 controls, space and delete have pictures of their own (Unicode block *Control Pictures*); the rest show their number. */
function picture(code: number): string {
  if (code <= 0x20) return String.fromCodePoint(0x2400 + code)
  return code === 0x7f ? '\u2421' : hex(code)
}

/** Abbreviations of the controls that have one (ISO/IEC 6429), by code point from 0; the rest show their number. */
const abbreviations =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US SP'.split(' ')
const abbreviation = (code: number): string => (code === 0x7f ? 'DEL' : (abbreviations[code] ?? hex(code)))

function mark(raw: string): Piece {
  const characters = raw === '\r\n' ? 1 : [...raw].length
  const code = raw.codePointAt(0) ?? 0
  const number = characters.toLocaleString('en')
  if (raw === '\r\n') return { kind: 'mark', raw, shown: '␍␊', label: 'CR LF', name: 'U+000D U+000A line break', breaks: true }
  const name = names.get(code) ?? families.find(([pattern]) => pattern.test(raw))?.[1] ?? 'unassigned character'
  const times = characters === 1 ? '' : `×${number}`
  return {
    kind: 'mark',
    raw,
    shown: code === 0x20 && characters <= 4 ? picture(code).repeat(characters) : picture(code) + times,
    label: abbreviation(code) + times,
    name: `${hex(code)} ${name}${characters === 1 ? '' : `, ${number} times`}`,
    breaks: /[\n\r\u0085\u2028\u2029]$/u.test(raw),
  }
}

/** From here on the same mark again and again is one mark with a count: ten thousand NULs are no reason for ten thousand elements. */
const foldFrom = 4

/** The text in pieces whose `text` and `raw`, joined, are the text again. No `text` holds a character that cannot be seen. */
export function visiblePieces(text: string): readonly Piece[] {
  if (isPlain(text)) return text === '' ? [] : [{ kind: 'text', text }]
  const pieces: Piece[] = []
  let end = 0
  let run: string[] = []
  const flushRun = (): void => {
    if (run.length >= foldFrom) pieces.push(mark(run.join('')))
    else pieces.push(...run.map(mark))
    run = []
  }
  for (const match of text.matchAll(marked)) {
    if (match.index > end || (run.length > 0 && run[0] !== match[0])) flushRun()
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) })
    run.push(match[0])
    // A line break must stay one mark a line, or lines would be lost where they are shown as lines.
    if (/[\n\r\u0085\u2028\u2029]$/u.test(match[0])) flushRun()
    end = match.index + match[0].length
  }
  flushRun()
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) })
  return pieces
}

/** Attributes of the element that a mark is drawn as. */
export function markAttributes({ raw, label, name }: Extract<Piece, { kind: 'mark' }>): Readonly<Record<string, string>> {
  return { role: 'img', title: name, 'aria-label': name, 'data-raw': raw, 'data-label': label }
}

/** The same as plain text, for places that take no elements (tooltips, accessible names): numbers stand in brackets. */
export function visibleString(text: string): string {
  if (isPlain(text)) return text
  return visiblePieces(text)
    .map((piece) => (piece.kind === 'text' ? piece.text : piece.shown.startsWith('U+') ? `⟨${piece.shown}⟩` : piece.shown))
    .join('')
}

/** At most `limit` UTF-16 units of the text, not ending inside a character nor after a space. */
export function clampText(text: string, limit: number): string {
  if (text.length <= limit) return text
  const cut = text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')
  return cut.trimEnd() === '' ? cut : cut.replace(/ +$/, '')
}
