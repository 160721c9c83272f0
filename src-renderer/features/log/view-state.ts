import type { EntryKey } from '@contract/entry.ts'
import { everything, type Filter } from '@contract/filter.ts'
import type { Subject } from '@contract/history.ts'
import type { Direction } from '@contract/log.ts'
import type { ColumnId, ZoneChoice } from '@contract/settings.ts'

/** A history on screen: whose, as of when (null: the latest), and since when the differences are shown (null: they are not). */
export interface HistoryPlace {
  readonly subject: Subject
  readonly at: number | null
  readonly since: number | null
}

/** Where a person is in the log: what back and forward go between. */
export interface Place {
  readonly filter: Filter
  readonly order: Direction
  /** The entry whose details are open. */
  readonly selected: EntryKey | null
  /** Stands in for the grid. */
  readonly history: HistoryPlace | null
}

/** The whole view, serialisable: the place, and how it is shown. */
export interface ViewState extends Place {
  readonly zone: ZoneChoice
  readonly columns: readonly ColumnId[]
}

export const startPlace: Place = { filter: everything, order: 'desc', selected: null, history: null }

export interface History {
  readonly past: readonly Place[]
  readonly present: Place
  readonly future: readonly Place[]
}

/** Places kept behind the present one. */
export const maxPast = 200

export const startHistory: History = { past: [], present: startPlace, future: [] }

/** Whether two places show the same. */
export function samePlace(a: Place, b: Place): boolean {
  return a.order === b.order && a.selected === b.selected && sameFilter(a.filter, b.filter) && sameHistory(a.history, b.history)
}

function sameHistory(a: HistoryPlace | null, b: HistoryPlace | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

export function sameFilter(a: Filter, b: Filter): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** Goes to a new place; what was ahead is gone. Going where one already is changes nothing. */
export function visit(history: History, place: Place): History {
  if (samePlace(history.present, place)) return history
  return { past: [...history.past, history.present].slice(-maxPast), present: place, future: [] }
}

/** Changes the present place without a step of its own: the letters of one query, the rows of one walk. */
export function amend(history: History, place: Place): History {
  return samePlace(history.present, place) ? history : { ...history, present: place }
}

/** One step back; the same history when there is none. */
export function back(history: History): History {
  const last = history.past.at(-1)
  if (!last) return history
  return { past: history.past.slice(0, -1), present: last, future: [history.present, ...history.future] }
}

/** One step forward; the same history when there is none. */
export function forward(history: History): History {
  const [next, ...rest] = history.future
  if (!next) return history
  return { past: [...history.past, history.present], present: next, future: rest }
}
