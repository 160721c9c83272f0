import type { ChangesRule, Direction, OneChange, Value } from '@contract/connector-entry.ts'
import { Repeated, type Json } from '@contract/exact-json.ts'
import { getter } from '../../connector/pointer.ts'
import type { ReadChanges } from './connector.ts'
import { compilePlace, type JsonOf } from './places.ts'
import { anyOf, compileText, type TextOf } from './text-value.ts'

type ChangesOf = (item: unknown, action: string, verbatim: string) => ReadChanges | undefined

/** Before and after out of an item; undefined when it holds neither. */
export function compileChanges(rule: ChangesRule | undefined): ChangesOf {
  if (rule === undefined) return () => undefined
  if (!('first' in rule)) return oneChange(rule)
  const several = rule.first.map(oneChange)
  return (item, action, verbatim) => {
    for (const each of several) {
      const found = each(item, action, verbatim)
      if (found) return found
    }
    return undefined
  }
}

function oneChange(rule: OneChange): ChangesOf {
  const found = changesIn(rule)
  if (!('isDelta' in rule && rule.isDelta)) return found
  return (...of) => {
    const changes = found(...of)
    return changes && { ...changes, isDelta: true }
  }
}

function changesIn(rule: OneChange): ChangesOf {
  if ('list' in rule) return listed(rule)
  if ('pairs' in rule) return paired(rule)
  if ('rows' in rule) return inRows(rule)
  if ('value' in rule) return directed(rule)
  const [before, after] = [compilePlace('before' in rule ? rule.before : undefined), compilePlace(rule.after)]
  return (...of) => sides(asSide('before', before(...of)), asSide('after', after(...of)))
}

const sides = (before: Json | undefined, after: Json | undefined): ReadChanges | undefined =>
  before === undefined && after === undefined ? undefined : { before, after }

/** A side that the item names more than once has all its values, under that name. */
function asSide(name: string, value: Json | undefined): Json | undefined {
  return value instanceof Repeated ? { [name]: value } : value
}

function directed({ value, direction }: Extract<OneChange, { value: unknown; direction: unknown }>): ChangesOf {
  const [found, wasRemoved] = [compilePlace(value), compileDirection(direction)]
  return (...of) => {
    const side = asSide('value', found(...of))
    return wasRemoved(of[0], of) === 'before' ? sides(side, undefined) : sides(undefined, side)
  }
}

type Side = 'before' | 'after'
type Of = readonly [item: unknown, action: string, verbatim: string]

/** On which side a change stands. What a definition does not name as removed is how it is now. */
function compileDirection(rule: Direction): (change: unknown, of: Of) => Side {
  if ('of' in rule) {
    const [word, added, removed] = [compileText(rule.of), new Set(rule.added), new Set(rule.removed)]
    return (change, [, action, verbatim]) => {
      const found = word(change, action, verbatim) ?? ''
      return removed.has(found) && !added.has(found) ? 'before' : 'after'
    }
  }
  const { added, removed } = rule.byAction
  const [isAdded, isRemoved] = [added && anyOf(added), anyOf(removed)]
  return (_, of) => {
    const [gone, come] = [isRemoved(...of), isAdded?.(...of)]
    // The longer beginning says it more exactly.
    return gone !== undefined && gone.length > (come?.length ?? 0) ? 'before' : 'after'
  }
}

/** `[{property, old, new}]` as two objects; a change without an old value was added, one without a new value removed. */
function listed(rule: Extract<OneChange, { list: unknown }>): ChangesOf {
  const [list, name] = [compilePlace(rule.list), nameOf(rule.property)]
  const [old, now] = [compilePlace(rule.old), compilePlace(rule.new)]
  return (...of) => {
    const found = list(...of)
    if (!Array.isArray(found) || found.length === 0) return undefined
    const [before, after] = [new Properties(), new Properties()]
    for (const each of found as readonly Json[]) {
      const key = name(each, of[1], of[2])
      before.add(key, old(each, of[1], of[2]))
      after.add(key, now(each, of[1], of[2]))
    }
    return { before: before.asSent(), after: after.asSent() }
  }
}

/** `[{key, value}]` as the state after, or each on its side. */
function paired(rule: Extract<OneChange, { pairs: unknown }>): ChangesOf {
  const [pairs, key, value] = [compilePlace(rule.pairs), nameOf(rule.key), compilePlace(rule.value)]
  const direction = rule.direction && compileDirection(rule.direction)
  return (...of) => {
    const found = pairs(...of)
    if (!Array.isArray(found) || found.length === 0) return undefined
    const both = { before: new Properties(), after: new Properties() }
    for (const each of found as readonly Json[])
      both[direction?.(each, of) ?? 'after'].add(key(each, of[1], of[2]), value(each, of[1], of[2]))
    if (!direction) return { before: undefined, after: both.after.asSent() }
    return sides(both.before.asLists(), both.after.asLists())
  }
}

/** Properties that lie in members of their own. */
function inRows({ rows }: Extract<OneChange, { rows: unknown }>): ChangesOf {
  const read: readonly (readonly [TextOf, JsonOf, JsonOf])[] = rows.map((row) => [
    nameOf(row.property),
    compilePlace(row.old),
    compilePlace(row.new),
  ])
  return (...of) => {
    const [before, after] = [new Properties(), new Properties()]
    for (const [property, old, now] of read) {
      const name = property(...of)
      before.add(name, old(...of))
      after.add(name, now(...of))
    }
    return sides(before.asLists(), after.asLists())
  }
}

/** A property may have an empty name. */
function nameOf(value: Value): TextOf {
  if (typeof value !== 'string') return compileText(value)
  const get = getter(value)
  return (item) => {
    const found = get(item)
    return typeof found === 'string' ? found : undefined
  }
}

/** Values by name. */
class Properties {
  private readonly values = new Map<string, Json[]>()

  add(name: string | undefined, value: Json | undefined): void {
    if (name === undefined || value === undefined || value === null) return
    const all = value instanceof Repeated ? value.values : [value]
    const known = this.values.get(name)
    if (known) for (const each of all) known.push(each)
    else this.values.set(name, [...all])
  }

  /** A property that is listed more than once has all its values, as a member that is named more than once. */
  asSent(): Json {
    // Not by assignment: a property may be called `__proto__`.
    return Object.fromEntries(Array.from(this.values, ([name, all]) => [name, all.length === 1 ? (all[0] as Json) : new Repeated(all)]))
  }

  /** Several values of one name are a list: a role with several members. Undefined where there is nothing. */
  asLists(): Json | undefined {
    if (this.values.size === 0) return undefined
    return Object.fromEntries(Array.from(this.values, ([name, all]) => [name, all.length === 1 ? (all[0] as Json) : all]))
  }
}
