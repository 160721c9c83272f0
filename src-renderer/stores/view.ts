import type { EntryKey } from '@contract/entry.ts'
import type { AppError } from '@contract/errors.ts'
import type { FacetField, Filter } from '@contract/filter.ts'
import { bucketsIn, wholeQuestion } from '@contract/first-question.ts'
import type { Subject } from '@contract/history.ts'
import type { GroupField } from '@contract/groups.ts'
import type { QueryRequest } from '@contract/log.ts'
import type { Direction, SortField } from '@contract/order.ts'
import { alsoReading } from '@contract/setting-names.ts'
import type { StorySubject } from '@contract/story.ts'
import { parse } from '@language/parse.ts'
import type { QueryError } from '@language/query-error.ts'
import { print } from '@language/print.ts'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { ask, onTenantEvent } from '../api/client.ts'
import { inPause } from '../composables/after-paint.ts'
import { useRoute, type ScreenName } from './route.ts'
import { useSession } from './session.ts'
import { unsearchedIn } from './unsearched.ts'
import { useCasework } from './casework.ts'
import { createQueryRunner, type QueryCause } from './query-runner.ts'
import {
  amend,
  back,
  withAppearance,
  forward,
  overNothing,
  sameFilter,
  sameAppearance,
  startViewHistory,
  visit,
  type ViewHistory,
  type HistoryPlace,
  type ViewAppearance,
  type ViewPlace,
  type ViewState,
  rowOrderOf,
} from './view-state.ts'

const fullFacets = 200

/**
 * The one state behind the query text, the chips, the facets, the time strip and the grid: each reads it and changes it here, and the
 * query that follows is run here. One tenant at a time; another tenant starts afresh.
 */
