import { Numbering } from './numbering.ts'
import type { Codes } from './rankings.ts'

/** Whole numbers up to here are exact. */
const mostExact = 2 ** 53

/**
 * The codes of several fields as one number: a digit a field, so that numbers are in the order of the fields' values. Where that would be
 * more than a number holds exactly, what is combined so far is numbered first.
 */
export class CombinedCodes {
  /** What was numbered before a field was added, by that field. */
  private readonly stages: (Numbering | null)[] = []
  /** Combined codes are below it. */
  readonly limit: number
  private readonly numbers: Uint32Array

  /** @param step most codes at once @param exact numbers up to here are exact; fewer in tests */
  constructor(
    private readonly fields: readonly Codes[],
    step: number,
    exact = mostExact,
  ) {
    let limit = 1
    for (const { distinct } of fields) {
      const isTooMuch = limit * (distinct + 1) > exact
      this.stages.push(isTooMuch ? new Numbering(limit) : null)
      // There are never more combinations than entries.
      limit = (isTooMuch ? 2 ** 32 : limit) * (distinct + 1)
    }
    this.limit = limit
    this.numbers = new Uint32Array(step)
  }

  /** Adds a digit, the codes of field `at`, to the first `n` of `combined`. */
  add(at: number, codes: Uint32Array, n: number, combined: Float64Array): void {
    const base = (this.fields[at] as Codes).distinct + 1
    const stage = this.stages[at]
    if (at === 0) for (let i = 0; i < n; i++) combined[i] = codes[i] as number
    else if (stage) {
      const { numbers } = this
      stage.number(combined, n, numbers)
      for (let i = 0; i < n; i++) combined[i] = (numbers[i] as number) * base + (codes[i] as number)
    } else for (let i = 0; i < n; i++) combined[i] = (combined[i] as number) * base + (codes[i] as number)
  }

  /** A code a field. */
  apart(combined: number): number[] {
    const found: number[] = []
    let rest = combined
    for (let at = this.fields.length - 1; at >= 0; at--) {
      const base = (this.fields[at] as Codes).distinct + 1
      const code = rest % base
      found.unshift(code)
      rest = (rest - code) / base
      const stage = this.stages[at]
      if (stage) rest = stage.codes[rest] as number
    }
    return found
  }

  /** By the first field, then by the next. */
  compare(a: number, b: number): number {
    if (this.stages.every((stage) => stage === null)) return a - b
    const [first, second] = [this.apart(a), this.apart(b)]
    const at = first.findIndex((code, i) => code !== second[i])
    return at < 0 ? 0 : (first[at] as number) - (second[at] as number)
  }
}
