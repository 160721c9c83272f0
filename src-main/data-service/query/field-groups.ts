import { facetFields, listedFields } from '@contract/filter-names.ts'
import type { IdColumn } from '../cache/columns/columns.ts'
import type { Dictionaries, Dictionary } from '../cache/dictionary/dictionary.ts'
import { fieldQueries, type FieldValues, type ValuesField } from './field-queries.ts'
import { Groups } from './groups.ts'
import type { PeopleIndex } from './people-index.ts'

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

/** Fields whose values are people, who may have several names. */
const ofPeople: readonly ValuesField[] = ['actor', 'target', 'user']

/** Names are others once people are: then {@link forgetPeople}. */
export function groupsOf(dictionaries: Dictionaries, people: () => PeopleIndex): FieldGroups {
  const merged = (id: number, dictionary: Dictionary, alone: string | undefined): string | undefined =>
    alone === undefined || alone === '' ? alone : (people().namesOf(dictionary.at(id))?.[0] ?? alone)
  const labelled = (dictionary: Dictionary, id: number, alone: string | undefined): string | undefined => {
    const names = people().namesOf(dictionary.at(id))
    return names ? [...(alone ? [alone] : []), `one person, also ${names.slice(1).join(', ')}`].join(' · ') : alone
  }
  const groups = ({ column, name, label }: FieldValues, isOfPeople = false): Groups => {
    const dictionary = dictionaries[column]
    if (isOfPeople) {
      const aloneOf = (id: number): string | undefined => (name ? name(dictionary, id) : dictionary.firstPart(id))
      return new Groups({
        dictionary,
        aloneOf,
        valueOf: (id) => merged(id, dictionary, aloneOf(id)),
        labelOf: (id) => labelled(dictionary, id, label?.(dictionary, id)),
      })
    }
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
    return more
      ? [[field, more.map((values) => ({ column: values.column, groups: groups(values, ofPeople.includes(field)) }))] as const]
      : []
  })
  return {
    of: Object.fromEntries(valuesFields.map((field) => [field, groups(valuesOf(field), ofPeople.includes(field))])) as Record<
      ValuesField,
      Groups
    >,
    aliases: Object.fromEntries(aliases),
    also: Object.fromEntries(also),
  }
}

/** Who is one with whom was said anew. */
export function forgetPeople({ of, also }: FieldGroups): void {
  for (const field of ofPeople) {
    of[field].forget()
    for (const { groups } of also[field] ?? []) groups.forget()
  }
}
