import type { MappedEntry } from '../connector/connector.ts'
import { stateBit, statuses, type EncodedEntries } from './columns.ts'
import type { Dictionaries, Dictionary } from './dictionary.ts'
import type { RawEntry } from './raw-block.ts'

/** A new entry with everything that is kept of it. */
export interface NewEntry {
  readonly mapped: MappedEntry
  readonly raw: RawEntry
  /** SHA-256 of the raw text, hex. */
  readonly hash: string
  readonly idHash: number
  readonly late: boolean
  /** Key of the entry this is another version of. */
  readonly versionOf: number | null
}

interface Circumstances {
  readonly idHash: number
  readonly late: boolean
  /** It is another version of an entry. */
  readonly version: boolean
}

/** Puts an entry as dictionary ids at place `i` of `into`. Adds what the dictionaries do not know yet. */
export function encode(
  entry: MappedEntry,
  { idHash, late, version }: Circumstances,
  dictionaries: Dictionaries,
  into: EncodedEntries,
  i: number,
): void {
  const { actor, resource, target } = entry
  const { ids } = into
  ids.actor[i] = dictionaries.actor.idOf(actor.email, actor.name, actor.id)
  ids.action[i] = one(dictionaries.action, entry.action)
  ids.resource[i] = dictionaries.resource.idOf(resource.type, resource.id, resource.name)
  ids.target[i] = target ? dictionaries.target.idOf(target.type, target.id, target.email, target.name) : 0
  ids.ip[i] = one(dictionaries.ip, entry.ip)
  ids.agent[i] = one(dictionaries.agent, entry.userAgent)
  ids.permission[i] = one(dictionaries.permission, entry.reason?.permission)
  into.time[i] = entry.exactTime
  into.idHash[i] = idHash
  into.state[i] =
    statuses.indexOf(entry.status) |
    (late ? stateBit.late : 0) |
    (entry.parseError === undefined ? 0 : stateBit.invalid) |
    (entry.changes ? stateBit.changes : 0) |
    (version ? stateBit.version : 0)
}

function one(dictionary: Dictionary, value: string | undefined): number {
  return value === undefined || value === '' ? 0 : dictionary.idOf(value)
}
