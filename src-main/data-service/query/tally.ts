import { unknownTime } from '../../connector/times.ts'
import { statuses, statusMask, type Columns } from '../cache/columns/columns.ts'
import { bitmapOf, except, hasBit, keysIn, type Bitmap } from './bitmap.ts'
import { CombinedCodes } from './combined-codes.ts'
import { Numbering } from './numbering.ts'
import type { Codes } from './rankings.ts'

/** Words of keys that are counted between two places where work may stop, and keys in them at most. */
const stepWords = 128
const stepKeys = stepWords * 32

/** What is counted by. */
export interface CountedField extends Codes {
  readonly labelOf: (code: number) => string
  /** Of the few keys that have several values, all of them; then `fill` says that they have none. */
  readonly several?: ReadonlyMap<number, readonly number[]>
  /**
   * Where any key may have several values, `fill` writes the first, and this the `nth` after it (from 1) of those that have so many: of these it writes the places
   * in `keys`, too. Answers how many they are. Each value of a key comes once.
   */
  readonly further?: (nth: number, keys: Uint32Array, n: number, codes: Uint32Array, places: Uint32Array) => number
}

/** Numbers a group, side by side in memory: how many, how many failed, and the earliest and latest time. */
const width = 4
const isFailed = Uint8Array.from({ length: 256 }, (_, state) => Number(statuses[state & statusMask] === 'failed'))

/** Counts of groups, which are numbered from 0. */
export class Tally {
  private readonly combined: CombinedCodes
  private readonly numbering: Numbering
  private readonly pairs: Numbering | null
  private sums = new Float64Array(0)
  private ready = 0
  /** The numbers of the groups that have any entry. */
  private present: Uint32Array = new Uint32Array(0)
  private distincts: Uint32Array | null = null
  private readonly codes = new Uint32Array(stepKeys)
  private readonly sum = new Float64Array(stepKeys)
  private readonly numbers = new Uint32Array(stepKeys)
  private readonly paired = new Uint32Array(stepKeys)
  private readonly places = new Uint32Array(stepKeys)

  /** @param exact as in {@link CombinedCodes} */
  constructor(
    private readonly columns: Columns,
    private readonly by: readonly CountedField[],
    private readonly distinct: CountedField | null,
    exact?: number,
  ) {
    this.combined = new CombinedCodes(by, stepKeys, exact)
    this.numbering = new Numbering(this.combined.limit)
    // A group and a value are one code: more than any table has room for.
    this.pairs = distinct && new Numbering(Infinity)
  }

  get length(): number {
    return this.present.length
  }
  count(group: number): number {
    return this.of(group, 0)
  }
  failed(group: number): number {
    return this.of(group, 1)
  }
  /** Times of its first and last entry, ms; null where none is known. */
  first(group: number): number | null {
    const at = this.of(group, 2)
    return at === Infinity ? null : at
  }
  last(group: number): number | null {
    const at = this.of(group, 3)
    return at === -Infinity ? null : at
  }
  /** How many different values of the field that was asked for. */
  differing(group: number): number {
    this.distincts ??= this.countPairs()
    return this.distincts[this.present[group] as number] as number
  }
  /** A code a field. */
  key(group: number): number[] {
    return this.combined.apart(this.codeOf(group))
  }
  compareKeys(a: number, b: number): number {
    return this.combined.compare(this.codeOf(a), this.codeOf(b))
  }

  private of(group: number, at: number): number {
    return this.sums[(this.present[group] as number) * width + at] as number
  }
  private codeOf(group: number): number {
    return this.numbering.codes[this.present[group] as number] as number
  }

  private countPairs(): Uint32Array {
    const counts = new Uint32Array(this.numbering.length)
    const { distinct, pairs } = this
    if (!distinct || !pairs) return counts
    for (let i = 0; i < pairs.length; i++) {
      const number = Math.floor((pairs.codes[i] as number) / (distinct.distinct + 1))
      counts[number] = (counts[number] as number) + 1
    }
    return counts
  }

  /** Counts a set of keys. Call it once. */
  *take(bits: Bitmap): Generator<void, void> {
    const special = new Set([...this.by, ...(this.distinct ? [this.distinct] : [])].flatMap(({ several }) => [...(several?.keys() ?? [])]))
    const apart = [...special].filter((key) => key >>> 5 < bits.length && hasBit(bits, key))
    const plain = apart.length === 0 ? bits : except(bits, bitmapOf(apart, bits.length << 5))
    const keys = new Uint32Array(stepKeys)
    for (let word = 0; word < plain.length; word += stepWords) {
      const n = keysIn(plain.subarray(word, word + stepWords), keys)
      if (n === 0) continue
      if (word > 0) for (let i = 0; i < n; i++) keys[i] = (keys[i] as number) + (word << 5)
      this.step(keys, n)
      this.stepFurther(keys, n)
      yield
    }
    for (const key of apart) this.takeApart(key)
    this.present = this.numbersPresent()
  }

