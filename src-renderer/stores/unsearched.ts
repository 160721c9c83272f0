import type { QueryAnswer, QueryRequest, TimeRange } from '@contract/log.ts'

/** The time that an answer has not searched yet; null when it is complete. */
export function unsearchedIn(answered: { readonly request: QueryRequest; readonly answer: QueryAnswer } | null): TimeRange | null {
  const { request, answer } = answered ?? {}
  if (!request || !answer?.searched || !answer.range) return null
  const { range, searched } = answer
  // All times are searched: what is left has none.
  if (searched.reached === null) return null
  const span =
    // A search whose rows are sorted by something else goes from the newest entry to the oldest.
    request.order === 'desc' || request.sort !== undefined
      ? { from: range.from, to: Math.min(range.to, searched.reached) }
      : { from: Math.max(range.from, searched.reached), to: range.to }
  return span.to > span.from ? span : null
}
