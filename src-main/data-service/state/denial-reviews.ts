import type { DeniedLine, DenialReview } from '@contract/denied.ts'
import { userWord } from '@language/denial-words.ts'
import { before, type Checks, type Denials } from './denials.ts'
import { placeAt, type Organisation } from './organisation.ts'

/**
 * What was decided of denied checks. A review names its user and permission in their own words, so that it outlives the cache; here they are found again by any
 * email, id or name under which the log has the account.
 */
export class DenialReviews {
  private readonly byWords = new Map<string, DenialReview>()

  constructor(
    private readonly organisation: Organisation,
    private readonly names: Checks['names'],
    reviews: readonly DenialReview[],
  ) {
    for (const review of reviews) this.byWords.set(wordsOf(review.user, review.permission), review)
  }

  /** The newest that was made of it; of one account under two emails there may be two. */
  of({ user, permission, places }: Denials): DeniedLine['review'] {
    if (this.byWords.size === 0) return null
    const { things } = this.organisation
    const own = [things.emailOf(user), things.at(user).id].filter((word) => word !== null)
    let found: DenialReview | null = null
    for (const word of [...own, ...(this.names.get(user) ?? [])]) {
      const review = this.byWords.get(wordsOf(word, permission))
      if (review && (!found || review.changedAt > found.changedAt)) found = review
    }
    if (!found) return null
    const reached = before(places, placeAt(this.organisation, found.through) + 1)
    // What came late stands before the last that was reviewed: there are more of them than there were.
    return { ...found, fresh: places.length - reached + Math.max(0, reached - found.checks) }
  }
}

const wordsOf = (user: string, permission: string): string => JSON.stringify([userWord(user), permission])
