import { fail } from '@contract/errors.ts'
import { compile as compilePattern, textOf } from '@language/pattern.ts'
import { stateBit, statuses, statusMask, type IdColumn } from '../cache/columns/columns.ts'
import type { ChangeIndex } from '../cache/changes/change-index.ts'
import { namedParts } from '../cache/dictionary/dictionary.ts'
import type { CacheStore } from '../cache/store.ts'
import type { BookmarkKeys } from './bookmark-keys.ts'
import type { Bitmap } from './bitmap.ts'
import type { Groups } from './groups.ts'
import type { MarkBitmaps } from './mark-bitmaps.ts'
import type { WeekHours } from './week-hours.ts'
import type { ValueSearch } from './value-search.ts'

/** A filter in terms of the columns. A table says for each id (or state byte) whether it matches. */
export type Plan =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Plan[] }
  | { readonly kind: 'not'; readonly of: Plan }
  | { readonly kind: 'table'; readonly column: IdColumn | 'state'; readonly table: Uint8Array }
  | { readonly kind: 'time'; readonly from: number; readonly to: number }
  | { readonly kind: 'keys'; readonly keys: ReadonlySet<number> }
  /** By key; keys past its end do not match. */
  | { readonly kind: 'marked'; readonly marked: Bitmap }
  /** By the hour of the week, by key. */
  | { readonly kind: 'hours'; readonly hours: Uint8Array; readonly table: Uint8Array }
  /** By the facts of an entry's change. */
  | { readonly kind: 'change'; readonly index: ChangeIndex; readonly table: Uint8Array }

export interface PlanContext {
  readonly store: CacheStore
  readonly text: Readonly<Record<'actor' | 'target' | 'resource', ValueSearch>>
  readonly groups: Readonly<Record<WholeColumn, Groups>>
  readonly bookmarkKeys: BookmarkKeys
  readonly weekHours: WeekHours
  readonly markBitmaps: MarkBitmaps
  /** Of which entries what was before is rebuilt, by key; resolved before planning. */
  readonly derivedBefore: Bitmap
  readonly zone: string
  readonly now: number
  /** By key, what matches a leaf that only the raw texts can answer; resolved before planning. */
  readonly rawMatches: ReadonlyMap<string, Bitmap>
  /** Whether that is known of every entry; else what comes of it must not be kept. */
  readonly isRawTextWhole: boolean
}

/** Columns of which one part is searched, whole: each group is looked at once. */
type WholeColumn = 'action' | 'permission' | 'resource' | 'ip' | 'agent' | 'source'
type Matcher = (value: string) => (text: string) => boolean

/** Keys that are another version of an entry. */
export const planVersions = byState((state) => (state & stateBit.version) !== 0)

/** Entries of a status; of a name that is none, no entries. */
export function planStatus(status: string): Plan {
  const wanted = statuses.findIndex((each) => each === status)
  return byState((state) => (state & statusMask) === wanted)
}

/** Entries any of whose targets has a 1 in the table. */
export function byTargets({ targetSets }: CacheStore, table: Uint8Array): Plan {
  const first: Plan = { kind: 'table', column: 'target', table }
  return targetSets.any ? { kind: 'or', of: [first, { kind: 'table', column: 'targets', table: targetSets.holdingAny(table) }] } : first
}

/** By a table of a dictionary's values. */
export function byTable(store: CacheStore, column: 'actor' | 'target' | 'resource', table: Uint8Array): Plan {
  return column === 'target' ? byTargets(store, table) : { kind: 'table', column, table }
}

export function planHas(value: string, { store, bookmarkKeys, derivedBefore }: PlanContext): Plan {
  if (value === 'derived-before') return { kind: 'marked', marked: derivedBefore }
  if (value === 'changes') return byState((state) => (state & stateBit.changes) !== 0)
  if (value === 'target' || value === 'ip') {
    const table = new Uint8Array(store.dictionaries[value].size).fill(1)
    table[0] = 0
    return { kind: 'table', column: value, table }
  }
  if (value === 'note') return { kind: 'keys', keys: bookmarkKeys.noted }
  throw fail(
    'invalid-query',
    `has:${value} is not known.`,
    'Use has:changes, has:before, has:derived-before, has:target, has:ip or has:note.',
  )
}

const isBits: ReadonlyMap<string, number> = new Map([
  ['late', stateBit.late],
  ['drifted', stateBit.drifted],
  ['invalid', stateBit.invalid],
  ['vanished', stateBit.vanished],
])

export function planIs(value: string, { bookmarkKeys }: PlanContext): Plan {
  if (value === 'bookmarked') return { kind: 'keys', keys: bookmarkKeys.bookmarked }
  const bit = isBits.get(value)
  if (bit === undefined)
    throw fail('invalid-query', `is:${value} is not known.`, 'Use is:late, is:drifted, is:vanished, is:invalid or is:bookmarked.')
  return byState((state) => (state & bit) !== 0)
}

function byState(matches: (state: number) => boolean): Plan {
  return { kind: 'table', column: 'state', table: Uint8Array.from({ length: 256 }, (_, state) => (matches(state) ? 1 : 0)) }
}

/** An empty value asks for entries in which the attribute is absent. */
export function byGroup({ groups }: PlanContext, column: WholeColumn, value: string, matcher: Matcher): Plan {
  const table = value === '' ? groups[column].table(() => false, 1) : groups[column].table(matcher(value), 0)
  return { kind: 'table', column, table }
}

/** By the canonical spelling or the source's own. Likewise. */
export function byAction(context: PlanContext, value: string): Plan {
  if (value === '') return byGroup(context, 'action', value, compilePattern)
  const matches = compilePattern(value)
  const table = context.store.dictionaries.action.table((parts) => parts.some((part) => part !== undefined && matches(part)))
  return { kind: 'table', column: 'action', table }
}

/** By any of several parts. Likewise. */
export function byParts({ store, text, bookmarkKeys }: PlanContext, column: 'actor' | 'target' | 'resource', value: string): Plan {
  const dictionary = store.dictionaries[column]
  const whole = textOf(value)
  if (value !== '' && whole !== null) {
    const table = new Uint8Array(dictionary.size)
    const names = column === 'resource' ? undefined : bookmarkKeys.people.namesOf([whole])
    for (const name of names ?? [whole]) text[column].markWhole(name, table)
    return byTable(store, column, table)
  }
  const present = (part: string | undefined): part is string => part !== undefined && part !== ''
  const matches = compilePattern(value)
  const tableOf = (wanted: (parts: readonly (string | undefined)[]) => boolean): Uint8Array =>
    dictionary.table((parts) => wanted(namedParts[column](parts)))
  // Of several targets none says who or what it is.
  if (value === '' && column === 'target')
    return {
      kind: 'not',
      of: byTargets(
        store,
        tableOf((parts) => parts.some(present)),
      ),
    }
  if (value === '') return { kind: 'table', column, table: tableOf((parts) => !parts.some(present)) }
  return byTable(
    store,
    column,
    tableOf((parts) => parts.some((part) => present(part) && matches(part))),
  )
}
