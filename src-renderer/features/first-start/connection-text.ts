import type { ConnectionTest } from '@contract/tenant.ts'
import { pluralText } from '../../composables/number-format.ts'
import { fullTime, relativeTime } from '../../composables/time-format.ts'
import { skewText } from '../../shared/sync/sync-text.ts'

/** What a successful test found, a sentence each. `permission`: what reading needs, as the source names it. */
export function connectionSentences(found: ConnectionTest, permission: string | null, zone: string, now: number): readonly string[] {
  const skew = skewText(found.skewMs)
  return [
    `The token may read the IAM audit log${permission === null ? '' : ` (${permission})`}.`,
    found.newest === null
      ? emptyOr(found.dryRun.received)
      : `The newest entry is from ${fullTime(found.newest, zone)}, ${relativeTime(found.newest, now)}.`,
    found.retentionDays === null
      ? 'The tenant does not say how long it keeps entries; that depends on its plan.'
      : `The tenant keeps entries for ${pluralText(found.retentionDays, 'day')}; what is cached here stays beyond that.`,
    ...(skew ? [skew] : []),
  ]
}

/** A log that comes oldest first does not say what is newest. */
function emptyOr(received: number): string {
  return received === 0 ? 'The tenant’s log is empty so far.' : `It sent ${pluralText(received, 'entry', 'entries')} to look at.`
}
