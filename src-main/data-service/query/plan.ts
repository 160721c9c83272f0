import type { Field, Filter } from '@contract/filter.ts'
import { fail } from '@contract/errors.ts'
import { compile as compileAddress } from '@language/ip.ts'
import { compile as compilePattern, compileFolded, containing, fold, hasWildcard, textOf } from '@language/pattern.ts'
import { resolve } from '@language/time.ts'
import { stateBit, statuses, statusMask, type IdColumn } from '../cache/columns/columns.ts'
import type { ChangeIndex } from '../cache/changes/change-index.ts'
import { namedParts } from '../cache/dictionary/dictionary.ts'
import type { CacheStore } from '../cache/store.ts'
import type { CaseworkMarks } from './marks.ts'
import { emptyBitmap, type Bitmap } from './bitmap.ts'
import type { Groups } from './groups.ts'
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
  /** By the facts of an entry's change. */
  | { readonly kind: 'change'; readonly index: ChangeIndex; readonly table: Uint8Array }

export interface PlanContext {
  readonly store: CacheStore
  readonly text: Readonly<Record<'actor' | 'target' | 'resource', ValueSearch>>
  readonly groups: Readonly<Record<WholeColumn, Groups>>
  readonly marks: CaseworkMarks
  readonly zone: string
  readonly now: number
  /** By key, what matches a leaf that only the raw texts can answer; resolved before planning. */
  readonly rawMatches: ReadonlyMap<string, Bitmap>
  /** Whether that is known of every entry; else what comes of it must not be kept. */
  readonly isRawTextWhole: boolean
}

/** Columns of which one part is searched, whole: each group is looked at once. */
type WholeColumn = 'action' | 'permission' | 'resource' | 'ip' | 'agent'
type Matcher = (value: string) => (text: string) => boolean
type Leaf = Extract<Filter, { kind: 'field' }>

/** The fields that the raw texts answer, with which values: for others of `id` there is an index. */
const rawFields = { raw: () => true, request: () => true, id: hasWildcard } satisfies Partial<Record<Field, (value: string) => boolean>>
export type RawField = keyof typeof rawFields
/** A leaf that only the raw texts can answer. */
export type RawLeaf = Leaf & { readonly field: RawField }

export function isRawLeaf(leaf: Leaf): leaf is RawLeaf {
  return leaf.field in rawFields && rawFields[leaf.field as RawField](leaf.value)
}
export function leafKey({ field, value }: Pick<RawLeaf, 'field' | 'value'>): string {
  return `${field}:${value}`
}

export function plan(filter: Filter, context: PlanContext): Plan {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return join(
        filter.kind,
        filter.of.map((each) => plan(each, context)),
      )
    case 'not':
      return negate(plan(filter.of, context))
    case 'text':
      return planText(filter.text, context)
    case 'field':
      return planField(filter, context)
  }
}

/** Tables of one column become one table: a pass over the dictionary instead of passes over every entry. */
export function join(kind: 'and' | 'or', plans: readonly Plan[]): Plan {
  const joined: Plan[] = []
  for (const each of plans) {
    const like = each.kind === 'table' ? joined.findIndex((other) => other.kind === 'table' && other.column === each.column) : -1
    const other = joined[like]
    if (each.kind === 'table' && other?.kind === 'table') {
      const table = other.table.map((matches, id) => (kind === 'and' ? matches & (each.table[id] ?? 0) : matches | (each.table[id] ?? 0)))
      joined[like] = { ...other, table }
    } else joined.push(each)
  }
  const [only] = joined
  return only && joined.length === 1 ? only : { kind, of: joined }
}

function negate(plan: Plan): Plan {
  if (plan.kind === 'not') return plan.of
  return plan.kind === 'table' ? { ...plan, table: plan.table.map((matches) => matches ^ 1) } : { kind: 'not', of: plan }
}

function planText(text: string, { store, text: indexes }: PlanContext): Plan {
  const needle = fold(text)
  const of = (['actor', 'target', 'resource'] as const).map((column): Plan => {
    const table = new Uint8Array(store.dictionaries[column].size)
    indexes[column].mark(needle, table)
    return { kind: 'table', column, table }
  })
  return { kind: 'or', of }
}

