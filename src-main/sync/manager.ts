import type { ConnectorRef } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import type { TimeRange } from '@contract/log.ts'
import type { SyncStatus, SyncTarget } from '@contract/sync.ts'
import type { ConnectionTest, Tenant, TenantId } from '@contract/tenant.ts'
import { hasApi } from '@contract/tenant.ts'
import { defaultConnector, definitionOf } from '../connector/built-in.ts'
import { testConnection } from './connection-test.ts'
import type { SyncManagerPorts } from './manager-ports.ts'
import { requestBuilder } from './request-builder.ts'
import { dueAt } from './schedule.ts'
import { StatusBoard } from './status-board.ts'
import { TenantClient } from './tenant-client.ts'
import { TenantSync } from './tenant-sync.ts'

export interface SyncManager {
  /** Asks the tenant for one page and keeps nothing. `url` as `tenantUrl` parses it. Rejects with an `AppFailure`. */
  test(url: string, token: string, connector?: ConnectorRef): Promise<ConnectionTest>
  /** Starts a sync now, or lets the one under way go on without its back-off; with a target, of that alone, before anything else. Throws `not-found` for an unknown tenant. */
  start(tenantId: TenantId, target?: SyncTarget): SyncStatus
  /** Leaves a stretch of time out of every sync until it is asked for. */
  skip(tenantId: TenantId, range: TimeRange): Promise<void>
  /** Stops within a page; what is committed stays. Resolves when it has stopped. */
  cancel(tenantId: TenantId): Promise<SyncStatus>
  /** Throws `not-found` for an unknown tenant. */
  status(tenantId: TenantId): SyncStatus
  statuses(): readonly SyncStatus[]
  /** Reads tenants and settings again and arms the automatic sync; call it at start-up and when either changed. */
  schedule(): void
  networkChanged(online: boolean): void
  /** The computer goes to sleep. */
  suspend(): void
  /** The computer woke up. */
  resume(): void
  /** Ends everything; resolves when no request and no commit is under way. */
  stop(): Promise<void>
}

/** Syncs of all tenants: one run a tenant at a time, begun by a person, by the interval, or by the network coming back. */
export function createSyncManager(ports: SyncManagerPorts): SyncManager {
  const { clock } = ports
  const board = new StatusBoard(ports)
  const syncs = new Map<TenantId, TenantSync>()
  const whole = new AbortController()
  let callOffTimer = () => {}
  let asleep = false

  const tenantOf = (id: TenantId): Tenant => {
    const tenant = ports.tenants().find((each) => each.id === id)
    if (!tenant) throw fail('not-found', 'This tenant is not connected.', 'Choose another tenant.')
    return tenant
  }

  const syncOf = (id: TenantId): TenantSync => {
    const known = syncs.get(id)
    if (known) return known
    const sync = new TenantSync(
      () => tenantOf(id),
      board,
      ports,
      id,
      () => schedule(),
    )
    syncs.set(id, sync)
    return sync
  }

  /** Of those that can be asked. */
  const all = () =>
    ports
      .tenants()
      .filter(hasApi)
      .map(({ id }) => syncOf(id))

  const forgetErased = () => {
    const here = new Set(ports.tenants().map(({ id }) => id))
    for (const [id, sync] of syncs) {
      if (here.has(id)) continue
      syncs.delete(id)
      void sync.forget()
    }
  }

  /** One timer for all: the earliest of what is due; what is due now is started. */
  const schedule = () => {
    callOffTimer()
    if (asleep || whole.signal.aborted) return
    forgetErased()
    const now = clock.now()
    const everyMinutes = ports.settings().syncEveryMinutes
    let earliest = Infinity
    for (const sync of all()) {
      if (sync.isRunning) continue
      const due = dueAt({ status: sync.status, now, everyMinutes, ranThisTime: sync.ranThisTime })
      if (due === null) continue
      if (due <= now) sync.start('automatic')
      else earliest = Math.min(earliest, due)
    }
    if (earliest < Infinity) callOffTimer = clock.after(earliest - now, schedule)
  }

  return {
    test: (url, token, connector = defaultConnector) => {
      const definition = definitionOf(connector)
      const builder = requestBuilder(definition)
      const client = new TenantClient({ fetch: ports.fetch, clock, builder, url, token, limits: ports.limits })
      const { host, spool } = ports
      return testConnection({ client, host, clock, spool, connector, definition, url }, whole.signal)
    },
    start: (id, target) => {
      if (!hasApi(tenantOf(id)))
        throw fail('endpoint-not-found', 'This tenant was made by an import: there is no address to fetch from.', 'Import another file.')
      return whole.signal.aborted ? board.get(id) : syncOf(id).start('person', target)
    },
    skip: async (id, range) => {
      tenantOf(id)
      await ports.host.call('sync.skip', { tenant: id, range, skip: true, at: clock.now() })
    },
    cancel: async (id) => {
      tenantOf(id)
      await syncOf(id).end('person')
      return board.get(id)
    },
    status: (id) => {
      tenantOf(id)
      return board.get(id)
    },
    statuses: () => all().map(({ status }) => status),
    schedule,
    networkChanged: (online) => {
      for (const sync of all()) {
        if (online) sync.networkIsBack()
        else if (!sync.isLocal) void sync.end('network')
      }
    },
    suspend: () => {
      asleep = true
      callOffTimer()
      for (const sync of all()) void sync.end('sleep')
    },
    resume: () => {
      asleep = false
      for (const sync of all()) sync.wake()
      schedule()
    },
    stop: async () => {
      callOffTimer()
      whole.abort()
      await Promise.all([...syncs.values()].map((sync) => sync.end('exit')))
      board.close()
    },
  }
}
