import { caseless } from '@language/pattern.ts'

const halves = /\p{Surrogate}/u

/** Texts as they are kept: one after the other, and where each ends. */
export interface KeptTexts {
  readonly bytes: Buffer
  readonly ends: Int32Array
  /** Those that have no UTF-8, as JSON: halves of characters. */
  readonly odd: readonly (readonly [number: number, json: string])[]
}

/** Texts by number: names, ids, words. Only ever more. */
export class Texts {
  private readonly all: (string | undefined)[] = []
  private readonly numbers = new Map<string, number>()
  private small = new Int32Array(0)
  private kept: KeptTexts | null = null
  /** Of the kept ones all are among the numbers. */
  private isFound = true

  get count(): number {
    return this.all.length
  }

  /** -1 for what is not there. */
  numberOf(text: string | undefined): number {
    if (text === undefined) return -1
    if (!this.isFound) this.find()
    const known = this.numbers.get(text)
    if (known !== undefined) return known
    const number = this.all.length
    this.all.push(text)
    this.numbers.set(text, number)
    return number
  }

  at(number: number): string {
    return this.all[number] ?? this.read(number)
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

  /** All of them, to be kept. */
  keep(): KeptTexts {
    const [ends, odd] = [new Int32Array(this.count), [] as [number, string][]]
    const texts = Array.from(ends, (_, number) => {
      const text = this.at(number)
      if (!halves.test(text)) return text
      odd.push([number, JSON.stringify(text)])
      return ''
    })
    let end = 0
    texts.forEach((text, number) => (ends[number] = end += Buffer.byteLength(text)))
    return { bytes: Buffer.from(texts.join('')), ends, odd }
  }

  /** Takes over what {@link keep} gave out. A text is read when it is asked for, and all of them when one is looked for. */
  load(kept: KeptTexts): void {
    this.kept = kept
    this.numbers.clear()
    this.all.length = 0
    for (const _ of kept.ends) this.all.push(undefined)
    for (const [number, json] of kept.odd) this.all[number] = String(JSON.parse(json))
    this.isFound = false
  }

  private read(number: number): string {
    const { bytes, ends } = this.kept as KeptTexts
    const text = bytes.toString('utf8', number === 0 ? 0 : ends[number - 1], ends[number])
    this.all[number] = text
    return text
  }

  private find(): void {
    this.isFound = true
    for (const [number, text] of this.all.entries()) this.numbers.set(text ?? this.read(number), number)
  }
}
