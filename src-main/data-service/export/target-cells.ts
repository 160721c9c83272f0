import { membersOf } from '../cache/columns/target-sets.ts'
import type { Parts } from '../cache/dictionary/dictionary-encoding.ts'
import type { CacheStore } from '../cache/store.ts'
import type { TableColumn } from './table-column.ts'

const joined = (names: readonly string[]): string => names.filter((name) => name !== '').join('; ')

/** Of an entry, the names of all its targets. */
export function namesOfTargets({ columns, dictionaries, targetSets }: CacheStore, text: (parts: Parts) => string): (key: number) => string {
  return (key) => {
    const set = columns.ids.targets[key] as number
    const ids = set === 0 ? [columns.ids.target[key] as number] : targetSets.of(set)
    return joined(Array.from(ids, (id) => (id === 0 ? '' : text(dictionaries.target.at(id)))))
  }
}

/** Where it is known of the dictionaries alone, a value is made cells once. */
export function targetColumn({ dictionaries, targetSets }: CacheStore, column: TableColumn): TableColumn {
  if (column.from !== 'targets') return column
  const { header, text } = column
  if (column.but === 'none') return targetSets.any ? column : { header, from: 'dictionary', of: 'target', text }
  const nameOf = (id: number): string => text(dictionaries.target.at(id))
  const others = (ids: string): string => joined(membersOf(ids).slice(1).map(nameOf))
  return { header, from: 'dictionary', of: 'targets', text: ([ids]) => (ids === undefined ? '' : others(ids)) }
}
