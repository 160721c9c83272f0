import type { TimeRange } from '@contract/log.ts'
import type { Bookkeeping } from '../cache/bookkeeping.ts'
import { without } from '../cache/ledger.ts'
import type { Page } from '../connector/connector.ts'

/** What was left out, of this page or of one before, is no part of what is covered. */
export function withoutLeftOut(after: Bookkeeping, known: readonly TimeRange[], leftOut: Page['leftOut']): Bookkeeping {
  if (known.length === 0 && leftOut.length === 0) return after
  return { ...after, coverage: without(after.coverage, [...known, ...leftOut]), leftOut }
}
