import type { ChangesRule } from '@contract/connector-entry.ts'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { asJson, Repeated, type Json } from '@contract/exact-json.ts'
import { getter, type Getter } from '../../connector/pointer.ts'
import type { ReadChanges } from './connector.ts'
import { picking } from './text-value.ts'

type ChangesOf = (item: unknown) => ReadChanges | undefined
type JsonOf = (from: unknown) => Json | undefined

/** Before and after out of an item; undefined when it holds neither. */
export function compileChanges(rule: ChangesRule | undefined): ChangesOf {
  if (rule === undefined) return () => undefined
  if ('list' in rule) return listed(rule)
  if ('pairs' in rule) return paired(rule)
  const [before, after] = [anyValue(rule.before), anyValue(rule.after)]
  return (item) => {
    const changes = { before: asSide('before', before(item)), after: asSide('after', after(item)) }
    return changes.before === undefined && changes.after === undefined ? undefined : changes
  }
}

function anyValue(rule: Extract<ChangesRule, { before?: unknown }>['before']): JsonOf {
  if (rule === undefined) return () => undefined
  const get = typeof rule === 'string' ? getter(rule) : 'pick' in rule ? picking(rule.pick) : getter(rule.at)
  if (typeof rule === 'string' || 'pick' in rule) return (item) => asJson(get(item))
  return (item) => inside(get(item))
}

/** A side that the item names more than once has all its values, under that name. */
function asSide(name: string, value: Json | undefined): Json | undefined {
  return value instanceof Repeated ? { [name]: value } : value
}

/** JSON inside a string; text that is none is nothing. */
function inside(text: unknown): Json | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return parseExactly(text)
  } catch {
    return undefined
  }
}

/** `[{property, old, new}]` as two objects; a change without an old value was added, one without a new value removed. */
function listed(rule: Extract<ChangesRule, { list: unknown }>): ChangesOf {
  const [list, name] = [getter(rule.list), getter(rule.property)]
  const [before, after] = [anyValue(rule.old), anyValue(rule.new)]
  return (item) => {
    const found = list(item)
    if (!Array.isArray(found) || found.length === 0) return undefined
    return { before: collected(found, name, before), after: collected(found, name, after) }
  }
}

/** `[{key, value}]` as the state after. */
function paired(rule: Extract<ChangesRule, { pairs: unknown }>): ChangesOf {
  const [pairs, key, value] = [getter(rule.pairs), getter(rule.key), anyValue(rule.value)]
  return (item) => {
    const found = pairs(item)
    return Array.isArray(found) && found.length > 0 ? { before: undefined, after: collected(found, key, value) } : undefined
  }
}

/** A property that is listed more than once has all its values, as a member that is named more than once. */
function collected(list: readonly unknown[], name: Getter, value: JsonOf): Json {
  const members = new Map<string, Json[]>()
  for (const each of list) {
    const [key, found] = [name(each), value(each)]
    if (typeof key !== 'string' || found === undefined || found === null) continue
    const values = found instanceof Repeated ? found.values : [found]
    const known = members.get(key)
    if (known) for (const one of values) known.push(one)
    else members.set(key, [...values])
  }
  // Not by assignment: a property may be called `__proto__`.
  return Object.fromEntries(Array.from(members, ([key, values]) => [key, values.length === 1 ? (values[0] as Json) : new Repeated(values)]))
}
