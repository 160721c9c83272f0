import { z } from 'zod'
import type { SyncState } from '@contract/service.ts'

/**
 * What the tenant states about how far back it keeps entries, and whether that can be. A floor above an entry that the tenant
 * has sent is not believed, for what lies below would never be asked for; unless a look below it has shown that the tenant has
 * forgotten what it sent.
 */
const stated = z.object({
  days: z.number().nullable(),
  oldest: z.number().nullable(),
  /** By this machine's clock, ms. */
  observedAt: z.number(),
  /** By the tenant's clock, as far as it is known, ms; absent in caches from before it was noted. */
  at: z.number().optional(),
})
export type RetentionStated = z.infer<typeof stated>

/** What came of the last look below a stated floor that was contradicted. Ms. */
const probed = z.object({
  /** Time of the floor that was looked below, minus the tenant's clock. */
  age: z.number(),
  /** By this machine's clock. */
  at: z.number(),
  /** The tenant had nothing below it any more. */
  empty: z.boolean(),
})
export type Probed = z.infer<typeof probed>

export const retentionMeta = 'retention'
/** How old the oldest entry was when the tenant sent it: its time minus the tenant's clock, ms. */
export const sentMeta = 'sent'
export const probedMeta = 'probed'

type Meta = Readonly<Record<string, string>>

/** What the tenant last stated; null for nothing. */
export function retentionIn(meta: Meta): RetentionStated | null {
  const value = meta[retentionMeta]
  return value === undefined ? null : stated.parse(JSON.parse(value))
}

function probedIn(meta: Meta): Probed | null {
  const value = meta[probedMeta]
  return value === undefined ? null : probed.parse(JSON.parse(value))
}

/**
 * The oldest time the tenant can still have, ms; null when it does not say, or says what cannot be. Where older entries were sent and
 * are gone since, it is no higher than where that was seen.
 */
export function floorIn(meta: Meta): number | null {
  const retention = retentionIn(meta)
  if (retention?.oldest == null) return null
  if (!isContradicted(meta)) return retention.oldest
  const probe = isBelieved(retention, Infinity) ? probedIn(meta) : null
  return probe?.empty ? Math.min(retention.oldest, atOf(retention) + probe.age) : null
}

/** Whether the tenant states an oldest time that has not come yet, or that is above what it has sent. */
export function isContradicted(meta: Meta): boolean {
  const retention = retentionIn(meta)
  const sent = meta[sentMeta]
  return retention?.oldest != null && !isBelieved(retention, sent === undefined ? Infinity : Number(sent))
}

/** A floor that only entries sent earlier speak against, and when it was last looked below; null when there is none. */
export function doubtedIn(meta: Meta): SyncState['doubted'] {
  const retention = retentionIn(meta)
  if (retention?.oldest == null || !isBelieved(retention, Infinity) || !isContradicted(meta)) return null
  const probe = probedIn(meta)
  return { oldest: retention.oldest, at: atOf(retention), probed: probe && { age: probe.age, at: probe.at } }
}

/** As far back as a re-check may miss nothing, ms: also a floor that older entries contradict, for the tenant may have shortened it. */
export function excusedBelow(meta: Meta): number | null {
  const retention = retentionIn(meta)
  return retention && isBelieved(retention, Infinity) ? retention.oldest : null
}

function atOf({ observedAt, at = observedAt }: RetentionStated): number {
  return at
}

function isBelieved(retention: RetentionStated, sent: number): boolean {
  const { oldest } = retention
  const at = atOf(retention)
  return oldest !== null && oldest <= at && oldest - at <= sent
}