function planField(leaf: Leaf, context: PlanContext): Plan {
  const { field, value } = leaf
  switch (field) {
    case 'action':
      return byAction(context, value)
    case 'permission':
    case 'resource':
      return byGroup(context, field, value, compilePattern)
    case 'ip':
      return byGroup(context, 'ip', value, compileAddress)
    case 'agent':
      return byGroup(context, 'agent', value, containing)
    case 'actor':
      return byParts(context, 'actor', value)
    case 'target':
      return byParts(context, 'target', value)
    case 'resource.name':
      return byParts(context, 'resource', value)
    case 'status':
      return planStatus(value === 'successful' ? 'success' : value)
    case 'after':
    case 'before':
    case 'on':
    case 'last': {
      const range = resolve(value, field, context)
      if (!range)
        throw fail(
          'invalid-query',
          `“${value}” is not a time that ${field}: understands.`,
          'Write a date such as 2026-01-31 or 2026-01-31T10:00Z.',
        )
      return { kind: 'time', from: range.from ?? -Infinity, to: range.to ?? Infinity }
    }
    case 'has':
      return planHas(value, context)
    case 'is':
      return planIs(value, context)
    case 'added':
    case 'removed':
    case 'changed': {
      const index = context.store.changes.loaded
      return { kind: 'change', index, table: index.table(field, compileFolded(value)) }
    }
    case 'id':
      if (!isRawLeaf(leaf)) return { kind: 'keys', keys: new Set(context.store.keysOfFoldedId(fold(textOf(value) ?? value))) }
      return planRaw(field, value, context)
    case 'request':
    case 'raw':
      return planRaw(field, value, context)
    case 'tag': {
      const matches = compileFolded(value)
      return { kind: 'keys', keys: context.marks.keysWhere(({ tags }) => tags.some((tag) => matches(fold(tag)))) }
    }
    case 'case': {
      const matches = compileFolded(value)
      return { kind: 'keys', keys: context.marks.keysWhere((_, title) => title !== null && matches(fold(title))) }
    }
  }
}

function planRaw(field: RawField, value: string, { rawMatches }: PlanContext): Plan {
  return { kind: 'marked', marked: rawMatches.get(leafKey({ field, value })) ?? emptyBitmap(0) }
}

/** Keys that are another version of an entry. */
export const planVersions = byState((state) => (state & stateBit.version) !== 0)

/** Entries of a status; of a name that is none, no entries. */
export function planStatus(status: string): Plan {
  const wanted = statuses.findIndex((each) => each === status)
  return byState((state) => (state & statusMask) === wanted)
}

function planHas(value: string, { store, marks }: PlanContext): Plan {
  if (value === 'changes') return byState((state) => (state & stateBit.changes) !== 0)
  if (value === 'target' || value === 'ip') {
    const table = new Uint8Array(store.dictionaries[value].size).fill(1)
    table[0] = 0
    return { kind: 'table', column: value, table }
  }
  if (value === 'note') return { kind: 'keys', keys: marks.noted }
  throw fail('invalid-query', `has:${value} is not known.`, 'Use has:changes, has:target, has:ip or has:note.')
}

const isBits: ReadonlyMap<string, number> = new Map([
  ['late', stateBit.late],
  ['drifted', stateBit.drifted],
  ['invalid', stateBit.invalid],
  ['vanished', stateBit.vanished],
])

function planIs(value: string, { marks }: PlanContext): Plan {
  if (value === 'bookmarked') return { kind: 'keys', keys: marks.bookmarked }
  const bit = isBits.get(value)
  if (bit === undefined)
    throw fail('invalid-query', `is:${value} is not known.`, 'Use is:late, is:drifted, is:vanished, is:invalid or is:bookmarked.')
  return byState((state) => (state & bit) !== 0)
}

function byState(matches: (state: number) => boolean): Plan {
  return { kind: 'table', column: 'state', table: Uint8Array.from({ length: 256 }, (_, state) => (matches(state) ? 1 : 0)) }
}

/** An empty value asks for entries in which the attribute is absent. */
function byGroup({ groups }: PlanContext, column: WholeColumn, value: string, matcher: Matcher): Plan {
  const table = value === '' ? groups[column].table(() => false, 1) : groups[column].table(matcher(value), 0)
  return { kind: 'table', column, table }
}

/** By the canonical spelling or the source's own. Likewise. */
function byAction(context: PlanContext, value: string): Plan {
  if (value === '') return byGroup(context, 'action', value, compilePattern)
  const matches = compilePattern(value)
  const table = context.store.dictionaries.action.table((parts) => parts.some((part) => part !== undefined && matches(part)))
  return { kind: 'table', column: 'action', table }
}

/** By any of several parts. Likewise. */
function byParts({ store, text }: PlanContext, column: 'actor' | 'target' | 'resource', value: string): Plan {
  const dictionary = store.dictionaries[column]
  const whole = textOf(value)
  if (value !== '' && whole !== null) {
    const table = new Uint8Array(dictionary.size)
    text[column].markWhole(whole, table)
    return { kind: 'table', column, table }
  }
  const present = (part: string | undefined): part is string => part !== undefined && part !== ''
  const matches = compilePattern(value)
  const wanted = (parts: readonly (string | undefined)[]): boolean =>
    value === '' ? !parts.some(present) : parts.some((part) => present(part) && matches(part))
  return { kind: 'table', column, table: dictionary.table((parts) => wanted(namedParts[column](parts))) }
}
