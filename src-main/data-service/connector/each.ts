import type { EachRule, EntryMapping } from '@contract/connector-entry.ts'
import { lastOf } from '@contract/exact-json.ts'
import { getter } from '../../connector/pointer.ts'
import { partOf } from '../bytes/record-text.ts'

/** Entries that one record may hold; one with more is kept as one entry, which says so. */
export const mostParts = 2000

/** The first keeps the record's id; with what follows, they differ. */
export function idOfPart<I extends string | undefined>(id: I, part: number): I | string {
  return id === undefined || part === 0 ? id : `${id}#${part + 1}`
}

/** A record as the mapping sees it. */
interface Record {
  readonly part: number
  /** What was parsed, as an object in which the part stands beside the record's own members. */
  readonly of: (parsed: unknown) => unknown
  /** What {@link of} was asked about last. */
  readonly parsed: unknown
  /** It holds more entries than are taken out of one record: it is kept as one. */
  readonly isTooMany: boolean
}

/** What the mapping looks at, for the text of an entry. */
export function compileRecord({ each, columns }: Pick<EntryMapping, 'each' | 'columns'>): (text: string) => Record {
  if (!each && !columns) return () => new WholeRecord()
  const split = each === undefined ? null : compileEach(each)
  return (text) => {
    const part = split ? partOf(text) : 0
    let asked: unknown
    let isTooMany = false
    return {
      part,
      get isTooMany() {
        return isTooMany
      },
      get parsed() {
        return asked
      },
      of(parsed) {
        asked = parsed
        const record = columns ? named(parsed, columns) : parsed
        const parts = split?.parts(record) ?? []
        isTooMany = parts.length > mostParts
        const element = isTooMany ? undefined : parts[part]
        if (element === undefined || typeof record !== 'object' || record === null) return record
        return { ...record, [split?.as ?? '']: element }
      },
    }
  }
}

/** Nearly all records are one entry. */
class WholeRecord implements Record {
  readonly part = 0
  readonly isTooMany = false
  parsed: unknown = undefined

  of(parsed: unknown): unknown {
    return (this.parsed = parsed)
  }
}

/** A row whose places have names. */
function named(row: unknown, columns: readonly string[]): unknown {
  if (!Array.isArray(row)) return row
  return Object.fromEntries(columns.flatMap((name, at) => (at < row.length ? [[name, row[at] as unknown] as const] : [])))
}

interface Split {
  readonly as: string
  readonly parts: (record: unknown) => readonly unknown[]
}

export function compileEach(rule: EachRule): Split {
  if (typeof rule === 'string') return { as: 'each', parts: listed([rule]) }
  if ('at' in rule) return { as: rule.as, parts: listed([rule.at].flat()) }
  const forms = rule.forms.map(({ name, present }) => [name, getter(present)] as const)
  return { as: rule.as, parts: (record) => forms.flatMap(([name, get]) => (isThere(get(record)) ? name : [])) }
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

function listed(places: readonly string[]): Split['parts'] {
  const getters = places.map(getter)
  return (record) => {
    for (const get of getters) {
      const found = lastOf(get(record))
      if (Array.isArray(found) && found.length > 0) return found as readonly unknown[]
    }
    return []
  }
}

/** How many entries a record is: one, where there is nothing to part. */
export function partCounter({ each, columns }: Pick<EntryMapping, 'each' | 'columns'>): ((parsed: unknown) => number) | null {
  if (!each) return null
  const { parts } = compileEach(each)
  return (parsed) => {
    const { length } = parts(columns ? named(parsed, columns) : parsed)
    return length > mostParts ? 1 : Math.max(1, length)
  }
}
