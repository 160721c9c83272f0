import { fold } from '@language/pattern.ts'
import type { Prepare } from '../sqlite/open.ts'
import type { Block, Blocks } from './blocks.ts'
import { idColumns, type Columns } from './columns.ts'
import { namedParts, type Dictionaries } from './dictionary.ts'
import { gramsLayout, summarise, type Summary } from './grams.ts'

/** Summaries of blocks on disk: derived, made when nothing else is to be done, each good for a block as long as it was then. */
export class Summaries {
  /** Blocks below this key are known to have one. */
  private done = 0

  constructor(
    private readonly prepare: Prepare,
    private readonly blocks: Blocks,
    private readonly columns: Columns,
    private readonly dictionaries: Dictionaries,
  ) {}

  /** A block's summary; null where there is none. */
  of({ first, entries }: Block): Summary | null {
    const row = this.prepare('SELECT entries, layout, strays, runs FROM block_summary WHERE first = ?').get(first) as
      { entries: number; layout: number; strays: number; runs: Uint8Array } | undefined
    return row?.entries === entries && row.layout === gramsLayout ? row : null
  }

  /** Which entries of a block with a summary hold what, for `findListed`. */
  listsOf({ first }: Block): Uint8Array {
    return this.prepare('SELECT lists FROM block_summary WHERE first = ?').pluck().get(first) as Uint8Array
  }

  /** Makes the next one that is missing, some milliseconds of work. False when there is none. */
  makeNext(): boolean {
    let block = this.next()
    while (block && this.of(block)) {
      this.done = block.first + block.entries
      block = this.next()
    }
    if (!block) return false
    const { strays, runs, lists } = this.make(block)
    this.prepare('INSERT OR REPLACE INTO block_summary (first, entries, layout, strays, runs, lists) VALUES (?, ?, ?, ?, ?, ?)').run(
      block.first, block.entries, gramsLayout, strays, runs, lists,
    ) // prettier-ignore
    return true
  }

  /** They say what the columns say, and are as old as these. */
  forget(first: number): void {
    this.prepare('DELETE FROM block_summary WHERE first = ?').run(first)
    this.done = 0
  }

  private next(): Block | null {
    return this.done < this.columns.length ? this.blocks.of(this.done) : null
  }

  private make({ first }: Block): ReturnType<typeof summarise> {
    const { columns, dictionaries } = this
    const folded = idColumns.map(() => new Map<number, readonly string[]>())
    return summarise(this.blocks.texts(first), (i, add) => {
      for (const [attribute, name] of idColumns.entries()) {
        const id = columns.ids[name][first + i] as number
        if (id === 0) continue
        let texts = folded[attribute]?.get(id)
        if (!texts) {
          texts = namedParts[name](dictionaries[name].at(id)).flatMap((part) => (part ? [fold(part)] : []))
          folded[attribute]?.set(id, texts)
        }
        for (const text of texts) add(text, attribute)
      }
    })
  }
}
