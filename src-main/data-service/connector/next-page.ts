import type { ConnectorDefinition, Paging } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import { numberOf, numberText } from '@contract/exact-json.ts'
import type { PageAsked } from '@contract/service.ts'
import { urlOf } from '@contract/url.ts'
import { getter } from '../../connector/pointer.ts'
import { timeFormats } from '../../connector/times.ts'
import { asText, compileText } from './text-value.ts'

/** What of a page decides whether and where another one follows. */
export interface PageSeen {
  readonly received: number
  /** The page without its items. */
  readonly rest: unknown
  /** The last item as a value, or the one so many before it; null where there is none. */
  readonly last: (before?: number) => unknown
}

/** The cursor of the next page, null at the end. For sources that are asked by URL, the cursor is that URL, absolute. */
export type NextPage = (seen: PageSeen, asked: PageAsked) => string | null

/** No source needs a longer cursor. */
const longestCursor = 8192

/** Style of paging and stop rules as one function. What the source says is a hint: that there is more is never taken on trust. */
export function compileNextPage(definition: Pick<ConnectorDefinition, 'paging' | 'stop' | 'entry'>): NextPage {
  const { stop } = definition
  const style = styleOf(definition)
  const [more, total] = [stop.more === undefined ? null : getter(stop.more), stop.total === undefined ? null : getter(stop.total)]
  return (seen, asked) => {
    if (stop.emptyPage && seen.received === 0) return null
    if (stop.shortPage && seen.received < asked.limit) return null
    if (more && !isYes(more(seen.rest))) return null
    const next = style(seen, asked)
    if (next === null) return null
    if (next.length > longestCursor) {
      throw fail('invalid-page', 'The tenant’s next page has an address that is too long.', 'Sync again later; tell your administrator.')
    }
    // By time, the same again after a full page means that more entries share a moment than a page holds: that is told, not skipped.
    if (stop.sameNext && definition.paging.style !== 'time' && (next === asked.cursor || next === asked.url)) return null
    return total && reached(total(seen.rest), next, asked.limit, definition.paging) ? null : next
  }
}

function styleOf({ paging, entry }: Pick<ConnectorDefinition, 'paging' | 'entry'>): NextPage {
  switch (paging.style) {
    case 'none':
      return () => null
    case 'link':
      return (_, { link }) => link
    case 'cursor': {
      const next = getter(paging.next)
      return ({ rest }) => cursorText(next(rest))
    }
    case 'next-url': {
      const next = getter(paging.next)
      return ({ rest }, { url }) => {
        const found = cursorText(next(rest))
        // What is no address is passed on as it is: the request is refused where it would be sent.
        return found === null ? null : (urlOf(found, url || undefined)?.href ?? found)
      }
    }
    case 'offset':
      return ({ received }, { cursor }) => String(numberOr(cursor, paging.first) + received)
    case 'page':
      return (_, { cursor }) => String(numberOr(cursor, paging.first) + 1)
    case 'last-item': {
      const id = compileText({ at: paging.id, numbers: true })
      return ({ last }) => id(last(), '', '') ?? null
    }
    case 'time': {
      const time = compileText(typeof entry.time.from === 'string' ? { at: entry.time.from, numbers: true } : entry.time.from)
      return ({ last, received }, { limit }) => {
        if (received < limit || received === 0) return null
        // One without a time stands somewhere among the others: the page goes on from the last that has one.
        for (let before = 0; before < received; before++) {
          const found = time(last(before), '', '')
          const parsed = found === undefined ? null : timeFormats[entry.time.format].parse(found)
          if (parsed !== null) return String(Math.floor(parsed))
        }
        throw fail(
          'invalid-page',
          'The tenant’s next page is asked for by time, and no entry of this page has a time that can be read.',
          'Correct entry.time in the connector’s definition.',
        )
      }
    }
  }
}

const isYes = (value: unknown): boolean => Boolean(numberOf(value) ?? value)

function cursorText(value: unknown): string | null {
  return numberText(value) ?? asText(value) ?? null
}

function numberOr(cursor: string | null, first: number): number {
  return cursor === null ? first : Number(cursor)
}

/** Whether everything that the source counts lies before the next page. */
function reached(stated: unknown, next: string, limit: number, paging: Paging): boolean {
  const total = numberOf(stated)
  if (total === undefined) return false
  if (paging.style === 'offset') return Number(next) - paging.first >= total
  return paging.style === 'page' && (Number(next) - paging.first) * limit >= total
}
