import { canonicalText, isList, isObject, memberOf, sameJson, type Json } from '@contract/exact-json.ts'
import { identified } from './list-identity.ts'

/** Told of what is there after a change and was not before. Names are the last that stand above the value; empty at the root. */
export interface Gained {
  readonly member: (list: string, value: Json) => void
  readonly field: (name: string, was: 'absent' | 'other', after: Json) => void
}

/**
 * What a change added, as the window's differences show it (`diff-model.ts`), without what these need to be shown: it runs for every entry that is
 * committed. Unlike them it has no end: nothing is hidden behind twenty thousand fields or thirty levels.
 */
export function eachGain(before: Json | undefined, after: Json | undefined, gained: Gained): void {
  compare('', before ?? undefined, after ?? undefined, gained)
}

function compare(name: string, before: Json | undefined, after: Json | undefined, gained: Gained): void {
  if (after === undefined) return
  if (isList(after) && (before === undefined || isList(before))) compareLists(name, before ?? [], after, gained)
  else if (isObject(after) && (before === undefined || isObject(before))) {
    for (const key of Object.keys(after)) compare(key, memberOf(before, key), after[key], gained)
  } else if (before === undefined) gained.field(name, 'absent', after)
  else if (!sameJson(before, after)) gained.field(name, 'other', after)
}

function compareLists(name: string, before: readonly Json[], after: readonly Json[], gained: Gained): void {
  const objects = identified(before, after)
  if (objects) {
    for (const [id, item] of objects.after) {
      const old = objects.before.get(id)
      if (old === undefined) gained.member(name, item)
      else if (!sameJson(old, item)) compare(name, old, item, gained)
    }
    return
  }
  // A text as it stands is no other value's JSON once there is a quotation mark before it.
  const keyOf = (value: Json): string => (typeof value === 'string' ? `"${value}` : canonicalText(value))
  const known = new Set(before.map(keyOf))
  for (const value of after) {
    const key = keyOf(value)
    if (known.has(key)) continue
    known.add(key)
    gained.member(name, value)
  }
}
