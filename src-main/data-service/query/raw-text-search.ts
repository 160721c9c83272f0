import { isAscii } from 'node:buffer'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Filter } from '@contract/filter.ts'
import { fail } from '@contract/errors.ts'
import type { Direction, TimeRange } from '@contract/log.ts'
import { fieldInfo } from '@language/fields.ts'
import { compile as compilePattern, containing, fold } from '@language/pattern.ts'
import { finding } from '../bytes/find.ts'
import { detachBuffer } from '../bytes/given-back.ts'
import { searchedForms } from '../bytes/unescaped.ts'
import type { Block } from '../cache/blocks/blocks.ts'
import type { RawTexts } from '../cache/blocks/raw-block.ts'
import type { CacheStore } from '../cache/store.ts'
import { grown, hasAny, emptyBitmap, setBit, type Bitmap } from './bitmap.ts'
import { fieldQueries } from './field-queries.ts'
import { isRawLeaf, leafKey, type FieldLeaf } from './plan.ts'
import { IndexProbe, type ProbedTexts } from './text-index-search.ts'
import type { ZoneMap } from './zone-map.ts'

/** A block with the times of its entries. */
type Timed = Block & ReturnType<ZoneMap['of']>

/** Tells which texts of a block match, by position; `first`: the block's first key. */
type Search = (block: RawTexts, hit: (i: number) => void, first: number) => void

/** What is known of one leaf. It grows while it is searched for. */
interface LeafHits {
  /** The keys that match. */
  marked: Bitmap
  /** Entries of each block that was searched, by its first key: the last block is filled up. */
  readonly searched: Map<number, number>
}

interface LeafSearch {
  readonly leaf: FieldLeaf
  readonly found: LeafHits
}

interface Remaining extends Pick<SearchAnswer, 'known' | 'unsearched'> {
  /** The blocks that are to be searched, the next one first. */
  readonly next: readonly Block[]
}

/** How a search is made. */
export interface SearchOptions {
  /** In which order the entries are read: they are searched in the same. */
  readonly order: Direction
  /** Whether to stop where it is and answer with what is known. */
  readonly isOver: () => boolean
  /** Only keys below are asked about; null: also what arrives meanwhile. */
  readonly below: number | null
  /** A time beyond which it does not go, in that order; null: to the end. */
  readonly to: number | null
  /** Rejects with `cancelled` when it fires. */
  readonly signal: AbortSignal
}

export interface SearchAnswer {
  /** By leaf, the keys that match. */
  readonly marked: ReadonlyMap<string, Bitmap>
  /** How much is known of the entries that are asked about; null when all is. */
  readonly known: Progress | null
  /** The blocks that are not searched, be it that nobody asked about their entries: what comes of `marked` must not be kept for them. */
  readonly unsearched: readonly Block[]
}

interface Progress {
  /** The stretch of time in which the keys that match are all known. */
  readonly time: TimeRange
  /** Where it ends; null when it holds every time, and what is left are entries without one. */
  readonly reached: number | null
  /** How many entries are searched, of those in blocks that have to be. */
  readonly done: number
  readonly of: number
}

/** Leaves whose answer is kept: a filter is refined step by step, and entries never change. */
const keptLeaves = 4
/** Blocks that are answered by their text index take a fraction of one that is read. */
const probesATurn = 32
/** Blocks that are inflated at once, beside the search. */
const mostComing = 4

/** The leaves of a filter that only the raw texts can answer. */
export function rawTextLeaves(filter: Filter): FieldLeaf[] {
  if (filter.kind === 'and' || filter.kind === 'or') return filter.of.flatMap(rawTextLeaves)
  if (filter.kind === 'not') return rawTextLeaves(filter.of)
  return filter.kind === 'field' && isRawLeaf(filter) ? [filter] : []
}

/** Searches the raw texts, each block once, and only those blocks whose text index does not tell. */
export class RawTextSearch {
  private readonly kept = new Map<string, LeafHits>()

