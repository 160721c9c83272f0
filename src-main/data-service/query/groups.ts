import { caseless, fold } from '@language/pattern.ts'
import type { FacetValue } from '@contract/log.ts'
import type { Dictionary } from '../cache/dictionary/dictionary.ts'

/** How a dictionary's values are named for a person; an empty name is *absent*. */
export interface Naming {
  readonly dictionary: Dictionary
  readonly valueOf: (id: number) => string | undefined
  /** The same without what a person said: who has several names is several. */
  readonly aloneOf?: (id: number) => string | undefined
  readonly labelOf?: (id: number) => string | undefined
}

interface Ranked {
  readonly group: number
  readonly value: string
  /** How often it occurs; each rank is worth more than any number of occurrences. */
  readonly score: number
}
const isAhead = (a: Ranked, b: Ranked): boolean => a.score > b.score || (a.score === b.score && a.value < b.value)

/** Values of several columns, each once: those of a lower rank first, then those that are named more often. */
export function mergedValues(lists: readonly (readonly FacetValue[])[], rankOf: (value: string) => number): FacetValue[] {
  const byKey = new Map<string, FacetValue>()
  for (const value of lists.flat()) {
    const key = caseless(value.value)
    const known = byKey.get(key)
    byKey.set(key, known ? { ...known, count: known.count + value.count } : value)
  }
  return [...byKey.values()].sort((a, b) => rankOf(a.value) - rankOf(b.value) || b.count - a.count)
}

/** Names that are looked up as they are, before their capitals are made small: types of resources, actions. */
const keptNames = 256

/**
 * What counts as one value for a person. Several dictionary values may be one: the same email under two names, every
 * resource of one type. Values are one where a field of the query language compares them as equal, so that what a facet counts is
 * what is selected by its value.
 */
export class Groups {
  private groupOf = new Uint32Array(256)
  private known = 0
  /** By group: the value it is shown by. 0 is *absent*. */
  private readonly values: string[] = ['']
  /** By group: the first dictionary value in it. */
  private readonly firsts: number[] = [0]
  private readonly byKey = new Map<string, number>()
  private readonly byName = new Map<string, number>()

  constructor(readonly naming: Naming) {}

  /** Group by dictionary id. */
  get of(): Uint32Array {
    return this.groupOf.subarray(0, this.known)
  }

  /** Names are others now. */
  forget(): void {
    this.known = 0
    this.values.length = this.firsts.length = 1
    this.byKey.clear()
    this.byName.clear()
  }

  /** Takes in what the dictionary has learnt since. */
  refresh(): void {
    const { dictionary, valueOf } = this.naming
    if (this.known === dictionary.size) return
    this.makeRoom(dictionary.size)
    for (let id = Math.max(1, this.known); id < dictionary.size; id++) {
      const value = valueOf(id)
      this.groupOf[id] = value === undefined || value === '' ? 0 : this.groupNamed(value, id)
    }
    this.known = dictionary.size
  }

  private groupNamed(value: string, id: number): number {
    const known = this.byName.get(value)
    if (known !== undefined) return known
    const key = caseless(value)
    let group = this.byKey.get(key)
    if (group === undefined) {
      group = this.values.length
      this.byKey.set(key, group)
      this.values.push(value)
      this.firsts.push(id)
    }
    if (this.byName.size < keptNames) this.byName.set(value, group)
    return group
  }

  /** 1 for each dictionary id whose group's value is accepted; group 0, *absent*, is `absent`. */
  table(accept: (value: string) => boolean, absent: 0 | 1): Uint8Array {
    this.refresh()
    const byGroup = Uint8Array.from(this.values, (value, group) => (group === 0 ? absent : accept(value) ? 1 : 0))
    const table = new Uint8Array(this.known)
    for (let id = 0; id < table.length; id++) table[id] = byGroup[this.groupOf[id] as number] as number
    return table
  }

  private makeRoom(size: number): void {
    if (size <= this.groupOf.length) return
    const bigger = new Uint32Array(size + (size >> 1))
    bigger.set(this.groupOf)
    this.groupOf = bigger
  }

  /**
   * Sums counts per dictionary id into groups and lists the first of them: those of a lower rank, then the most frequent, then by value. A negative rank
   * leaves a value out.
   */
  top(counts: Uint32Array, limit: number, rankOf: (value: string) => number = () => 0): { values: FacetValue[]; distinct: number } {
    this.refresh()
    const { groupOf, values } = this
    const sums = new Uint32Array(values.length)
    const ids = Math.min(counts.length, this.known)
    for (let id = 1; id < ids; id++) (sums[groupOf[id] as number] as number) += counts[id] as number
    let distinct = 0
    // A short ordered list: of many thousands of values few ever enter it, so this beats sorting them all.
    const best: Ranked[] = []
    for (let group = 1; group < sums.length; group++) {
      if (sums[group] === 0) continue
      const value = values[group] as string
      const rank = rankOf(value)
      if (rank < 0) continue
      distinct++
      const ranked = { group, value, score: (sums[group] as number) - rank * 2 ** 32 }
      if (best.length === limit && !isAhead(ranked, best[limit - 1] as Ranked)) continue
      let at = best.length
      while (at > 0 && isAhead(ranked, best[at - 1] as Ranked)) at--
      best.splice(at, 0, ranked)
      if (best.length > limit) best.pop()
    }
    return { values: best.map(({ group }) => this.shown(group, sums[group] as number)), distinct }
  }

  /** The same values, each counted with all that hold it. */
  holding(values: readonly FacetValue[], counts: Uint32Array): FacetValue[] {
    const sums = new Uint32Array(this.values.length)
    const ids = Math.min(counts.length, this.known)
    for (let id = 1; id < ids; id++) (sums[this.groupOf[id] as number] as number) += counts[id] as number
    const folded = this.values.map(fold)
    return values.map((value) => {
      const part = fold(value.value)
      return {
        ...value,
        count: sums.reduce((sum, count, group) => (group > 0 && count > 0 && folded[group]?.includes(part) ? sum + count : sum), 0),
      }
    })
  }

  private shown(group: number, count: number): FacetValue {
    const label = this.naming.labelOf?.(this.firsts[group] as number)
    return { value: this.values[group] as string, ...(label !== undefined && { label }), count }
  }
}
