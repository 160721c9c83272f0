import { fold } from '@language/pattern.ts'
import type { Prepare } from '../sqlite/open.ts'
import { sealOf } from '../sqlite/seals.ts'
import type { Block, Blocks } from './blocks.ts'
import { idColumns, type Columns } from './columns.ts'
import { namedParts, type Dictionaries } from './dictionary.ts'
import { SummaryDraft, summaryLayout, type Summary, type ValuesOf } from './summary.ts'

/** Blocks in a summary, once there are so many that no page fills up any more; the others have one each. */
export const blocksTogether = 32

/** The keys that a summary is about. */
export interface Summarised {
  readonly first: number
  readonly entries: number
}

/** Summaries of blocks on disk: derived, made when nothing else is to be done, each good as long as its blocks are as they were then. */
export class Summaries {
  /** How many blocks from the first on are known to have one together. */
  private done = 0
  private draft: { readonly of: SummaryDraft; readonly first: Block } | null = null

  constructor(
    private readonly prepare: Prepare,
    private readonly blocks: Blocks,
    private readonly columns: Columns,
    private readonly dictionaries: Dictionaries,
  ) {}

  /** What there is a summary of, from a key on. */
  from(key: number): readonly Summarised[] {
    const select = this.prepare('SELECT first, entries FROM summary WHERE first >= ? AND layout = ? ORDER BY first')
    return select.all(key, summaryLayout) as Summarised[]
  }

  /** @throws RangeError where it is damaged, or gone: the blocks are read instead */
  of({ first, entries }: Summarised): Pick<Summary, 'strays' | 'runs'> {
    const row = this.prepare('SELECT strays, runs, seal FROM summary WHERE first = ? AND entries = ?').get(first, entries) as
      (Record<'strays' | 'runs', Buffer> & { seal: number }) | undefined // prettier-ignore
    if (row?.seal !== sealOf(first, entries, row?.strays ?? null, row?.runs ?? null)) throw new RangeError('a summary is damaged')
    return row
  }

  /** The parts of it that are not always needed. @throws RangeError as {@link of} */
  read({ first }: Summarised, what: 'texts' | 'lists'): Uint8Array {
    const row = this.prepare(`SELECT ${what}, ${what}_seal FROM summary WHERE first = ?`).raw().get(first) as [Buffer, number] | undefined
    if (row?.[1] !== sealOf(first, what, row?.[0] ?? null)) throw new RangeError('a summary is damaged')
    return row[0]
  }

  /** Goes on with the next one that is missing, some milliseconds of work. False when there is none. */
  makeNext(): boolean {
    const missing = this.missing()
    const [first] = missing
    if (!first) return false
    if (this.draft?.first !== first) this.draft = { of: new SummaryDraft(), first }
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

  /** The blocks that should have the next summary that is missing; none when there is none. */
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

  private write({ first }: Block, draft: SummaryDraft): void {
    const { strays, runs, texts, lists } = draft.finish()
    this.prepare('DELETE FROM summary WHERE first >= ? AND first < ?').run(first, first + draft.entries)
    this.prepare(`INSERT INTO summary (first, entries, layout, seal, texts_seal, lists_seal, strays, runs, texts, lists)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
      first, draft.entries, summaryLayout,
      sealOf(first, draft.entries, strays, runs), sealOf(first, 'texts', texts), sealOf(first, 'lists', lists),
      strays, runs, texts, lists,
    ) // prettier-ignore
  }

  private valuesFrom(key: number): ValuesOf {
    const { columns, dictionaries } = this
    const folded = idColumns.map(() => new Map<number, readonly string[]>())
    return (i, add) => {
      for (const [attribute, name] of idColumns.entries()) {
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
