import { tenantTime } from '../cache/coverage/reach.ts'
import {
  floorIn,
  isContradicted,
  probedMeta,
  retentionMeta,
  sentMeta,
  type Probed,
  type RetentionStated,
} from '../cache/coverage/retention.ts'
import type { PageFacts, PagePlace, SourceRules } from './page-facts.ts'

type Meta = Readonly<Record<string, string>>
type Said = Pick<PageFacts, 'next' | 'retention' | 'oldest' | 'received'>

/**
 * What a page shows of how far back the tenant keeps entries, to be noted: what it states, and what it sends. Contradicted once, it is not
 * believed until a walk down to the oldest agrees with it, or a look below it finds nothing.
 * @param low the oldest time that its walk has brought, ms
 */
export function retentionSaid(meta: Meta, place: PagePlace, page: Said, source: Pick<SourceRules, 'narrowed'>, low: number | null): Meta {
  const statement = page.retention && { ...page.retention, observedAt: place.receivedAt, at: answeredAt(place) }
  const sent = sentBy(meta, place, page, low)
  const probed = probedBy(meta, place, page, source, statement)
  const said = {
    ...(statement && { [retentionMeta]: JSON.stringify(statement) }),
    ...(sent !== null && { [sentMeta]: String(sent) }),
    ...(probed && { [probedMeta]: JSON.stringify(probed) }),
  }
  return isContradicted({ ...meta, ...said }) ? { ...said, [sentMeta]: String(-Infinity) } : said
}

/** Whether a look below a doubted floor has seen enough: anything at all that is still there. */
export function hasSeenEnough({ probe }: Pick<PagePlace, 'probe'>, received: number): boolean {
  return probe === true && received > 0
}

/** When a page was answered by the tenant's clock, as far as that can be. */
function answeredAt({ asked, tenantNow, receivedAt }: PagePlace): number {
  return tenantTime(asked?.at ?? tenantNow, receivedAt) ?? receivedAt
}

/** How old the oldest entry sent was; a walk down to the tenant's oldest says it anew. */
function sentBy(meta: Meta, place: PagePlace, page: Said, low: number | null): number | null {
  const at = answeredAt(place)
  if (page.next === null && place.window.from === null && low !== null) return low - at
  if (page.oldest === null) return null
  return Math.min(Math.floor(page.oldest) - at, Number(meta[sentMeta] ?? Infinity))
}

/** An entry from below the floor says as much as a look there. Nothing counts as forgotten but by an answer to all that is below, which states a floor itself. */
function probedBy(
  meta: Meta,
  place: PagePlace,
  { oldest, next, received }: Said,
  { narrowed }: Pick<SourceRules, 'narrowed'>,
  statement: RetentionStated | null,
): Probed | null {
  const [at, now] = [answeredAt(place), place.receivedAt]
  const floor = statement?.oldest ?? floorIn(meta)
  if (floor !== null && floor <= at && oldest !== null && oldest < floor) return { age: floor - at, at: now, empty: false }
  const { probe, window } = place
  if (!probe || window.to === null || next !== null) return null
  const isEmpty = received === 0 && window.from === null && narrowed === null && statement?.oldest != null
  return { age: window.to - at, at: now, empty: isEmpty }
}
