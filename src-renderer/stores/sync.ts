import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { toAppError } from '@contract/errors.ts'
import type { AppError } from '@contract/errors.ts'
import type { TimeRange } from '@contract/log.ts'
import type { Coverage, CoverageHistory, SyncStatus } from '@contract/sync.ts'
import { hasApi, type TenantId } from '@contract/tenant.ts'
import { ask, onEvent, onTenantEvent } from '../api/client.ts'
import { useSession } from './session.ts'

const refreshEveryMs = 1000

/** The current tenant's sync and what its cache covers; the status line, the sync page and the log's empty states share it. */
export const useSync = defineStore('sync', () => {
  const session = useSession()
  const status = shallowRef<SyncStatus | null>(null)
  const coverage = shallowRef<Coverage | null>(null)
  const history = shallowRef<CoverageHistory | null>(null)
  const coverageError = shallowRef<AppError | null>(null)
  /** Why the last *Sync now* or *Cancel* was refused; the sync's own failures are in `status.error`. */
  const askError = shallowRef<AppError | null>(null)
  const online = ref(navigator.onLine)

  const running = computed(() => status.value?.phase === 'running' || status.value?.phase === 'waiting')
  /** Gaps that a sync could fill or has failed to; what lies beyond the tenant's retention is told apart. */
  const gaps = computed(() => coverage.value?.gaps.filter((gap) => gap.cause !== 'beyond-retention') ?? [])

  /** Whether there is anything to fetch from. */
  const canSync = computed(() => session.tenant !== null && hasApi(session.tenant))
  const current = (id: TenantId): boolean => session.tenant?.id === id

  async function refreshCoverage(): Promise<void> {
    const id = session.tenant?.id
    if (!id) return
    try {
      const answer = await ask('coverage.get', { tenant: id })
      if (!current(id)) return
      coverage.value = answer
      coverageError.value = null
      // Nothing is told of it until it is done.
      if (answer.rereading !== undefined) refreshSoon()
      const learned = await ask('coverage.history', { tenant: id })
      if (current(id)) history.value = learned
    } catch (thrown) {
      if (current(id)) coverageError.value = toAppError(thrown)
    }
  }

  let refreshTimer: ReturnType<typeof setTimeout> | null = null
  /** Pages are committed many times a second; coverage is read at most once a second. */
  function refreshSoon(): void {
    refreshTimer ??= setTimeout(() => {
      refreshTimer = null
      void refreshCoverage()
    }, refreshEveryMs)
  }

  async function refreshStatus(): Promise<void> {
    const id = session.tenant?.id
    if (id) await command('sync.status', id)
  }

  async function command(name: 'sync.start' | 'sync.cancel' | 'sync.status', id: TenantId): Promise<void> {
    await telling(id, async () => {
      const answer = await ask(name, { tenant: id })
      if (current(id)) status.value = answer
    })
  }

  async function telling(id: TenantId, work: () => Promise<void>): Promise<void> {
    askError.value = null
    try {
      await work()
    } catch (thrown) {
      if (current(id)) askError.value = toAppError(thrown)
    }
  }

  async function start(): Promise<void> {
    if (session.tenant) await command('sync.start', session.tenant.id)
  }

  async function cancel(): Promise<void> {
    if (session.tenant) await command('sync.cancel', session.tenant.id)
  }

  /** Fetches one stretch of time; with `recheck` also what is cached of it, to compare. */
  async function fetchRange({ from, to }: TimeRange, recheck = false): Promise<void> {
    const id = session.tenant?.id
    if (!id) return
    await telling(id, async () => {
      const answer = await ask('sync.fetchRange', { tenant: id, range: { from, to }, recheck })
      if (current(id)) status.value = answer
    })
  }

  async function skipGap({ from, to }: TimeRange): Promise<void> {
    const id = session.tenant?.id
    if (!id) return
    await telling(id, async () => {
      await ask('sync.skipGap', { tenant: id, range: { from, to } })
    })
    await refreshCoverage()
  }

  const shown = (): TenantId | undefined => session.tenant?.id
  onTenantEvent('sync.status', shown, (payload) => {
    const ended = running.value && payload.phase !== 'running' && payload.phase !== 'waiting'
    status.value = payload
    if (ended) void refreshCoverage()
  })
  onTenantEvent('cache.changed', shown, refreshSoon)
  onEvent('service.state', ({ up }) => {
    if (up) refreshSoon()
  })
  addEventListener('online', () => (online.value = true))
  addEventListener('offline', () => (online.value = false))

  watch(
    () => session.tenant?.id,
    () => {
      status.value = null
      coverage.value = null
      history.value = null
      coverageError.value = null
      void refreshStatus()
      void refreshCoverage()
    },
    { immediate: true },
  )

  return {
    status,
    coverage,
    history,
    coverageError,
    askError,
    online,
    running,
    canSync,
    gaps,
    start,
    cancel,
    fetchRange,
    skipGap,
    refreshCoverage,
  }
})
