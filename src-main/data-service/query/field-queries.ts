import { fail } from '@contract/errors.ts'
import type { FacetField, Field, ListedField } from '@contract/filter-names.ts'
import { markBitsOf } from '@language/marks/mark-value.ts'
import { isHourIn, readHours, readWeekday, weekdayNames } from '@language/hours.ts'
import { compile as compileAddress } from '@language/ip.ts'
import { compile as compilePattern, compileFolded, containing, fold, hasWildcard, textOf } from '@language/pattern.ts'
import { resolve, type TimeField } from '@language/time.ts'
import type { ChangeKind } from '../cache/changes/fact-batch.ts'
import type { IdColumn } from '../cache/columns/columns.ts'
import type { Dictionary } from '../cache/dictionary/dictionary.ts'
import type { MappedEntry } from '../connector/connector.ts'
import { nameAs, planSubject, type SubjectKind } from './plan-subject.ts'
import { weekTable } from './week-hours.ts'
import { byAction, byGroup, byParts, planHas, planIs, planStatus, type Plan, type PlanContext } from './plan-tables.ts'

/** How a field is answered; what its values mean is said in `contract/filter.ts`. */
export interface FieldQuery {
  /** By what is in memory. */
  readonly plan: (value: string, context: PlanContext) => Plan
  /** By the raw texts, where these are needed. */
  readonly rawText?: {
    readonly isNeeded: (value: string) => boolean
    /** What is compared, of an entry as the connector reads it; null for any part of the text itself. */
    readonly part: ((entry: MappedEntry) => string | undefined) | null
  }
  /** Its plan reads the index of changes, which has to be whole. */
  readonly readsChanges?: true
}

/** The dictionary that has a field's values. */
export interface FieldValues {
  readonly column: IdColumn
  /** By what a value of the dictionary is counted and listed; its first part where nothing is said. */
  readonly name?: NameOf
  /** A second line for a person. */
  readonly label?: NameOf
  /** Another name by which it is found, listed after the others. */
  readonly alias?: NameOf
  /** Where else it has values: these are listed together, and their counts mean nothing. */
  readonly also?: readonly FieldValues[]
}
type NameOf = (dictionary: Dictionary, id: number) => string | undefined

/** Of what a person wrote. */
export type WrittenField = 'tag' | 'case'
/** Of what a zone's clock showed. */
export type ClockField = 'weekday' | 'hour'

/** The fields that a dictionary has the values of. */
export type ValuesField = Exclude<FacetField | ListedField, 'status' | 'mark' | WrittenField | ClockField>
type Row<F extends Field> = FieldQuery &
  (F extends 'status'
    ? { readonly values: { readonly column: 'state' } }
    : F extends ValuesField
      ? { readonly values: FieldValues }
      : object)

const namedAs = (kind: SubjectKind, column: 'actor' | 'resource' | 'target'): FieldValues => {
  const nameOf = nameAs(kind, column)
  return { column, name: (dictionary, id) => nameOf(dictionary.at(id)) }
}

/** What only raw texts answer is never planned. */
const byRawText = (part: NonNullable<FieldQuery['rawText']>['part']): FieldQuery => ({
  plan: () => ({ kind: 'or', of: [] }),
  rawText: { isNeeded: () => true, part },
})

const byChange = (kind: ChangeKind): FieldQuery => ({
  readsChanges: true,
  plan: (value, { store }) => {
    const index = store.changes.loaded
    return { kind: 'change', index, table: index.table(kind, compileFolded(value)) }
  },
})

const byTime = (field: TimeField): FieldQuery => ({
  plan: (value, context) => {
    const range = resolve(value, field, context)
    if (!range)
      throw fail(
        'invalid-query',
        `“${value}” is not a time that ${field}: understands.`,
        'Write a date such as 2026-01-31 or 2026-01-31T10:00Z.',
      )
    return { kind: 'time', from: range.from ?? -Infinity, to: range.to ?? Infinity }
  },
})

const byHours = ({ weekHours, zone }: PlanContext, wanted: (weekday: number, hour: number) => boolean): Plan => ({
  kind: 'hours',
  hours: weekHours.in(zone),
  table: weekTable(wanted),
})

