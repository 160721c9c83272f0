import { targetsOf, type Target } from '@contract/entry.ts'
import { changesAnything } from '@contract/exact-json.ts'
import { entryMarkBits } from '@language/marks/entry-marks.ts'
import type { MappedEntry } from '../../connector/connector.ts'
import { FactsBuilder, type ChangeFacts } from '../changes/fact-batch.ts'
import { packedColumns, stateBit, statuses, type PackedColumn } from './columns.ts'
import { joinedSet } from './target-sets.ts'
import { hashId } from '../dictionary/hash-index.ts'
import { PageDictionary, type DistinctValues } from '../dictionary/page-dictionary.ts'

type Numbers = Uint32Array<ArrayBuffer>

/**
 * Entries as the columns need them, without an object an entry, so that they are made in one thread and kept in another. What is a
 * dictionary's is numbered among the values of the batch: a dictionary has to look for each of these once.
 */
export interface EntryBatch {
  readonly length: number
  /** ms since the epoch, with a fraction; `unknownTime` where no time can be read. */
  readonly time: Float64Array<ArrayBuffer>
  /** Status and what the text says; what is known of an arrival is added by who commits it. */
  readonly state: Uint8Array<ArrayBuffer>
  readonly idHash: Numbers
  /** A bit a mark that the entry alone says. */
  readonly marks: Numbers
  /** All ids, one after the other, and where each ends. */
  readonly ids: string
  readonly idEnds: Numbers
  readonly numbers: Readonly<Record<PackedColumn, Numbers>>
  /** Those of `targets` name numbers of `target`. */
  readonly values: Readonly<Record<PackedColumn, DistinctValues>>
  readonly changes: ChangeFacts
}

/** The id of entry `i`. */
export function idAt({ ids, idEnds }: Pick<EntryBatch, 'ids' | 'idEnds'>, i: number): string {
  return ids.slice(i === 0 ? 0 : idEnds[i - 1], idEnds[i])
}

const byColumn = <T>(make: (name: PackedColumn) => T): Record<PackedColumn, T> =>
  Object.fromEntries(packedColumns.map((name) => [name, make(name)])) as Record<PackedColumn, T>

/** Makes a batch of entries as they come: what is made of one is not kept until the last is read. */
export class BatchBuilder {
  private time: Float64Array<ArrayBuffer>
  private state: Uint8Array<ArrayBuffer>
  private idHash: Numbers
  private marks: Numbers
  private idEnds: Numbers
  private numbers: Record<PackedColumn, Numbers>
  private readonly tables = byColumn(() => new PageDictionary())
  private readonly changes: FactsBuilder
  private readonly ids: string[] = []
  private idEnd = 0

  /** @param expected how many there are likely to be */
  constructor(expected: number) {
    const length = Math.max(1, expected)
    this.time = new Float64Array(length)
    this.state = new Uint8Array(length)
    this.idHash = new Uint32Array(length)
    this.marks = new Uint32Array(length)
    this.idEnds = new Uint32Array(length)
    this.numbers = byColumn(() => new Uint32Array(length))
    this.changes = new FactsBuilder(length)
  }

  get length(): number {
    return this.ids.length
  }

  add(entry: MappedEntry): void {
    const { actor, resource } = entry
    const i = this.ids.push(entry.id) - 1
    if (i === this.time.length) this.resize(i * 2)
    const { numbers, tables } = this
    this.idEnds[i] = this.idEnd += entry.id.length
    this.idHash[i] = hashId(entry.id)
    numbers.actor[i] = tables.actor.numberOf(actor.email, actor.name, actor.id)
    const verbatim = entry.actionVerbatim === entry.action ? undefined : entry.actionVerbatim
    numbers.action[i] = entry.action === '' ? 0 : tables.action.numberOf(entry.action, verbatim)
    numbers.resource[i] = tables.resource.numberOf(resource.type, resource.id, resource.name)
    this.addTargets(i, entry)
    numbers.ip[i] = one(tables.ip, entry.ip)
    numbers.agent[i] = one(tables.agent, entry.userAgent)
    numbers.permission[i] = one(tables.permission, entry.reason?.permission)
    this.time[i] = entry.exactTime
    const hasFacts = this.changes.add(entry.changes)
    this.marks[i] = entryMarkBits(entry)
    this.state[i] =
      statuses.indexOf(entry.status) |
      (entry.parseError === undefined ? 0 : stateBit.invalid) |
      (hasFacts || entry.unreadChanges || (entry.changes && changesAnything(entry.changes.before, entry.changes.after))
        ? stateBit.changes
        : 0)
  }

  /** Each once; a set of them only where there are several. */
  private addTargets(i: number, entry: MappedEntry): void {
    const { numbers, tables } = this
    const numberOf = ({ type, id, email, name }: Target): number => tables.target.numberOf(type, id, email, name)
    if (entry.targets === undefined || entry.targets.length < 2) {
      const [only] = targetsOf(entry)
      numbers.target[i] = only ? numberOf(only) : 0
      return
    }
    const all = [...new Set(entry.targets.map(numberOf))]
    numbers.target[i] = all[0] as number
    numbers.targets[i] = all.length > 1 ? tables.targets.numberOf(joinedSet(all)) : 0
  }

  done(): EntryBatch {
    const { length } = this
    if (length !== this.time.length) this.resize(length)
    const { time, state, idHash, marks, idEnds, numbers, tables } = this
    return {
      length, time, state, idHash, marks, idEnds, numbers,
      ids: this.ids.join(''),
      values: byColumn((name) => tables[name].done()),
      changes: this.changes.done(),
    } // prettier-ignore
  }

  private resize(length: number): void {
    this.time = resized(this.time, new Float64Array(length))
    this.state = resized(this.state, new Uint8Array(length))
    this.idHash = resized(this.idHash, new Uint32Array(length))
    this.marks = resized(this.marks, new Uint32Array(length))
    this.idEnds = resized(this.idEnds, new Uint32Array(length))
    const { numbers } = this
    this.numbers = byColumn((name) => resized(numbers[name], new Uint32Array(length)))
  }
}

/** As much of the old as has room in the new. */
export function resized<T extends Float64Array | Uint32Array | Uint8Array>(old: T, fresh: T): T {
  fresh.set(old.subarray(0, fresh.length))
  return fresh
}

function one(table: PageDictionary, value: string | undefined): number {
  return value === undefined || value === '' ? 0 : table.numberOf(value)
}

/** Entries that are at hand. */
export function batchOf(entries: readonly MappedEntry[]): EntryBatch {
  const builder = new BatchBuilder(entries.length)
  for (const entry of entries) builder.add(entry)
  return builder.done()
}
