import type { FacetField, Filter } from '@contract/filter.ts'
import type { BitmapCache } from './bitmap-cache.ts'
import { unite, type Bitmap } from './bitmap.ts'
import { isAlways, partsAsked } from './conjuncts.ts'
import { inAll } from './filter-facets.ts'
import type { PlanContext } from './plan-tables.ts'
import { rawTextLeaves } from './raw-text-search.ts'

/** What may be selected by all of a filter that the columns answer, of what it asks in any case; null for all. `except` one facet. */
export function askedWithout(bitmaps: BitmapCache, filter: Filter, context: PlanContext, except: FacetField | null = null): Bitmap | null {
  const { range, conjuncts } = partsAsked(filter, context)
  const plain = conjuncts.filter(
    ({ about, parts }) => parts.every((part) => rawTextLeaves(part).length === 0) && (about === null || about !== except),
  )
  if (plain.length === 0 && isAlways(range)) return null
  const masks = plain.map((conjunct) => bitmaps.of(conjunct, context))
  return inAll(bitmaps.listed(), isAlways(range) ? masks : [...masks, bitmaps.evaluate({ kind: 'time', ...range }, 0)])
}

/** The same for what a filter selects and what facets count past it; null for all. */
export function askedWithoutAny(bitmaps: BitmapCache, filter: Filter, context: PlanContext, past: readonly FacetField[]): Bitmap | null {
  const restricted = past.filter((field) => partsAsked(filter, context).conjuncts.some(({ about }) => about === field))
  let asked = askedWithout(bitmaps, filter, context)
  for (const field of restricted) {
    const more = asked && askedWithout(bitmaps, filter, context, field)
    asked = asked && more && unite(asked, more)
  }
  return asked
}
