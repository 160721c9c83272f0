import { inspect } from 'node:util'
import { covered, SecretFinder, shortestSecret } from '../secrets/finder.ts'

export interface Redactor {
  /** A secret that must never be written, whatever its shape. Kept in memory only. */
  remember(secret: string): void
  /** Takes remembered secrets out of a sentence of ours, however they were written; nothing else: what only looks like one is our own word (docs/decisions/security.md, 143). */
  own(text: string): string
  /** Takes remembered secrets, pieces of them and whatever looks like a credential out of a text of somebody else. */
  outside(text: string): string
  /** What is about to be logged, part by part: a sentence of ours, then texts and things from outside. Email addresses go, too. */
  forLog(parts: readonly unknown[]): string[]
}

/** `Authorization: Bearer …`, `token=…`, `"password": "…"` and the like; the name stays, the value goes. */
const named =
  /\b(authorization|proxy-authorization|cookie|token|access[_-]?token|refresh[_-]?token|secret|password|api[_-]?key)(["']?\s*[:=]\s*["']?)((?:bearer|basic)\s+)?[^\s"',;}&]+/gi
const bearer = /\b(bearer|basic)\s+[\x21-\x7e]{6,}/gi
const jsonWebToken = /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)?/g
/** 32 or more characters without a space, slash or dot that mix letters and digits: keys, hashes, session ids. */
const longRandom = /(?=[\w~+=-]*\d)(?=[\w~+=-]*[a-z])[\w~+=-]{32,}/gi
const credentialsInUrl = /(\/\/)[^\s/@]+@/g
const email = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu

const mark = '<secret>'
/** Longer texts are cut, so that logging stays cheap; secrets are looked for a little further, lest half of one stays. */
const longestText = 20_000
const beyond = 8_000

export function createRedactor(): Redactor {
  const known = new Map<string, SecretFinder>()
  const finders = (): SecretFinder[] => [...known.values()]

  const own = (text: string): string =>
    covered(
      text,
      finders().flatMap((finder) => finder.whole(text)),
      mark,
    )

  /** Of texts that are told together, such as the members of one object or the parts of one line. */
  function withoutPieces(texts: readonly string[]): string[] {
    const all = finders()
    return texts.map((text) =>
      covered(
        text,
        all.flatMap((finder) => [...finder.whole(text), ...finder.parts(text), ...finder.rests(text, texts)]),
        mark,
      ),
    )
  }

  const withoutLookalikes = (text: string): string =>
    text
      .replace(credentialsInUrl, `$1${mark}@`)
      .replace(bearer, `$1 ${mark}`)
      .replace(named, `$1$2${mark}`)
      .replace(jsonWebToken, mark)
      .replace(longRandom, mark)

  return {
    remember(secret) {
      if (secret.length >= shortestSecret && !known.has(secret)) known.set(secret, new SecretFinder(secret))
    },
    own,
    outside: (text) => withoutLookalikes(withoutPieces([text]).join('')),
    forLog(parts) {
      const texts = parts.map((value) =>
        typeof value === 'string' ? value : inspect(value, { depth: 5, breakLength: Infinity, maxStringLength: longestText }),
      )
      const [sentence, ...others] = texts.map((text) => text.slice(0, longestText + beyond))
      if (sentence === undefined) return []
      const isOurs = typeof parts[0] === 'string'
      const clean = isOurs
        ? [own(sentence), ...withoutPieces(others).map(withoutLookalikes)]
        : withoutPieces([sentence, ...others]).map(withoutLookalikes)
      return clean.map((text, i) => {
        const whole = texts[i] ?? ''
        const cut = text.length > longestText ? text.slice(0, longestText) : text
        return (whole.length > longestText ? `${cut}… (${whole.length} characters)` : cut).replace(email, '<email>')
      })
    },
  }
}
