import { fail } from '@contract/errors.ts'
import type { FacetField, Filter } from '@contract/filter.ts'
import type { Facet, FacetValue, QueryAnswer, QueryRequest, TimeRange } from '@contract/log.ts'
import { fold } from '@language/pattern.ts'
import { statuses, type IdColumn } from '../cache/columns.ts'
import { namedParts } from '../cache/dictionary.ts'
import type { CacheStore } from '../cache/store.ts'
import { firstAtOrAfter, lowerBound } from '../cache/time-order.ts'
import { noMarks, type Marks } from '../casework/marks.ts'
import { groupsOf, type AllGroups } from './all-groups.ts'
import { asksForChanges, conjunctsOf, facetColumns, timeOf, type Conjunct } from './conjuncts.ts'
import { deepLeaves, DeepSearch } from './deep-search.ts'
import { countIds, intersect, isListed, matchMask, ones, Scratch, selectMatching, type Bytes, type Evaluation } from './evaluate.ts'
import { histogramOf } from './histogram.ts'
import { plan, type Plan, type PlanContext } from './plan.ts'
import { rowOf } from './rows.ts'
import { TextIndex } from './text-index.ts'
import { byStatus, WholeCounts } from './whole-counts.ts'

/** A selection as it was when it was made: keys by time. New entries do not move its rows. */
export interface Selection {
  readonly keys: Uint32Array
  /** The filter as the columns see it now: dictionaries grow. */
  readonly plan: () => Plan
  /** Entries that had arrived when it was made. */
  readonly arrived: number
}

/** What facets are counted over. */
interface Counting extends Evaluation {
  /** By conjunct, where there is more than one. */
  readonly masks: readonly Bytes[]
  readonly conjuncts: readonly Conjunct[]
  readonly keys: Uint32Array
  /** The time is not restricted: the candidates are the whole cache. */
  readonly whole: boolean
  /** The candidates that are not in `keys`, once somebody asked for them. */
  rest?: Uint32Array
}

const keptSelections = 6
/** Keys of all of them, 4 bytes each; the two newest are kept however large. */
const keptKeys = 2_000_000

/** Answers questions about one tenant's cache from memory. */
let lastResult = 0 // never used twice, also by the engine of a tenant that was opened anew

export class QueryEngine {
  private readonly text: PlanContext['text']
  private readonly groups: AllGroups
  private readonly selections = new Map<number, Selection>()
  private readonly counts: WholeCounts
  private readonly scratch = new Scratch()
  private readonly deep: DeepSearch

  constructor(
    private readonly store: CacheStore,
    readonly marks: Marks = noMarks,
  ) {
    const { dictionaries } = store
    this.counts = new WholeCounts(store)
    const textOf = (name: 'actor' | 'target' | 'resource'): TextIndex => new TextIndex(dictionaries[name], namedParts[name])
    this.text = { actor: textOf('actor'), target: textOf('target'), resource: textOf('resource') }
    this.groups = groupsOf(dictionaries)
    this.deep = new DeepSearch(store, this.text, this.groups)
  }

  /** How many entries a filter selects. */
  async count(asked: Pick<QueryRequest, 'filter' | 'zone'>, now: number, signal: AbortSignal): Promise<number> {
    return (await this.matching(asked, now, signal)).length
  }

  private async contextOf(filter: Filter, zone: string, now: number, signal: AbortSignal): Promise<PlanContext> {
    if (asksForChanges(filter)) await this.store.changes.whole()
    const deep = await this.deep.find(deepLeaves(filter), signal)
    return { store: this.store, text: this.text, groups: this.groups, marks: this.marks, zone, now, deep }
  }

  /** Which entries a filter selects. The masks are the caller's to give back. */
  private evaluate(filter: Filter, context: PlanContext): { counting: Counting; asked: TimeRange } {
    const { columns, order } = this.store
    const conjuncts = conjunctsOf(filter, context)
    const asked = timeOf(conjuncts.map((conjunct) => conjunct.plan))
    const all = order.keys
    const low = firstAtOrAfter(all, columns.time, asked.from)
    const high = Math.max(low, firstAtOrAfter(all, columns.time, asked.to))
    const active = conjuncts.filter((conjunct) => conjunct.plan.kind !== 'time')
    const on: Evaluation = { columns, candidates: all.subarray(low, high), scratch: this.scratch }
    const masks = active.map((conjunct) => matchMask(conjunct.plan, on))
    // The keys of a result outlive this call; the views of the order and of the working memory do not.
    const keys = (masks.length === 0 ? on.candidates : this.selectAll(on, masks)).slice()
    return { counting: { ...on, masks, conjuncts: active, keys, whole: high - low === all.length }, asked }
  }

