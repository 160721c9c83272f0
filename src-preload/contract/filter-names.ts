/** What a first question needs of filters. Free of zod: it is asked before the application's code is read. */

/** What the cache tells of a field's values without being searched. */
interface FieldLists {
  /** The facet panel counts them. */
  readonly facet?: true
  /** They are listed: offered while one types, and in the panel of filters (`log.values`). */
  readonly listed?: true
}

const none: FieldLists = {}

/** Every field of a filter, in the order people look for them. What its values mean is said in `filter.ts`. */
export const filterFields = {
  action: { facet: true, listed: true },
  status: { facet: true },
  mark: { facet: true },
  resource: { facet: true, listed: true },
  'resource.name': { facet: true, listed: true },
  actor: { facet: true, listed: true },
  target: { facet: true, listed: true },
  user: { listed: true },
  role: { listed: true },
  group: { listed: true },
  ip: { facet: true, listed: true },
  agent: { facet: true, listed: true },
  permission: { facet: true, listed: true },
  source: { facet: true, listed: true },
  after: none,
  before: none,
  on: none,
  last: none,
  weekday: { facet: true },
  hour: { facet: true },
  added: none,
  removed: none,
  changed: none,
  has: none,
  is: none,
  tag: { facet: true },
  case: { facet: true },
  request: none,
  id: none,
  raw: none,
} as const satisfies Readonly<Record<string, FieldLists>>

type Fields = typeof filterFields
type FieldsWith<T extends FieldLists> = { [F in keyof Fields]: Fields[F] extends T ? F : never }[keyof Fields]
export type Field = keyof Fields
export type FacetField = FieldsWith<{ readonly facet: true }>
export type ListedField = FieldsWith<{ readonly listed: true }>

export const fieldNames = Object.keys(filterFields) as readonly Field[]
const listsOf = (field: Field): FieldLists => filterFields[field]
export const isFacetField = (field: Field): field is FacetField => listsOf(field).facet === true
export const isListedField = (field: Field): field is ListedField => listsOf(field).listed === true

/** The fields the facet panel can count. */
export const facetFields = fieldNames.filter(isFacetField)
/** Those it counts until a person chooses others. */
export const defaultFacets: readonly FacetField[] = ['action', 'status', 'mark', 'resource', 'actor', 'target', 'ip']
export const listedFields = fieldNames.filter(isListedField)

/** The filter without a condition: it matches everything. */
export const noCondition = { kind: 'and' as const, of: [] as never[] }
