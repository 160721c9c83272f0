import { sha256 } from '../bytes/sha256.ts'

const longest = 200

/** Numbers for texts, from 1. A text of megabytes is kept as its hash. */
export class Names {
  private readonly numbers = new Map<string, number>()

  numberOf(text: string): number {
    const name = text.length > longest ? `\0${sha256(Buffer.from(text))}` : text
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    const number = this.numbers.size + 1
    this.numbers.set(name, number)
    return number
  }

  /** Null for a text that was never given a number. */
  known(text: string): number | null {
    return this.numbers.get(text.length > longest ? `\0${sha256(Buffer.from(text))}` : text) ?? null
  }
}
