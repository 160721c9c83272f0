import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Coverage, SyncStatus } from '@contract/sync.ts'
import type { Tenant } from '@contract/tenant.ts'
import { useSession } from './session.ts'
import { useSync } from './sync.ts'

const acme: Tenant = {
  id: 'acmeacme',
  name: 'Acme',
  url: 'https://acme.example.com',
  connector: 'tenant-iam',
  zone: 'UTC',
  demo: false,
  token: 'encrypted',
}
const globex: Tenant = { ...acme, id: 'globexglobex', name: 'Globex' }
const idle = (tenant: string): SyncStatus => ({
  tenant,
  phase: 'idle',
  run: null,
  completedAt: null,
  resumeAt: null,
  skewMs: null,
  error: null,
})
const coverage = (entries: number): Coverage => ({
  intervals: [],
  gaps: [
    { from: 0, to: 1, cause: 'beyond-retention' },
    { from: 1, to: 2, cause: 'failed' },
  ],
  entries,
  oldest: null,
  newest: null,
  retention: null,
  invalid: 0,
  drifted: 0,
  late: 0,
  diskBytes: 0,
  rebuilding: null,
})

let asked: string[]
let listeners: Map<string, ((payload: never) => void)[]>
const emit = (name: string, payload: unknown): void => {
  for (const listener of listeners.get(name) ?? []) listener(payload as never)
}

beforeEach(() => {
  vi.useFakeTimers()
  setActivePinia(createPinia())
  asked = []
  listeners = new Map()
  const value = (name: string, tenant: string): unknown => (name === 'coverage.get' ? coverage(tenant === acme.id ? 10 : 20) : idle(tenant))
  vi.stubGlobal('addEventListener', () => undefined)
  vi.stubGlobal('window', {
    api: {
      request: (name: string, params: { tenant: string }) => {
        asked.push(`${name} ${params.tenant}`)
        return Promise.resolve({ ok: true, value: value(name, params.tenant) })
      },
      cancel: () => undefined,
      on: (name: string, listener: (payload: never) => void) => {
        listeners.set(name, [...(listeners.get(name) ?? []), listener])
        return () => undefined
      },
    },
  })
  useSession().tenants = [acme, globex]
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the sync of the current tenant', () => {
  it('is read for the tenant on screen, and anew for another', async () => {
    const sync = useSync()
    await vi.advanceTimersByTimeAsync(0)
    expect(sync.coverage?.entries).toBe(10)
    useSession().settings = { ...useSession().settings, currentTenant: globex.id }
    await vi.advanceTimersByTimeAsync(0)
    expect(sync.coverage?.entries).toBe(20)
    expect(sync.status?.tenant).toBe(globex.id)
  })

  it('ignores what happens to other tenants', async () => {
    const sync = useSync()
    await vi.advanceTimersByTimeAsync(0)
    emit('sync.status', { ...idle(globex.id), phase: 'running' })
    emit('cache.changed', { tenant: globex.id, entries: 99, inserted: 1 })
    expect(sync.running).toBe(false)
    expect(sync.coverage?.entries).toBe(10)
  })

  it('reads coverage at most once a second while pages are committed', async () => {
    useSync()
    await vi.advanceTimersByTimeAsync(0)
    asked = []
    for (let entries = 11; entries <= 40; entries += 1) emit('cache.changed', { tenant: acme.id, entries, inserted: 1 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toEqual(['coverage.get acmeacme', 'coverage.history acmeacme'])
  })

  it('reads coverage when a sync ends', async () => {
    const sync = useSync()
    await vi.advanceTimersByTimeAsync(0)
    emit('sync.status', { ...idle(acme.id), phase: 'running' })
    expect(sync.running).toBe(true)
    asked = []
    emit('sync.status', idle(acme.id))
    await vi.advanceTimersByTimeAsync(0)
    expect(sync.running).toBe(false)
    expect(asked).toEqual(['coverage.get acmeacme', 'coverage.history acmeacme'])
  })

  it('does not count what the tenant no longer has among the gaps', async () => {
    const sync = useSync()
    await vi.advanceTimersByTimeAsync(0)
    expect(sync.gaps.map(({ cause }) => cause)).toEqual(['failed'])
  })
})
