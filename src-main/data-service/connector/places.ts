import type { Place } from '@contract/connector-entry.ts'
import { asJson, Repeated, type Json } from '@contract/exact-json.ts'
import { getter, type Getter } from '../../connector/pointer.ts'
import { decoded, gathering, parsedExactly, picking } from './elements.ts'
import { compileText } from './text-value.ts'

/** A value of any type out of an item; undefined where there is none. */
export type JsonOf = (item: unknown, action: string, verbatim: string) => Json | undefined

export function compilePlace(place: Place | undefined): JsonOf {
  if (place === undefined) return () => undefined
  if (typeof place === 'string') return plain(getter(place))
  if ('first' in place) {
    const several = place.first.map(compilePlace)
    return (item, action, verbatim) => {
      for (const each of several) {
        const found = each(item, action, verbatim)
        if (found !== undefined && found !== null) return found
      }
      return undefined
    }
  }
  if ('every' in place) return plain(gathering(place.every))
  if ('members' in place) return together(place.members)
  return reading('pick' in place ? picking(place.pick) : getter(place.at), place)
}

const plain =
  (get: Getter): JsonOf =>
  (item) =>
    asJson(get(item))

/** What stands there, decoded and read as far as the definition says. */
function reading(get: Getter, { decode, json, orText }: Reading): JsonOf {
  const inside = json === undefined || json === true ? null : getter(json)
  const read = (found: unknown): Json | undefined => {
    const text = decode ? decoded(found) : found
    if (json === undefined) return asJson(text)
    const value = parsedExactly(text)
    if (value === undefined) return orText ? asJson(text) : undefined
    return inside ? asJson(inside(value)) : value
  }
  return (item) => {
    const found = get(item)
    if (!(found instanceof Repeated)) return read(found)
    const values = found.values.flatMap((each) => read(each) ?? [])
    return values.length === 0 ? undefined : new Repeated(values)
  }
}

interface Reading {
  readonly decode?: 'percent' | undefined
  readonly json?: true | string | undefined
  readonly orText?: true | undefined
}

/** An object of texts; undefined where all are absent. */
function together(members: Extract<Place, { members: unknown }>['members']): JsonOf {
  const texts = Object.entries(members).map(([name, value]) => [name, compileText(value)] as const)
  return (item, action, verbatim) => {
    const found = texts.flatMap(([name, text]) => {
      const value = text(item, action, verbatim)
      return value === undefined ? [] : [[name, value] as const]
    })
    return found.length === 0 ? undefined : Object.fromEntries(found)
  }
}
