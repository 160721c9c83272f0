import type { Value } from '@contract/connector-entry.ts'
import { getter, isInherited, tokensOf } from '../../connector/pointer.ts'
import { asText, compileText, type TextOf } from './text-value.ts'

type Rules<T> = Readonly<Partial<Record<keyof T & string, Value | undefined>>>

/** An object of those members that have a text; undefined when none has. */
export function members<T extends object>(
  rules: Rules<T>,
  empty: () => T,
): (item: unknown, action: string, verbatim: string) => T | undefined {
  const names = (Object.keys(rules) as (keyof T & string)[]).filter((name) => rules[name] !== undefined)
  return (
    siblings(rules, names, empty) ??
    each(
      names.map((name) => [name, compileText(rules[name] as Value)] as const),
      empty,
    )
  )
}

function each<T extends object>(parts: readonly (readonly [keyof T & string, TextOf])[], empty: () => T) {
  return (item: unknown, action: string, verbatim: string): T | undefined => {
    let into: T | undefined
    for (const [name, text] of parts) {
      const found = text(item, action, verbatim)
      if (found !== undefined) (into ??= empty())[name] = found as T[keyof T & string]
    }
    return into
  }
}

/** Members that stand side by side in the item, as they nearly always do, are read from their common parent: a third of the look-ups. */
function siblings<T extends object>(rules: Rules<T>, names: readonly (keyof T & string)[], empty: () => T) {
  const paths = names.map((name) => (typeof rules[name] === 'string' ? tokensOf(rules[name]) : []))
  const parent = paths[0]?.[0]
  if (parent === undefined || paths.some((path) => path.length !== 2 || path[0] !== parent || path.some(isInherited))) return null
  const of = getter(`/${parent.replaceAll('~', '~0').replaceAll('/', '~1')}`)
  const from = paths.map((path) => path[1] as string)
  return (item: unknown): T | undefined => {
    const holder = of(item) as Readonly<Record<string, unknown>> | null | undefined
    if (typeof holder !== 'object' || holder === null) return undefined
    let into: T | undefined
    for (let at = 0; at < from.length; at++) {
      const found = asText(holder[from[at] as string])
      if (found !== undefined) (into ??= empty())[names[at] as keyof T & string] = found as T[keyof T & string]
    }
    return into
  }
}