  async query(request: QueryRequest, now: number, signal: AbortSignal): Promise<QueryAnswer> {
    const started = performance.now()
    const context = await this.contextOf(request.filter, request.zone, now, signal)
    const { counting, asked } = this.evaluate(request.filter, context)
    const { columns } = this.store
    const { keys } = counting
    const facets = request.facets.map((field) => this.facet(field, counting, request.facetLimit))
    for (const mask of counting.masks) this.scratch.give(mask)
    const range = this.rangeOf(asked)
    const result = this.keep({ keys, plan: () => plan(request.filter, context), arrived: columns.length })
    return {
      result,
      total: keys.length,
      cached: this.store.entries,
      facets,
      histogram: range && request.histogramBuckets > 0 ? histogramOf(columns, keys, range, request.zone, request.histogramBuckets) : null,
      range,
      rows: this.rows(result, request.order, 0, request.firstRows),
      took: performance.now() - started,
    }
  }

  /** The candidates in all masks, or those that are not in all of them. A view. */
  private selectAll(on: Evaluation, masks: readonly Bytes[], wanted: 0 | 1 = 1): Uint32Array {
    const mask = this.inAll(masks, on.candidates.length)
    const selected = selectMatching(on, mask, wanted)
    this.scratch.give(mask)
    return selected
  }

  /** 1 where every mask has it. The caller gives it back. */
  private inAll([first, ...others]: readonly Bytes[], n: number): Bytes {
    const both = this.scratch.take(n)
    if (first) both.set(first.subarray(0, n))
    for (const mask of others) intersect(both, mask, n)
    return both
  }

  /** What a filter selects, by time; no result is held for it. */
  async matching({ filter, zone }: Pick<QueryRequest, 'filter' | 'zone'>, now: number, signal: AbortSignal): Promise<Uint32Array> {
    const { counting } = this.evaluate(filter, await this.contextOf(filter, zone, now, signal))
    for (const mask of counting.masks) this.scratch.give(mask)
    return counting.keys
  }

  /** Counts over keys as they are, without looking past the filter that gave them. */
  facetsOf(keys: Uint32Array, fields: readonly FacetField[], limit: number): Facet[] {
    const { columns } = this.store
    const counting = { columns, candidates: keys, scratch: this.scratch, masks: [], conjuncts: [], keys, whole: false }
    return fields.map((field) => this.facet(field, counting, limit))
  }

