import { createHash } from 'node:crypto'
import type { ConnectorDefinition } from '@contract/connector.ts'
import { numberOf } from '@contract/exact-json.ts'
import type { PageAsked } from '@contract/service.ts'
import { dayMs, hourMs, minuteMs } from '@contract/time-units.ts'
import { isNewestFirst } from '../../connector/built-in.ts'
import { getter } from '../../connector/pointer.ts'
import { parseTime } from '../../connector/iso-date-time.ts'
import type { Connector, Page } from './connector.ts'
import { compileItem } from './item.ts'
import { compileComparable } from './comparable.ts'
import { compileParts } from './parts.ts'
import { compileSpans } from './item-spans.ts'
import { compileMark } from './item-mark.ts'
import { compileSplit } from './page-of.ts'
import { ofTable } from './of-table.ts'
import { placesOf, withOutlines } from './left-out.ts'
import { compileNextPage } from './next-page.ts'
import { fingerprint as identities } from './reading.ts?fingerprint=identities'
import { fingerprint as reading } from './reading.ts?fingerprint=reading'

/**
 * By fingerprint, the number under which caches know the present way of reading, and of telling ids: they were derived when it was numbered by hand.
 * Of any other way, the fingerprint itself is the number, and what is cached is read again. When `reading.ts` has more items and reads the old ones
 * as before, the fingerprints here are replaced.
 */
const numbered: ReadonlyMap<number, number> = new Map([
  [213_784_293_463_150, 3],
  [202_325_697_162_986, 2],
])
const [mappingVersion, identityVersion] = [reading, identities].map((each) => numbered.get(each) ?? each) as [number, number]

/** A definition made into functions, once. */
export function compileConnector(definition: ConnectorDefinition): Connector {
  const { late, window } = definition
  const [findSpans, mapItem] = [compileSpans(definition.entry), compileItem(definition.entry)]
  const partsOf = compileParts(definition.entry)
  return ofTable(
    definition,
    {
      definition,
      hash: hashOf(mappingVersion, definition.entry),
      identity: hashOf(identityVersion, definition.entry.id),
      overlapMs: late.overlapMinutes * minuteMs,
      sweepAgesMs: late.sweepHours.map((hours) => hours * hourMs),
      newestFirst: isNewestFirst(definition),
      asksFrom: window.from !== undefined || window.template !== undefined,
      narrowed: definition.narrowed?.by ?? null,
      readPage: compilePage(definition, mapItem, partsOf),
      mapItem,
      partsOf,
      comparable: compileComparable(definition),
      markOf: compileMark(definition.entry),
      ...(findSpans && { findSpans }),
    },
    mapItem,
  )
}

function hashOf(version: number, part: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([version, part]))
    .digest('hex')
}

/** What is taken for the request when nobody says which it was: one for a whole first page. */
const firstPage: PageAsked = { url: '', cursor: null, limit: 0, link: null, at: 0 }

function compilePage(definition: ConnectorDefinition, mapItem: Connector['mapItem'], partsOf: Connector['partsOf']): Connector['readPage'] {
  const [split, nextPage, retention] = [compileSplit(definition), compileNextPage(definition), retentionOf(definition)]
  return (body, asked = firstPage) => {
    const { items, raws, rest } = split(body, asked)
    const { leftOut = [] } = asked
    const next = nextPage({ items: withOutlines(items, leftOut), rest }, asked)
    const page = { items, raws, records: items.length, next, leftOut: [], retention: retention(rest, asked.at) }
    if (leftOut.length === 0) return inParts(page, partsOf)
    const absent = new Set(leftOut.map(({ index }) => index))
    const isHere = (_: unknown, i: number): boolean => !absent.has(i)
    const here = { ...page, items: items.filter(isHere), raws: raws.filter(isHere), leftOut: placesOf(items, leftOut, mapItem) }
    return inParts(here, partsOf)
  }
}

function inParts(page: Page, partsOf: Connector['partsOf']): Page {
  if (!partsOf) return page
  const parts = page.items.flatMap((item, i) => partsOf(item, page.raws[i] as Buffer))
  return { ...page, items: parts.map(({ item }) => item), raws: parts.map(({ raw }) => raw) }
}

/** What the page, or else the definition, says about how far back the source keeps entries. */
export function retentionOf({ retention }: ConnectorDefinition): (rest: unknown, at: number) => Page['retention'] {
  const { days, oldest } = retention
  if (typeof days === 'number') return (_, at) => ({ days, oldest: at > 0 ? at - days * dayMs : null })
  const [daysOf, oldestOf] = [days === undefined ? null : getter(days), oldest === undefined ? null : getter(oldest)]
  return (rest) => {
    const [statedDays, statedOldest] = [numberOf(daysOf?.(rest)), oldestOf?.(rest)]
    const time = typeof statedOldest === 'string' ? parseTime(statedOldest) : null
    if (statedDays === undefined && time === null) return null
    return { days: statedDays ?? null, oldest: time === null ? null : Math.floor(time) }
  }
}
