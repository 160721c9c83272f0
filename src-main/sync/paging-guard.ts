import { randomBytes } from 'node:crypto'
import type { PageAnswer } from '@contract/service.ts'
import type { WalkPlan } from './plan.ts'
import { isNewestFirst } from '../connector/built-in.ts'
import type { RequestBuilder } from './request-builder.ts'
import { RequestFailure } from './request-failure.ts'

/** How often the same page may come again where pages are counted: as many new entries as a page holds push the same ones down once more. */
const repeatsOfCounted = 3
/** By time, a page begins with the moment at which the one before ended: all of one moment comes again, and once more where an end of the window is told roughly. */
const repeatsByTime = 2

/**
 * Notices a tenant whose paging goes round in circles: a page sent twice, a cursor that was there before, one that
 * does not advance. A page sent twice is noticed before it is committed: its cursor may belong to another page, and
 * going on with it would leave out what lies between.
 */
export class PagingGuard {
  private readonly cursors = new Set<number>()
  private readonly pages = new Set<number>()
  private uncommitted: number | null = null
  private emptyPages = 0
  /** No entry of the next page may be newer, ms. */
  private ceiling: number
  private readonly bottom: number

  private readonly newestFirst: boolean
  /** Places are counted from the top: what arrives there shows the same entries once more. */
  private readonly counted: boolean
  /** Pages that may come again in a row. */
  private readonly repeatsAllowed: number
  private repeats = 0
  private readonly maxPages: number
  /** Empty pages in a row that are believed; filters and shards produce a few. */
  private readonly emptyPagesAllowed: number
  private committed = 0

  constructor(plan: WalkPlan, { definition, reach }: Pick<RequestBuilder, 'definition' | 'reach'>) {
    if (plan.cursor !== null) this.cursors.add(hash53(plan.cursor))
    this.newestFirst = isNewestFirst(definition)
    this.maxPages = definition.stop.maxPages
    this.emptyPagesAllowed = definition.stop.emptyPages
    this.counted = definition.paging.style === 'offset' || definition.paging.style === 'page'
    this.repeatsAllowed = this.counted ? repeatsOfCounted : definition.paging.style === 'time' ? repeatsByTime : 0
    const within = reach(plan.ask)
    // A walk from the newest down that goes on with a cursor must go on below what is committed.
    const goesOn = plan.cursor !== null && this.newestFirst && !this.counted
    this.ceiling = (goesOn ? plan.range.to : (within.to ?? Infinity)) - 1
    this.bottom = within.from ?? -Infinity
  }

  /**
   * Whether a page with this newest entry can be an answer to what was asked. Decides about pages that open or close
   * a walk: an answer meant for another request (a cache in between) would make them claim what was not fetched.
   */
  fits(newest: number | null): boolean {
    return newest === null || (!this.isAbove(newest) && newest >= this.bottom)
  }

  /** Whether a page begins above where the one before it ended: entries that arrived may have pushed a counted place upwards. */
  isAbove(newest: number | null): boolean {
    return newest !== null && newest > this.ceiling
  }

  /** Throws `paging-loop` for a page that was there before, or that points to one that was. */
  beforeCommit(glimpse: string, hint: string | null | undefined): void {
    const print = fingerprint(glimpse)
    const isKnown = print !== null && this.pages.has(print)
    this.repeats = isKnown ? this.repeats + 1 : 0
    if (this.repeats > this.repeatsAllowed) throw loop('It sent the same page twice.')
    if (typeof hint === 'string') this.refuseKnown(hint)
    this.uncommitted = print
  }

  /** Answers false when a page brought nothing new and lies above the one before it: its cursor must not be followed. */
  afterCommit({ received, inserted, oldest, next }: PageAnswer): boolean {
    if (this.uncommitted !== null) this.pages.add(this.uncommitted)
    if (next !== null) {
      this.refuseKnown(next)
      this.cursors.add(hash53(next))
    }
    if (++this.committed >= this.maxPages && next !== null) throw loop(`It sent ${this.committed} pages and says that there are more.`)
    this.emptyPages = received === 0 ? this.emptyPages + 1 : 0
    if (this.emptyPages > this.emptyPagesAllowed && next !== null) throw loop(`It sent ${this.emptyPages} empty pages in a row.`)
    if (oldest === null || !this.newestFirst || this.counted) return true
    const backwards = inserted === 0 && oldest > this.ceiling
    this.ceiling = Math.min(this.ceiling, oldest)
    return !backwards
  }

  private refuseKnown(cursor: string): void {
    if (this.cursors.has(hash53(cursor))) throw loop('It pointed back to a page that was fetched before.')
  }
}

/** The diagnosis of a tenant whose paging does not come to an end. */
export function loop(observed: string): RequestFailure {
  return new RequestFailure('paging-loop', 'stop', {
    message: `The tenant’s paging goes round in circles. ${observed}`,
    next: 'Everything up to there is kept. Sync again later; if it stays, copy the details for your administrator.',
    details: observed,
  })
}

const endsLength = 1024

/** Length and both ends of the items, which hold whole entries with their ids; null when there are none to compare. */
function fingerprint(text: string): number | null {
  const from = text.indexOf('[')
  const to = text.lastIndexOf(']')
  if (from < 0 || to - from < 3) return null
  return hash53(`${to - from}:${text.slice(from, Math.min(to, from + endsLength))}:${text.slice(Math.max(from, to - endsLength), to)}`)
}

/** Another one in each process: which pages share a hash is not for a tenant to choose. */
const [seedA, seedB] = [randomBytes(4).readInt32LE(), randomBytes(4).readInt32LE()]

/** 53 bits of hash (cyrb53): small to keep for every page of a long walk, and a slice of a page would keep all of it alive. */
function hash53(text: string): number {
  let a = 0xdeadbeef ^ seedA
  let b = 0x41c6ce57 ^ seedB
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return 4294967296 * (2097151 & b) + (a >>> 0)
}
