import { endsWithEmptyPage, type ConnectorDefinition, type Paging } from '@contract/connector.ts'
import type { EntryMapping } from '@contract/connector-entry.ts'
import { fail, type AppFailure } from '@contract/errors.ts'
import { numberOf, numberText } from '@contract/exact-json.ts'
import type { PageAsked } from '@contract/service.ts'
import { urlOf } from '@contract/url.ts'
import { getter } from '../../connector/pointer.ts'
import { readOffset, writeOffset } from '../../connector/offset-cursor.ts'
import { compileAnswerPath } from '../../connector/answer-path.ts'
import { readPart, writePart } from '../../connector/part-cursor.ts'
import { isSamePlace } from '../../connector/same-place.ts'
import { readTime, writeTime } from '../../connector/time-cursor.ts'
import { entryTimes } from '../../connector/times.ts'
import { compileMark, type MarkOf } from './item-mark.ts'
import { readNumbers } from './json-items.ts'
import { asText, compileText } from './text-value.ts'

/** What of a page decides whether and where another one follows. */
export interface PageSeen {
  /** The page without its items. */
  readonly rest: unknown
  readonly items: readonly string[]
}

/** The cursor of the next page, null at the end. For sources that are asked by URL, the cursor is that URL, absolute. */
export type NextPage = (seen: PageSeen, asked: PageAsked) => string | null

type Definition = Pick<ConnectorDefinition, 'paging' | 'stop' | 'entry' | 'order'>

/** No source needs a longer cursor. */
const longestCursor = 8192

/** Style of paging and stop rules as one function. What the source says is a hint: that there is more is never taken on trust. */
export function compileNextPage(definition: Definition): NextPage {
  const { stop } = definition
  const markOf = compileMark(definition.entry)
  const style = styleOf(definition, markOf)
  const emptyPageEnds = endsWithEmptyPage(definition)
  const [more, total] = [stop.more === undefined ? null : getter(stop.more), stop.total === undefined ? null : getter(stop.total)]
  const refuseShifted = definition.paging.style === 'offset' ? compileOverlap(definition.paging, markOf) : null
  return (seen, asked) => {
    const received = seen.items.length
    refuseShifted?.(seen, asked)
    if (emptyPageEnds && received === 0) return null
    if (stop.shortPage && received < asked.limit) return null
    if (more && !isYes(more(seen.rest))) return null
    const next = style(seen, asked)
    if (next === null) return null
    if (next.length > longestCursor) {
      throw fail('invalid-page', 'The tenant’s next page has an address that is too long.', 'Sync again later; tell your administrator.')
    }
    // By time, the same again after a full page means that more entries share a moment than a page holds: that is told, not skipped.
    if (stop.sameNext && definition.paging.style !== 'time' && isSamePlace(next, asked)) return null
    return total && reached(total(seen.rest), next, asked, received, definition.paging) ? null : next
  }
}

function styleOf({ paging, entry, order }: Definition, markOf: MarkOf): NextPage {
  switch (paging.style) {
    case 'none':
      return () => null
    case 'link':
      return (_, { link }) => link
    case 'cursor': {
      const next = getter(paging.next)
      return ({ rest }) => cursorText(next(rest), paging.next)
    }
    case 'next-url': {
      const next = getter(paging.next)
      return ({ rest }, { url }) => {
        const found = cursorText(next(rest), paging.next)
        // What is no address is passed on as it is: the request is refused where it would be sent.
        return found === null ? null : (urlOf(found, url || undefined)?.href ?? found)
      }
    }
    case 'offset':
      return ({ items }, { cursor, limit }) => {
        const { offset, mark } = readOffset(cursor, paging.first)
        const end = offset + items.length
        // The last entry alone is no end yet, and a page of one would not come further with it.
        const isOverlapAlone = mark !== null && items.length === 1
        const last = isOverlapAlone || limit < 2 ? undefined : items.at(-1)
        return writeOffset(last === undefined ? { offset: end, mark: null } : { offset: end - 1, mark: markOf(last) })
      }
    case 'page':
      return (_, { cursor }) => String(numberOr(cursor, paging.first) + 1)
    case 'last-item': {
      const id = compileText({ at: paging.id, numbers: true })
      return (seen, { cursor }) => {
        if (seen.items.length === 0) return null
        // One without an id is no place to go on from: the page goes on behind the last that has one.
        const found = lastWith(seen, (item) => id(item, '', '') ?? null)
        if (found === null)
          throw placeless(cursor, `by the last entry’s id, and no entry of this page has one at ${paging.id}`, 'paging.id')
        return found
      }
    }
    case 'parts':
      return byParts(paging)
    case 'time':
      return byTime(entry, order.direction === 'desc' ? -1 : 1)
  }
}

