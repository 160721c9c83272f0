import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectorDefinition, type ConnectorDefinition, type ConnectorRef } from '@contract/connector.ts'
import { settings } from '@contract/settings.ts'
import type { SyncPhase, SyncStatus } from '@contract/sync.ts'
import type { Tenant } from '@contract/tenant.ts'
import { defaultConnector } from '../../src-main/connector/built-in.ts'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import type { BackoffRules } from '../../src-main/sync/backoff.ts'
import { spoolFiles } from '../../src-main/tenants/spool.ts'
import type { RequestLimits } from '../../src-main/sync/deadlines.ts'
import { createSyncManager, systemClock, type ServicePort, type SyncManager, type SyncManagerPorts } from '../../src-main/sync/index.ts'

/** Short enough for tests, long enough for a busy machine. */
export const limits: RequestLimits = { connectMs: 3000, firstByteMs: 2000, idleMs: 1000, totalMs: 5000, maxBytes: 4 * 1024 * 1024 }
export const backoff: BackoffRules = {
  baseMs: 20,
  capMs: 100,
  attempts: 10,
  retryAfterMinMs: 10,
  retryAfterMaxMs: 60_000,
  limitedAttempts: 20,
}

/** A built-in definition that asks for pages of at most `max` entries: many pages of few entries are what most tests are about. */
export function inSmallPages(definition: { readonly request: object }, max: number): ConnectorDefinition {
  return connectorDefinition.parse({ ...definition, request: { ...definition.request, pageSize: { parameter: 'limit', min: 10, max } } })
}

export const tenantId = 'tenantundertest1'

export function tenantAt(url: string, connector: ConnectorRef = defaultConnector): Tenant {
  return { id: tenantId, name: 'Acme', url, connector, zone: 'UTC', demo: true, token: 'memory' }
}

/** The data service called directly, as the host in main would call it over its wire. */
export function hostOf(service: DataService): ServicePort {
  return { call: (name, params, options) => service.handle(name, params, options?.signal) }
}

export function memoryStore(): SyncManagerPorts['store'] {
  const values = new Map<string, unknown>()
  return { get: (key) => values.get(key), set: (key, value) => void values.set(key, structuredClone(value)) }
}

export interface Desk {
  readonly manager: SyncManager
  readonly service: DataService
  /** Everything told while it ran. */
  readonly told: readonly SyncStatus[]
  /** Starts a sync and answers with the status it ends in. */
  readonly sync: () => Promise<SyncStatus>
  /** Resolves when the tenant's status passes. */
  readonly until: (test: (status: SyncStatus) => boolean) => Promise<SyncStatus>
  readonly entries: () => Promise<number>
  /** SHA-256 over the raw texts of all entries, ordered by id: equal for equal sets. */
  readonly digest: () => Promise<string>
  readonly close: () => Promise<void>
}

export interface DeskOptions {
  readonly url: string
  readonly token: string
  readonly dataFolder?: string
  readonly connector?: ConnectorRef
  readonly ports?: Partial<SyncManagerPorts>
  /** What stands between the sync and the data service. */
  readonly wrap?: (host: ServicePort) => ServicePort
}

/** A sync manager on real sockets and the real data service, without a window. */
export function openDesk({ url, token, dataFolder, connector, ports = {}, wrap = (host) => host }: DeskOptions): Desk {
  const folder = dataFolder ?? mkdtempSync(join(tmpdir(), 'iam-audit-desk-sync-'))
  const service = createDataService({ dataFolder: folder, emit: () => {} })
  const told: SyncStatus[] = []
  const watchers = new Set<(status: SyncStatus) => void>()
  const manager = createSyncManager({
    host: wrap(hostOf(service)),
    fetch,
    clock: systemClock,
    // Full jitter may be no wait at all, which nobody is told of: here every wait is half of what it may be.
    random: () => 0.5,
    tokenFor: () => Promise.resolve(token),
    tenants: () => [tenantAt(url, connector)],
    settings: () => settings.parse({ syncEveryMinutes: 0 }),
    emit: (status) => {
      told.push(status)
      for (const watch of watchers) watch(status)
    },
    store: memoryStore(),
    spool: spoolFiles(folder),
    online: () => true,
    limits,
    backoff,
    ...ports,
  })
  const until = (test: (status: SyncStatus) => boolean): Promise<SyncStatus> =>
    new Promise((resolve) => {
      const watch = (status: SyncStatus) => {
        if (!test(status)) return
        watchers.delete(watch)
        resolve(status)
      }
      watchers.add(watch)
      watch(manager.status(tenantId))
    })
  return {
    manager,
    service,
    told,
    until,
    sync: () => {
      manager.start(tenantId)
      return until(({ phase }) => ended.has(phase))
    },
    entries: async () => (await service.handle('sync.state', { tenant: tenantId })).entries,
    digest: () => digestOf(service),
    close: async () => {
      await manager.stop()
      service.close()
      if (dataFolder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ended: ReadonlySet<SyncPhase> = new Set(['idle', 'paused', 'stopped', 'failed'])

async function digestOf(service: DataService): Promise<string> {
  const { entries } = await service.handle('sync.state', { tenant: tenantId })
  const found: string[] = []
  for (let key = 0; key < entries; key++) {
    const { entry } = await service.handle('log.entry', { tenant: tenantId, key })
    found.push(`${entry.id} ${entry.sha256}`)
  }
  return createHash('sha256').update(found.sort().join('\n')).digest('hex')
}