  private facet(field: FacetField, counting: Counting, limit: number): Facet {
    const counts = this.countFacet(field, counting)
    if (field !== 'status') return { field, ...this.groups[field].top(counts, limit) }
    const values = statuses
      .map((value, id) => ({ value, count: counts[id] as number }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
    return { field, values, distinct: values.length }
  }

  /**
   * A facet that the filter does not restrict counts the selection. One that it restricts counts what everything else
   * selects: all candidates when there is nothing else. Over the whole cache the counts of everything are at hand: what
   * selects most of it is counted by what it leaves out.
   */
  private countFacet(field: FacetField, counting: Counting): Uint32Array {
    const { candidates, columns, conjuncts, keys, masks, whole } = counting
    const column = facetColumns[field]
    const size = column === 'state' ? 256 : this.store.dictionaries[column].size
    const count = (over: Uint32Array): Uint32Array => {
      const counts = countIds(columns, column, size, over)
      return column === 'state' ? byStatus(counts) : counts
    }
    const all = (): Uint32Array => (column === 'state' ? this.counts.statuses() : this.counts.of(column))
    const most = (selected: number): boolean => whole && selected > candidates.length / 2
    if (!conjuncts.some(({ about }) => about === field)) {
      if (!most(keys.length)) return count(keys)
      if (keys.length === candidates.length) return all()
      return difference(all(), count((counting.rest ??= this.selectAll(counting, masks, 0).slice())))
    }
    const others = masks.filter((_, i) => conjuncts[i]?.about !== field)
    if (others.length === 0) return whole ? all() : count(candidates)
    const mask = this.inAll(others, candidates.length)
    const counts = most(ones(mask, candidates.length))
      ? difference(all(), count(selectMatching(counting, mask, 0)))
      : count(selectMatching(counting, mask))
    this.scratch.give(mask)
    return counts
  }

  private rangeOf(asked: TimeRange): TimeRange | null {
    const { columns, order } = this.store
    const keys = order.keys
    if (keys.length === 0 && !(Number.isFinite(asked.from) && Number.isFinite(asked.to))) return null
    const from = Number.isFinite(asked.from) ? asked.from : Math.floor(columns.time[keys[0] as number] as number)
    const to = Number.isFinite(asked.to) ? asked.to : Math.floor(columns.time[keys[keys.length - 1] as number] as number) + 1
    return { from, to: Math.max(from, to) }
  }

  private keep(selection: Selection): number {
    const id = ++lastResult
    this.selections.set(id, selection)
    let keys = 0
    for (const { keys: held } of this.selections.values()) keys += held.length
    for (const [oldest, { keys: held }] of this.selections) {
      if (this.selections.size <= 2 || (this.selections.size <= keptSelections && keys <= keptKeys)) break
      this.selections.delete(oldest)
      keys -= held.length
    }
    return id
  }

  /** A result's keys by time; null when it is no longer held. */
  heldKeys(result: number): Uint32Array | null {
    return this.selections.get(result)?.keys ?? null
  }

  selection(result: number): Selection {
    const found = this.selections.get(result)
    if (!found) throw fail('result-expired', 'This result is no longer held.', 'It is being asked for again.')
    // Used last, dropped last.
    this.selections.delete(result)
    this.selections.set(result, found)
    return found
  }

  rows(result: number, order: 'asc' | 'desc', offset: number, limit: number): QueryAnswer['rows'] {
    const { keys } = this.selection(result)
    const end = Math.min(keys.length, offset + limit)
    const rows: QueryAnswer['rows'] = []
    for (let i = offset; i < end; i++) rows.push(rowOf(this.store, keys[order === 'asc' ? i : keys.length - 1 - i] as number, this.marks))
    return rows
  }

  /** Row number of an entry, or of the first row at or past a time in reading order; null when there is none. */
  position(result: number, order: 'asc' | 'desc', at: { key: number } | { time: number }): number | null {
    const { keys } = this.selection(result)
    const { time } = this.store.columns
    if ('key' in at) {
      if (!isListed(this.store.columns, at.key)) return null
      const index = lowerBound(keys, time, at.key)
      if (keys[index] !== at.key) return null
      return order === 'asc' ? index : keys.length - 1 - index
    }
    const index = order === 'asc' ? firstAtOrAfter(keys, time, at.time) : keys.length - firstAtOrAfter(keys, time, at.time + 1)
    return index < keys.length ? index : null
  }

  /** How many entries that came after the selection would be in it. */
  arrivals(result: number): number {
    const selection = this.selection(result)
    const { arrived } = selection
    const { columns } = this.store
    const fresh: number[] = []
    for (let key = arrived; key < columns.length; key++) if (isListed(columns, key)) fresh.push(key)
    if (fresh.length === 0) return 0
    const mask = matchMask(selection.plan(), { columns, candidates: Uint32Array.from(fresh), scratch: this.scratch })
    const matching = mask.subarray(0, fresh.length).reduce((sum, matches) => sum + matches, 0)
    this.scratch.give(mask)
    return matching
  }

  values(field: keyof AllGroups, part: string, limit: number): FacetValue[] {
    const column: IdColumn = field === 'resource.name' ? 'resource' : field
    const wanted = fold(part)
    return this.groups[field].top(this.counts.of(column), limit, (value) => fold(value).includes(wanted)).values
  }

  /** Same group number as another id: the same person under another name, the same address. */
  sameGroup(field: 'actor' | 'ip', id: number): ReadonlySet<number> {
    const groups = this.groups[field]
    groups.refresh()
    const group = groups.of[id]
    const same = new Set<number>()
    if (group !== 0) groups.of.forEach((each, other) => each === group && same.add(other))
    return same
  }
}

function difference(all: Uint32Array, some: Uint32Array): Uint32Array {
  return some.map((count, id) => (all[id] as number) - count)
}
