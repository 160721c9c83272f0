import type { TimeRange } from '@contract/log.ts'
import type { PageAsked } from '@contract/service.ts'
import { readOffset } from '../../connector/offset-cursor.ts'
import type { Bookkeeping } from '../cache/coverage/bookkeeping.ts'
import { without } from '../cache/coverage/ledger.ts'
import type { Connector, Page } from '../connector/connector.ts'

/** What was left out, of this page or of one before, is no part of what is covered. */
export function withoutLeftOut(after: Bookkeeping, known: readonly TimeRange[], leftOut: Page['leftOut']): Bookkeeping {
  if (known.length === 0 && leftOut.length === 0) return after
  return { ...after, coverage: without(after.coverage, [...known, ...leftOut]), leftOut }
}

/** How many entries a page left out that the page before had not: where entries are counted, it begins with the last of that one. */
export function countLeftOut({ definition: { paging }, markOf }: Connector, asked: PageAsked | undefined): number {
  const { leftOut = [], cursor = null } = asked ?? {}
  const mark = paging.style === 'offset' ? readOffset(cursor, paging.first).mark : null
  return leftOut.filter(({ outline }) => mark === null || markOf(outline ?? 'null') !== mark).length
}
