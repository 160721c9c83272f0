import type { GroupRow, Grouping, GroupsAnswer, GroupsRequest } from '@contract/groups.ts'
import type { CacheStore } from '../cache/store.ts'
import { inTurns } from '../in-turns.ts'
import { countedField, type CountedFrom } from './counted-fields.ts'
import type { Written } from './bookmark-keys.ts'
import { cancellable, type RowOrders } from './row-orders.ts'
import type { Selected } from './selection.ts'
import { firstSorted } from './first-sorted.ts'
import { Tally, type CountedField } from './tally.ts'

/** Groups that were counted, and the order in which they were asked for last. */
interface Counted {
  readonly selected: Selected
  readonly name: string
  readonly written: ReadonlyMap<number, Written>
  readonly tally: Tally
  readonly fields: readonly CountedField[]
}

/** Counts entries by the values of up to three fields together. */
export class GroupCounts {
  /** The last ones: somebody sorts them otherwise, or turns a page. */
  private kept: Counted | null = null

  constructor(
    private readonly store: CacheStore,
    private readonly orders: RowOrders,
    private readonly written: () => ReadonlyMap<number, Written>,
  ) {}

  forget(): void {
    this.kept = null
  }

  /** Gives way to other requests; rejects with `cancelled`. */
  async of(
    selected: Selected,
    request: Omit<GroupsRequest, 'tenant' | 'result'>,
    signal: AbortSignal,
  ): Promise<Omit<GroupsAnswer, 'soFar' | 'took'>> {
    const counted = await this.counted(selected, request, signal)
    const { tally } = counted
    const { offset, limit } = request
    const end = Math.min(tally.length, offset + limit)
    const order = await inTurns(cancellable(firstSorted(tally.length, end, comparison(counted, request)), signal))
    const rows = Array.from(order.subarray(offset, end), (group) => rowOf(counted, group, request.distinct !== undefined))
    return { entries: selected.length, groups: tally.length, offset, rows }
  }

  private async counted(selected: Selected, { by, distinct, zone }: Grouping, signal: AbortSignal): Promise<Counted> {
    const name = JSON.stringify({ by, distinct, zone })
    const written = this.written()
    const { kept } = this
    if (kept?.selected === selected && kept.name === name && kept.written === written) return kept
    this.forget()
    const counting = this.counting(selected, { by, distinct, zone }, written)
    const found = { selected, name, written, ...(await inTurns(cancellable(counting, signal))) }
    this.kept = found
    return found
  }

  private *counting(
    selected: Selected,
    { by, distinct, zone }: Grouping,
    written: ReadonlyMap<number, Written>,
  ): Generator<void, Pick<Counted, 'tally' | 'fields'>> {
    const { store, orders } = this
    const from = { store, orders, zone, written, span: this.span() }
    const fields: CountedField[] = []
    for (const field of by) fields.push(yield* countedField(field, from))
    const tally = new Tally(store.columns, fields, distinct === undefined ? null : yield* countedField(distinct, from))
    yield* tally.take(selected.bits)
    return { tally, fields }
  }

  /** The earliest and the latest known time of all entries, ms; null when there is none. */
  private span(): CountedFrom['span'] {
    const { columns, order } = this.store
    const keys = order.known(columns.time)
    const [first, last] = [keys[0], keys[keys.length - 1]]
    return first === undefined || last === undefined
      ? null
      : { earliest: columns.time[first] as number, latest: columns.time[last] as number }
  }
}

function rowOf({ tally, fields }: Counted, group: number, withDistinct: boolean): GroupRow {
  const codes = tally.key(group)
  return {
    key: fields.map(({ distinct, labelOf }, at) => {
      const code = codes[at] as number
      return code === distinct ? null : labelOf(code)
    }),
    count: tally.count(group),
    failed: tally.failed(group),
    first: wholeTime(tally.first(group)),
    last: wholeTime(tally.last(group)),
    ...(withDistinct && { distinct: tally.differing(group) }),
  }
}

/** As an entry's time is told: without a fraction of a millisecond. */
const wholeTime = (ms: number | null): number | null => (ms === null ? null : Math.floor(ms))

/** What is absent comes last in both directions; of those that are alike the most frequent first, then by key. */
function comparison(
  { tally, fields }: Counted,
  { sort, order, by }: Pick<GroupsRequest, 'sort' | 'order' | 'by'>,
): (a: number, b: number) => number {
  const at = by.findIndex((field) => field === sort)
  const absent = fields[at]?.distinct
  const valueOf = (group: number): number | null => {
    switch (sort) {
      case 'count':
        return tally.count(group)
      case 'failed':
        return tally.failed(group)
      case 'first':
        return tally.first(group)
      case 'last':
        return tally.last(group)
      case 'distinct':
        return tally.differing(group)
      default: {
        const code = tally.key(group)[at]
        return code === undefined || code === absent ? null : code
      }
    }
  }
  return (a, b) => {
    const [first, second] = [valueOf(a), valueOf(b)]
    if (first !== second) {
      if (first === null) return 1
      if (second === null) return -1
      return order === 'asc' ? first - second : second - first
    }
    return tally.count(b) - tally.count(a) || tally.compareKeys(a, b)
  }
}
