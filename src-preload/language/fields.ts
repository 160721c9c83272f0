import { knownActions } from '@contract/action.ts'
import { fieldNames, isListedField, type FacetField, type Field, type ListedField } from '@contract/filter-names.ts'
import { markInfo, markNames } from '@contract/marks.ts'
import { readHours, readWeekday, weekdayNames, writeHours } from './hours.ts'
import { isAddress } from './ip.ts'
import { everyMark } from './marks/mark-value.ts'
import { hasWildcard, literal } from './pattern.ts'
import { closest } from './suggest.ts'
import { missingPeriod, readPeriod } from './period.ts'
import { readMoment, readSpan } from './time-literal.ts'

/**
 * How a value is read: `pattern` the whole value with `*`, `part` anywhere in the text, `exact` the whole value, `choice` one of a
 * closed list, `ip` an address, CIDR block or pattern, `moment` a date-time or the beginning of a period,
 * `period` a day, week, month, quarter or year, `span` a length of time, `hour` hours of the day.
 */
export type ValueKind = 'pattern' | 'part' | 'exact' | 'choice' | 'ip' | 'moment' | 'period' | 'span' | 'hour'

/**
 * What decides, beside the value, whether an entry matches: `entries` nothing but the entry, so that what was found stays found; `casework` what people
 * noted about it or was learnt of it since; `clock` when and in which zone it is asked.
 */
export type DependsOn = 'entries' | 'casework' | 'clock'

export interface KnownValue {
  readonly value: string
  readonly description: string
}

export interface FieldInfo {
  readonly field: Field
  /** Other names the query text takes for it. */
  readonly aliases: readonly string[]
  /** Title of its chip, facet or input. */
  readonly label: string
  /** What an entry has, for a sentence: "the user". */
  readonly noun: string
  readonly description: string
  readonly kind: ValueKind
  readonly dependsOn: DependsOn
  readonly examples: readonly string[]
  /** For a `choice` all there are; else the ones worth offering. */
  readonly values: readonly KnownValue[]
  /** Whether its values naturally look like `name:rest`, so that a field's name inside one is no mistake. */
  readonly colons: boolean
  /** Whether an entry can have it in several places: what the cache lists of it is not counted. */
  readonly spans: boolean
  /** Whether an empty value (in quotes) asks for entries that have none. */
  readonly optional: boolean
}

/** Its input in the panel of filters. */
export interface PanelInput {
  /** The inputs stand in the order of these numbers. */
  readonly place: number
  readonly label: string
  /** What the empty input says. */
  readonly hint: string
}

/** How its values are counted in panel and reports. */
export interface FacetInfo {
  /** How many are shown before *more* is asked for. */
  readonly lines: number
  readonly plural: string
}

type Row<F extends Field> = Pick<FieldInfo, 'label' | 'noun' | 'description' | 'kind' | 'dependsOn' | 'examples'> &
  Partial<FieldInfo> &
  (F extends ListedField ? { readonly panel: PanelInput | null } : object) &
  (F extends FacetField ? { readonly facet: FacetInfo } : object)

const moments = ['2026-01-31', '2026-01-31T10:00', '2026-01-31T10:00Z', '2026-01', '2026-Q1']
const spans = [
  ['15m', 'the last 15 minutes'],
  ['1h', 'the last hour'],
  ['24h', 'the last 24 hours'],
  ['7d', 'the last 7 days'],
  ['30d', 'the last 30 days'],
  ['3mo', 'the last 3 months'],
  ['1y', 'the last year'],
] as const
const known = (rows: readonly (readonly [string, string])[]): readonly KnownValue[] =>
  rows.map(([value, description]) => ({ value, description }))

