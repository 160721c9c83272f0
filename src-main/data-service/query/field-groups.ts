import { facetFields, listedFields } from '@contract/filter-names.ts'
import type { IdColumn } from '../cache/columns/columns.ts'
import type { Dictionaries } from '../cache/dictionary/dictionary.ts'
import { fieldQueries, type FieldValues, type ValuesField } from './field-queries.ts'
import { Groups } from './groups.ts'

/** How the values of fields are named and counted; of some, other names by which they are found. */
export interface FieldGroups {
  readonly of: Readonly<Record<ValuesField, Groups>>
  readonly aliases: Readonly<Partial<Record<ValuesField, Groups>>>
  /** Of fields that stand in several columns, those beside the first. */
  readonly also: Readonly<Partial<Record<ValuesField, readonly { readonly column: IdColumn; readonly groups: Groups }[]>>>
}

const valuesFields = [...new Set([...facetFields, ...listedFields])].filter(
  (field): field is ValuesField => 'values' in fieldQueries[field] && field !== 'status',
)
export const valuesOf = (field: ValuesField): FieldValues => fieldQueries[field].values

export function groupsOf(dictionaries: Dictionaries): FieldGroups {
  const groups = ({ column, name, label }: FieldValues): Groups => {
    const dictionary = dictionaries[column]
    return new Groups({
      dictionary,
      valueOf: name ? (id) => name(dictionary, id) : (id) => dictionary.firstPart(id),
      ...(label && { labelOf: (id: number) => label(dictionary, id) }),
    })
  }
  const aliases = valuesFields.flatMap((field) => {
    const { alias, column } = valuesOf(field)
    return alias ? [[field, groups({ column, name: alias })] as const] : []
  })
  const also = valuesFields.flatMap((field) => {
    const more = valuesOf(field).also
    return more ? [[field, more.map((values) => ({ column: values.column, groups: groups(values) }))] as const] : []
  })
  return {
    of: Object.fromEntries(valuesFields.map((field) => [field, groups(valuesOf(field))])) as Record<ValuesField, Groups>,
    aliases: Object.fromEntries(aliases),
    also: Object.fromEntries(also),
  }
}