export const useView = defineStore('view', () => {
  const session = useSession()
  const casework = useCasework()
  const history = shallowRef<ViewHistory>(startViewHistory(session.settings))
  const place = computed<ViewState>(() => history.value.present)
  const filter = computed(() => place.value.filter)
  const canGoBack = computed(() => history.value.past.length > 0)
  const canGoForward = computed(() => history.value.future.length > 0)

  /** What the search box holds: the filter as text, or what is being typed. */
  const text = ref('')
  const queryError = shallowRef<QueryError | null>(null)
  /** Whether the text on screen is not asked yet, because its last word may become a field's name. */
  const held = ref(false)
  let typing = false

  const runner = createQueryRunner((request, signal) => ask('log.query', request, { signal }))
  const { answered, error, busy, slow, long } = runner
  /** The share of the entries whose raw texts are searched; null when the answer is complete. */
  const searchedShare = computed(() => {
    const searched = answered.value?.answer.searched
    return searched ? searched.done / searched.of : null
  })
  /** The same answer once its rows are painted, for everything beside them: a person who types waits for the rows. */
  const trailing = shallowRef(answered.value)
  watch(answered, () => inPause(() => (trailing.value = answered.value)))
  /** The time that is not searched yet, as far as anybody asks about it; null when the answer is complete. */
  const unsearched = computed(() => unsearchedIn(trailing.value))
  /** Buckets that fit the time strip, told by it; until it is drawn, what a strip nearly as wide as the window would say. */
  const buckets = ref(bucketsIn(innerWidth))
  /** Facets that are shown in full. */
  const expanded = shallowRef<ReadonlySet<FacetField>>(new Set())
  /** Why rows of the result could not be read; the grid sets it. */
  const rowsError = shallowRef<AppError | null>(null)

  function request(): QueryRequest | null {
    const tenant = session.tenant
    if (!tenant) return null
    const { filter } = place.value
    const question = wholeQuestion(tenant.id, session.zone, buckets.value, session.settings.facets, session.settings.columns)
    return { ...question, filter, ...rowOrderOf(place.value), ...(expanded.value.size > 0 && { facetLimit: fullFacets }) }
  }
  async function run(cause: QueryCause): Promise<void> {
    const asked = request()
    if (asked) await runner.run(asked, cause)
  }
  /** The same question again: its answer may have new entries, other counts, another result id. */
  const refresh = (): Promise<void> => run('refresh')
  async function searchOn(): Promise<void> {
    const asked = request()
    if (asked) await runner.goOn(asked)
  }

  function follow(next: ViewHistory): void {
    const before = history.value.present
    history.value = next
    const now = next.present
    const isNew = !sameFilter(before.filter, now.filter)
    if (isNew && !typing) text.value = print(now.filter)
    if (isNew) queryError.value = null
    if (isNew || before.order !== now.order || before.sort !== now.sort) void run('new')
  }

  /** Every face but the search box changes the filter through this. */
  function setFilter(next: Filter): void {
    typing = false
    held.value = false
    // Also when the filter is the same: half a query may still stand in the box.
    text.value = print(next)
    queryError.value = null
    follow(visit(history.value, { ...place.value, filter: next, ...overNothing }))
  }

  /** Shows what is typed; the answer before it stays. What is `begun` can be searched for as it is, if only as a text; else a value is still to come. */
  function hold(typed: string, begun: boolean): void {
    text.value = typed
    queryError.value = null
    held.value = begun
  }
  /** Takes what is typed: applied as it is typed, one step of history for all of it. Text with an error changes only the error. */
  function setText(typed: string): void {
    text.value = typed
    held.value = false
    const parsed = parse(typed, () => ({ zone: session.zone, now: Date.now() }))
    if (!parsed.ok) {
      queryError.value = parsed.error
      return
    }
    queryError.value = null
    const next = { ...place.value, filter: parsed.filter }
    const step = typing ? amend : visit
    if (!sameFilter(parsed.filter, filter.value)) {
      const after = step(history.value, next)
      typing = true
      follow(after)
    }
  }
  /** What is typed next is a step of its own. */
  function endTyping(): void {
    typing = false
  }

  const setOrder = (order: Direction, sort: SortField = 'time'): void => follow(visit(history.value, { ...place.value, order, sort }))
  /** Counts the result by fields in the place of the list; null lists it again. */
  const groupBy = (groups: readonly GroupField[] | null): void => follow(visit(history.value, { ...place.value, groups, ...overNothing }))
  const toggleGroups = (): void => groupBy(place.value.groups === null ? ['actor'] : null)
  /** Opens an entry's details, or closes them. Walking from one to the next is no step of history; following a link to another one is. */
  function select(selected: EntryKey | null, how: 'step' | 'walk' = 'walk'): void {
    const step = how === 'step' || (place.value.selected === null && selected !== null) ? visit : amend
    follow(step(history.value, { ...place.value, selected }))
  }
  /** Shows a subject over time in the place of the grid; null goes back to the grid. */
  function showHistory(subject: Subject | null, at: number | null = null): void {
    follow(visit(history.value, { ...place.value, history: subject && { subject, at, since: null }, story: null }))
  }
  /** Shows everything that somebody or something did and had done to it, in the place of the grid; null goes back to the grid. */
  function showStory(of: StorySubject | null, from: ScreenName = 'log'): void {
    follow(visit(history.value, { ...place.value, history: null, story: of && { of, from } }))
  }
  /** Moves within the history on screen; no step of its own. */
  function moveHistory(to: Partial<Pick<HistoryPlace, 'at' | 'since'>>): void {
    const shown = place.value.history
    if (shown) follow(amend(history.value, { ...place.value, history: { ...shown, ...to } }))
  }
  /** Zone and columns are settings: those of the view one comes to become theirs. */
  function applyAppearance(): void {
    const { zone, columns } = place.value
    if (!sameAppearance(place.value, session.settings)) void session.patch({ zone, columns: [...columns] })
  }
  /** Goes to a place from outside, e.g. of a link, which may say how it is shown. */
  function go(to: Omit<ViewPlace, 'story'> & Partial<ViewAppearance & Pick<ViewPlace, 'story'>>): void {
    typing = false
    follow(visit(history.value, { ...place.value, story: null, ...to }))
    applyAppearance()
  }
  function goBack(): void {
    typing = false
    const { story } = place.value
    follow(back(history.value))
    applyAppearance()
    // Before it one was on another page.
    if (story && place.value.story === null) useRoute().go(story.from)
  }
  function goForward(): void {
    typing = false
    follow(forward(history.value))
    applyAppearance()
  }

  function expand(field: FacetField, open: boolean): void {
    const next = new Set(expanded.value)
    if (open) next.add(field)
    else next.delete(field)
    expanded.value = next
    if (open) void refresh()
  }

  watch(buckets, (now, before) => {
    // The strip was resized; only when there is markedly more room is it worth asking again.
    if (Math.abs(now - before) / Math.max(now, before) > 0.2) void run(answered.value ? 'refresh' : 'new')
  })
  watch(
    () => session.settings,
    (now) => (history.value = withAppearance(history.value, now)),
  )
  watch(
    () => session.zone,
    () => void run('refresh'),
  )
  watch(
    () => session.tenant?.id,
    () => {
      runner.stop()
      history.value = startViewHistory(session.settings)
      text.value = ''
      queryError.value = null
      answered.value = null
      trailing.value = null
      error.value = null
      rowsError.value = null
      expanded.value = new Set()
      typing = false
      void run('new')
    },
  )
  watch(
    () => [session.settings.facets, alsoReading(session.settings.columns).reading].join(';'),
    () => void refresh(),
  )
  // What is on screen was answered without some of them.
  onTenantEvent(
    'marks.known',
    () => session.tenant?.id,
    () => {
      if ((answered.value?.answer.unmarked ?? 0) > 0) void refresh()
    },
  )
  // What is bookmarked is part of the rows, and a filter may ask for it.
  watch(
    () => casework.version,
    () => void refresh(),
  )
  watch(
    () => session.serviceUp,
    (up) => {
      if (up) void refresh()
    },
  )

  // At once, not when everything is drawn: the answer comes while the window is being made.
  void run('new')

  return {
    history,
    place,
    filter,
    canGoBack,
    canGoForward,
    text,
    queryError,
    held,
    answered,
    trailing,
    error,
    rowsError,
    busy,
    slow,
    long,
    searchedShare,
    unsearched,
    stopSearch: () => runner.stop(),
    searchOn,
    buckets,
    expanded,
    setFilter,
    setText,
    hold,
    endTyping,
    setOrder,
    select,
    groupBy,
    toggleGroups,
    showHistory,
    moveHistory,
    showStory,
    visit: go,
    goBack,
    goForward,
    expand,
    refresh,
  }
})
