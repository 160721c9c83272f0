import { isAscii } from 'node:buffer'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Filter } from '@contract/filter.ts'
import { fail } from '@contract/errors.ts'
import { compile as compilePattern, containing, fold } from '@language/pattern.ts'
import type { Block } from '../cache/blocks.ts'
import { idColumns, type Ids } from '../cache/columns.ts'
import { findListed, mayHold, needleOf, type Needle } from '../cache/grams.ts'
import type { RawTexts } from '../cache/raw-block.ts'
import type { CacheStore } from '../cache/store.ts'
import { clip, countBits, grown, noBits, setBit, type Bits } from './bits.ts'
import { deepKey, isDeep, type PlanContext } from './plan.ts'

type Leaf = Extract<Filter, { kind: 'field' }>

/** Tells which texts of a block match, by position. */
type Search = (block: RawTexts, hit: (i: number) => void) => void

/** What is known of one leaf: the keys that match, of all keys below `upTo`. */
interface Found {
  readonly marked: Bits
  readonly upTo: number
}

/** Leaves whose answer is kept: a filter is refined step by step, and entries never change. */
const keptLeaves = 4
/** Blocks that are told by their summary take a fraction of one that is read. */
const summariesATurn = 32
/** Blocks that are inflated at once, beside the search. */
const mostComing = 4

/** The leaves of a filter that only the raw texts can answer. */
export function deepLeaves(filter: Filter): Leaf[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(deepLeaves)
  if (filter.kind === 'not') return deepLeaves(filter.of)
  return filter.kind === 'field' && isDeep(filter) ? [filter] : []
}

/** Searches the raw texts, each block once for each leaf, and only those blocks whose summary does not tell. */
export class DeepSearch {
  private readonly kept = new Map<string, Found>()

  constructor(
    private readonly store: CacheStore,
    private readonly text: PlanContext['text'],
    private readonly groups: PlanContext['groups'],
  ) {}

  /** By leaf, the keys that match. Gives way to other requests; rejects with `cancelled` when the signal fires. */
  async find(leaves: readonly Leaf[], signal: AbortSignal): Promise<ReadonlyMap<string, Bits>> {
    const answers = new Map<string, Bits>()
    for (const leaf of leaves) {
      const name = deepKey(leaf)
      let found = this.kept.get(name) ?? { marked: noBits(0), upTo: 0 }
      // Entries may arrive meanwhile.
      while (found.upTo < this.store.columns.length) found = await this.goOn(leaf, found, signal)
      this.kept.delete(name)
      this.kept.set(name, found)
      if (this.kept.size > keptLeaves) this.kept.delete(this.kept.keys().next().value as string)
      answers.set(name, found.marked)
    }
    return answers
  }

  /** Looks at what has arrived since, newest first. */
  private async goOn(leaf: Leaf, { marked: known, upTo }: Found, signal: AbortSignal): Promise<Found> {
    const { store } = this
    const end = store.columns.length
    const marked = grown(known, end)
    const search = compileLeaf(leaf, store)
    const told = leaf.field === 'raw' ? this.toldBySummary(fold(leaf.value)) : null
    const blocks = store.blockFirsts.filter(({ first, entries }) => first + entries > upTo).reverse()
    /** Blocks on their way: they are inflated beside the search of those before them. */
    const coming: { readonly first: number; readonly texts: Promise<RawTexts> }[] = []
    const searchNext = async (): Promise<void> => {
      const next = coming.shift()
      if (next) search(await next.texts, (i) => setBit(marked, next.first + i))
    }
    for (const [n, block] of blocks.entries()) {
      if (signal.aborted) throw fail('cancelled', 'The search was cancelled.')
      if (told?.(block, marked)) {
        if (n % summariesATurn === 0) await nextTurn()
        continue
      }
      const texts = store.rawTextsBeside(block.first)
      // Told where it is waited for, which may be later than it is known, or never.
      texts.catch(() => undefined)
      coming.push({ first: block.first, texts })
      if (coming.length > mostComing) await searchNext()
    }
    while (coming.length > 0) await searchNext()
    return { marked, upTo: end }
  }

