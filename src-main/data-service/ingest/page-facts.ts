import type { PageRequest } from '@contract/service.ts'
import type { NewestBefore } from '../cache/coverage/reach.ts'
import type { Connector, Page } from '../connector/connector.ts'

/** What a page holds that decides what it proves. Times in ms. */
export interface PageFacts extends Pick<Page, 'next' | 'retention'> {
  readonly oldest: number | null
  /** Of its entries, also those without a time. */
  readonly received: number
  /** Its entries come newest first. */
  readonly newestFirst: boolean
  /** Of what was here before it, and of its own entries. */
  readonly knownBefore: NewestBefore
  readonly sentBefore: NewestBefore
}

/** How the source lists its entries, and how late they come. */
export interface SourceRules extends Pick<Connector, 'newestFirst' | 'narrowed' | 'overlapMs' | 'sweepAgesMs'> {
  /** The end of a walk brings whatever has arrived by then. */
  readonly endsWithNow: boolean
}

export type PagePlace = Omit<PageRequest, 'tenant' | 'body'>
