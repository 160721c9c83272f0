import type { ConnectionTest } from '@contract/tenant.ts'
import { pluralText } from '../../composables/number-format.ts'
import { fullTime, relativeTime } from '../../composables/time-format.ts'
import { skewText } from '../sync/sync-words.ts'

/** The permission that reading the log needs, as the tenant's documentation names it. */
export const auditPermission = 'iam:tenant:iam:audit:read'

/** What a successful test found, a sentence each. */
export function connectionSentences(found: ConnectionTest, zone: string, now: number): readonly string[] {
  const skew = skewText(found.skewMs)
  return [
    `The token may read the IAM audit log (${auditPermission}).`,
    found.newest === null
      ? 'The tenant’s log is empty so far.'
      : `Its newest entry is of ${fullTime(found.newest, zone)}, ${relativeTime(found.newest, now)}.`,
    found.retentionDays === null
      ? 'The tenant does not say how long it keeps entries; that depends on its plan.'
      : `The tenant keeps entries for ${pluralText(found.retentionDays, 'day')}; what is cached here stays beyond that.`,
    ...(skew ? [skew] : []),
  ]
}