  constructor(
    private readonly probed: ProbedTexts,
    private readonly zoneMap: ZoneMap,
  ) {}

  private get store(): CacheStore {
    return this.probed.store
  }

  /**
   * Gives way to other requests. A search that stopped goes on where it was when the same is asked again, and what several ask for at
   * once is found by all of them.
   * @param within tells which keys are asked about, of those that are there then; null for all: blocks without any are not searched
   */
  async find(leaves: readonly FieldLeaf[], within: () => Bitmap | null, asked: SearchOptions): Promise<SearchAnswer> {
    if (leaves.length === 0) return { marked: new Map(), known: null, unsearched: [] }
    const sought = leaves.map((leaf) => ({ leaf, found: this.foundOf(leaf) }))
    while (this.kept.size > Math.max(keptLeaves, leaves.length)) this.kept.delete(this.kept.keys().next().value as string)
    // Entries may arrive meanwhile.
    let left = this.left(sought, within(), asked)
    for (let goesOn = true; goesOn && left.next.length > 0; left = this.left(sought, within(), asked))
      goesOn = await this.search(left.next, sought, asked)
    // Copies: the others go on.
    const marked = new Map(sought.map(({ leaf, found }) => [leafKey(leaf), found.marked.slice()]))
    return { marked, known: left.known, unsearched: left.unsearched }
  }

  private foundOf(leaf: FieldLeaf): LeafHits {
    const name = leafKey(leaf)
    const found = this.kept.get(name) ?? { marked: emptyBitmap(0), searched: new Map() }
    // Used last, dropped last.
    this.kept.delete(name)
    this.kept.set(name, found)
    return found
  }

  /** What is not searched for each of them; `next` in the order of the entries' time: keys are in the order of arrival. */
  private left(sought: readonly LeafSearch[], within: Bitmap | null, { order, below, to }: SearchOptions): Remaining {
    const { length } = this.store.columns
    for (const { found } of sought) found.marked = grown(found.marked, length)
    const isDesc = order === 'desc'
    const end = below ?? length
    const isSearched = ({ first, entries }: Block): boolean => sought.every(({ found }) => found.searched.get(first) === entries)
    const unsearched = this.store.blocks.all.filter((block) => !isSearched(block))
    const isAsked = ({ first, entries }: Block): boolean => first < end && (within === null || hasAny(within, first, first + entries))
    const blocks = unsearched
      .filter(isAsked)
      .map((block): Timed => ({ ...block, ...this.zoneMap.of(block.first, block.first + block.entries) }))
      // Of two without any time neither comes first.
      .sort((a, b) => (isDesc ? b.latest - a.latest : a.earliest - b.earliest) || 0)
    const [next] = blocks
    if (!next) return { next: [], known: null, unsearched }
    const entriesOf = (all: readonly Block[]): number => all.reduce((sum, { first, entries }) => sum + Math.min(entries, end - first), 0)
    const of = entriesOf(this.store.blocks.all.filter(isAsked))
    const edge = isDesc ? Math.floor(next.latest) + 1 : next.earliest
    const time = isDesc ? { from: edge, to: Infinity } : { from: -Infinity, to: edge }
    const reached = Number.isFinite(edge) ? edge : null
    const isWanted = ({ latest, earliest }: Timed): boolean => to === null || (isDesc ? latest >= to : earliest < to)
    return { next: blocks.filter(isWanted), known: { time, reached, done: of - entriesOf(blocks), of }, unsearched }
  }

