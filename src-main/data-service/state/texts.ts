import { caseless } from '@language/pattern.ts'

/** Texts by number: names, ids, words. Only ever more. */
export class Texts {
  private readonly all: string[] = []
  private readonly numbers = new Map<string, number>()
  private small = new Int32Array(0)

  get count(): number {
    return this.all.length
  }

  /** -1 for what is not there. */
  numberOf(text: string | undefined): number {
    if (text === undefined) return -1
    const known = this.numbers.get(text)
    if (known !== undefined) return known
    const number = this.all.length
    this.all.push(text)
    this.numbers.set(text, number)
    return number
  }

  at(number: number): string {
    return this.all[number] as string
  }

  orNull(number: number): string | null {
    return number < 0 ? null : this.at(number)
  }

  /** The number of the same text in small letters. */
  caseless(number: number): number {
    if (number >= this.small.length) {
      const more = new Int32Array(Math.max(1024, this.all.length * 2)).fill(-1)
      more.set(this.small)
      this.small = more
    }
    const known = this.small[number] as number
    if (known >= 0) return known
    const found = this.numberOf(caseless(this.at(number)))
    this.small[number] = found
    return found
  }
}
