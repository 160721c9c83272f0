import type { FacetField } from '@contract/filter.ts'
import { anyMark, markInfo, markNames } from '@contract/marks.ts'
import type { Facet, FacetValue } from '@contract/log.ts'
import { fieldInfo } from '@language/fields.ts'
import { weekdayNames, writeHours } from '@language/hours.ts'
import { matchRank } from '@language/match-rank.ts'
import { statuses, type IdColumn } from '../cache/columns/columns.ts'
import type { CacheStore } from '../cache/store.ts'
import { countBits, except, keysIn, type Bitmap } from './bitmap.ts'
import { columnOf } from './evaluate.ts'
import type { FieldGroups } from './field-groups.ts'
import type { Groups } from './groups.ts'
import { fieldQueries } from './field-queries.ts'
import { countIds } from './loops.ts'
import type { MarkBitmaps } from './mark-bitmaps.ts'
import { writtenValues } from './written-values.ts'
import type { BookmarkKeys } from './bookmark-keys.ts'
import { countsByClock } from './week-hours.ts'
import { byStatus, WholeCounts } from './whole-counts.ts'

type Column = IdColumn | 'state'

/** Keys whose values are counted, or that are not counted where they are the fewer. */
interface Counting {
  readonly keys: Uint32Array
  readonly without: boolean
}

/** Beside entries, what some facets are counted by. */
export interface CountedBy {
  readonly bookmarkKeys: BookmarkKeys
  readonly weekHours: () => Uint8Array
  readonly markBitmaps: MarkBitmaps
}

/** Which values of a facet are listed: the first of those that hold a text, each counted as a filter of it selects. */
export interface Listing {
  readonly limit: number
  readonly part?: string
}

/** Counts values of facets over sets of places. Its arrays are used again. */
export class Facets {
  private readonly whole: WholeCounts
  private readonly counts = new Map<Column, Uint32Array>()
  private room = new Uint32Array(0)
  private hourRoom = new Uint32Array(0)

  constructor(
    private readonly store: CacheStore,
    private readonly groups: FieldGroups['of'],
  ) {
    this.whole = new WholeCounts(store)
  }

  /**
   * Each field over entries of its own. Fields over the same are counted together; what selects most of the cache is counted by what it
   * leaves out of those that are listed.
   */
  over(setOf: ReadonlyMap<FacetField, Bitmap>, listed: Bitmap, listing: Listing, by: CountedBy): Facet[] {
    const found = new Map<FacetField, Facet>()
    for (const bits of new Set(setOf.values())) {
      const counting = this.countingOf(bits, listed)
      for (const [field, set] of setOf) if (set === bits) found.set(field, this.facet(field, bits, counting, listing, by))
    }
    return [...setOf.keys()].map((field) => found.get(field) as Facet)
  }

  /** Over the whole cache, per dictionary id; see {@link counted}. */
  ofAll(column: IdColumn, groups: Groups): Uint32Array {
    return this.counted(column, groups, (of) => this.whole.of(of))
  }

  /** An entry with several targets counts under each of them, once under those that are one for a person. */
  private counted(column: IdColumn, groups: Groups, countsOf: (column: IdColumn) => Uint32Array): Uint32Array {
    const { targetSets } = this.store
    const counts = countsOf(column)
    if (column !== 'target' || !targetSets.any) return counts
    groups.refresh()
    const found = counts.slice()
    const sets = countsOf('targets')
    for (let set = 1; set < targetSets.size; set++) {
      const entries = sets[set] as number
      if (entries === 0) continue
      const members = targetSets.of(set)
      found[members[0] as number] = (found[members[0] as number] as number) - entries
      const one = new Map(Array.from(members, (id) => [groups.of[id], id]))
      for (const id of one.values()) found[id] = (found[id] as number) + entries
    }
    return found
  }