  /** Searches these blocks, at least one. @returns whether it got through all of them */
  private async search(blocks: readonly Block[], sought: readonly LeafSearch[], { isOver, signal }: SearchOptions): Promise<boolean> {
    const searches = sought.map(({ leaf, found }) => {
      const read = compileLeaf(leaf, this.store)
      const probe = leaf.field === 'raw' ? IndexProbe.of(fold(leaf.value), this.probed) : null
      return { found, read, probe }
    })
    /** Blocks on their way: they are inflated beside the search of those before them. */
    const coming: { readonly block: Block; readonly of: typeof searches; readonly texts: Promise<RawTexts> }[] = []
    const searchNext = async (): Promise<void> => {
      const next = coming.shift()
      if (!next) return
      const { first, entries } = next.block
      const texts = await next.texts
      for (const { found, read } of next.of) {
        read(texts, (i) => setBit(found.marked, first + i), first)
        found.searched.set(first, entries)
      }
      detachBuffer(texts.bytes)
    }
    let n = 0
    for (const block of blocks) {
      if (signal.aborted) throw fail('cancelled', 'The search was cancelled.')
      if (n > 0 && isOver()) break
      const unanswered = searches.filter(({ found: { marked, searched }, probe }) => {
        if (searched.get(block.first) === block.entries) return false
        if (!probe?.mark(block, marked)) return true
        searched.set(block.first, block.entries)
        return false
      })
      if (unanswered.length > 0) {
        const texts = this.store.blocks.textsBeside(block.first)
        // Told where it is waited for, which may be later than it is known, or never.
        texts.catch(() => undefined)
        coming.push({ block, of: unanswered, texts })
        if (coming.length > mostComing) await searchNext()
      } else if (n % probesATurn === 0) await nextTurn()
      n++
    }
    while (coming.length > 0) await searchNext()
    return n === blocks.length
  }
}

function compileLeaf({ field, value }: FieldLeaf, store: CacheStore): Search {
  const part = fieldQueries[field].rawText?.part
  if (!part) return searchText(value)
  const matches = fieldInfo(field).kind === 'part' ? containing(value) : compilePattern(value)
  return (block, hit, first) => {
    const { mapItem } = store.reread.connectorOf(first)
    eachText((text) => matches(part(mapItem(text, { id: () => '' })) ?? ''))(block, hit, first)
  }
}

function eachText(test: (text: string) => boolean): Search {
  return ({ bytes, starts }, hit) => {
    for (let i = 0; i + 1 < starts.length; i++) if (test(bytes.toString('utf8', starts[i], starts[i + 1]))) hit(i)
  }
}

const backslash = 92

/**
 * A block is searched as it is, in bytes: folding ASCII is changing its case, which moves nothing. Texts with anything else in them, or with an
 * escape, which may stand for anything else, are folded one by one; a block has few of them.
 */
function searchText(value: string): Search {
  const folded = fold(value)
  const holds = (text: string): boolean => searchedForms(text).some((form) => fold(form).includes(folded))
  const textByText = eachText(holds)
  const needle = Buffer.from(folded)
  const isAsciiNeedle = isAscii(needle)
  return (block, hit, first) => {
    const { bytes, starts } = block
    if (needle.length === 0) return textByText(block, hit, first)
    const [plain, escapes] = [isAscii(bytes), bytes.includes(backslash)]
    const textAt = (i: number): Buffer => bytes.subarray(starts[i], starts[i + 1])
    const isPlain = (i: number): boolean => plain || isAscii(textAt(i))
    const isSaidByBytes = (i: number): boolean => isPlain(i) && !(escapes && textAt(i).includes(backslash))
    const next = isAsciiNeedle ? finding(bytes, needle, true) : () => -1
    let i = 0
    for (let at = next(0); at >= 0; at = next(at)) {
      while ((starts[i + 1] as number) <= at) i++
      const end = starts[i + 1] as number
      // Not across the border of two texts.
      if (at + needle.length <= end) {
        if (isPlain(i)) hit(i)
        at = end
      } else at++
    }
    if (plain && !escapes) return
    for (i = 0; i + 1 < starts.length; i++) if (!isSaidByBytes(i) && holds(bytes.toString('utf8', starts[i], starts[i + 1]))) hit(i)
  }
}
