import type { Status } from '@contract/entry.ts'
import { builtIns } from '../../connector/built-in.ts'
import type { CacheStore } from '../cache/store.ts'
import { statusByDefault } from '../connector/status-rules.ts'

/** By what entries were read. */
export interface ReadBy {
  readonly name: string
  readonly title: string
  /** Whether the application brings it along. */
  readonly builtIn: boolean
  /** Hex SHA-256 of its mapping: two exports with the same one read their entries alike. */
  readonly mapping: string
  /** What it takes where an entry says no status; null where that is unknown. */
  readonly defaultStatus: Status | null
}

export function readBy({ connector }: Pick<CacheStore, 'connector'>): ReadBy {
  const { definition, hash } = connector
  return {
    name: definition.name,
    title: definition.title,
    builtIn: builtIns().some((each) => JSON.stringify(each) === JSON.stringify(definition)),
    mapping: hash,
    defaultStatus: statusByDefault(definition.entry.status) ?? null,
  }
}
