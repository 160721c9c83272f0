import type { ReadChanges } from '../../connector/connector.ts'
import { inTurns } from '../../in-turns.ts'
import type { Prepare } from '../../sqlite/database.ts'
import type { Block, Blocks } from '../blocks/blocks.ts'
import { readsWhole } from '../derived.ts'
import { Dictionary } from '../dictionary/dictionary.ts'
import type { CacheSeals } from '../seals.ts'
import { changeDictionaryKind, ChangeIndex } from './change-index.ts'
import { factsOf } from './fact-batch.ts'

/** What is packed of the changes of blocks, on the disk. */
interface PackedChanges {
  changesOf(first: number): Buffer | null
  writeBlock(block: Block, of: { readonly changes: ChangeIndex }): void
}

export interface BlockChangesPorts {
  readonly prepare: Prepare
  readonly seals: CacheSeals
  readonly derived: PackedChanges
  readonly blocks: Blocks
  /** Reads them again from the raw texts. */
  readonly reread: { changesOf(block: Block): readonly (ReadChanges | undefined)[] }
  /** A transaction that also saves what the dictionary learnt. */
  readonly saving: (work: () => void) => void
}

/**
 * What every change added, removed and touched, as numbers. A commit needs those of the last block alone; all of them are read when
 * a change is searched for, in pieces: a million entries take half a second.
 */
export class BlockChanges {
  readonly dictionary = new Dictionary(changeDictionaryKind)
  private index: ChangeIndex | null = null
  private loading: Promise<ChangeIndex> | null = null

  constructor(private readonly ports: BlockChangesPorts) {}

  /** From the last block on. Call outside of a transaction: what is damaged is derived, and written. */
  tail(): ChangeIndex {
    if (this.index) return this.index
    const last = this.ports.blocks.all.at(-1)
    this.dictionary.load(this.ports.prepare, this.ports.seals)
    const index = new ChangeIndex(this.dictionary, last?.first ?? 0)
    if (last) this.read(last, index)
    return (this.index = index)
  }

  /** Of all entries. Gives way to other requests meanwhile. */
  async whole(): Promise<ChangeIndex> {
    const index = this.tail()
    if (index.base === 0) return index
    this.loading ??= inTurns(this.load(index)).finally(() => (this.loading = null))
    return await this.loading
  }

  /** Of all entries, once {@link whole} has answered. */
  get loaded(): ChangeIndex {
    if (this.index?.base !== 0) throw new Error('the changes were not loaded')
    return this.index
  }

  forget(): void {
    this.index = null
  }

  private *load(tail: ChangeIndex): Generator<undefined, ChangeIndex> {
    const head = new ChangeIndex(this.dictionary, 0)
    for (const block of this.ports.blocks.all.filter(({ first }) => first < tail.base)) {
      this.read(block, head)
      yield
    }
    head.join(tail)
    this.index = head
    return head
  }

  private read(block: Block, into: ChangeIndex): void {
    const { derived } = this.ports
    const packed = derived.changesOf(block.first)
    if (packed !== null && readsWhole(() => into.unpack(packed, block.entries))) return
    into.append(factsOf(this.ports.reread.changesOf(block)))
    // At once: a commit that fails meanwhile takes back what the dictionary learnt and did not save.
    this.ports.saving(() => derived.writeBlock(block, { changes: into }))
  }
}
