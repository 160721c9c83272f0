import { syncStatus, type SyncStatus } from '@contract/sync.ts'
import type { TenantId } from '@contract/tenant.ts'
import { forgiving } from '../settings/store.ts'
import type { Clock, SyncStore } from './ports.ts'

/** Ms between two reports of the same phase. */
const reportEveryMs = 200

export const statusKey = (tenant: TenantId) => `sync.status.${tenant}`

export interface StatusBoardPorts {
  readonly clock: Clock
  readonly store: SyncStore
  readonly emit: (status: SyncStatus) => void
}

/**
 * Each tenant's status. Reports changes of phase at once and counts about five times a second; keeps what a restart
 * should find again.
 */
export class StatusBoard {
  private readonly statuses = new Map<TenantId, SyncStatus>()
  private readonly reports = new Map<TenantId, () => void>()

  private readonly notes: SyncStore

  constructor(private readonly ports: StatusBoardPorts) {
    this.notes = forgiving(ports.store)
  }

  get(tenant: TenantId): SyncStatus {
    const known = this.statuses.get(tenant)
    if (known) return known
    const status = this.fromBefore(tenant)
    this.statuses.set(tenant, status)
    return status
  }

  update(tenant: TenantId, patch: Partial<Omit<SyncStatus, 'tenant'>>): SyncStatus {
    const before = this.get(tenant)
    const status = { ...before, ...patch }
    this.statuses.set(tenant, status)
    if (status.phase !== before.phase || status.error !== before.error || status.resumeAt !== before.resumeAt) {
      this.notes.set(statusKey(tenant), withoutDetails(status))
      this.report(tenant)
    } else if (!this.reports.has(tenant)) {
      this.reports.set(
        tenant,
        this.ports.clock.after(reportEveryMs, () => this.report(tenant)),
      )
    }
    return status
  }

  forget(tenant: TenantId): void {
    this.reports.get(tenant)?.()
    this.reports.delete(tenant)
    this.statuses.delete(tenant)
    this.notes.set(statusKey(tenant), null)
  }

  /** Reports what is still held back, and nothing after. */
  close(): void {
    for (const tenant of [...this.reports.keys()]) this.report(tenant)
  }

  private report(tenant: TenantId): void {
    this.reports.get(tenant)?.()
    this.reports.delete(tenant)
    this.ports.emit(this.get(tenant))
  }

  /** As it was when the application ended. What was under way is paused until it is taken up again. */
  private fromBefore(tenant: TenantId): SyncStatus {
    const kept = syncStatus.safeParse(this.notes.get(statusKey(tenant)))
    if (!kept.success || kept.data.tenant !== tenant) {
      return { tenant, phase: 'idle', run: null, completedAt: null, resumeAt: null, skewMs: null, error: null }
    }
    return kept.data.phase === 'running' ? { ...kept.data, phase: 'paused' } : kept.data
  }
}

/** What a tenant said is not written down: it may hold the token in a way that nobody looks for. */
function withoutDetails(status: SyncStatus): SyncStatus {
  if (status.error === null) return status
  const { details: _, ...error } = status.error
  return { ...status, error }
}
