import { facetFields, listedFields } from '@contract/filter-names.ts'
import type { Dictionaries } from '../cache/dictionary/dictionary.ts'
import { fieldQueries, type FieldValues, type ValuesField } from './field-queries.ts'
import { Groups } from './groups.ts'

/** How the values of fields are named and counted; of some, other names by which they are found. */
export interface FieldGroups {
  readonly of: Readonly<Record<ValuesField, Groups>>
  readonly aliases: Readonly<Partial<Record<ValuesField, Groups>>>
}

const valuesFields = [...new Set([...facetFields, ...listedFields])].filter((field): field is ValuesField => field !== 'status')
export const valuesOf = (field: ValuesField): FieldValues => fieldQueries[field].values

export function groupsOf(dictionaries: Dictionaries): FieldGroups {
  const groups = (field: ValuesField, values: Pick<FieldValues, 'name' | 'label'>): Groups => {
    const dictionary = dictionaries[valuesOf(field).column]
    const { name, label } = values
    return new Groups({
      dictionary,
      valueOf: name ? (id) => name(dictionary, id) : (id) => dictionary.firstPart(id),
      ...(label && { labelOf: (id: number) => label(dictionary, id) }),
    })
  }
  const aliases = valuesFields.flatMap((field) => {
    const { alias } = valuesOf(field)
    return alias ? [[field, groups(field, { name: alias })] as const] : []
  })
  return {
    of: Object.fromEntries(valuesFields.map((field) => [field, groups(field, valuesOf(field))])) as Record<ValuesField, Groups>,
    aliases: Object.fromEntries(aliases),
  }
}
