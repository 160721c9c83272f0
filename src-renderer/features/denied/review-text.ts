import type { DeniedLine, DenialReview } from '@contract/denied.ts'
import { denialWords } from '@language/denial-words.ts'
import { countText, pluralText } from '../../composables/number-format.ts'

type Reviewed = Pick<DeniedLine, 'review'>

/** What a review says in a cell: `Expected`, `2 new, was Expected`; nothing for what was not reviewed. */
export function reviewText({ review }: Reviewed): string {
  if (review === null) return ''
  const { word } = denialWords[review.decision]
  return review.fresh > 0 ? `${countText(review.fresh)} new, was ${word}` : word
}

/** What a line is reviewed as: its user and permission, and every check up to the last that is shown. */
export function reviewedOf({
  user,
  permission,
  last,
  reviewable,
}: DeniedLine): Pick<DenialReview, 'user' | 'permission' | 'through' | 'checks'> {
  return { user, permission, through: last ?? 0, checks: reviewable }
}

/** What is about to be reviewed, in a sentence. */
export function scopeText(lines: readonly DeniedLine[]): string {
  const checks = lines.reduce((sum, { reviewable }) => sum + reviewable, 0)
  const of = lines.length === 1 ? '' : ` of ${pluralText(lines.length, 'line')}`
  return `${pluralText(checks, 'denied check')}${of}, up to the last that is listed, whatever the period. Checks that come later open the review again.`
}
