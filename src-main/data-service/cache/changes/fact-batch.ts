import type { ReadChanges } from '../../connector/connector.ts'
import { PageDictionary, type DistinctValues } from '../dictionary/page-dictionary.ts'
import { changedPaths, listDifference } from './change-facts.ts'

/** What a change can be searched for: members of lists that came or went, and paths of what differs. */
export const changeKinds = ['added', 'removed', 'changed'] as const
export type ChangeKind = (typeof changeKinds)[number]

type Numbers = Uint32Array<ArrayBuffer>

/** What changes can be searched for: of entry `i` the facts `[ends[i - 1], ends[i])`, numbers of values with their kind as second part. */
export interface ChangeFacts {
  readonly ends: Numbers
  readonly facts: Numbers
  readonly values: DistinctValues
}

/** Numbers what the changes of entries added, removed and touched. */
export class FactsBuilder {
  private ends: Numbers
  private facts = new Uint32Array(1024)
  private readonly table = new PageDictionary()
  private added = 0
  private end = 0

  /** @param expected how many entries there are likely to be */
  constructor(expected: number) {
    this.ends = new Uint32Array(Math.max(1, expected))
  }

  /** @returns whether anything was found */
  add(changes: ReadChanges | undefined): boolean {
    const from = this.end
    if (changes) {
      const { added, removed } = listDifference(changes.before, changes.after)
      this.put('added', added)
      this.put('removed', removed)
      this.put('changed', changedPaths(changes.before, changes.after))
    }
    if (this.added === this.ends.length) {
      const more = new Uint32Array(this.added * 2)
      more.set(this.ends)
      this.ends = more
    }
    this.ends[this.added++] = this.end
    return this.end > from
  }

  private put(kind: ChangeKind, facts: readonly string[]): void {
    if (this.end + facts.length > this.facts.length) {
      const more = new Uint32Array((this.end + facts.length) * 2)
      more.set(this.facts)
      this.facts = more
    }
    for (const fact of facts) this.facts[this.end++] = this.table.numberOf(fact, kind)
  }

  done(): ChangeFacts {
    return {
      ends: this.ends.length === this.added ? this.ends : this.ends.slice(0, this.added),
      facts: this.facts.slice(0, this.end),
      values: this.table.done(),
    }
  }
}

/** Of changes that are at hand. */
export function factsOf(changes: readonly (ReadChanges | undefined)[]): ChangeFacts {
  const builder = new FactsBuilder(changes.length)
  for (const each of changes) builder.add(each)
  return builder.done()
}