// prettier-ignore
const rows: { readonly [F in Field]: Row<F> } = {
  action: { label: 'Action', facet: { lines: 7, plural: 'Actions' }, panel: { place: 1, label: 'Action', hint: 'What was done' }, noun: 'the action', description: 'What was done', dependsOn: 'entries', kind: 'pattern', examples: ['role_assign', 'role_*'], optional: true,
    values: [...knownActions.values()].map(({ action, description }) => ({ value: action, description })) },
  status: { label: 'Status', facet: { lines: 3, plural: 'Status' }, noun: 'the status', description: 'Whether it succeeded', dependsOn: 'entries', kind: 'choice', examples: ['failed'],
    values: known([['success', 'it succeeded'], ['failed', 'it failed or was denied'], ['unknown', 'the tenant did not say']]) },
  mark: { label: 'Mark', facet: { lines: 6, plural: 'Marks' }, noun: 'the mark', description: 'What an auditor should look at twice', dependsOn: 'casework', kind: 'choice', examples: ['self-grant', '*'],
    values: known([[everyMark, 'any mark'], ...markNames.map((name) => [name, `${markInfo(name).title}. ${markInfo(name).reason}`] as const)]) },
  resource: { label: 'Resource type', facet: { lines: 6, plural: 'Resource types' }, panel: { place: 2, label: 'Resource type', hint: 'user, role, group …' }, noun: 'the resource type', description: 'Type of the resource', dependsOn: 'entries', kind: 'pattern', examples: ['role'], optional: true, aliases: ['type'],
    values: known([['user', 'users'], ['role', 'roles'], ['group', 'groups']]) },
  'resource.name': { label: 'Resource', facet: { lines: 5, plural: 'Resources' }, panel: { place: 3, label: 'Resource name', hint: 'Name or id' }, noun: 'the resource', description: 'Name or id of the resource', dependsOn: 'entries', kind: 'pattern', examples: ['"Billing admin"'], colons: true, aliases: ['name'] },
  actor: { label: 'User', facet: { lines: 5, plural: 'Users' }, panel: { place: 0, label: 'User email', hint: 'Who did it' }, noun: 'the user', description: 'Who did it: email, name or id', dependsOn: 'entries', kind: 'pattern', examples: ['bob@acme.test', '*@acme.test'], optional: true, aliases: ['email'] },
  user: { label: 'By or to user', panel: null, noun: 'the user', description: 'Everything done by a user or to them: email, name or id', dependsOn: 'casework', kind: 'pattern', examples: ['bob@acme.test'], spans: true },
  role: { label: 'Role', panel: null, noun: 'the role', description: 'Everything about a role: its name or id, under all names it had', dependsOn: 'casework', kind: 'pattern', examples: ['"Billing admin"'], colons: true, spans: true },
  group: { label: 'Group', panel: null, noun: 'the group', description: 'Everything about a group: its name or id, under all names it had', dependsOn: 'casework', kind: 'pattern', examples: ['Finance'], colons: true, spans: true },
  target: { label: 'Target', facet: { lines: 5, plural: 'Targets' }, panel: { place: 4, label: 'Target', hint: 'To whom it was done' }, noun: 'the target', description: 'Who or what it was done to, any of several: email, name or id', dependsOn: 'entries', kind: 'pattern', examples: ['alice@acme.test'], optional: true },
  ip: { label: 'IP address', facet: { lines: 5, plural: 'IP addresses' }, panel: { place: 5, label: 'IP address', hint: '203.0.113.9' }, noun: 'the IP address', description: 'Address, CIDR block or pattern', dependsOn: 'entries', kind: 'ip', examples: ['203.0.113.9', '203.0.113.0/24', '2001:db8::/32'], optional: true },
  agent: { label: 'User agent', facet: { lines: 5, plural: 'User agents' }, panel: { place: 7, label: 'User agent', hint: 'Any part of it' }, noun: 'the user agent', description: 'Any part of the user agent', dependsOn: 'entries', kind: 'part', examples: ['curl'], colons: true },
  permission: { label: 'Permission denied', facet: { lines: 5, plural: 'Permissions denied' }, panel: { place: 6, label: 'Permission denied', hint: 'iam:tenant:…' }, noun: 'the denied permission', description: 'The permission that was missing', dependsOn: 'entries', kind: 'pattern', examples: ['iam:tenant:role:assign', 'iam:*'], colons: true },
  source: { label: 'Source', facet: { lines: 5, plural: 'Sources' }, panel: null, noun: 'the source', description: 'Where the entry came from: the name of the definition that read it', dependsOn: 'entries', kind: 'pattern', examples: ['okta-system-log'] },
  after: { label: 'From', noun: 'the time', description: 'At this time or later; of a month, quarter, week or year from its beginning', dependsOn: 'clock', kind: 'moment', examples: moments, aliases: ['since'] },
  before: { label: 'Until', noun: 'the time', description: 'Before this time; of a month, quarter, week or year before its beginning', dependsOn: 'clock', kind: 'moment', examples: moments, aliases: ['until'] },
  on: { label: 'On', noun: 'the time', description: 'In this day, week, month, quarter or year', dependsOn: 'clock', kind: 'period', examples: ['2026-01-05', '2026-01', '2026-Q1', '2026-W09', '2026'] },
  last: { label: 'Last', noun: 'the time', description: 'Up to now', dependsOn: 'clock', kind: 'span', examples: ['24h', '30d', '6mo'], values: known(spans) },
  weekday: { label: 'Weekday', facet: { lines: 7, plural: 'Weekdays' }, noun: 'the weekday', description: 'Weekday, in the zone on screen', dependsOn: 'clock', kind: 'choice', examples: ['monday', 'saturday'],
    values: weekdayNames.map((value) => ({ value, description: '' })) },
  hour: { label: 'Hour', facet: { lines: 6, plural: 'Hours' }, noun: 'the hour', description: 'Hour of the day, in the zone on screen: one, or from one to another', dependsOn: 'clock', kind: 'hour', examples: ['09', '09..17', '22..05'] },
  added: { label: 'Added', noun: 'what was added', description: 'A member of a list that the change added', dependsOn: 'entries', kind: 'pattern', examples: ['iam:tenant:role:*'], colons: true },
  removed: { label: 'Removed', noun: 'what was removed', description: 'A member of a list that the change removed', dependsOn: 'entries', kind: 'pattern', examples: ['iam:tenant:role:*'], colons: true },
  changed: { label: 'Changed', noun: 'what was changed', description: 'Name or path of a field that the change touched', dependsOn: 'entries', kind: 'pattern', examples: ['description', 'settings.*'], colons: true },
  has: { label: 'Has', noun: 'the entry', description: 'What the entry comes with', dependsOn: 'casework', kind: 'choice', examples: ['changes'],
    values: known([['changes', 'values before and after'], ['before', 'what was before, as the source sent it'], ['derived-before', 'what was before, rebuilt from earlier entries'], ['note', 'a note of yours'], ['target', 'a target'], ['ip', 'an IP address']]) },
  is: { label: 'Is', noun: 'the entry', description: 'What the application knows about the entry', dependsOn: 'casework', kind: 'choice', examples: ['bookmarked'],
    values: known([['bookmarked', 'bookmarked by you'], ['late', 'arrived after later entries'], ['drifted', 'changed at the tenant after it was cached'], ['invalid', 'not as the connector expects'], ['vanished', 'no longer at the tenant when a range was re-checked']]) },
  tag: { label: 'Tag', facet: { lines: 5, plural: 'Tags' }, noun: 'the tag', description: 'A tag on its bookmark', dependsOn: 'casework', kind: 'pattern', examples: ['suspicious'], colons: true },
  case: { label: 'Case', facet: { lines: 5, plural: 'Cases' }, noun: 'the case', description: 'The case its bookmark belongs to', dependsOn: 'casework', kind: 'pattern', examples: ['"Q3 review"'], colons: true },
  request: { label: 'Request', noun: 'the request id', description: 'The whole request id', dependsOn: 'entries', kind: 'exact', examples: ['req-8f2c'], colons: true },
  id: { label: 'Entry id', noun: 'the entry id', description: 'The whole id of the entry', dependsOn: 'entries', kind: 'exact', examples: ['evt-001'], colons: true },
  raw: { label: 'Raw text', noun: 'the raw text', description: 'Any part of the entry as the tenant sent it', dependsOn: 'entries', kind: 'part', examples: ['"any text"'], colons: true },
}

