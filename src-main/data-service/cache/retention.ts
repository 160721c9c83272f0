import { z } from 'zod'

/**
 * What the tenant states about how far back it keeps entries, and whether that can be. A floor above an entry that the tenant
 * has sent is never believed: what lies below would never be asked for.
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

export const retentionMeta = 'retention'
/** How old the oldest entry was when the tenant sent it: its time minus the tenant's clock, ms. */
export const sentMeta = 'sent'

type Meta = Readonly<Record<string, string>>

/** What the tenant last stated; null for nothing. */
export function retentionIn(meta: Meta): RetentionStated | null {
  const value = meta[retentionMeta]
  return value === undefined ? null : stated.parse(JSON.parse(value))
}

/** The oldest time the tenant can still have, ms; null when it does not say, or says what cannot be. */
export function floorIn(meta: Meta): number | null {
  const retention = retentionIn(meta)
  const sent = meta[sentMeta]
  return retention && isBelieved(retention, sent === undefined ? Infinity : Number(sent)) ? retention.oldest : null
}

/** As far back as a re-check may miss nothing, ms: also a floor that older entries contradict, for the tenant may have shortened it. */
export function excusedBelow(meta: Meta): number | null {
  const retention = retentionIn(meta)
  return retention && isBelieved(retention, Infinity) ? retention.oldest : null
}

function isBelieved({ oldest, observedAt, at = observedAt }: RetentionStated, sent: number): boolean {
  return oldest !== null && oldest <= at && oldest - at <= sent
}
