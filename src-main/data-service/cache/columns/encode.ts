import type { Connector, MappedEntry } from '../../connector/connector.ts'
import type { Dictionaries } from '../dictionary/dictionary.ts'
import { Translation } from '../dictionary/page-dictionary.ts'
import { batchOf, type EntryBatch } from './batch.ts'
import { encodedEntries, packedColumns, stateBit, type EncodedEntries } from './columns.ts'
import { joinedSet, membersOf } from './target-sets.ts'
import { decodeParts } from '../dictionary/dictionary-encoding.ts'

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

/** What a batch calls sets of targets, as the dictionaries do. */
function setsOf({ values }: EntryBatch, { targets }: Dictionaries, target: Translated | null | undefined): Translated {
  return new Translation(values.targets, {
    idOfJoined: (value) => targets.idOf(joinedSet(membersOf(decodeParts(value)[0] ?? '').map((number) => target?.idOf(number) ?? 0))),
  })
}
/** A source: its definition. */
type Named = Pick<Connector, 'definition'>

/** A source as the dictionary has it: its name, and what it is called for a person. */
export const sourceId = ({ source }: Dictionaries, { definition: { name, title } }: Named): number => source.idOf(name, title)

type Translated = Pick<Translation, 'idOf'>

/** Entries of one source as dictionary ids. Adds what the dictionaries do not know yet. */
export function encode({ batch, places, late, versionOf }: Arriving, dictionaries: Dictionaries, source: Named): EncodedEntries {
  const encoded = encodedEntries(places.length)
  const translations = new Map(
    packedColumns.map((name) => [name, name === 'targets' ? null : new Translation(batch.values[name], dictionaries[name])]),
  )
  for (const name of packedColumns) {
    const translation = translations.get(name) ?? setsOf(batch, dictionaries, translations.get('target'))
    const [numbers, ids] = [batch.numbers[name], encoded.ids[name]]
    for (let i = 0; i < places.length; i++) ids[i] = translation.idOf(numbers[places[i] as number] as number)
  }
  encoded.ids.source.fill(sourceId(dictionaries, source))
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
