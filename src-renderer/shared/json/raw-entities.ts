import { actorRef, addressRef, resourceRef, targetRef, valueRef, type EntityRef, type NamingRow } from '../entity/entity-ref.ts'
import type { JsonLine } from './json-text.ts'

/** What texts of the raw JSON mean because the entry was read from them. */
function namesOf({ actor, ip, resource, target }: NamingRow): ReadonlyMap<string, EntityRef> {
  const names: readonly (readonly [readonly (string | undefined)[], EntityRef | null])[] = [
    [[ip], addressRef(ip)],
    [[resource.name, resource.id], resourceRef(resource)],
    [[target?.email, target?.name, target?.id], targetRef(target)],
    [[actor.email, actor.name, actor.id], actorRef(actor)],
  ]
  return new Map(names.flatMap(([texts, entity]) => (entity ? texts.flatMap((text) => (text ? [[text, entity] as const] : [])) : [])))
}

const named = /^("(?:[^"\\]|\\.)*"): $/
const value = /^("(?:[^"\\]|\\.)*"),?$/
const textOf = (quoted: string): string => JSON.parse(quoted) as string

/** Whom or what each line of an entry's raw JSON shows: those the entry is about, and what its values say by themselves. */
export function rawEntityRefs(lines: readonly JsonLine[], entry: NamingRow): readonly (EntityRef | null)[] {
  const names = namesOf(entry)
  /** By level, what the list or object around is called; a list's name is its members'. */
  const around: string[] = ['']
  return lines.map(({ indent, key, rest }) => {
    const quotedKey = named.exec(key)?.[1]
    const name = quotedKey === undefined ? (around[indent] ?? '') : textOf(quotedKey)
    around[indent + 1] = name
    const quoted = value.exec(rest)?.[1]
    if (quoted === undefined) return null
    const text = textOf(quoted)
    return names.get(text) ?? valueRef(text, name)
  })
}
