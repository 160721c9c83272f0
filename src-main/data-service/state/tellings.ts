import { isList, isObject, memberOf, numberOf, type Json, type JsonObject } from '@contract/exact-json.ts'

/** The object of fields that a side of a change is; undefined: it says nothing; null: nothing was there. */
export function sideOf(value: Json | undefined): JsonObject | null | undefined {
  if (value === null) return null
  return isObject(value) ? value : undefined
}

/** A list of names; null where it is something else. */
export function namesIn(side: Json | undefined, name: string): readonly string[] | null {
  const list = memberOf(side, name)
  return isList(list) && list.every((each) => typeof each === 'string') ? list : null
}

/** How many members a side counts. */
export function membersCounted(side: Json | undefined): number | null {
  const number = numberOf(memberOf(side, 'member_count'))
  return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? number : null
}

/** What an action does to whether something is there; null: nothing, as far as its word says. */
export function existenceOf(action: string, before: unknown, after: unknown): 'creates' | 'deletes' | 'changes' | null {
  if (/_(?:create|invite)$/.test(action)) return 'creates'
  if (/_(?:delete|remove)$/.test(action)) return 'deletes'
  if (before === null && after !== null && after !== undefined) return 'creates'
  if (after === null && before !== null && before !== undefined) return 'deletes'
  return /_(?:update|change|edit|set)$/.test(action) || before !== undefined || after !== undefined ? 'changes' : null
}
