import type { MappedEntry } from '../connector/connector.ts'
import type { CacheStore } from '../cache/store.ts'
import { Names } from './names.ts'
import type { Event } from './event.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { forms, toldBy, type Whole } from './told.ts'

const wholes = ['none', 'created', 'removed', 'taken', 'unsaid'] as const satisfies readonly Whole[]
const wantsBit = 8
/** Entries read before the work may stop. */
const step = 64

/** What the entries of a block tell, packed: about twelve bytes an entry. */
interface ToldBlock {
  readonly entries: number
  readonly wholes: Uint8Array
  readonly within: Uint32Array
  /** Where the parts of each begin; one more than entries. */
  readonly starts: Uint32Array
  readonly parts: Uint32Array
}

/** What an entry tells, as numbers. */
export type ToldEntry = Pick<Event, 'whole' | 'wants' | 'within' | 'parts'>

/** What entries tell. Read from the texts once, block by block, and remembered for as long as the tenant is open. */
export class ToldBlocks {
  private readonly blocks = new Map<number, ToldBlock>()
  private readonly attributes = new Names()
  private readonly wholesOf = new Names()

  constructor(private readonly store: CacheStore) {}

  told(entry: MappedEntry): ToldEntry {
    const { whole, wants, parts } = toldBy(entry)
    const numbers = parts.map(({ name, form }) => this.attributes.numberOf(name) * 4 + forms.indexOf(form))
    return { whole, wants, within: entry.within === undefined ? 0 : this.wholesOf.numberOf(entry.within), parts: numbers }
  }

  attribute(name: string): number | null {
    return this.attributes.known(name)
  }

  /** Whether a block is read as it is now. */
  private isRead(first: number, entries: number): boolean {
    return this.blocks.get(first)?.entries === entries
  }

  /** Reads what is not read yet, in pieces. */
  *read(): Generator<void, void> {
    for (const { first, entries } of [...this.store.blocks.all]) {
      if (this.isRead(first, entries)) continue
      const block = yield* this.readBlock(first)
      // A commit meanwhile may have filled it up: then it is read again.
      if (block) this.blocks.set(first, block)
      yield
    }
  }

  private *readBlock(first: number): Generator<void, ToldBlock | null> {
    const { bytes, starts: ends } = this.store.blocks.texts(first)
    const { mapItem } = this.store.reread.connectorOf(first)
    const entries = ends.length - 1
    const [wholeOf, within, starts] = [new Uint8Array(entries), new Uint32Array(entries), new Uint32Array(entries + 1)]
    const parts: number[] = []
    for (let i = 0; i < entries; i++) {
      if (i % step === step - 1) yield
      const told = this.told(mapItem(bytes.toString('utf8', ends[i], ends[i + 1]), { id: () => '' }))
      wholeOf[i] = wholes.indexOf(told.whole) | (told.wants ? wantsBit : 0)
      within[i] = told.within
      for (const part of told.parts) parts.push(part)
      starts[i + 1] = parts.length
    }
    return { entries, wholes: wholeOf, within, starts, parts: Uint32Array.from(parts) }
  }

  /** Null for an entry whose block is not read. */
  of(key: number): ToldEntry | null {
    const { first } = this.store.blocks.of(key)
    const block = this.blocks.get(first)
    const at = key - first
    if (!block || at >= block.entries) return null
    const code = block.wholes[at] as number
    return {
      whole: wholes[code & 7] as Whole,
      wants: (code & wantsBit) !== 0,
      within: block.within[at] as number,
      parts: block.parts.subarray(block.starts[at], block.starts[at + 1]),
    }
  }

  event(key: number, told: ToldEntry, to: number): Event {
    const { columns } = this.store
    const state = columns.state[key] as number
    const weak = (state & stateBit.drifted) !== 0 ? 'drifted' : (state & stateBit.vanished) !== 0 ? 'vanished' : null
    return { key, at: columns.time[key] as number, status: columns.statusOf(key), to, weak, ...told }
  }
}
