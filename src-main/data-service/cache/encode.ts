import type { MappedEntry } from '../connector/connector.ts'
import { stateBit, statuses, type EncodedEntry } from './columns.ts'
import type { Dictionaries } from './dictionary.ts'
import { hashId } from './id-index.ts'

/** An entry as dictionary ids. Adds what the dictionaries do not know yet. */
export function encode(entry: MappedEntry, dictionaries: Dictionaries, late: boolean, version: boolean): EncodedEntry {
  const { actor, resource, target } = entry
  const one = (name: 'action' | 'ip' | 'agent' | 'permission', value: string | undefined): number =>
    value === undefined || value === '' ? 0 : dictionaries[name].idOf(value)
  return {
    time: entry.exactTime,
    ids: {
      actor: dictionaries.actor.idOf(actor.email, actor.name, actor.id),
      action: one('action', entry.action),
      resource: dictionaries.resource.idOf(resource.type, resource.id, resource.name),
      target: target ? dictionaries.target.idOf(target.type, target.id, target.email, target.name) : 0,
      ip: one('ip', entry.ip),
      agent: one('agent', entry.userAgent),
      permission: one('permission', entry.reason?.permission),
    },
    state:
      statuses.indexOf(entry.status) |
      (late ? stateBit.late : 0) |
      (entry.parseError === undefined ? 0 : stateBit.invalid) |
      (entry.changes ? stateBit.changes : 0) |
      (version ? stateBit.version : 0),
    idHash: hashId(entry.id),
  }
}
