import type { FacetField, Filter, ListedField } from '@contract/filter.ts'
import type { Facet, FacetValue, TimeRange } from '@contract/log.ts'
import { fieldValues } from '@language/edit.ts'
import { valueOf } from '@language/fields.ts'
import { matchRank } from '@language/match-rank.ts'
import { caseless } from '@language/pattern.ts'
import type { CacheStore } from '../cache/store.ts'
import type { BitmapCache } from './bitmap-cache.ts'
import { countBits, intersect, type Bitmap } from './bitmap.ts'
import type { Conjunct } from './conjuncts.ts'
import { Facets, type CountedBy, type Listing } from './facets.ts'
import { valuesOf, type FieldGroups } from './field-groups.ts'
import { mergedValues } from './groups.ts'
import type { MarkBitmaps } from './mark-bitmaps.ts'
import type { BookmarkKeys } from './bookmark-keys.ts'
import type { PlanContext } from './plan-tables.ts'
import type { Selected } from './selection.ts'
import type { WeekHours } from './week-hours.ts'

/** What a filter selects, with what is needed to count facets past it. */
export interface Evaluated {
  readonly filter: Filter
  readonly selected: Selected
  readonly range: TimeRange
  /** Every entry in that range. */
  readonly listed: Bitmap
  readonly conjuncts: readonly Conjunct[]
  /** By conjunct. */
  readonly masks: readonly Bitmap[]
}

/** Values of a filter that are counted for a facet beside those that it lists. */
const mostChosen = 20

/** Facets of what a filter selects, and values of fields over everything. */
export class FilterFacets {
  private readonly facets: Facets

  constructor(
    store: CacheStore,
    private readonly groups: FieldGroups,
    private readonly bitmaps: BitmapCache,
    private readonly from: { readonly bookmarkKeys: BookmarkKeys; readonly weekHours: WeekHours; readonly markBitmaps: MarkBitmaps },
  ) {
    this.facets = new Facets(store, groups.of)
  }

  private countedBy(zone: string): CountedBy {
    const { bookmarkKeys, weekHours, markBitmaps } = this.from
    return { bookmarkKeys, markBitmaps, weekHours: () => weekHours.in(zone) }
  }

  /** Over entries as they are, without looking past the filter that gave them. */
  over(bits: Bitmap, fields: readonly FacetField[], limit: number): Facet[] {
    return this.facets.over(new Map(fields.map((field) => [field, bits])), this.bitmaps.listed(), { limit }, this.countedBy('UTC'))
  }

  /** A facet that the filter does not restrict counts the selection; one that it restricts, what everything else selects. */
  past(
    { filter, selected, listed, conjuncts, masks }: Evaluated,
    fields: readonly FacetField[],
    listing: Listing,
    context: PlanContext,
  ): Facet[] {
    const sets = fields.map((field): [FacetField, Bitmap] => {
      if (!conjuncts.some(({ about }) => about === field)) return [field, selected.bits]
      return [field, inAll(listed, masks.filter((_, i) => conjuncts[i]?.about !== field))] // prettier-ignore
    })
    const setOf = new Map(sets)
    return this.facets.over(setOf, this.bitmaps.listed(), listing, this.countedBy(context.zone)).map((facet) => {
      const chosen = this.chosenBeside(facet, filter, setOf.get(facet.field) ?? selected.bits, context)
      return chosen.length > 0 ? { ...facet, chosen } : facet
    })
  }

  /** Values that the filter selects or rules out and that a facet does not list, each with how many entries it selects of those that are counted. */
  private chosenBeside(
    { field, values }: Facet,
    filter: Filter,
    counted: Bitmap,
    context: PlanContext,
  ): { value: string; count: number }[] {
    const { included, excluded } = fieldValues(filter, field)
    const listed = new Set(values.map(({ value }) => caseless(valueOf(field, value))))
    return [...included, ...excluded]
      .filter((value) => !listed.has(caseless(value)))
      .slice(0, mostChosen)
      .map((value) => {
        const selects = this.bitmaps.of({ about: field, parts: [{ kind: 'field', field, value }] }, context)
        return { value, count: countBits(intersect(counted.slice(), selects)) }
      })
  }

  /** Values that hold a text, those that begin with it first, then by how often they occur; those that hold it in another name after the others. */
  values(field: ListedField, part: string, limit: number): FacetValue[] {
    const rankOf = matchRank(part)
    const counts = this.facets.ofAll(valuesOf(field).column, this.groups.of[field])
    const found = this.groups.of[field].top(counts, limit, rankOf).values
    const also = this.groups.also[field]
    if (also) {
      const more = also.map(({ column, groups }) => groups.top(this.facets.ofAll(column, groups), limit, rankOf).values)
      return mergedValues([found, ...more], rankOf).slice(0, limit)
    }
    const aliases = this.groups.aliases[field]
    return aliases && found.length < limit ? [...found, ...aliases.top(counts, limit, rankOf).values].slice(0, limit) : found
  }
}

/** The entries of all sets. */
export function inAll(listed: Bitmap, masks: readonly Bitmap[]): Bitmap {
  return masks.reduce((bits, mask) => intersect(bits, mask), listed.slice())
}
