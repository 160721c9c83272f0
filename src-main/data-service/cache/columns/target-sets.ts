import type { Dictionary } from '../dictionary/dictionary.ts'

const separator = ','

/** The value of a set in its dictionary: the ids, or in a batch the numbers, of its targets. */
export const joinedSet = (ids: readonly number[]): string => ids.join(separator)
export const membersOf = (joined: string): number[] => joined.split(separator).map(Number)

/** Sets between two places where work may stop. */
const stepSets = 1024

/**
 * All targets of the entries that have several: the column `targets` has the id of a set, which is 0 for who has one target or none, and a set's
 * value names its targets in the dictionary of targets. Who has one target pays a byte.
 */
export class TargetSets {
  /** Ids in the dictionary of targets, set after set, and where each set begins; as many sets as are `known`. */
  private members = new Uint32Array(64)
  private starts = new Uint32Array(64)
  private known = 1

  constructor(private readonly dictionary: Dictionary) {}

  /** Sets are below it; 0 has no targets. */
  get size(): number {
    return this.dictionary.size
  }

  /** Whether any entry has several targets. */
  get any(): boolean {
    return this.size > 1
  }

  /** Ids in the dictionary of targets, the first target first. */
  of(set: number): Uint32Array {
    while (this.takeIn());
    return this.members.subarray(this.starts[set], this.starts[set + 1])
  }

  /** By set: 1 where any of its targets has a 1 in the table. */
  holdingAny(table: Uint8Array): Uint8Array {
    while (this.takeIn());
    const { starts, members, size } = this
    const found = new Uint8Array(size)
    for (let set = 1; set < size; set++) {
      const end = starts[set + 1] as number
      let any = 0
      for (let at = starts[set] as number; at < end; at++) any |= table[members[at] as number] as number
      found[set] = any
    }
    return found
  }

  /** Takes in sets that are not in it yet, piece by piece: the first search need not wait for all of them. */
  *preparing(): Generator<void, void> {
    while (this.takeIn()) yield
  }

  /** @returns whether there are more */
  private takeIn(): boolean {
    const { dictionary } = this
    // What a failed commit took back may have stood here.
    if (this.known > dictionary.size) this.known = dictionary.size
    const end = Math.min(dictionary.size, this.known + stepSets)
    if (end + 1 > this.starts.length) this.starts = grown(this.starts, end + 1)
    for (; this.known < end; this.known++) {
      const ids = membersOf(dictionary.firstPart(this.known) ?? '')
      const from = this.starts[this.known] as number
      if (from + ids.length > this.members.length) this.members = grown(this.members, from + ids.length)
      this.members.set(ids, from)
      this.starts[this.known + 1] = from + ids.length
    }
    return this.known < dictionary.size
  }
}

function grown(old: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(length + (length >> 1))
  larger.set(old)
  return larger
}