/** The first answer says how many there are. With another number of items than it says, it is none of them all. */
function byParts({ list, path, total }: Extract<Paging, { style: 'parts' }>): NextPage {
  const [listOf, pathOf, totalOf] = [getter(list), compileAnswerPath(path), total === undefined ? null : getter(total)]
  return ({ rest, items }, { cursor }) => {
    const at = cursor === null ? firstPart(rest) : readPart(cursor)
    const next = { ...at, part: at.part + 1, seen: at.seen + items.length }
    if (next.part < next.of) return writePart(next)
    if (next.total === null || next.seen === next.total) return null
    // What is one answer is asked for once more; of several, all of them are.
    throw fail(
      cursor === null ? 'invalid-page' : 'cursor-expired',
      `The tenant’s answer has ${next.total.toLocaleString('en')} entries in ${next.of} parts, and ${next.seen.toLocaleString('en')} came.`,
      'The sync asks again by itself; what came is kept, and nothing is claimed of the rest.',
    )
  }

  function firstPart(rest: unknown) {
    const parts = listOf(rest)
    const of = Array.isArray(parts) ? parts.length : 1
    const where = of > 1 ? pathOf(rest) : ''
    if (where === null) throw placeless(null, `at ${path}, and the answer does not say where that is`, 'paging.path')
    return { path: where, part: 0, of, seen: 0, total: numberOf(totalOf?.(rest)) ?? null }
  }
}

/** The window’s end moves to the last entry’s time; `step` is the way it goes on, 1 or -1. */
function byTime({ time: { from, format } }: EntryMapping, step: number): NextPage {
  const { parse } = entryTimes(format)
  const time = compileText(typeof from === 'string' ? { at: from, numbers: true } : from)
  const read = (item: unknown): number | null => {
    const found = time(item, '', '')
    return found === undefined ? null : parse(found)
  }
  return (seen, { cursor, limit }) => {
    const received = seen.items.length
    if (received === 0) return null
    // One without a time stands somewhere among the others: the page goes on from the last that has one.
    const last = lastWith(seen, read)
    if (last === null) throw placeless(cursor, 'by time, and no entry of this page has a time that can be read', 'entry.time')
    const [at, before] = [Math.floor(last), readTime(cursor)]
    const isFurther = before === null || (at - before.time) * step > 0
    if (isFurther && before?.probes) throw tooManyAtOnce()
    if (isFurther || received >= limit) return writeTime({ time: at, received, probes: false })
    // It brought nothing further, and less than the source is known to send at once: nothing was held back.
    if (before.probes || received < before.received) return null
    return writeTime({ time: before.time + step, received, probes: true })
  }
}

/** What a page goes on from, of its last entry that has it; null when none has. */
function lastWith<T>({ items }: PageSeen, read: (item: unknown) => T | null): T | null {
  for (let at = items.length - 1; at >= 0; at--) {
    const found = read(readNumbers(items[at] as string))
    if (found !== null) return found
  }
  return null
}

/** On a first page such a definition can never work; later it has, and the page is broken. */
function placeless(cursor: string | null, missing: string, member: string): AppFailure {
  return fail(
    cursor === null ? 'connector-mismatch' : 'invalid-page',
    `The tenant’s next page is asked for ${missing}.`,
    `Correct ${member} in the connector’s definition.`,
  )
}

function tooManyAtOnce(): AppFailure {
  return fail(
    'paging-loop',
    'More of the tenant’s entries share one moment than it sends at once: by time, the pages do not come past it.',
    'Everything above it is kept. Choose another style of paging in the connector’s definition, if the source has one.',
  )
}

const isYes = (value: unknown): boolean => Boolean(numberOf(value) ?? value)

/** What is there and can be no cursor is no end either: the definition points beside it. */
function cursorText(value: unknown, pointer: string): string | null {
  const number = numberText(value)
  if (number !== undefined) return number
  if (value === true || (typeof value === 'object' && value !== null && Object.keys(value).length > 0)) {
    throw fail(
      'connector-mismatch',
      `The tenant’s pages say at ${pointer} what comes next, but neither as text nor as a number.`,
      'Correct paging.next in the connector’s definition.',
    )
  }
  return asText(value) ?? null
}

/**
 * Entries that came at the top push those below down: the last entry of the page before then stands further below, and nothing is left out. Where it is not on
 * the page at all, entries may have vanished above it, and as many that nobody has seen lie before this page.
 */
function compileOverlap({ first }: Extract<Paging, { style: 'offset' }>, markOf: MarkOf): (seen: PageSeen, asked: PageAsked) => void {
  return ({ items }, { cursor }) => {
    const { mark } = readOffset(cursor, first)
    if (mark === null || items.some((item) => markOf(item) === mark)) return
    throw fail(
      'cursor-expired',
      'The tenant’s entries have moved to other places while they were fetched.',
      'The sync goes on from the last committed page by itself.',
    )
  }
}

function numberOr(cursor: string | null, first: number): number {
  return cursor === null ? first : Number(cursor)
}

/** Whether everything that the source counts lies before the next page. */
function reached(stated: unknown, next: string, { cursor, limit }: PageAsked, received: number, paging: Paging): boolean {
  const total = numberOf(stated)
  if (total === undefined) return false
  if (paging.style === 'offset') return readOffset(cursor, paging.first).offset + received - paging.first >= total
  return paging.style === 'page' && (Number(next) - paging.first) * limit >= total
}
