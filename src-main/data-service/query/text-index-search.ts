import { fold } from '@language/pattern.ts'
import type { Block } from '../cache/blocks/blocks.ts'
import { detachBuffer } from '../bytes/given-back.ts'
import { textColumns } from '../cache/columns/columns.ts'
import { namedParts } from '../cache/dictionary/dictionary.ts'
import type { CacheStore } from '../cache/store.ts'
import { probeBlocks } from '../cache/text-index/block-text-index.ts'
import { needleOf, type Needle } from '../cache/text-index/ngram-signature.ts'
import type { IndexedBlocks } from '../cache/text-index/text-index-store.ts'
import { clip, countBits, setRange, type Bitmap } from './bitmap.ts'
import { lookUp } from './loops.ts'
import type { PlanContext } from './plan-tables.ts'

/** Where a text is looked for without reading texts. */
export type ProbedTexts = Pick<PlanContext, 'store' | 'text' | 'groups'>

/** The attributes of which some value holds the needle, with these. */
interface Holding {
  readonly attribute: number
  readonly table: Uint8Array
}

/** A block in the text index that holds it. */
interface BlockPlace {
  readonly indexed: IndexedBlocks
  readonly n: number
}

/** What a text index says of the needle. */
interface ProbeResult {
  readonly strays: Uint8Array
  /** By block, 1 where it may stand in more than what is marked. */
  readonly mayHold: Uint8Array
}

/**
 * Marks a block's entries by dictionaries and text indexes alone, where these are enough to know. What stands between two quotation marks
 * is in a dictionary, or has a posting list, or its n-grams are in the block's signature.
 */
export class IndexProbe {
  private readonly blocks = new Map<number, BlockPlace>()
  private readonly results = new Map<IndexedBlocks, ProbeResult | null>()

  private constructor(
    private readonly store: CacheStore,
    private readonly needle: Needle,
    private readonly holding: readonly Holding[],
  ) {
    const blocks = store.blocks.all
    let b = 0
    for (const indexed of store.textIndex.from(0)) {
      while (b < blocks.length && (blocks[b] as Block).first < indexed.first) b++
      const end = indexed.first + indexed.entries
      for (let n = 0; b < blocks.length; b++, n++) {
        const { first, entries } = blocks[b] as Block
        if (first + entries > end) break
        this.blocks.set(first, { indexed, n })
      }
    }
  }

  /** Null when text indexes never are enough. */
  static of(folded: string, places: ProbedTexts): IndexProbe | null {
    const needle = needleOf(folded)
    return needle && new IndexProbe(places.store, needle, holdingOf(folded, places))
  }

  /** Whether all that matches in the block is marked now; what is marked matches in any case. */
  mark(block: Block, marked: Bitmap): boolean {
    const place = this.blocks.get(block.first)
    const result = place && this.probe(place.indexed, marked)
    if (!result) return false
    if (!this.markByColumns(block, result.strays[place.n] as number, marked)) return false
    return result.mayHold[place.n] === 0 || isAllMarked(block, marked)
  }

  private probe(indexed: IndexedBlocks, marked: Bitmap): ProbeResult | null {
    const known = this.results.get(indexed)
    if (known !== undefined) return known
    let result: ProbeResult | null = null
    try {
      const { textIndex } = this.store
      const of = textIndex.of(indexed)
      const read = (what: 'texts' | 'lists'): Uint8Array => textIndex.read(indexed, what)
      const tell = (from: number, to: number): void => setRange(marked, indexed.first + from, indexed.first + to)
      result = { strays: of.strays, mayHold: probeBlocks(of, read, this.needle, tell) }
      detachBuffer(of.runs)
    } catch {
      // Damaged, or made anew meanwhile: the blocks are read.
    }
    this.results.set(indexed, result)
    return result
  }

  /** False when some value is not written in the text as it is in the dictionary: only reading tells. */
  private markByColumns({ first, entries }: Block, strays: number, marked: Bitmap): boolean {
    const { ids } = this.store.columns
    const begin = first & ~31
    for (const { attribute, table } of this.holding) {
      const column = ids[textColumns[attribute] as (typeof textColumns)[number]]
      const found = lookUp(table, column.subarray(begin, first + entries), first - begin, first - begin + entries)
      if ((strays & (1 << attribute)) !== 0 && found.some((word) => word !== 0)) return false
      for (let w = 0; w < found.length; w++) marked[(begin >>> 5) + w] = (marked[(begin >>> 5) + w] as number) | (found[w] as number)
    }
    return true
  }
}

function holdingOf(needle: string, { store, text, groups }: ProbedTexts): Holding[] {
  return textColumns
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

function isAllMarked({ first, entries }: Block, marked: Bitmap): boolean {
  const words = marked.slice(first >>> 5, ((first + entries) >>> 5) + 1)
  return countBits(clip(words, first & 31, (first & 31) + entries)) === entries
}
