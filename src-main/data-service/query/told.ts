import { fold } from '@language/pattern.ts'
import type { Block } from '../cache/blocks.ts'
import { idColumns } from '../cache/columns.ts'
import { namedParts } from '../cache/dictionary.ts'
import { needleOf, type Needle } from '../cache/grams.ts'
import { giveBack } from '../cache/raw-block.ts'
import type { CacheStore } from '../cache/store.ts'
import type { Summarised } from '../cache/summaries.ts'
import { findInSummary } from '../cache/summary.ts'
import { clip, countBits, setRange, type Bits } from './bits.ts'
import { lookUp } from './loops.ts'
import type { PlanContext } from './plan.ts'

/** Where a text is looked for without reading texts. */
export type Places = Pick<PlanContext, 'store' | 'text' | 'groups'>

/** The attributes of which some value holds the needle, with these. */
interface Holding {
  readonly attribute: number
  readonly table: Uint8Array
}

/** A block in the summary that is about it. */
interface Place {
  readonly summary: Summarised
  readonly n: number
}

/** What a summary says of the needle. */
interface Said {
  readonly strays: Uint8Array
  /** By block, 1 where it may stand in more than what is marked. */
  readonly mayHold: Uint8Array
}

/**
 * Marks a block's entries by dictionaries and summaries alone, where these are enough to know. What stands between two quotation marks is
 * in a dictionary, or a summary lists it, or has noted its runs.
 */
export class Told {
  private readonly blocks = new Map<number, Place>()
  private readonly said = new Map<Summarised, Said | null>()

  private constructor(
    private readonly store: CacheStore,
    private readonly needle: Needle,
    private readonly holding: readonly Holding[],
  ) {
    const blocks = store.blockFirsts
    let b = 0
    for (const summary of store.summaries.from(0)) {
      while (b < blocks.length && (blocks[b] as Block).first < summary.first) b++
      const end = summary.first + summary.entries
      for (let n = 0; b < blocks.length; b++, n++) {
        const { first, entries } = blocks[b] as Block
        if (first + entries > end) break
        this.blocks.set(first, { summary, n })
      }
    }
  }

  /** Null when summaries never are enough. */
  static of(folded: string, places: Places): Told | null {
    const needle = needleOf(folded)
    return needle && new Told(places.store, needle, holdingOf(folded, places))
  }

  /** Whether all that matches in the block is marked now; what is marked matches in any case. */
  mark(block: Block, marked: Bits): boolean {
    const place = this.blocks.get(block.first)
    const said = place && this.saidBy(place.summary, marked)
    if (!said) return false
    if (!this.markByColumns(block, said.strays[place.n] as number, marked)) return false
    return said.mayHold[place.n] === 0 || isAllMarked(block, marked)
  }

  private saidBy(summary: Summarised, marked: Bits): Said | null {
    const known = this.said.get(summary)
    if (known !== undefined) return known
    let said: Said | null = null
    try {
      const { summaries } = this.store
      const of = summaries.of(summary)
      const read = (what: 'texts' | 'lists'): Uint8Array => summaries.read(summary, what)
      const tell = (from: number, to: number): void => setRange(marked, summary.first + from, summary.first + to)
      said = { strays: of.strays, mayHold: findInSummary(of, read, this.needle, tell) }
      giveBack(of.runs)
    } catch {
      // Damaged, or made anew meanwhile: the blocks are read.
    }
    this.said.set(summary, said)
    return said
  }

  /** False when some value is not written in the text as it is in the dictionary: only reading tells. */
  private markByColumns({ first, entries }: Block, strays: number, marked: Bits): boolean {
    const { ids } = this.store.columns
    const begin = first & ~31
    for (const { attribute, table } of this.holding) {
      const column = ids[idColumns[attribute] as (typeof idColumns)[number]]
      const found = lookUp(table, column.subarray(begin, first + entries), first - begin, first - begin + entries)
      if ((strays & (1 << attribute)) !== 0 && found.some((word) => word !== 0)) return false
      for (let w = 0; w < found.length; w++) marked[(begin >>> 5) + w] = (marked[(begin >>> 5) + w] as number) | (found[w] as number)
    }
    return true
  }
}

function holdingOf(needle: string, { store, text, groups }: Places): Holding[] {
  return idColumns
    .map((name, attribute) => {
      // An action is written as the source spells it, and grouped as it is called here.
      if (name === 'action') {
        const holds = (part: string | undefined): boolean => part !== undefined && fold(part).includes(needle)
        return { attribute, table: store.dictionaries[name].table((parts) => namedParts[name](parts).some(holds)) }
      }
      if (name !== 'actor' && name !== 'resource' && name !== 'target')
        return { attribute, table: groups[name].table((value) => fold(value).includes(needle), 0) }
      const table = new Uint8Array(store.dictionaries[name].size)
      text[name].mark(needle, table)
      return { attribute, table }
    })
    .filter(({ table }) => table.includes(1))
}

function isAllMarked({ first, entries }: Block, marked: Bits): boolean {
  const words = marked.slice(first >>> 5, ((first + entries) >>> 5) + 1)
  return countBits(clip(words, first & 31, (first & 31) + entries)) === entries
}
