import type { ChangesRule } from '@contract/connector-entry.ts'
import type { Changes } from '@contract/entry.ts'
import { getter, type Getter } from '../../connector/pointer.ts'
import { parsed, picking } from './text-value.ts'

type ChangesOf = (item: unknown) => Changes | undefined

/** Before and after out of an item; undefined when it holds neither. */
export function compileChanges(rule: ChangesRule | undefined): ChangesOf {
  if (rule === undefined) return () => undefined
  if ('list' in rule) return listed(rule)
  if ('pairs' in rule) return paired(rule)
  const [before, after] = [anyValue(rule.before), anyValue(rule.after)]
  return (item) => {
    const changes = { before: before(item), after: after(item) }
    return changes.before === undefined && changes.after === undefined ? undefined : changes
  }
}

function anyValue(rule: Extract<ChangesRule, { before?: unknown }>['before']): Getter {
  if (rule === undefined) return () => undefined
  if (typeof rule === 'string') return getter(rule)
  if ('pick' in rule) return picking(rule.pick)
  const get = getter(rule.at)
  return (item) => parsed(get(item))
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
  const [pairs, key, value] = [getter(rule.pairs), getter(rule.key), getter(rule.value)]
  return (item) => {
    const found = pairs(item)
    return Array.isArray(found) && found.length > 0 ? { before: undefined, after: collected(found, key, value) } : undefined
  }
}

function collected(list: readonly unknown[], name: Getter, value: Getter): Readonly<Record<string, unknown>> {
  const members = list.flatMap((each): [string, unknown][] => {
    const [key, found] = [name(each), value(each)]
    return typeof key === 'string' && found !== undefined && found !== null ? [[key, found]] : []
  })
  // Not by assignment: a property may be called `__proto__`.
  return Object.fromEntries(members)
}
