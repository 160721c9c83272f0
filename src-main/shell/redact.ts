import { inspect } from 'node:util'

export interface Redactor {
  /** A secret that must never be written, whatever its shape. Kept in memory only. */
  remember(secret: string): void
  /** Takes secrets out: remembered ones, credentials by their place, long random-looking text. */
  secrets(text: string): string
  /** Takes secrets and email addresses out of anything that is about to be logged. */
  forLog(value: unknown): string
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

/** Shorter texts are too likely to be part of ordinary words. */
const shortestSecret = 6
/** Longer texts are cut before the patterns run, so that logging stays cheap. */
const longestText = 20_000

export function createRedactor(): Redactor {
  const known = new Set<string>()

  function secrets(text: string): string {
    let clean = text
    for (const secret of known) clean = clean.replaceAll(secret, '<secret>')
    return clean
      .replace(credentialsInUrl, '$1<secret>@')
      .replace(bearer, '$1 <secret>')
      .replace(named, '$1$2<secret>')
      .replace(jsonWebToken, '<secret>')
      .replace(longRandom, '<secret>')
  }

  return {
    remember(secret) {
      if (secret.length >= shortestSecret) known.add(secret)
    },
    secrets,
    forLog(value) {
      const text = typeof value === 'string' ? value : inspect(value, { depth: 5, breakLength: Infinity, maxStringLength: 2_000 })
      const cut = text.length > longestText ? `${text.slice(0, longestText)}… (${text.length} characters)` : text
      return secrets(cut).replace(email, '<email>')
    },
  }
}
