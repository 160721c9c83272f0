import { form, side, type ToldBlock } from '../cache/told/told-block.ts'
import type { Texts } from './texts.ts'

/** A block with its texts numbered as in the whole log. */
export interface OpenTold extends ToldBlock {
  readonly words: Int32Array
}

export function openTold(block: ToldBlock, texts: Texts): OpenTold {
  return { ...block, words: Int32Array.from(block.texts, (text) => texts.numberOf(text)) }
}

const forms = 4
const perField = 3
const perValue = 3

/** A value of a block: two are the same where both numbers are. */
export interface Value {
  readonly high: number
  readonly low: number
}

/** What one entry says that it changed. The same object again for the next entry. */
export class Telling {
  private block: OpenTold | null = null
  private from = 0
  private end = 0
  before: number = side.absent
  after: number = side.absent

  /** @param at which entry of the block */
  set(block: OpenTold | null, at: number): void {
    this.block = block
    this.from = block ? (block.starts[at] as number) : 0
    this.end = block ? (block.starts[at + 1] as number) : 0
    const sides = this.end > this.from ? (block?.records[this.from] as number) : 0
    this.before = sides % forms
    this.after = Math.trunc(sides / forms)
  }

  /** How many fields its sides have. */
  get fields(): number {
    return Math.max(0, Math.trunc((this.end - this.from - 1) / perField))
  }

  nameOf(field: number): number {
    return this.block?.words[this.number(field, 0)] as number
  }

  /** The number of a value within the block; -1: that side does not have the field. */
  valueBefore(field: number): number {
    return this.number(field, 1)
  }

  valueAfter(field: number): number {
    return this.number(field, 2)
  }

  private number(field: number, part: number): number {
    return this.block?.records[this.from + 1 + field * perField + part] as number
  }

  /** Which field is called so; -1: none. */
  field(name: number): number {
    for (let field = this.fields - 1; field >= 0; field--) if (this.nameOf(field) === name) return field
    return -1
  }

  high(value: number): number {
    return this.block?.values[value * perValue] as number
  }

  low(value: number): number {
    return this.block?.values[value * perValue + 1] as number
  }

  formOf(value: number): number {
    return (this.block?.values[value * perValue + 2] as number) % forms
  }

  private listAt(value: number): number {
    return Math.trunc((this.block?.values[value * perValue + 2] as number) / forms)
  }

  /** The texts of a list of texts; null for any other value, and where there is none. */
  texts(value: number): number[] | null {
    if (value < 0 || this.formOf(value) !== form.texts) return null
    const { lists, words } = this.block as OpenTold
    const at = this.listAt(value)
    const found: number[] = []
    for (let i = 1; i <= (lists[at] as number); i++) found.push(words[lists[at + i] as number] as number)
    return found
  }

  /** A text; -1 for any other value, and where there is none. */
  text(value: number): number {
    if (value < 0 || this.formOf(value) !== form.text) return -1
    const { lists, words } = this.block as OpenTold
    return words[lists[this.listAt(value) + 1] as number] as number
  }

  /** A number that counts; null for any other value, and where there is none. */
  count(value: number): number | null {
    return value < 0 || this.formOf(value) !== form.number ? null : (this.block?.lists[this.listAt(value)] as number)
  }
}
