import type { Columns } from '../cache/columns/columns.ts'
import { statuses, statusMask } from '../cache/columns/columns.ts'
import { CombinedCodes } from './combined-codes.ts'
import { Numbering } from './numbering.ts'
import type { Codes } from './rankings.ts'

/** Keys that are counted between two places where work may stop. */
const stepKeys = 4096
/** Numbers a group: how many, how many failed, and the keys of the first and the last plus one; 0 for none. */
const width = 4

/** What is counted by. Of a key that has several values, `several` names them; then `fill` says that it has none. */
export interface CountedField extends Codes {
  readonly labelOf: (code: number) => string
  readonly several?: ReadonlyMap<number, readonly number[]>
}

const isFailed = Uint32Array.from({ length: 256 }, (_, state) => Number(statuses[state & statusMask] === 'failed'))

/** Counts of groups, a number each in the order in which they were met. */
export class Tally {
  private readonly combined: CombinedCodes
  private readonly groups: Numbering
  private readonly pairs: Numbering | null
  private sums = new Uint32Array(stepKeys * width)
  private distincts: Uint32Array | null = null
  private readonly codes = new Uint32Array(stepKeys)
  private readonly sum = new Float64Array(stepKeys)
  private readonly numbers = new Uint32Array(stepKeys)
  /** Keys with several values of something. */
  private readonly special: ReadonlySet<number>
  private readonly specials: number[] = []

  /** @param exact as in {@link CombinedCodes} */
  constructor(
    private readonly columns: Columns,
    private readonly by: readonly CountedField[],
    private readonly distinct: CountedField | null,
    exact?: number,
  ) {
    this.combined = new CombinedCodes(by, stepKeys, exact)
    this.groups = new Numbering(this.combined.limit)
    this.pairs = distinct && new Numbering(2 ** 32 * (distinct.distinct + 1))
    this.special = new Set([...by, ...(distinct ? [distinct] : [])].flatMap(({ several }) => [...(several?.keys() ?? [])]))
  }

  get length(): number {
    return this.groups.length
  }
  count(group: number): number {
    return this.sums[group * width] as number
  }
  failed(group: number): number {
    return this.sums[group * width + 1] as number
  }
  /** Times of its first and last entry, ms; null where none is known. */
  first(group: number): number | null {
    return this.timeOf(this.sums[group * width + 2] as number)
  }
  last(group: number): number | null {
    return this.timeOf(this.sums[group * width + 3] as number)
  }
  /** How many different values of the field that was asked for. */
  differing(group: number): number {
    this.distincts ??= this.countPairs()
    return this.distincts[group] as number
  }
  /** A code a field. */
  key(group: number): number[] {
    return this.combined.apart(this.groups.codes[group] as number)
  }
  compareKeys(a: number, b: number): number {
    return this.combined.compare(this.groups.codes[a] as number, this.groups.codes[b] as number)
  }

  private timeOf(keyAndOne: number): number | null {
    return keyAndOne === 0 ? null : (this.columns.time[keyAndOne - 1] as number)
  }

  private countPairs(): Uint32Array {
    const counts = new Uint32Array(this.length)
    const { distinct, pairs } = this
    if (!distinct || !pairs) return counts
    for (let i = 0; i < pairs.length; i++) {
      const group = Math.floor((pairs.codes[i] as number) / (distinct.distinct + 1))
      counts[group] = (counts[group] as number) + 1
    }
    return counts
  }

  /** Counts keys, by time, oldest first; the first `known` have a time. Call it once. */
  *take(keys: Uint32Array, known: number): Generator<void, void> {
    const plain = this.special.size === 0 ? keys : keys.filter((key) => !this.isSpecial(key))
    const dated = plain === keys ? known : known - this.specials.filter((key) => Number.isFinite(this.columns.time[key])).length
    for (let from = 0; from < plain.length;) {
      const to = Math.min(from + stepKeys, from < dated ? dated : plain.length)
      this.step(plain, from, to, from < dated)
      from = to
      yield
    }
    for (const key of this.specials) this.takeSpecial(key)
  }

