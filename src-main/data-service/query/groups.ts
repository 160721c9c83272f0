import { fold } from '@language/pattern.ts'
import type { FacetValue } from '@contract/log.ts'
import type { Dictionary, Parts } from '../cache/dictionary.ts'

/**
 * What counts as one value for a person. Several dictionary values may be one: the same email under two names, every
 * resource of one type.
 */
export class Groups {
  private groupOf = new Uint32Array(256)
  private known = 0
  readonly labels: { value: string; label?: string }[] = []
  private readonly byName = new Map<string, number>()

  constructor(
    private readonly dictionary: Dictionary,
    private readonly name: (parts: Parts) => { value: string; label?: string | undefined } | null,
  ) {}

  /** Group by dictionary id. */
  get of(): Uint32Array {
    return this.groupOf.subarray(0, this.known)
  }

  /** Takes in what the dictionary has learnt since. Group 0 is *absent*. */
  refresh(): void {
    if (this.labels.length === 0) this.labels.push({ value: '' })
    if (this.known === this.dictionary.size) return
    this.makeRoom(this.dictionary.size)
    for (let id = this.known; id < this.dictionary.size; id++) {
      const named = id === 0 ? null : this.name(this.dictionary.values[id] as Parts)
      if (!named || named.value === '') {
        this.groupOf[id] = 0
        continue
      }
      const key = fold(named.value)
      let group = this.byName.get(key)
      if (group === undefined) {
        group = this.labels.length
        this.byName.set(key, group)
        this.labels.push({ value: named.value, ...(named.label !== undefined && { label: named.label }) })
      }
      this.groupOf[id] = group
    }
    this.known = this.dictionary.size
  }

  /** 1 for each dictionary id whose group's value is accepted; group 0, *absent*, is `absent`. */
  table(accept: (value: string) => boolean, absent: 0 | 1): Uint8Array {
    this.refresh()
    const byGroup = Uint8Array.from(this.labels, ({ value }, group) => (group === 0 ? absent : accept(value) ? 1 : 0))
    return Uint8Array.from(this.of, (group) => byGroup[group] as number)
  }

  private makeRoom(size: number): void {
    if (size <= this.groupOf.length) return
    const bigger = new Uint32Array(size + (size >> 1))
    bigger.set(this.groupOf)
    this.groupOf = bigger
  }

  /** Sums counts per dictionary id into groups and lists the most frequent; ties by value. */
  top(counts: Uint32Array, limit: number, accept: (value: string) => boolean = () => true): { values: FacetValue[]; distinct: number } {
    this.refresh()
    const sums = new Uint32Array(this.labels.length)
    const { groupOf } = this
    const ids = Math.min(counts.length, this.known)
    for (let id = 1; id < ids; id++) (sums[groupOf[id] as number] as number) += counts[id] as number
    let distinct = 0
    // A short ordered list: of many thousands of values few ever enter it, so this beats sorting them all.
    const best: number[] = []
    const ahead = (a: number, b: number): boolean => {
      const difference = (sums[a] as number) - (sums[b] as number)
      return difference > 0 || (difference === 0 && (this.labels[a]?.value ?? '') < (this.labels[b]?.value ?? ''))
    }
    for (let group = 1; group < sums.length; group++) {
      if (sums[group] === 0 || !accept(this.labels[group]?.value ?? '')) continue
      distinct++
      if (best.length === limit && !ahead(group, best[limit - 1] as number)) continue
      let at = best.length
      while (at > 0 && ahead(group, best[at - 1] as number)) at--
      best.splice(at, 0, group)
      if (best.length > limit) best.pop()
    }
    return { values: best.map((group) => ({ ...(this.labels[group] as { value: string }), count: sums[group] as number })), distinct }
  }
}
