import {
  actorMention,
  addressMention,
  resourceMention,
  targetMention,
  valueMention,
  type Mention,
  type MentioningRow,
} from '../entity/entity-ref.ts'
import type { JsonLine } from './json-text.ts'

/** What texts of the raw JSON mean because the entry was read from them. */
function namesOf({ actor, ip, resource, target }: MentioningRow): ReadonlyMap<string, Mention> {
  const names: readonly (readonly [readonly (string | undefined)[], Mention | null])[] = [
    [[ip], addressMention(ip)],
    [[resource.name, resource.id], resourceMention(resource)],
    [[target?.email, target?.name, target?.id], targetMention(target)],
    [[actor.email, actor.name, actor.id], actorMention(actor)],
  ]
  return new Map(names.flatMap(([texts, mention]) => (mention ? texts.flatMap((text) => (text ? [[text, mention] as const] : [])) : [])))
}

const named = /^("(?:[^"\\]|\\.)*"): $/
const value = /^("(?:[^"\\]|\\.)*"),?$/
const textOf = (quoted: string): string => JSON.parse(quoted) as string

/** Whom or what each line of an entry's raw JSON shows: those the entry is about, and what its values say by themselves. */
export function rawMentions(lines: readonly JsonLine[], entry: MentioningRow): readonly (Mention | null)[] {
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
    return names.get(text) ?? valueMention(text, name)
  })
}
