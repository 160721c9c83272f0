import type { Status } from '@contract/entry.ts'
import { fail } from '@contract/errors.ts'
import { markNames } from '@contract/marks.ts'
import type { Direction, RowOrder, SortField } from '@contract/order.ts'
import { sortOfColumn } from '@contract/order-names.ts'
import { statuses, statusMask, type Columns } from '../cache/columns/columns.ts'
import { firstAtOrAfter, knownIn, lowerBound, sortByTime } from '../cache/columns/time-order.ts'
import type { CacheStore } from '../cache/store.ts'
import { inTurns } from '../in-turns.ts'
import type { NumberValues } from '../marks/sequence-marks.ts'
import type { FieldGroups } from './field-groups.ts'
import { arranged } from './arrange.ts'
import { bitmapOf, hasBit } from './bitmap.ts'
import { isListed } from './evaluate.ts'
import type { Written } from './bookmark-keys.ts'
import { isOrderedField, orderedValues, type OrderedField, type OrderedValues } from './ordered-values.ts'
import { codesOfIds, RankedValues, type Codes, type Ranking } from './rankings.ts'
import { inReadingOrder, type Selected } from './selection.ts'
import { compareTexts, orderKey, orderKeyOfList } from './text-order.ts'

/** Sorted by what the entry itself does not say. */
const isWritten = (sort: SortField | undefined): sort is 'tag' | 'case' => sort === 'tag' || sort === 'case'

export const isByTime = ({ sort = 'time' }: { readonly sort?: SortField | undefined }): boolean => sort === 'time'

/** By what the grid can be sorted. */
const prepared: readonly OrderedField[] = Object.values(sortOfColumn).flatMap((field) =>
  field !== null && isOrderedField(field) ? [field] : [],
)

/** In their order. */
export const statusNames: readonly Status[] = [...statuses].sort()
const ofStatus = Uint32Array.from({ length: 256 }, (_, state) => statusNames.indexOf(statuses[state & statusMask] ?? 'unknown'))

/** Rows `[from, to)`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Puts rows in the order that is asked for, and knows the order of each field's values. */
export class RowOrders {
  private readonly ranked = new Map<OrderedField, RankedValues>()

  constructor(
    private readonly store: CacheStore,
    private readonly groups: FieldGroups['of'],
    private readonly written: () => ReadonlyMap<number, Written>,
  ) {}

  private rankedValues(field: OrderedField): RankedValues {
    const known = this.ranked.get(field) ?? new RankedValues(orderedValues(this.groups, field))
    this.ranked.set(field, known)
    return known
  }

  /** Who is one with whom was said anew. */
  forgetPeople(): void {
    for (const field of ['actor', 'target'] as const) this.ranked.delete(field)
  }

  /** Keys that are by time, oldest first, in reading order. Gives way to other requests; rejects with `cancelled`. */
  async inOrder(keys: Uint32Array, order: RowOrder, signal: AbortSignal, written = this.written()): Promise<Uint32Array> {
    const { time } = this.store.columns
    if (isByTime(order)) return inReadingOrder(keys, order.order, time)
    return await inTurns(cancellable(this.sorting(keys, order, written), signal))
  }

  private *sorting(keys: Uint32Array, { sort, order }: RowOrder, written: ReadonlyMap<number, Written>): Generator<void, Uint32Array> {
    const known = knownIn(keys, this.store.columns.time)
    return yield* arranged(keys, known, yield* this.codesOf(sort as SortField, written), order)
  }

  private *codesOf(sort: SortField, written: ReadonlyMap<number, Written>): Generator<void, Codes> {
    if (sort === 'mark') return codesOfMarks(this.store.columns)
    if (isWritten(sort)) return codesOfWritten(sort, written, this.store.columns.length)
    return sort === 'status' || sort === 'time' ? this.codesOfStatus() : (yield* this.codesOfValues(sort)).codes
  }

  codesOfStatus(): Codes {
    return codesOfIds({ of: ofStatus, distinct: statusNames.length }, () => this.store.columns.state)
  }

  /** The codes of a field's values are their places in the order. */
  *codesOfValues(field: OrderedField): Generator<void, { codes: Codes; ranking: Ranking; values: OrderedValues }> {
    const { columns } = this.store
    const ranked = this.rankedValues(field)
    const { values } = ranked
    const ranking = yield* ranked.current()
    return { codes: codesOfIds(ranking, () => columns.ids[values.column]), ranking, values }
  }

  /** All keys of a selection in an order that is not by time, kept with it. */
  private async sorted(selected: Selected, order: RowOrder, signal: AbortSignal): Promise<Uint32Array> {
    const name = `${order.sort} ${order.order}`
    if (selected.arranged?.name === name) return selected.arranged.keys
    if (isWritten(order.sort)) selected.written ??= this.written()
    const keys = await this.inOrder(selected.gathered, order, signal, selected.written ?? undefined)
    selected.arranged = { name, keys }
    selected.lighten()
    return keys
  }

