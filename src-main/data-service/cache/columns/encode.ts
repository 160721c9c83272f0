import type { MappedEntry } from '../../connector/connector.ts'
import type { Dictionaries } from '../dictionary/dictionary.ts'
import { Translation } from '../dictionary/page-dictionary.ts'
import { batchOf, type EntryBatch } from './batch.ts'
import { encodedEntries, idColumns, stateBit, type EncodedEntries } from './columns.ts'

/** Entries of a batch with what is known of their arrival. */
export interface Arriving {
  readonly batch: EntryBatch
  /** Which entries of the batch, ascending. */
  readonly places: Uint32Array
  /** By index in `places`: 1 for who came late. */
  readonly late: Uint8Array
  /** Likewise, the key of the entry this is another version of; -1 for who is an entry. */
  readonly versionOf: Int32Array
}

/** All of the entries, each in time and for the first time. */
export function arriving(entries: readonly MappedEntry[]): Arriving {
  const { length } = entries
  return {
    batch: batchOf(entries),
    places: Uint32Array.from({ length }, (_, i) => i),
    late: new Uint8Array(length),
    versionOf: new Int32Array(length).fill(-1),
  }
}

/** Entries as dictionary ids. Adds what the dictionaries do not know yet. */
export function encode({ batch, places, late, versionOf }: Arriving, dictionaries: Dictionaries): EncodedEntries {
  const encoded = encodedEntries(places.length)
  for (const name of idColumns) {
    const translation = new Translation(batch.values[name], dictionaries[name])
    const [numbers, ids] = [batch.numbers[name], encoded.ids[name]]
    for (let i = 0; i < places.length; i++) ids[i] = translation.idOf(numbers[places[i] as number] as number)
  }
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number
    encoded.time[i] = batch.time[place] as number
    encoded.idHash[i] = batch.idHash[place] as number
    encoded.marks[i] = batch.marks[place] as number
    const arrival = (late[i] === 1 ? stateBit.late : 0) | ((versionOf[i] as number) >= 0 ? stateBit.version : 0)
    encoded.state[i] = (batch.state[place] as number) | arrival
  }
  return encoded
}
