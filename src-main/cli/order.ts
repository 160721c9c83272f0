import { sortFields } from '@contract/order-names.ts'
import type { Direction, RowOrder, SortField } from '@contract/order.ts'
import { fields as queryFields, findField } from '@language/fields.ts'
import { closest } from '@language/suggest.ts'
import { UsageFailure } from './exit-code.ts'

/** Other names: of fields that no filter has, and of those whose filter means more than is sorted and counted by. */
const others: Readonly<Record<string, string>> = { user: 'actor', address: 'ip', family: 'agent.family' }

/**
 * The field of that name, or of one of the names that a query takes for it.
 * @throws UsageFailure with the name that was most likely meant
 */
export function namedField<F extends string>(option: string, name: string, fields: readonly F[]): F {
  const lower = name.trim().toLowerCase()
  const meanings: readonly unknown[] = [findField(lower)?.field, others[lower]]
  const meant = fields.find((field) => field === lower) ?? fields.find((field) => meanings.includes(field))
  if (meant !== undefined) return meant
  const near = closest(lower, [...fields, ...namesOf(fields)])
  throw new UsageFailure(
    `${option} does not take “${name}”.${near === null ? '' : ` Did you mean ${near}?`}\nIt takes ${fields.join(', ')}.`,
  )
}

/** The other names of fields. */
const namesOf = (fields: readonly string[]): readonly string[] => [
  ...queryFields.filter(({ field }) => fields.includes(field)).flatMap(({ aliases }) => aliases),
  ...Object.keys(others).filter((name) => fields.includes(others[name] ?? '')),
]

/** In which order entries are printed or written: newest first unless something else is said. */
export function rowOrderOf({ sort, order }: { readonly sort?: string; readonly order?: Direction }): RowOrder {
  const field: SortField = sort === undefined ? 'time' : namedField('--sort', sort, sortFields)
  const direction = order ?? (field === 'time' ? 'desc' : 'asc')
  return field === 'time' ? { order: direction } : { order: direction, sort: field }
}
