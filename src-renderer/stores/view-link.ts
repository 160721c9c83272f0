import type { Filter } from '@contract/filter.ts'
import { grouping, type GroupField } from '@contract/groups.ts'
import { subject } from '@contract/history.ts'
import { linkScheme, longestLink } from '@contract/link.ts'
import { direction, sortField, type Direction, type SortField } from '@contract/order.ts'
import { columnId, zoneChoice, type ColumnId, type ZoneChoice } from '@contract/settings.ts'
import { storySubject, type StorySubject } from '@contract/story.ts'
import { parse } from '@language/parse.ts'
import { print } from '@language/print.ts'
import { z } from 'zod'
import type { HistoryPlace } from './view-state.ts'

/** A view as a link that opens it again, here or on another machine: nothing in it is local to one cache. */
export interface LinkedView {
  /** URL of the tenant, as in its settings; no credentials. */
  readonly tenant: string
  readonly filter: Filter
  readonly order: Direction
  readonly sort: SortField
  readonly groups: readonly GroupField[] | null
  readonly zone: ZoneChoice
  readonly columns: readonly ColumnId[]
  /** The tenant's id of the entry whose details are open. */
  readonly entry: string | null
  readonly history: HistoryPlace | null
  readonly story: StorySubject | null
}

export type ReadLink = { readonly ok: true; readonly view: LinkedView } | { readonly ok: false; readonly message: string }

const scheme = `${linkScheme}:`
/** Ms since the epoch, as far as a `Date` reaches. */
const linkedTime = z
  .string()
  .regex(/^-?\d{1,16}(\.\d{1,9})?$/)
  .transform(Number)
  .refine((ms) => Math.abs(ms) <= 8.64e15)

/** The link of a view. */
export function writeLink({ tenant, filter, order, sort, groups, zone, columns, entry, history, story }: LinkedView): string {
  const query = new URLSearchParams({ tenant, q: print(filter), order, zone, columns: columns.join(',') })
  if (sort !== 'time') query.set('sort', sort)
  if (groups) query.set('group', groups.join(','))
  if (entry !== null) query.set('entry', entry)
  if (history) {
    query.set('history', history.subject.type)
    query.set('of', history.subject.value)
    if (history.at !== null) query.set('at', String(history.at))
    if (history.since !== null) query.set('since', String(history.since))
  }
  if (story) {
    query.set('story', story.kind)
    query.set('of', story.value)
    if (story.kind === 'thing') query.set('type', story.type)
  }
  return `${scheme}//log?${query}`
}

function urlOf(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

function historyIn(query: URLSearchParams): HistoryPlace | null {
  const found = subject.safeParse({ type: query.get('history'), value: query.get('of') })
  const time = (name: string): number | null => linkedTime.safeParse(query.get(name)).data ?? null
  return found.success ? { subject: found.data, at: time('at'), since: time('since') } : null
}

const storyIn = (query: URLSearchParams): StorySubject | null =>
  storySubject.safeParse({ kind: query.get('story'), type: query.get('type'), value: query.get('of') }).data ?? null

/** Whether a text means to be a link, readable or not. */
export const isLink = (text: string): boolean => text.trim().toLowerCase().startsWith(scheme)

const refuse = (message: string): ReadLink => ({ ok: false, message })

/** Reads a link, which anybody may have written: every part is checked, parts that are missing or unknown get their default. */
export function readLink(text: string): ReadLink {
  const link = text.trim()
  if (isLink(link) && link.length > longestLink) return refuse(`The link is too long: at most ${longestLink} characters are read.`)
  const url = link.length > longestLink ? null : urlOf(link)
  // Engines read the part after the slashes of an unknown scheme as host or as path.
  const place = url && (url.host || url.pathname.replace(/^\/+/, '')).replace(/\/+$/, '')
  if (url?.protocol !== scheme || place !== 'log') return refuse('This is not a link of this application.')
  const parsed = parse(url.searchParams.get('q') ?? '')
  if (!parsed.ok) return refuse(`The link's query cannot be read: ${parsed.error.message}`)
  const columns = [...new Set((url.searchParams.get('columns') ?? '').split(','))].flatMap((name) => columnId.safeParse(name).data ?? [])
  const entry = url.searchParams.get('entry')
  const history = historyIn(url.searchParams)
  return {
    ok: true,
    view: {
      tenant: url.searchParams.get('tenant') ?? '',
      filter: parsed.filter,
      order: direction.safeParse(url.searchParams.get('order')).data ?? 'desc',
      sort: sortField.safeParse(url.searchParams.get('sort')).data ?? 'time',
      groups: grouping.shape.by.safeParse((url.searchParams.get('group') ?? '').split(',')).data ?? null,
      zone: zoneChoice.safeParse(url.searchParams.get('zone')).data ?? 'utc',
      columns,
      entry: entry && entry.length <= 512 ? entry : null,
      history,
      story: history ? null : storyIn(url.searchParams),
    },
  }
}
