import type { EntryKey } from '@contract/entry.ts'
import { everything, type Filter } from '@contract/filter.ts'
import type { GroupField } from '@contract/groups.ts'
import type { Subject } from '@contract/history.ts'
import type { Direction, RowOrder, SortField } from '@contract/order.ts'
import type { ColumnId, ZoneChoice } from '@contract/settings.ts'
import type { StorySubject } from '@contract/story.ts'
import type { ScreenName } from './route.ts'

/** A history on screen: whose, as of when (null: the latest), and since when the differences are shown (null: they are not). */
export interface HistoryPlace {
  readonly subject: Subject
  readonly at: number | null
  readonly since: number | null
}

/** A story on screen: whose, and from which page one came to it. */
export interface StoryPlace {
  readonly of: StorySubject
  readonly from: ScreenName
}

/** Where a person is in the log: what back and forward go between. */
export interface ViewPlace {
  readonly filter: Filter
  readonly order: Direction
  /** What the rows are in the order of. */
  readonly sort: SortField
  /** By what the result is counted in the place of the list; null: it is listed. */
  readonly groups: readonly GroupField[] | null
  /** The entry whose details are open. */
  readonly selected: EntryKey | null
  /** Stands in for the grid; at most one of the two. */
  readonly history: HistoryPlace | null
  readonly story: StoryPlace | null
}

/** How it is shown. */
export interface ViewAppearance {
  readonly zone: ZoneChoice
  readonly columns: readonly ColumnId[]
}

/** The whole view, serialisable: the place, and how it is shown. */
export type ViewState = ViewPlace & ViewAppearance

/** Nothing stands in for the grid. */
export const overNothing: Pick<ViewPlace, 'history' | 'story'> = { history: null, story: null }

export const startPlace: ViewPlace = { filter: everything, order: 'desc', sort: 'time', groups: null, selected: null, ...overNothing }

/** As requests name it, and what is kept of a view: by time goes without saying. */
export const rowOrderOf = ({ order, sort }: Pick<ViewPlace, 'order' | 'sort'>): RowOrder => (sort === 'time' ? { order } : { order, sort })

export interface ViewHistory {
  readonly past: readonly ViewState[]
  readonly present: ViewState
  readonly future: readonly ViewState[]
}

/** Places kept behind the present one. */
export const maxPast = 200

export const startViewHistory = ({ zone, columns }: ViewAppearance): ViewHistory => ({
  past: [],
  present: { ...startPlace, zone, columns },
  future: [],
})

/** Whether two views show the same place, however. */
export function samePlace(a: ViewPlace, b: ViewPlace): boolean {
  return (
    a.order === b.order &&
    a.sort === b.sort &&
    a.groups?.join() === b.groups?.join() &&
    a.selected === b.selected &&
    sameFilter(a.filter, b.filter) &&
    sameOver(a.history, b.history) &&
    sameOver(a.story, b.story)
  )
}

export function sameAppearance(a: ViewAppearance, b: ViewAppearance): boolean {
  return a.zone === b.zone && (a.columns === b.columns || a.columns.join() === b.columns.join())
}

const sameView = (a: ViewState, b: ViewState): boolean => samePlace(a, b) && sameAppearance(a, b)

function sameOver(a: HistoryPlace | StoryPlace | null, b: HistoryPlace | StoryPlace | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

export function sameFilter(a: Filter, b: Filter): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** Goes to a new place; what was ahead is gone. Going where one already is changes nothing. */
export function visit(history: ViewHistory, view: ViewState): ViewHistory {
  if (sameView(history.present, view)) return history
  return { past: [...history.past, history.present].slice(-maxPast), present: view, future: [] }
}

/** Changes the present place without a step of its own: the letters of one query, the rows of one walk. */
export function amend(history: ViewHistory, view: ViewState): ViewHistory {
  return sameView(history.present, view) ? history : { ...history, present: view }
}

/** Shows the same place in another zone, or with other columns: one step, however often they are changed before something else is. */
export function withAppearance(history: ViewHistory, { zone, columns }: ViewAppearance): ViewHistory {
  const view = { ...history.present, zone, columns }
  const last = history.past.at(-1)
  if (!last || !samePlace(last, view)) return visit(history, view)
  return sameView(last, view) ? { ...history, past: history.past.slice(0, -1), present: last } : amend(history, view)
}

/** One step back; the same history when there is none. */
export function back(history: ViewHistory): ViewHistory {
  const last = history.past.at(-1)
  if (!last) return history
  return { past: history.past.slice(0, -1), present: last, future: [history.present, ...history.future] }
}

/** One step forward; the same history when there is none. */
export function forward(history: ViewHistory): ViewHistory {
  const [next, ...rest] = history.future
  if (!next) return history
  return { past: [...history.past, history.present], present: next, future: rest }
}