  /**
   * Marks a block's entries by dictionaries and summary alone, where these are enough to know; null when they never are. What stands
   * between two quotation marks is in a dictionary, or the summary lists it, or has noted its runs.
   */
  private toldBySummary(folded: string): ((block: Block, marked: Bits) => boolean) | null {
    const needle = needleOf(folded)
    if (!needle) return null
    const { columns, summaries } = this.store
    const attributes = this.attributesWith(folded)
    return (block, marked) => {
      const summary = summaries.of(block)
      if (!summary) return false
      const { first, entries } = block
      for (const { attribute, table } of attributes) {
        const ids: Ids = columns.ids[idColumns[attribute] as (typeof idColumns)[number]]
        const isStray = (summary.strays & (1 << attribute)) !== 0
        for (let key = first; key < first + entries; key++) {
          if (table[ids[key] as number] !== 1) continue
          // Not written in the text as it is in the dictionary: only reading tells.
          if (isStray) return false
          setBit(marked, key)
        }
      }
      if (!mayHold(summary, needle)) return true
      return this.isListed(block, needle, marked) || countBits(clip(wordsOf(block, marked), first & 31, (first & 31) + entries)) === entries
    }
  }

  /** Marks what the block's lists tell; false when it may be in other entries too, or the lists are damaged. */
  private isListed(block: Block, needle: Needle, marked: Bits): boolean {
    try {
      const lists = this.store.summaries.listsOf(block)
      return findListed(lists, needle, block.entries, (i) => setBit(marked, block.first + i))
    } catch {
      return false
    }
  }

  /** The attributes of which some value holds the needle, with these. */
  private attributesWith(needle: string): { readonly attribute: number; readonly table: Uint8Array }[] {
    return idColumns
      .map((name, attribute) => {
        if (name !== 'actor' && name !== 'resource' && name !== 'target')
          return { attribute, table: this.groups[name].table((value) => fold(value).includes(needle), 0) }
        const table = new Uint8Array(this.store.dictionaries[name].size)
        this.text[name].mark(needle, table)
        return { attribute, table }
      })
      .filter(({ table }) => table.includes(1))
  }
}

/** A copy of the words that a block's entries are in. */
function wordsOf({ first, entries }: Block, bits: Bits): Bits {
  return bits.slice(first >>> 5, ((first + entries) >>> 5) + 1)
}

function compileLeaf({ field, value }: Leaf, store: CacheStore): Search {
  if (field === 'raw') return searchText(value)
  const matches = compilePattern(value)
  return eachText((text) => {
    const entry = store.connector.mapItem(text, { id: () => '', time: 0 })
    return matches((field === 'id' ? entry.id : entry.requestId) ?? '')
  })
}

function eachText(test: (text: string) => boolean): Search {
  return ({ bytes, starts }, hit) => {
    for (let i = 0; i + 1 < starts.length; i++) if (test(bytes.toString('utf8', starts[i], starts[i + 1]))) hit(i)
  }
}

/**
 * A block is searched as one text: folding ASCII is changing its case, which moves nothing. Texts with anything else in them are folded
 * one by one; a block has few of them.
 */
function searchText(value: string): Search {
  const holds = containing(value)
  const textByText = eachText(holds)
  const needle = fold(value)
  // Every character stands for itself. Two thirds of the time that changing the case of the whole block takes.
  const anyCase = new RegExp(needle.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'gi')
  const next = (whole: string, from: number): number => {
    anyCase.lastIndex = from
    return anyCase.exec(whole)?.index ?? -1
  }
  return (block, hit) => {
    const { bytes, starts } = block
    if (needle === '') return textByText(block, hit)
    const plain = isAscii(bytes)
    const isPlain = (i: number): boolean => plain || isAscii(bytes.subarray(starts[i], starts[i + 1]))
    const whole = bytes.toString('latin1')
    let i = 0
    for (let at = next(whole, 0); at >= 0; at = next(whole, at)) {
      while ((starts[i + 1] as number) <= at) i++
      const end = starts[i + 1] as number
      // Not across the border of two texts.
      if (at + needle.length <= end) {
        if (isPlain(i)) hit(i)
        at = end
      } else at++
    }
    if (plain) return
    for (i = 0; i + 1 < starts.length; i++) if (!isPlain(i) && holds(bytes.toString('utf8', starts[i], starts[i + 1]))) hit(i)
  }
}
