import type { Status } from '@contract/entry.ts'
import { everything, type FacetField, type Filter, type ListedField } from '@contract/filter.ts'
import type { Facet, FacetRequest, FacetValue, Histogram, QueryAnswer, QueryRequest } from '@contract/log.ts'
import { patienceMs as patienceOf } from '@contract/first-question.ts'
import { anyMark, strongMarks } from '@contract/marks.ts'
import { marksAsked } from '@language/marks/mark-value.ts'
import type { GroupsAnswer, GroupsRequest } from '@contract/groups.ts'
import type { RowOrder } from '@contract/order.ts'
import { namedParts } from '../cache/dictionary/dictionary.ts'
import type { CacheStore } from '../cache/store.ts'
import { byClock } from '../in-turns.ts'
import { DerivedBefores } from '../before/derived-befores.ts'
import { Marking } from '../marks/marking.ts'
import { noBookmarkKeys, type BookmarkKeys } from './bookmark-keys.ts'
import { ShownRange } from './bulk.ts'
import { clip, countBits, hasAny, intersect, type Bitmap } from './bitmap.ts'
import { asksForChanges, asksForDerivedBefore, isAlways, partsAsked } from './conjuncts.ts'
import { rawTextLeaves, RawTextSearch, type SearchAnswer, type SearchOptions } from './raw-text-search.ts'
import { FilterFacets, inAll, type Evaluated } from './filter-facets.ts'
import { forgetPeople, groupsOf, type FieldGroups } from './field-groups.ts'
import { nobody, type PeopleIndex } from './people-index.ts'
import { GroupCounts } from './group-counts.ts'
import { histogramOf, type Calendar } from './histogram.ts'
import { askedWithout, askedWithoutAny } from './asked-entries.ts'
import { BitmapCache } from './bitmap-cache.ts'
import { heldOf } from './held.ts'
import type { PlanContext } from './plan-tables.ts'
import { isByTime, numbersIn, RowOrders } from './row-orders.ts'
import { rowOf } from './rows.ts'
import { Selected } from './selection.ts'
import { Selections, type HeldSelection } from './selections.ts'
import { WeekHours } from './week-hours.ts'
import { MarkBitmaps } from './mark-bitmaps.ts'
import { ValueSearch } from './value-search.ts'

/** A filter's context, with how much of a search in the raw texts is known. */
type Context = PlanContext & Pick<SearchAnswer, 'known' | 'unsearched'> & Pick<HeldSelection, 'arrived'>

/** What a window begins with: everything. */
export type WholeQuery = Omit<QueryRequest, 'filter'>

let lastResult = 0 // never used twice, also by the engine of a tenant that was opened anew
/** Of an answer that was kept. */
const keptResult = 0
const nothingSearched = { rawMatches: new Map<string, Bitmap>(), isRawTextWhole: true }

/** Answers questions about one tenant's cache from memory. */
export class QueryEngine {
  private readonly text: PlanContext['text']
  private people: PeopleIndex = nobody
  private readonly groups: FieldGroups
  private readonly selections = new Selections()
  private readonly facets: FilterFacets
  private readonly bitmaps: BitmapCache
  private readonly rawTexts: RawTextSearch
  private readonly shown: ShownRange
  readonly orders: RowOrders
  private readonly counts: GroupCounts
  private readonly weekHours: WeekHours
  readonly marking: Marking
  readonly befores: DerivedBefores
  private readonly markBitmaps: MarkBitmaps

