import type { Profile } from '../generate.ts'
import type { Fault } from './faults.ts'
import type { CursorKind } from './query.ts'
import type { RateLimitOptions } from './rate-limit.ts'

export interface DemoTenantOptions {
  /** 0 takes any free port. */
  readonly port?: number
  readonly host?: string
  readonly entries?: number
  readonly seed?: number
  readonly profile?: Profile
  /** The tenant's time when it starts, ms since the epoch. */
  readonly now?: number
  /** Where the history ends, ms since the epoch; at its time when it starts unless said. */
  readonly until?: number
  /** The tenant's clock stands still. */
  readonly frozen?: boolean
  readonly retentionDays?: number
  readonly cursorLifetimeMs?: number
  /** What its cursors are; `strict` unless said. */
  readonly cursors?: CursorKind
  /** What it says that it keeps, whatever it gives: so much later, ms. */
  readonly retentionOffMs?: number
  readonly rateLimit?: Partial<RateLimitOptions>
  /** Appends entries by itself, one every so many ms. */
  readonly liveEveryMs?: number
  /** Share of live entries that come late. */
  readonly lateShare?: number
  readonly faults?: readonly Fault[]
}

export interface AppendOptions {
  readonly count?: number
  /** How long before now they say they happened, ms; a random time up to two days when `late` is true; below 0 in a time that has not come yet. */
  readonly late?: number | boolean
  /** They do not fit the schema. */
  readonly misshapen?: boolean
}