export const fieldQueries: { readonly [F in Field]: Row<F> } = {
  action: {
    plan: (value, context) => byAction(context, value),
    // The source's spelling, where it is another one.
    values: { column: 'action', alias: (actions, id) => actions.at(id)[1] },
  },
  status: {
    plan: (value) => planStatus(value === 'successful' ? 'success' : value),
    values: { column: 'state' },
  },
  mark: { plan: (value, { markBitmaps }) => ({ kind: 'marked', marked: markBitmaps.any(markBitsOf(value)) }) },
  resource: {
    plan: (value, context) => byGroup(context, 'resource', value, compilePattern),
    values: { column: 'resource' },
  },
  'resource.name': {
    plan: (value, context) => byParts(context, 'resource', value),
    values: {
      column: 'resource',
      name: (resources, id) => resources.at(id)[2] ?? resources.at(id)[1],
      label: (resources, id) => resources.firstPart(id),
    },
  },
  actor: {
    plan: (value, context) => byParts(context, 'actor', value),
    values: {
      column: 'actor',
      name: (actors, id) => actors.firstPart(id) || (actors.at(id)[1] ?? actors.at(id)[2]),
      label: (actors, id) => actors.at(id)[1],
    },
  },
  target: {
    plan: (value, context) => byParts(context, 'target', value),
    values: {
      column: 'target',
      name: (targets, id) => {
        const [, targetId, email, name] = targets.at(id)
        return email ?? name ?? targetId
      },
      label: (targets, id) => targets.at(id)[3],
    },
  },
  user: {
    plan: (value, context) => planSubject('user', value, context),
    values: { ...namedAs('user', 'actor'), label: (actors, id) => actors.at(id)[1], also: [namedAs('user', 'target')] },
  },
  role: {
    plan: (value, context) => planSubject('role', value, context),
    values: { ...namedAs('role', 'resource'), also: [namedAs('role', 'target')] },
  },
  group: {
    plan: (value, context) => planSubject('group', value, context),
    values: { ...namedAs('group', 'resource'), also: [namedAs('group', 'target')] },
  },
  ip: { plan: (value, context) => byGroup(context, 'ip', value, compileAddress), values: { column: 'ip' } },
  agent: { plan: (value, context) => byGroup(context, 'agent', value, containing), values: { column: 'agent' } },
  permission: { plan: (value, context) => byGroup(context, 'permission', value, compilePattern), values: { column: 'permission' } },
  source: {
    plan: (value, context) => byGroup(context, 'source', value, compilePattern),
    values: { column: 'source', label: (sources, id) => sources.at(id)[1] },
  },
  after: byTime('after'),
  before: byTime('before'),
  on: byTime('on'),
  last: byTime('last'),
  weekday: {
    plan: (value, context) => {
      const wanted = weekdayNames.findIndex((name) => name === readWeekday(value))
      return byHours(context, (weekday) => weekday === wanted)
    },
  },
  hour: {
    plan: (value, context) => {
      const hours = readHours(value)
      return byHours(context, (_, hour) => hours !== null && isHourIn(hour, hours))
    },
  },
  added: byChange('added'),
  removed: byChange('removed'),
  changed: byChange('changed'),
  has: {
    plan: planHas,
    // Nearly every entry with changes says both sides: no column has it.
    rawText: { isNeeded: (value) => value === 'before', part: ({ changes }) => (changes?.before === undefined ? '' : 'before') },
  },
  is: { plan: planIs },
  tag: {
    plan: (value, { bookmarkKeys }) => {
      const matches = compileFolded(value)
      return { kind: 'keys', keys: bookmarkKeys.keysWhere(({ tags }) => tags.some((tag) => matches(fold(tag)))) }
    },
  },
  case: {
    plan: (value, { bookmarkKeys }) => {
      const matches = compileFolded(value)
      return { kind: 'keys', keys: bookmarkKeys.keysWhere((_, title) => title !== null && matches(fold(title))) }
    },
  },
  request: byRawText(({ requestId }) => requestId),
  id: {
    // For a whole id there is an index.
    plan: (value, { store }) => ({ kind: 'keys', keys: new Set(store.keysOfFoldedId(fold(textOf(value) ?? value))) }),
    rawText: { isNeeded: hasWildcard, part: ({ id }) => id },
  },
  raw: byRawText(null),
}
