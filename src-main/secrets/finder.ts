import { readingsOf, type Plain } from './plain.ts'

/** A stretch of a text, `[from, to)`. */
interface Range {
  readonly from: number
  readonly to: number
}

/** Shorter texts are too likely to be part of ordinary words. */
export const shortestSecret = 6
/** Pieces of a secret that count as it, where a text comes from outside: a quarter of it, and no less than a word's length. */
const shortestPiece = 6
/** Fewer characters of a secret tell nothing. */
const shortestRest = 3

/** What of a secret's Base64 is the same whatever stands before and after it: for each of the three places it may begin at. */
function base64Cores(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].map((before) => {
    const coded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const whole = Math.floor(((before + bytes.length) * 8) / 6)
    return urlSafe(coded.slice(Math.ceil((before * 8) / 6), whole))
  })
}

const urlSafe = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_')
/** Of a text whose `+` became blanks. */
const asBase64 = (plain: string): string => plain.replaceAll(' ', '-').replaceAll('/', '_')
const isBase64 = (character: string | undefined): boolean => character !== undefined && /[\w~=-]/.test(character)

/** Finds one secret in texts, in whatever way it was written: percent-encoded, for HTML, JSON or a URL, in Base64 or hexadecimal, also one in another. */
export class SecretFinder {
  /** As it is, and as it may come out of a text whose escapes were undone once too often. */
  private readonly forms: readonly string[]
  private readonly cores: readonly string[]
  private readonly hexes: readonly string[]
  private readonly pieceLength: number
  private readonly pieces: ReadonlySet<string>

  constructor(secret: string) {
    // What it ends with may be read as the beginning of an escape, together with what follows.
    const readings = readingsOf(secret).flatMap(({ text }) => [text, text.replace(/[\\%&]+$/, '')])
    this.forms = [...new Set(readings)].filter((form) => form.length >= shortestSecret)
    const base64 = Buffer.from(secret).toString('base64')
    this.cores = [...base64Cores(secret), ...base64Cores(base64), ...base64Cores(base64.replace(/=+$/, ''))].filter(
      (core) => core.length >= shortestSecret,
    )
    this.hexes = [secret, base64.replace(/=+$/, '')].map((text) => Buffer.from(text).toString('hex'))
    this.pieceLength = Math.max(shortestPiece, Math.ceil(secret.length / 4))
    this.pieces = new Set(
      this.forms.flatMap((form) =>
        Array.from({ length: Math.max(0, form.length - this.pieceLength + 1) }, (_, i) => form.slice(i, i + this.pieceLength)),
      ),
    )
  }

  /** Where the whole of it stands. */
  whole(text: string): Range[] {
    return readingsOf(text).flatMap((reading) => {
      const coded = asBase64(reading.text)
      const lower = reading.text.toLowerCase()
      return [
        ...this.forms.flatMap((form) => placesOf(form, reading.text, reading)),
        ...this.cores.flatMap((core) => placesOf(core, coded, reading, true)),
        ...(lower.length === coded.length ? this.hexes.flatMap((hex) => placesOf(hex, lower, reading)) : []),
      ]
    })
  }

  /** Where pieces of it stand that are long enough to be no accident, as when it was split over two members. */
  parts(text: string): Range[] {
    return readingsOf(text).flatMap(({ text: read, starts, ends }) => {
      const found: Range[] = []
      for (let i = 0; i + this.pieceLength <= read.length; i++)
        if (this.pieces.has(read.slice(i, i + this.pieceLength)))
          found.push({ from: starts[i] ?? 0, to: ends[i + this.pieceLength - 1] ?? text.length })
      return found
    })
  }

  /** Where one end of it stands, too short to be told from a word, of which one of `others` holds all the rest. */
  rests(text: string, others: readonly string[]): Range[] {
    const all = others.flatMap((other) => readingsOf(other).map(({ text: read }) => read))
    const readings = readingsOf(text)
    const found: Range[] = []
    for (const form of this.forms)
      for (let length = shortestRest; length < this.pieceLength; length++)
        for (const [rest, most] of [
          [form.slice(-length), form.slice(0, -length)],
          [form.slice(0, length), form.slice(length)],
        ] as const)
          if (all.some((read) => read.includes(most))) for (const reading of readings) found.push(...placesOf(rest, reading.text, reading))
    return found
  }
}

/** Where `part` stands in a reading that `read` is made of, character by character; `wider`: with what stands beside it and holds bits of it, too. */
function placesOf(part: string, read: string, { starts, ends }: Plain, wider = false): Range[] {
  const found: Range[] = []
  for (let at = read.indexOf(part); at >= 0; at = read.indexOf(part, at + 1)) {
    let [from, to] = [at, at + part.length]
    if (wider) {
      while (at - from < 2 && isBase64(read[from - 1])) from--
      while (to - at - part.length < 3 && isBase64(read[to])) to++
    }
    found.push({ from: starts[from] ?? 0, to: ends[to - 1] ?? 0 })
  }
  return found
}

/** The text with these stretches replaced; those that overlap or touch are one. */
export function covered(text: string, ranges: readonly Range[], mark: string): string {
  let out = ''
  let at = 0
  let open = false
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (from > at || !open) {
      out += text.slice(at, from) + mark
      open = true
      at = from
    }
    at = Math.max(at, to)
  }
  return out + text.slice(at)
}

/** A text without one secret, however it is written there. */
export function withoutSecret(text: string, secret: string, mark: string): string {
  if (secret.length < shortestSecret) return secret === '' ? text : text.replaceAll(secret, mark)
  return covered(text, new SecretFinder(secret).whole(text), mark)
}

/** {@link withoutSecret}, of somebody else's text, which may hold it in pieces. */
export function withoutSecretOrPieces(text: string, secret: string, mark: string): string {
  if (secret.length < shortestSecret) return withoutSecret(text, secret, mark)
  const finder = new SecretFinder(secret)
  return covered(text, [...finder.whole(text), ...finder.parts(text), ...finder.rests(text, [text])], mark)
}
