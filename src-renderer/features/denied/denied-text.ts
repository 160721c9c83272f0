import type { DeniedLine, DenialStretch, LaterGrant } from '@contract/denied.ts'
import { denialWords } from '@language/denial-words.ts'
import { causeSentence } from '@language/denied-words.ts'
import { fullTime } from '../../composables/time-format.ts'
import { countText, pluralText } from '../../composables/number-format.ts'
import { tableText } from '../../shared/clipboard/table-text.ts'
import { marksOf } from './denied-marks.ts'

export { causeSentence, causeWords } from '@language/denied-words.ts'

/** Yes, no, or that the log cannot tell. */
export const answerText = (answer: boolean | null): string => (answer === null ? 'the log cannot tell' : answer ? 'yes' : 'no')

/** At how many of the denials it was held, as far as the log tells. */
export const heldThenText = ({ allowedCount, cause, count }: Pick<DeniedLine, 'allowedCount' | 'cause' | 'count'>): string =>
  allowedCount > 0 ? `yes, at ${countText(allowedCount)} of ${countText(count)}` : answerText(cause === 'unknown' ? null : false)

/** `12 checks of 7 permissions, from 192.0.2.1 (8) and 192.0.2.2 (4)`. */
export function stretchText({ addresses, count, own, permissions, places }: DenialStretch): string {
  return [`${pluralText(count, 'check')} of ${pluralText(permissions, 'permission')}`, addressesText({ addresses, places }), `${countText(own)} of this line`].filter(Boolean).join(', ') // prettier-ignore
}

/** `from 192.0.2.1 (8), 192.0.2.2 (4) and 3 more`; nothing where none is told. */
export function addressesText({ addresses, places }: Pick<DeniedLine, 'addresses' | 'places'>, most = 3): string {
  const shown = addresses.slice(0, most)
  const rest = places - shown.length
  return shown.length === 0
    ? ''
    : `from ${shown.map(({ ip, count }) => `${ip} (${countText(count)})`).join(', ')}${rest > 0 ? ` and ${countText(rest)} more` : ''}`
}

/** Whether what was granted was used, as far as the log tells. */
export const useText = ({ used }: Pick<LaterGrant, 'used'>): string =>
  used > 0
    ? `used: ${pluralText(used, 'check')} of it succeeded while it was held`
    : 'the log cannot tell whether it was used: no successful check of it is in it'

/** A line as a table for the clipboard, under its titles. */
export function clipboardText(line: DeniedLine, zone: string) {
  const time = (ms: number | null): string => (ms === null ? '' : fullTime(ms, zone))
  const { review } = line
  return tableText(
    ['User', 'Permission', 'Denied', 'First', 'Last', 'Likely cause', 'Had it before', 'Roles with it', 'Taken by entry', 'Granted afterwards by entry', 'Stands out', 'Review', 'Reviewed by', 'Reviewed at', 'Checks since', 'Note', 'Entries'],
    [
      [
        line.user, line.permission, pluralText(line.count, 'time'), time(line.first), time(line.last), causeSentence(line), answerText(line.everHeld),
        line.rolesWithIt.join('; '), line.takenBy ?? '', line.grantedAfter ?? '', marksOf(line).map(({ word }) => word).join('; '),
        review === null ? '' : denialWords[review.decision].word, review?.author ?? '', time(review?.changedAt ?? null),
        review === null ? '' : countText(review.fresh), review?.note ?? '', line.entries.join(' '),
      ],
    ],
  ) // prettier-ignore
}