  private numbersPresent(): Uint32Array {
    const found = new Uint32Array(this.numbering.length)
    let length = 0
    for (let number = 0; number < this.numbering.length; number++) {
      found[length] = number
      if ((this.sums[number * width] as number) > 0) length++
    }
    return found.slice(0, length)
  }

  /** @param nth which of its values each key is counted by, where one of the fields may have several */
  private step(keys: Uint32Array, n: number, nth = 0): void {
    const { codes, sum, numbers, by, columns } = this
    for (let at = 0; at < by.length; at++) {
      const field = by[at] as CountedField
      if (nth > 0 && field.further) field.further(nth, keys, n, codes, this.places)
      else field.fill(keys, 0, n, codes)
      this.combined.add(at, codes, n, sum)
    }
    this.numbering.number(sum, n, numbers)
    this.makeRoom()
    add(this.sums, numbers, keys, n, columns.state, columns.time)
    const { distinct, pairs } = this
    if (!distinct || !pairs) return
    distinct.fill(keys, 0, n, codes)
    pairs.number(sum, pair(numbers, codes, n, distinct.distinct, sum), this.paired)
    if (!distinct.further) return
    let [left, of]: [Uint32Array, Uint32Array] = [keys.subarray(0, n), numbers]
    for (let other = 1; ; other++) {
      const more = distinct.further(other, left, left.length, codes, this.places)
      if (more === 0) return
      const [places, before, counted] = [this.places.slice(0, more), left, of]
      left = places.map((place) => before[place] as number)
      of = places.map((place) => counted[place] as number)
      pairs.number(sum, pair(of, codes, more, distinct.distinct, sum), this.paired)
    }
  }

  /** Keys with several values of a field that groups are made of: once more by each of these. */
  private stepFurther(keys: Uint32Array, n: number): void {
    const field = this.by.find(({ further }) => further)
    if (!field?.further) return
    let left: Uint32Array = keys.subarray(0, n)
    for (let nth = 1; ; nth++) {
      const more = field.further(nth, left, left.length, this.codes, this.places)
      if (more === 0) return
      const before = left
      left = this.places.slice(0, more).map((place) => before[place] as number)
      this.step(left, more, nth)
    }
  }

  /** A key that may have several values: once in each group, whatever its values. */
  private takeApart(key: number): void {
    const { columns, numbers, sum } = this
    const one = Uint32Array.of(key)
    const valuesOf = (field: CountedField): readonly number[] => {
      const several = field.several?.get(key)
      if (several) return several
      field.fill(one, 0, 1, this.codes)
      const values = [this.codes[0] as number]
      for (let nth = 1; field.further && field.further(nth, one, 1, this.codes, this.places) > 0; nth++)
        values.push(this.codes[0] as number)
      return values
    }
    const values = this.by.map(valuesOf)
    const differing = this.distinct ? valuesOf(this.distinct) : []
    for (const group of product(values)) {
      group.forEach((code, at) => this.combined.add(at, Uint32Array.of(code), 1, sum))
      this.numbering.number(sum, 1, numbers)
      this.makeRoom()
      add(this.sums, numbers, one, 1, columns.state, columns.time)
      const number = Uint32Array.of(numbers[0] as number)
      if (!this.distinct || !this.pairs) continue
      for (const value of differing) this.pairs.number(sum, pair(number, Uint32Array.of(value), 1, this.distinct.distinct, sum), numbers)
    }
  }

  private makeRoom(): void {
    const { length } = this.numbering
    if (length * width > this.sums.length) {
      const more = new Float64Array((this.ready === 0 ? length : length * 2) * width)
      more.set(this.sums)
      this.sums = more
    }
    for (; this.ready < length; this.ready++) {
      this.sums[this.ready * width + 2] = Infinity
      this.sums[this.ready * width + 3] = -Infinity
    }
  }
}

function add(sums: Float64Array, numbers: Uint32Array, keys: Uint32Array, n: number, state: Uint8Array, time: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const at = (numbers[i] as number) * width
    const key = keys[i] as number
    const ms = time[key] as number
    ;(sums[at] as number)++
    sums[at + 1] = (sums[at + 1] as number) + (isFailed[state[key] as number] as number)
    if (ms < (sums[at + 2] as number)) sums[at + 2] = ms
    if (ms > (sums[at + 3] as number) && ms !== unknownTime) sums[at + 3] = ms
  }
}

/** Group and value as one number, of those that have a value; answers how many. */
function pair(numbers: Uint32Array, codes: Uint32Array, n: number, distinct: number, pairs: Float64Array): number {
  let count = 0
  for (let i = 0; i < n; i++) {
    const code = codes[i] as number
    if (code === distinct) continue
    pairs[count++] = (numbers[i] as number) * (distinct + 1) + code
  }
  return count
}

/** Each different way to take one of each. */
function product(lists: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return lists.reduce<readonly (readonly number[])[]>(
    (found, list) => found.flatMap((begun) => [...new Set(list)].map((each) => [...begun, each])),
    [[]],
  )
}