const defaults = { aliases: [], values: [], colons: false, spans: false, optional: false } as const

/** Every field of the query language, in the order people look for them. */
export const fields: readonly FieldInfo[] = fieldNames.map((field) => ({ ...defaults, ...rows[field], field }))

export const facetInfo = (field: FacetField): FacetInfo => rows[field].facet

/** The inputs of the panel of filters, in their order. */
export const panelInputs: readonly (PanelInput & { readonly field: ListedField })[] = fieldNames
  .filter(isListedField)
  .flatMap((field) => {
    const { panel } = rows[field]
    return panel ? [{ ...panel, field }] : []
  })
  .sort((a, b) => a.place - b.place)

const byField = new Map(fields.map((info) => [info.field, info]))
const byName = new Map(fields.flatMap((info) => [info.field, ...info.aliases].map((name) => [name, info] as const)))

export function fieldInfo(field: Field): FieldInfo {
  return byField.get(field) as FieldInfo // `rows` has every field
}

/** The field with this name or alias, letter case ignored. */
export function findField(name: string): FieldInfo | null {
  return byName.get(name.toLowerCase()) ?? null
}

/** The name somebody most likely meant; null when nothing is near. */
export function suggestField(name: string): string | null {
  return closest(name, [...byName.keys()])
}

/** The name before the first colon when it has the form of a field's name. */
export function fieldPrefix(word: string): string | null {
  return /^([a-z][\w.-]*):/i.exec(word)?.[1] ?? null
}