  private isSpecial(key: number): boolean {
    const found = this.special.has(key)
    if (found) this.specials.push(key)
    return found
  }

  private step(keys: Uint32Array, from: number, to: number, dated: boolean): void {
    const { codes, sum, numbers, by } = this
    const n = to - from
    by.forEach((field, at) => {
      field.fill(keys, from, to, codes)
      this.combined.add(at, codes, n, sum)
    })
    this.groups.number(sum, n, numbers)
    this.makeRoom()
    if (dated) add(this.sums, numbers, keys, from, to, this.columns.state)
    else addUndated(this.sums, numbers, keys, from, to, this.columns.state)
    if (!this.distinct || !this.pairs) return
    this.distinct.fill(keys, from, to, codes)
    this.pairs.number(sum, pair(numbers, codes, n, this.distinct.distinct, sum), numbers)
  }

  /** A key that may have several values: once in each group, whatever its values. */
  private takeSpecial(key: number): void {
    const one = Uint32Array.of(key)
    const valuesOf = (field: CountedField): readonly number[] => {
      field.fill(one, 0, 1, this.codes)
      return field.several?.get(key) ?? [this.codes[0] as number]
    }
    const values = this.by.map(valuesOf)
    const differing = this.distinct ? valuesOf(this.distinct) : []
    for (const group of product(values)) {
      group.forEach((code, at) => this.combined.add(at, Uint32Array.of(code), 1, this.sum))
      this.groups.number(this.sum, 1, this.numbers)
      this.makeRoom()
      const number = this.numbers[0] as number
      this.addOne(number, key)
      if (!this.distinct || !this.pairs) continue
      for (const value of differing)
        this.pairs.number(this.sum, pair(Uint32Array.of(number), Uint32Array.of(value), 1, this.distinct.distinct, this.sum), this.numbers)
    }
  }

  private addOne(group: number, key: number): void {
    const { sums, columns } = this
    const at = group * width
    sums[at] = (sums[at] as number) + 1
    sums[at + 1] = (sums[at + 1] as number) + (isFailed[columns.state[key] as number] as number)
    const time = columns.time[key] as number
    if (!Number.isFinite(time)) return
    const [first, last] = [this.first(group), this.last(group)]
    if (first === null || time < first) sums[at + 2] = key + 1
    if (last === null || time >= last) sums[at + 3] = key + 1
  }

  private makeRoom(): void {
    if (this.groups.length * width <= this.sums.length) return
    const more = new Uint32Array(this.groups.length * width * 2)
    more.set(this.sums)
    this.sums = more
  }
}

function add(sums: Uint32Array, groups: Uint32Array, keys: Uint32Array, from: number, to: number, state: Uint8Array): void {
  for (let i = from, j = 0; i < to; i++, j++) {
    const at = (groups[j] as number) * width
    const key = keys[i] as number
    ;(sums[at] as number)++
    sums[at + 1] = (sums[at + 1] as number) + (isFailed[state[key] as number] as number)
    if (sums[at + 2] === 0) sums[at + 2] = key + 1
    sums[at + 3] = key + 1
  }
}

function addUndated(sums: Uint32Array, groups: Uint32Array, keys: Uint32Array, from: number, to: number, state: Uint8Array): void {
  for (let i = from, j = 0; i < to; i++, j++) {
    const at = (groups[j] as number) * width
    ;(sums[at] as number)++
    sums[at + 1] = (sums[at + 1] as number) + (isFailed[state[keys[i] as number] as number] as number)
  }
}

/** Group and value as one number, of those that have a value; answers how many. */
function pair(groups: Uint32Array, codes: Uint32Array, n: number, distinct: number, pairs: Float64Array): number {
  let count = 0
  for (let i = 0; i < n; i++) {
    const code = codes[i] as number
    if (code === distinct) continue
    pairs[count++] = (groups[i] as number) * (distinct + 1) + code
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
