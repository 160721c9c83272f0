import { isObject, type Json, type JsonObject } from '@contract/exact-json.ts'
import { isScalar, valueText } from '@contract/value-text.ts'

/** Fields that say which object of a list is which, best first; two together where one is not enough. */
const identities: readonly (readonly string[])[] = [
  ['id'], ['email'], ['key'], ['uuid'], ['name'], ['user_id'], ['role_id'], ['type', 'id'], ['type', 'email'], ['type', 'name'], ['type'],
] // prettier-ignore

/** Objects of two lists by what identifies them. */
export interface Identified {
  readonly before: ReadonlyMap<string, JsonObject>
  readonly after: ReadonlyMap<string, JsonObject>
}

/** Two lists of objects by what tells the objects of each apart; null where nothing does, or not all are objects. */
export function identified(before: readonly Json[], after: readonly Json[]): Identified | null {
  if (before.length + after.length === 0 || !before.every(isObject) || !after.every(isObject)) return null
  for (const identity of identities) {
    const old = byIdentity(before, identity)
    const now = old && byIdentity(after, identity)
    if (old && now) return { before: old, after: now }
  }
  return null
}

function identityText(item: JsonObject, identity: readonly string[]): string | null {
  const parts = identity.map((key) => (Object.hasOwn(item, key) ? item[key] : undefined))
  return parts.every((part) => isScalar(part) && part !== null && part !== '')
    ? parts.map((part) => valueText(part as Json)).join(' ')
    : null
}

function byIdentity(list: readonly Json[], identity: readonly string[]): Map<string, JsonObject> | null {
  const known = new Map<string, JsonObject>()
  for (const item of list) {
    const text = isObject(item) ? identityText(item, identity) : null
    if (text === null || known.has(text)) return null
    known.set(text, item as JsonObject)
  }
  return known
}
