import type { CacheStore } from '../cache/store.ts'
import type { Casework } from '../casework/casework.ts'
import type { ExportLedger } from '../casework/export-ledger.ts'
import type { CachedBookmarks } from '../casework/cached-bookmarks.ts'
import type { KnownTimes } from '../coverage/known-times.ts'
import type { QueryEngine } from '../query/engine.ts'

/** What an export needs of a tenant that is open. */
export interface ExportedTenant {
  readonly store: CacheStore
  readonly engine: QueryEngine
  readonly casework: Casework
  readonly bookmarkKeys: CachedBookmarks
  readonly exports: ExportLedger
  readonly times: Pick<KnownTimes, 'coverage'>
  /** False once it is closed or erased. */
  readonly isOpen: boolean
}