  /** @param patience makes what tells whether so many ms are over */
  constructor(
    private readonly store: CacheStore,
    readonly bookmarkKeys: BookmarkKeys = noBookmarkKeys,
    private readonly patience = byClock,
  ) {
    const { dictionaries } = store
    const textOf = (name: 'actor' | 'target' | 'resource'): ValueSearch => new ValueSearch(dictionaries[name], namedParts[name])
    this.text = { actor: textOf('actor'), target: textOf('target'), resource: textOf('resource') }
    this.groups = groupsOf(dictionaries, () => this.people)
    this.bitmaps = new BitmapCache(store)
    this.shown = new ShownRange(store)
    this.orders = new RowOrders(store, this.groups.of, () => this.bookmarkKeys.written)
    this.counts = new GroupCounts(store, this.orders, () => this.bookmarkKeys.written)
    this.weekHours = new WeekHours(store.columns)
    this.marking = new Marking(store, numbersIn(store, this.orders))
    this.markBitmaps = new MarkBitmaps(store, () => this.marking.version)
    this.befores = new DerivedBefores(store)
    const { weekHours, markBitmaps } = this
    this.facets = new FilterFacets(store, this.groups, this.bitmaps, { bookmarkKeys, weekHours, markBitmaps })
    this.rawTexts = new RawTextSearch({ store, text: this.text, groups: this.groups.of }, this.bitmaps.zoneMap)
  }

  /** Makes in pieces what the first search for a text needs. */
  *preparing(): Generator<void, void> {
    for (const each of [this.store.targetSets, ...Object.values(this.text)]) yield* each.preparing()
  }

  /** How many entries a filter selects. */
  async count(asked: Pick<QueryRequest, 'filter' | 'zone'>, now: number, signal: AbortSignal): Promise<number> {
    return (await this.matching(asked, now, signal)).length
  }

  /** @param past facet fields whose values beyond the filter's own part are counted: the entries that they count are asked about, too */
  private async contextOf(
    filter: Filter,
    zone: string,
    now: number,
    asked: SearchOptions,
    past: readonly FacetField[] = [],
  ): Promise<Context> {
    if (asksForChanges(filter)) await this.store.changes.whole()
    await this.marking.ready(marksAsked(filter), asked.isOver, asked.signal)
    if (asksForDerivedBefore(filter)) await this.befores.ready(asked.signal)
    const leaves = rawTextLeaves(filter)
    const columns = this.columnsIn(zone, now)
    const found = await this.rawTexts.find(leaves, () => askedWithoutAny(this.bitmaps, filter, columns, past), asked)
    const { known, unsearched } = found
    const arrived = asked.below ?? this.store.columns.length
    const isRawTextWhole = unsearched.length === 0 && arrived === this.store.columns.length
    return { ...columns, rawMatches: found.marked, isRawTextWhole, arrived, known, unsearched }
  }

  /** Of a search that is not over, only the stretch of time that is known: whatever the filter makes of a leaf, it is right there. */
  private evaluate(filter: Filter, context: Context): Evaluated {
    const { range, conjuncts } = partsAsked(filter, context)
    const listed = clip(this.bitmaps.listed(), 0, context.arrived)
    // A stretch of time holds no entry without one; only what is asked for at any time does.
    for (const time of [isAlways(range) ? null : range, context.known?.time])
      if (time) intersect(listed, this.bitmaps.evaluate({ kind: 'time', ...time }, 0))
    const masks = conjuncts.map((conjunct) => this.bitmaps.of(conjunct, context))
    return { filter, selected: new Selected(inAll(listed, masks), this.store.order, this.store.columns), range, listed, conjuncts, masks }
  }