  /** The keys of rows `[offset, offset + limit)`. */
  async rows(selected: Selected, order: RowOrder, offset: number, limit: number, signal: AbortSignal): Promise<readonly number[]> {
    if (isByTime(order)) return selected.rows(order.order, offset, limit)
    return [...(await this.sorted(selected, order, signal)).subarray(offset, offset + limit)]
  }

  /** The keys of several stretches of rows, ascending and apart: by time, oldest first. */
  async inTime(selected: Selected, order: RowOrder, stretches: readonly Stretch[], signal: AbortSignal): Promise<Uint32Array> {
    if (isByTime(order)) return selected.inTime(order.order, stretches)
    const keys = await this.sorted(selected, order, signal)
    const parts = stretches.map(({ from, to }) => keys.subarray(from, to))
    const found = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      found.set(part, at)
      at += part.length
    }
    return sortByTime(found, this.store.columns.time)
  }

  /** Row number of an entry, or of the first row at or past a time in reading order; null when there is none. */
  async position(
    selected: Selected,
    order: RowOrder,
    at: { readonly key: number } | { readonly time: number },
    signal: AbortSignal,
  ): Promise<number | null> {
    if (isByTime(order)) return this.positionByTime(selected, order.order, at)
    if ('time' in at || !isListed(this.store.columns, at.key)) return null
    const row = (await this.sorted(selected, order, signal)).indexOf(at.key)
    return row < 0 ? null : row
  }

  private positionByTime(selected: Selected, order: Direction, at: { readonly key: number } | { readonly time: number }): number | null {
    const { keys, known } = selected
    const { time } = this.store.columns
    if ('key' in at) {
      if (!isListed(this.store.columns, at.key)) return null
      const place = lowerBound(keys, time, at.key)
      return keys[place] === at.key ? selected.rowOf(place, order) : null
    }
    const row = order === 'asc' ? firstAtOrAfter(keys, time, at.time) : known - firstAtOrAfter(keys, time, at.time + 1)
    return row >= 0 && row < known ? row : null
  }

  /** Makes a piece of what the first sort by a column of the grid needs. @returns whether there was anything to make */
  prepareSome(): boolean {
    const next = prepared.map((field) => this.rankedValues(field)).find((ranked) => !ranked.isCurrent)
    next?.makeSome()
    return next !== undefined
  }
}

/** Of an entry with several tags all of them, in their order. */
function codesOfWritten(sort: 'tag' | 'case', written: ReadonlyMap<number, Written>, n: number): Codes {
  const byKey = new Map<number, string>()
  for (const [key, { tags, case: title }] of written) {
    if (sort === 'case' ? title !== null : tags.length > 0)
      byKey.set(
        key,
        sort === 'case' ? orderKey(title ?? '') : orderKeyOfList([...tags].sort((a, b) => compareTexts(orderKey(a), orderKey(b)))),
      )
  }
  const places = new Map([...new Set(byKey.values())].sort(compareTexts).map((text, rank) => [text, rank]))
  const distinct = places.size
  const bits = bitmapOf(byKey.keys(), n)
  return {
    distinct,
    fill: (keys, from, to, codes) => {
      codes.fill(distinct, 0, to - from)
      for (let i = from; i < to; i++)
        if (hasBit(bits, keys[i] as number)) codes[i - from] = places.get(byKey.get(keys[i] as number) ?? '') ?? distinct
    },
  }
}

/** The strongest mark of each. */
function codesOfMarks(columns: Columns): Codes {
  const distinct = markNames.length
  return {
    distinct,
    fill: (keys, from, to, codes) => {
      for (let i = from; i < to; i++) {
        const bits = columns.marks[keys[i] as number] as number
        codes[i - from] = bits === 0 ? distinct : 31 - Math.clz32(bits & -bits)
      }
    },
  }
}

/** The values of a field as numbers by key: those of one value are one. */
export function numbersIn({ columns }: CacheStore, orders: Pick<RowOrders, 'codesOfValues'>): NumberValues {
  return function* (field) {
    const { ranking, values } = yield* orders.codesOfValues(field)
    // The column may become wider meanwhile.
    return { of: (key) => ranking.of[columns.ids[values.column][key] as number] as number, none: ranking.distinct }
  }
}

export function* cancellable<T>(work: Generator<void, T>, signal: AbortSignal): Generator<void, T> {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
    if (signal.aborted) throw fail('cancelled', 'The search was cancelled.')
    yield
  }
}