  private countingOf(bits: Bitmap, listed: Bitmap): Counting {
    const n = this.store.order.length
    const without = countBits(bits) > n / 2
    if (this.room.length < n / 2 + 1) this.room = new Uint32Array((n >> 1) + (n >> 4) + 64)
    const count = keysIn(without ? except(listed, bits) : bits, this.room)
    return { keys: this.room.subarray(0, count), without }
  }

  private count(column: Column, { keys, without }: Counting): Uint32Array {
    const all = without ? (column === 'state' ? this.whole.states() : this.whole.of(column)) : null
    if (all && keys.length === 0) return all
    const size = column === 'state' ? 256 : this.store.dictionaries[column].size
    const counts = this.countsOf(column, size)
    countIds(columnOf(this.store.columns, column), keys, counts)
    if (all) for (let id = 0; id < size; id++) counts[id] = (all[id] as number) - (counts[id] as number)
    return counts
  }

  private countsOf(column: Column, size: number): Uint32Array {
    let counts = this.counts.get(column)
    if (!counts || counts.length < size) this.counts.set(column, (counts = new Uint32Array(size + (size >> 3))))
    return counts.fill(0)
  }

  private facet(field: FacetField, bits: Bitmap, counting: Counting, { limit, part = '' }: Listing, by: CountedBy): Facet {
    const rankOf = matchRank(part)
    const few = (values: readonly FacetValue[]): Facet => {
      const occurring = values.filter(({ count, value }) => count > 0 && rankOf(value) >= 0)
      return { field, values: occurring.slice(0, limit), distinct: occurring.length }
    }
    const frequent = (values: FacetValue[]): FacetValue[] => values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    switch (field) {
      case 'status': {
        const counts = byStatus(this.count('state', counting))
        return few(frequent(statuses.map((value, id) => ({ value, count: counts[id] as number }))))
      }
      case 'mark': {
        const counts = this.byMark(by.markBitmaps, bits)
        // Strongest first, as everywhere.
        return few(markNames.map((value, place) => ({ value, count: counts[place] as number, label: markInfo(value).title })))
      }
      case 'weekday':
      case 'hour': {
        const counts = countsByClock(field, this.byHour(by.weekHours(), bits))
        // In the order of the week and the day: that is how one looks for a weekday or an hour.
        return few(
          Array.from(counts, (count, at) => ({
            value: field === 'hour' ? writeHours({ from: at, to: at }) : (weekdayNames[at] ?? ''),
            count,
          })),
        )
      }
      case 'tag':
      case 'case':
        return few(frequent(writtenValues(field, by.bookmarkKeys, bits)))
      default: {
        const groups = this.groups[field]
        const counts = this.counted(fieldQueries[field].values.column, groups, (column) => this.count(column, counting))
        const found = groups.top(counts, limit, rankOf)
        // A value of these finds whatever holds it.
        if (fieldInfo(field).kind !== 'part') return { field, ...found }
        return { field, distinct: found.distinct, values: frequent(groups.holding(found.values, counts)) }
      }
    }
  }

  private byMark(markBitmaps: MarkBitmaps, bits: Bitmap): Uint32Array {
    const { marks } = this.store.columns
    const counts = new Uint32Array(markNames.length)
    // Few entries have any.
    const marked = markBitmaps.any(anyMark)
    for (let w = 0; w < bits.length; w++) {
      for (let word = (bits[w] as number) & (marked[w] as number); word !== 0; word &= word - 1) {
        for (let of = (marks[(w << 5) + 31 - Math.clz32(word & -word)] as number) & anyMark; of !== 0; of &= of - 1) {
          const place = 31 - Math.clz32(of & -of)
          counts[place] = (counts[place] as number) + 1
        }
      }
    }
    return counts
  }

  private byHour(hours: Uint8Array, bits: Bitmap): Uint32Array {
    const n = countBits(bits)
    // The other room has the keys that other facets are counted over.
    if (this.hourRoom.length < n) this.hourRoom = new Uint32Array(n + (n >> 3))
    const counts = new Uint32Array(256)
    countIds(hours, this.hourRoom.subarray(0, keysIn(bits, this.hourRoom)), counts)
    return counts
  }
}
