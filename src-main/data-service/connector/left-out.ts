import { fail } from '@contract/errors.ts'
import type { LeftOut } from '@contract/service.ts'
import type { Connector, Page } from './connector.ts'

/** Items as they count for what comes next: the outline of each that was left out stands in its place. */
export function withOutlines(items: readonly string[], leftOut: readonly LeftOut[]): readonly string[] {
  if (leftOut.length === 0) return items
  const all = [...items]
  for (const { index, outline } of leftOut) all[index] = outline ?? 'null'
  return all
}

/**
 * When they were: by their own outline; where that does not say, between their neighbours in the page. Fails with `page-too-large` where neither tells: a gap that
 * nobody can name would be silence.
 */
export function placesOf(items: readonly string[], leftOut: readonly LeftOut[], mapItem: Connector['mapItem']): Page['leftOut'] {
  const absent = new Set(leftOut.map(({ index }) => index))
  const timeOf = (item: string | null | undefined): number => (item ? (mapItem(item, { id: () => '' }).occurredAt ?? NaN) : NaN)
  const neighbour = (from: number, step: 1 | -1): number => {
    for (let at = from + step; at >= 0 && at < items.length; at += step) {
      const time = absent.has(at) ? NaN : timeOf(items[at])
      if (!Number.isNaN(time)) return time
    }
    return NaN
  }
  const places = leftOut.map(({ index, outline, cause }) => {
    const time = timeOf(outline)
    if (!Number.isNaN(time)) return { from: time, to: time + 1, cause }
    const [before, after] = [neighbour(index, -1), neighbour(index, 1)]
    const [from, to] = [Math.min(before, after), Math.max(before, after) + 1]
    if (Number.isNaN(from)) throw unplaced()
    return { from, to, cause }
  })
  const [first] = places
  // A page that was set aside is one gap.
  return first?.cause === 'page-set-aside' ? [places.reduce(spanOf, first)] : places
}

type Place = Page['leftOut'][number]

function spanOf(a: Place, b: Place): Place {
  return { ...a, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) }
}

function unplaced(): Error {
  return fail(
    'page-too-large',
    'The tenant sent an entry that is too large, and nothing says when it was: the sync cannot go on below it.',
    'What is above it is kept. Tell your administrator.',
  )
}
