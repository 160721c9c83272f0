import type { Settings } from '@contract/settings.ts'
import type { SyncStatus } from '@contract/sync.ts'
import type { Tenant } from '@contract/tenant.ts'
import type { BackoffRules } from './backoff.ts'
import type { RequestLimits } from './deadlines.ts'
import type { Clock, ServicePort, Fetch, KeepPage, Random, SpoolFile, SyncStore } from './ports.ts'

/** Everything the manager needs from outside; nothing here is Electron's. */
export interface SyncManagerPorts {
  readonly host: ServicePort
  readonly fetch: Fetch
  readonly clock: Clock
  readonly random: Random
  /** The tenant's access token; rejects with `no-token` or `token-unreadable`. */
  readonly tokenFor: (tenant: Tenant) => Promise<string>
  readonly tenants: () => readonly Tenant[]
  readonly settings: () => Settings
  readonly emit: (status: SyncStatus) => void
  readonly store: SyncStore
  /** Whether this computer has a network at all. */
  readonly online: () => boolean
  /** Where a page goes that the data service died of. */
  readonly keepPage?: KeepPage
  /** Where a file goes that a source made; without it, such sources cannot be read. */
  readonly spool?: SpoolFile
  readonly limits?: RequestLimits
  readonly backoff?: BackoffRules
  /** Nothing older is asked for, ms; everything the tenant has when absent. */
  readonly since?: number
}
