import { fold } from '@language/pattern.ts'
import type { Prepare } from '../../sqlite/database.ts'
import { sealOf } from '../../sqlite/seals.ts'
import type { Block, Blocks } from '../blocks/blocks.ts'
import { textColumns, type Columns } from '../columns/columns.ts'
import { namedParts, type Dictionaries } from '../dictionary/dictionary.ts'
import { BlockTextIndexBuilder, textIndexLayout, type BlockTextIndex, type ValuesOf } from './block-text-index.ts'

/** Blocks in one index, once there are so many that no page fills up any more; the others have one each. */
export const blocksTogether = 32

/** Consecutive blocks with one text index: their keys. */
export interface IndexedBlocks {
  readonly first: number
  readonly entries: number
}

/** The text indexes of blocks on disk (table `summary`): derived, made when nothing else is to be done, each good as long as its blocks are as they were then. */
export class TextIndexStore {
  /** How many blocks from the first on are known to have one together. */
  private done = 0
  private draft: { readonly of: BlockTextIndexBuilder; readonly first: Block } | null = null

  constructor(
    private readonly prepare: Prepare,
    private readonly blocks: Blocks,
    private readonly columns: Columns,
    private readonly dictionaries: Dictionaries,
  ) {}

  /** What is indexed, from a key on. */
  from(key: number): readonly IndexedBlocks[] {
    const select = this.prepare('SELECT first, entries FROM summary WHERE first >= ? AND layout = ? ORDER BY first')
    return select.all(key, textIndexLayout) as IndexedBlocks[]
  }

  /** @throws RangeError where it is damaged, or gone: the blocks are read instead */
  of({ first, entries }: IndexedBlocks): Pick<BlockTextIndex, 'strays' | 'runs'> {
    const row = this.prepare('SELECT strays, runs, seal FROM summary WHERE first = ? AND entries = ?').get(first, entries) as
      (Record<'strays' | 'runs', Buffer> & { seal: number }) | undefined // prettier-ignore
    if (row?.seal !== sealOf(first, entries, row?.strays ?? null, row?.runs ?? null)) throw new RangeError('a text index is damaged')
    return row
  }

  /** The parts of it that are not always needed. @throws RangeError as {@link of} */
  read({ first }: IndexedBlocks, what: 'texts' | 'lists'): Uint8Array {
    const row = this.prepare(`SELECT ${what}, ${what}_seal FROM summary WHERE first = ?`).raw().get(first) as [Buffer, number] | undefined
    if (row?.[1] !== sealOf(first, what, row?.[0] ?? null)) throw new RangeError('a text index is damaged')
    return row[0]
  }

  /** Goes on with the next one that is missing, some milliseconds of work. False when there is none. */
  makeNext(): boolean {
    const missing = this.missing()
    const [first] = missing
    if (!first) return false
    if (this.draft?.first !== first) this.draft = { of: new BlockTextIndexBuilder(), first }
    const { of } = this.draft
    const block = missing[of.blocks]
    if (block) of.take(this.blocks.texts(block.first), this.valuesFrom(block.first))
    else {
      // A piece of its own: packing what many blocks have takes longer than reading one.
      this.draft = null
      this.write(first, of)
    }
    return true
  }

  /** They say what the columns say, and are as old as these. */
  forget(key: number): void {
    this.prepare('DELETE FROM summary WHERE first <= ? AND first + entries > ?').run(key, key)
    this.done = 0
    this.draft = null
  }

  /** The blocks that should have the next index that is missing; none when there is none. */
  private missing(): readonly Block[] {
    const { all } = this.blocks
    const have = new Map(this.from(all[this.done]?.first ?? Infinity).map(({ first, entries }) => [first, entries]))
    const isMissing = (blocks: readonly Block[]): boolean =>
      have.get((blocks[0] as Block).first) !== blocks.reduce((sum, { entries }) => sum + entries, 0)
    // What is the last one today may be filled up.
    for (; this.done + blocksTogether < all.length; this.done += blocksTogether) {
      const blocks = all.slice(this.done, this.done + blocksTogether)
      if (isMissing(blocks)) return blocks
    }
    const alone = all.slice(this.done).find((block) => isMissing([block]))
    return alone ? [alone] : []
  }

  private write({ first }: Block, draft: BlockTextIndexBuilder): void {
    const { strays, runs, texts, lists } = draft.finish()
    this.prepare('DELETE FROM summary WHERE first >= ? AND first < ?').run(first, first + draft.entries)
    this.prepare(`INSERT INTO summary (first, entries, layout, seal, texts_seal, lists_seal, strays, runs, texts, lists)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      first, draft.entries, textIndexLayout,
      sealOf(first, draft.entries, strays, runs), sealOf(first, 'texts', texts), sealOf(first, 'lists', lists),
      strays, runs, texts, lists,
    ) // prettier-ignore
  }

  private valuesFrom(key: number): ValuesOf {
    const { columns, dictionaries } = this
    const folded = textColumns.map(() => new Map<number, readonly string[]>())
    return (i, add) => {
      for (const [attribute, name] of textColumns.entries()) {
        const id = columns.ids[name][key + i] as number
        if (id === 0) continue
        let texts = folded[attribute]?.get(id)
        if (!texts) {
          texts = namedParts[name](dictionaries[name].at(id)).flatMap((part) => (part ? [fold(part)] : []))
          folded[attribute]?.set(id, texts)
        }
        for (const text of texts) add(text, attribute)
      }
    }
  }
}
