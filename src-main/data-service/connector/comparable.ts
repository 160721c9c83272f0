import type { ConnectorDefinition } from '@contract/connector.ts'
import { parseExactly } from '@contract/exact-json-reader.ts'
import { isList, isObject, lastOf, type Json } from '@contract/exact-json.ts'
import { tokensOf } from '../../connector/pointer.ts'
import type { Connector } from './connector.ts'

/**
 * What two texts of one entry are compared by: white space and the order of members tell nothing, nor do members of which the definition says that
 * they change with every request. A token `*` stands for every element of a list.
 */
export function compileComparable({ drift }: Pick<ConnectorDefinition, 'drift'>): Connector['comparable'] {
  const paths = (drift?.without ?? []).map(tokensOf)
  return (text) => {
    const read = readOrNull(text)
    return read === null ? null : paths.reduce<Json>(without, read)
  }
}

/** Null for what is nested so deep that it is kept without being read, and is no JSON there. */
function readOrNull(text: Buffer): Json | null {
  try {
    return parseExactly(text.toString('utf8'))
  } catch {
    return null
  }
}

/** The same without what lies there; of a member that is named more than once, every value. */
function without(value: Json, [first, ...rest]: readonly string[]): Json {
  if (first === undefined) return value
  if (isList(value)) {
    return value.map((each, at) => (first === '*' || first === String(at) ? without(each, rest) : each))
  }
  if (!isObject(value) || !Object.hasOwn(value, first)) return value
  const members = Object.entries(value).flatMap(([name, member]): [string, Json][] =>
    name !== first ? [[name, member]] : rest.length === 0 ? [] : [[name, without(lastOf(member) as Json, rest)]],
  )
  return Object.fromEntries(members)
}