  async query(request: QueryRequest, now: number, signal: AbortSignal): Promise<QueryAnswer> {
    const started = performance.now()
    const { continues, searchTo = null } = request
    const byTime = isByTime(request)
    // What is found later would come between sorted rows: they wait for all of it.
    const patienceMs = byTime ? request.patienceMs : undefined
    const byMarks = request.sort === 'mark' ? anyMark : 0
    await this.marking.ready(byMarks, () => false, signal)
    const isOver = patienceMs === undefined ? () => false : this.patience(patienceMs)
    const below = (continues === undefined ? null : this.selections.get(continues)?.arrived) ?? null
    const asked: SearchOptions = { order: byTime ? request.order : 'desc', isOver, below, to: searchTo, signal }
    // Nobody waits to see a part: what is counted is searched, too.
    const context = await this.contextOf(request.filter, request.zone, now, asked, patienceMs === undefined ? request.facets : [])
    const evaluated = this.evaluate(request.filter, context)
    const answer = this.answer(byTime ? request : { ...request, firstRows: 0 }, context, evaluated)
    // A screen by time: whatever was sorted is not looked at any more.
    if (byTime && request.facets.length > 0) this.selections.forgetOrders()
    this.counts.forget()
    const result = this.selections.keep(++lastResult, heldOf(request.filter, evaluated, context))
    const rows = byTime ? answer.rows : await this.rows(result, request, 0, request.firstRows, signal)
    return { ...answer, rows, result, took: performance.now() - started }
  }

  /** The answer to a question that asks for everything, to be kept: its result is held once somebody was given it. */
  everything(request: WholeQuery): QueryAnswer {
    const started = performance.now()
    const context = this.knowing(request.zone)
    const answer = this.answer(request, context, this.evaluate(everything, context))
    return { ...answer, result: keptResult, took: performance.now() - started }
  }

  /** Holds the result of an answer that was kept and given before the cache was open: nothing has arrived since. */
  holdEverything({ zone }: WholeQuery): void {
    const context = this.knowing(zone)
    this.selections.keep(keptResult, heldOf(everything, this.evaluate(everything, context), context))
  }

  /** The context of a filter that nothing has to be searched for, nor the clock looked at. */
  private knowing(zone: string): Context {
    return { ...this.columnsIn(zone, 0), arrived: this.store.columns.length, known: null, unsearched: [] }
  }

  /** What was counted and kept by names that are others now goes. */
  private heedPeople(): void {
    const { people } = this.bookmarkKeys
    if (people === this.people) return
    this.people = people
    forgetPeople(this.groups)
    this.orders.forgetPeople()
    this.bitmaps.forget()
    this.counts.forget()
  }

  /** What the columns answer from. */
  private columnsIn(zone: string, now: number): PlanContext {
    this.heedPeople()
    const { store, text, groups, bookmarkKeys, weekHours, markBitmaps } = this
    const derivedBefore = this.befores.bits
    return { store, text, groups: groups.of, bookmarkKeys, weekHours, markBitmaps, derivedBefore, zone, now, ...nothingSearched }
  }

  private answer(request: Omit<QueryRequest, 'filter'>, context: Context, evaluated: Evaluated): Omit<QueryAnswer, 'result' | 'took'> {
    const { selected, filter } = evaluated
    const { known } = context
    const range = this.shown.of(evaluated.range)
    return {
      total: selected.length,
      cached: this.store.entries,
      unmarked: this.marking.unknown(anyMark),
      facets: this.facets
        .past(evaluated, request.facets, { limit: request.facetLimit }, context)
        .map((facet) => (this.isSoFar(facet.field, filter, context) ? { ...facet, soFar: true } : facet)),
      histogram:
        range && request.histogramBuckets > 0
          ? this.histogramOf(selected.bits, { range, zone: request.zone, most: request.histogramBuckets })
          : null,
      range,
      rows: this.rowsWith(selected.rows(request.order, 0, request.firstRows)),
      searched: known && { done: known.done, of: known.of, reached: known.reached },
    }
  }

  /** What a filter selects, by time; no result is held for it. */
  async matching({ filter, zone }: Pick<QueryRequest, 'filter' | 'zone'>, now: number, signal: AbortSignal): Promise<Uint32Array> {
    const asked: SearchOptions = { order: 'desc', isOver: () => false, below: null, to: null, signal }
    return this.evaluate(filter, await this.contextOf(filter, zone, now, asked)).selected.keys
  }

  /** Counts over entries as they are, without looking past the filter that gave them. */
  facetsOf(bits: Bitmap, fields: readonly FacetField[], limit: number): Facet[] {
    return this.facets.over(bits, fields, limit)
  }