const successful = new Map([['successful', 'success']])

/** The one spelling of a value that stands for all its spellings: choices in lower case, everything else as it is. */
export function canonicalValue(field: Field, value: string): string {
  const { kind } = fieldInfo(field)
  if (kind === 'hour') {
    const hours = readHours(value)
    return hours ? writeHours(hours) : value
  }
  if (kind !== 'choice') return value
  if (field === 'weekday') return readWeekday(value) ?? value.toLowerCase()
  const lower = value.toLowerCase()
  return field === 'status' ? (successful.get(lower) ?? lower) : lower
}

/** What a value of an entry is in a filter: in a pattern its stars are stars. */
export function valueOf(field: Field, text: string): string {
  const { kind } = fieldInfo(field)
  return kind === 'pattern' || kind === 'ip' || kind === 'exact' ? literal(text) : text
}

const periodForms = 'a day such as 2026-01-31, a month (2026-01), a quarter (2026-Q1), a week (2026-W05) or a year'
const momentForms = 'a date such as 2026-01-31 or a time such as 2026-01-31T10:00, with Z or +01:00 for a fixed offset'

/**
 * What is wrong with a value of a field, in one sentence; null when nothing is. `quoted`: it stood in quotes, which lets an empty value ask for "none"
 * where that makes sense, and lets `ip` compare with a text that is no address. What to write instead: `value-hints.ts`.
 */
export function validate(field: Field, value: string, quoted = false): string | null {
  const info = fieldInfo(field)
  if (value === '') return quoted && info.optional ? null : `“${field}” needs a value, for example ${field}:${info.examples[0] ?? ''}.`
  switch (info.kind) {
    case 'choice': {
      const choices = info.values.map((choice) => choice.value)
      return choices.includes(canonicalValue(field, value)) ? null : `“${field}” is one of ${choices.join(', ')}.`
    }
    case 'moment':
      return readMoment(value) ? null : (missingPeriod(value) ?? `“${field}” takes ${momentForms}.`)
    case 'period':
      return readPeriod(value) ? null : (missingPeriod(value) ?? `“${field}” takes ${periodForms}.`)
    case 'span':
      return readSpan(value) ? null : '“last” takes a length of time such as 15m, 24h, 30d, 4w, 6mo or 2y.'
    case 'hour':
      return readHours(value) ? null : `“${field}” takes an hour from 00 to 23, or two such as 09..17.`
    case 'ip':
      return quoted || hasWildcard(value) || isAddress(value)
        ? null
        : 'This is not an IP address, a CIDR block such as 203.0.113.0/24, or a pattern such as 203.0.113.*.'
    case 'pattern':
    case 'part':
    case 'exact':
      return null
  }
}
