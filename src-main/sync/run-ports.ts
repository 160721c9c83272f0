import type { AppError } from '@contract/errors.ts'
import type { PageAnswer } from '@contract/service.ts'
import type { Tenant } from '@contract/tenant.ts'
import type { Backoff } from './backoff.ts'
import type { WalkTarget } from './plan.ts'
import type { Clock, ServicePort, KeepPage, SpoolFile, SyncStore } from './ports.ts'
import type { RequestBuilder } from './request-builder.ts'
import type { TenantClient } from './tenant-client.ts'

/** What a run tells while it goes. Times in ms. */
export interface RunObserver {
  readonly page: (page: { readonly answer: PageAnswer; readonly progress: number | null; readonly skewMs: number | null }) => void
  /** A wait begins; null when it is over. */
  readonly waiting: (wait: { readonly resumeAt: number; readonly error: AppError } | null) => void
  /** When the tenant was last synced to the end, as the data service has it. */
  readonly lastCompleted: (at: number | null) => void
}

export interface RunPorts {
  readonly tenant: Tenant
  readonly host: ServicePort
  readonly client: TenantClient
  readonly builder: RequestBuilder
  readonly clock: Clock
  readonly backoff: Backoff
  readonly store: SyncStore
  readonly signal: AbortSignal
  readonly observer: RunObserver
  /** False when the last run ended because the tenant's cursors misled it. */
  readonly trustCursor: boolean
  /** The stretch that a person asked for; null for everything that is missing. */
  readonly target: WalkTarget | null
  /** Why the run before is still waiting, should it be. */
  readonly lastError: AppError | null
  /** Nothing older is asked for, ms. */
  readonly since?: number
  readonly keepPage?: KeepPage | undefined
  readonly spool?: SpoolFile | undefined
}