  /** One facet of a filter, of the values that hold a text. No result is held for it. */
  async facet({ filter, zone, field, part, limit }: Omit<FacetRequest, 'tenant'>, now: number, signal: AbortSignal): Promise<Facet> {
    const asked: SearchOptions = { order: 'desc', isOver: this.patience(patienceOf.next), below: null, to: null, signal }
    const context = await this.contextOf(filter, zone, now, asked)
    const [facet] = this.facets.past(this.evaluate(filter, context), [field], { limit, part }, context)
    return this.isSoFar(field, filter, context) ? { ...(facet as Facet), soFar: true } : (facet as Facet)
  }

  /** Whether what a facet counts past its own filter was not all searched, or not all marks of it are known. */
  private isSoFar(field: FacetField, filter: Filter, context: Context): boolean {
    const { known, arrived } = context
    if (this.marking.unknown(field === 'mark' ? anyMark : marksAsked(filter)) > 0) return true
    const unsearched = context.unsearched.filter(({ first }) => first < arrived)
    if (known || unsearched.length === 0) return known !== null
    const counted = askedWithout(this.bitmaps, filter, context, field)
    return unsearched.some(({ first, entries }) => counted === null || hasAny(counted, first, first + entries))
  }

  /** Counts of keys per calendar unit. */
  histogramOf(selected: Bitmap, calendar: Calendar): Histogram {
    const status = (value: Status): Bitmap => this.bitmaps.status(value)
    const { zoneMap } = this.bitmaps
    const counted = { selected, failed: status('failed'), unknown: status('unknown'), marked: this.markBitmaps.any(strongMarks) }
    return histogramOf({ ...counted, time: this.store.columns.time, zoneMap }, calendar)
  }

  /** A result's keys by time; null when it is no longer held, or is not complete. */
  heldKeys(result: number): Uint32Array | null {
    const held = this.selections.get(result)
    return held?.isWhole ? held.selected.keys : null
  }

  selection(result: number): HeldSelection {
    return this.selections.used(result)
  }

  async rows(result: number, order: RowOrder, offset: number, limit: number, signal: AbortSignal): Promise<QueryAnswer['rows']> {
    return this.rowsWith(await this.orders.rows(this.selection(result).selected, order, offset, limit, signal))
  }

  private rowsWith(keys: readonly number[]): QueryAnswer['rows'] {
    return keys.map((key) => rowOf(this.store, key, this.bookmarkKeys))
  }

  /** The entries of a result by the values of some fields. */
  async groupsIn(request: GroupsRequest, signal: AbortSignal): Promise<GroupsAnswer> {
    this.heedPeople()
    const started = performance.now()
    if ([...request.by, request.distinct].includes('mark')) await this.marking.ready(anyMark, () => false, signal)
    const { selected, isWhole } = this.selection(request.result)
    return { ...(await this.counts.of(selected, request, signal)), soFar: !isWhole, took: performance.now() - started }
  }

  /** How many entries that came after the selection would be in it. */
  arrivals(result: number): number {
    const selection = this.selection(result)
    const { columns } = this.store
    if (selection.arrived === columns.length) return 0
    return countBits(intersect(this.bitmaps.evaluate(selection.plan(), selection.arrived), this.bitmaps.listed()))
  }

  /** Values that hold a text, those that begin with it first, then by how often they occur; those that hold it in another name after the others. */
  values(field: ListedField, part: string, limit: number): FacetValue[] {
    this.heedPeople()
    return this.facets.values(field, part, limit)
  }

  /** Same group number as another id: the same person under another name, the same address. */
  sameGroup(field: 'actor' | 'ip', id: number): ReadonlySet<number> {
    const groups = this.groups.of[field]
    groups.refresh()
    const group = groups.of[id]
    const same = new Set<number>()
    if (group !== 0) groups.of.forEach((each, other) => each === group && same.add(other))
    return same
  }
}
