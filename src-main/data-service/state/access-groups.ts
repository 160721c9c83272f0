import type { AccessChange, AccessGroup, AccessGroupField, AccessGroupSort, AccessLine } from '@contract/access.ts'
import type { Direction } from '@contract/order.ts'
import { caseless } from '@language/pattern.ts'
import { sortedBy } from './sorted.ts'

type Line = AccessLine & Partial<Pick<AccessChange, 'change' | 'cause'>>

/** The groups of a line: one, but for groups on its path, of which it may have several. Null: it has none, or none is known. */
function valuesOf(line: Line, by: AccessGroupField): readonly (string | null)[] {
  switch (by) {
    case 'user':
      return [line.user]
    case 'role':
      return [line.role]
    case 'path':
      return [line.path.length === 0 ? null : line.path.join(' in ')]
    case 'group':
      return line.path.length === 0 ? [null] : [...new Set(line.path)]
    case 'grantedBy':
      return [line.grantedBy]
    case 'privileged':
      return [line.privileged ? 'privileged' : 'not privileged']
    case 'doubts':
      return [line.doubts.length > 0 ? 'with doubts' : 'without doubts']
    case 'since':
      return [line.since === null ? null : new Date(line.since).toISOString().slice(0, 7)]
    case 'change':
      return [line.change ?? null]
    case 'cause':
      return [line.cause ?? null]
  }
}

/** Counts lines by up to three columns; names that differ in letter case alone are one group. */
export function groupLines(
  lines: readonly Line[],
  by: readonly AccessGroupField[],
  { sort = 'count', order = 'desc' }: { readonly sort?: AccessGroupSort | undefined; readonly order?: Direction | undefined },
): readonly AccessGroup[] {
  const groups = new Map<string, { key: (string | null)[]; count: number; privileged: number; doubtful: number }>()
  for (const line of lines) {
    let keys: (string | null)[][] = [[]]
    for (const field of by) keys = keys.flatMap((key) => valuesOf(line, field).map((value) => [...key, value]))
    for (const key of keys) {
      const name = JSON.stringify(key.map((value) => value && caseless(value)))
      const group = groups.get(name) ?? { key, count: 0, privileged: 0, doubtful: 0 }
      groups.set(name, group)
      group.count++
      if (line.privileged) group.privileged++
      if (line.doubts.length > 0) group.doubtful++
    }
  }
  const named = sortedBy([...groups.values()], ({ key }) => key.map((value) => caseless(value ?? '')).join('\0'), 'asc')
  if (sort === 'key') return order === 'asc' ? named : [...named].reverse()
  return sortedBy(named, (group) => group[sort], order)
}
