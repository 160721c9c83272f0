import { AppFailure, type AppError } from '@contract/errors.ts'
import type { RecheckResult } from '@contract/sync.ts'
import type { Tenant } from '@contract/tenant.ts'
import { Backoff, type BackoffRules } from '../../src-main/sync/backoff.ts'
import type { RequestLimits } from '../../src-main/sync/deadlines.ts'
import { runSync } from '../../src-main/sync/engine.ts'
import type { WalkTarget } from '../../src-main/sync/plan.ts'
import type { KeepPage, SyncStore } from '../../src-main/sync/ports.ts'
import { defaultConnector, definitionOf } from '../../src-main/connector/built-in.ts'
import { requestBuilder, type RequestBuilder } from '../../src-main/sync/request-builder.ts'
import { TenantClient } from '../../src-main/sync/tenant-client.ts'
import { SimulatedClock } from './clock.ts'
import { SimulatedDataService } from './data-service.ts'
import { SimulatedTenant } from './tenant.ts'

export const acme: Tenant = {
  id: 'acmeacme01',
  name: 'Acme',
  url: 'https://acme.example.com',
  connector: defaultConnector,
  zone: 'UTC',
  demo: false,
  token: 'memory',
}

export const token = 'canary-token-5f1d'

export class MemoryStore implements SyncStore {
  readonly values = new Map<string, unknown>()
  readonly get = (key: string) => this.values.get(key)
  readonly set = (key: string, value: unknown) => void this.values.set(key, structuredClone(value))
}

/** What one simulated run told. */
export interface Told {
  readonly progress: (number | null)[]
  readonly waits: { readonly ms: number; readonly error: AppError }[]
  skewMs: number | null
}

/** Clock, tenant, data service and store, and runs of the engine between them. */
export class World {
  readonly clock = new SimulatedClock()
  readonly tenant = new SimulatedTenant(this.clock)
  readonly service = new SimulatedDataService(this.clock)
  readonly store = new MemoryStore()
  readonly told: Told = { progress: [], waits: [], skewMs: null }
  readonly builder: RequestBuilder
  rules: BackoffRules | undefined
  limits: RequestLimits | undefined
  random = () => 0.5
  keepPage: KeepPage | undefined

  constructor(pageSize = { min: 1, max: 8 }) {
    this.builder = { ...requestBuilder(definitionOf(defaultConnector)), pageSize }
  }

  /** One run, from a process that knows nothing but what is stored. */
  sync(
    options: { readonly signal?: AbortSignal; readonly trustCursor?: boolean; readonly target?: WalkTarget; readonly since?: number } = {},
  ): Promise<RecheckResult | null> {
    const { clock, store, builder, tenant, service, told } = this
    tenant.reconnect()
    const client = new TenantClient({ fetch: tenant.fetch, clock, builder, url: acme.url, token, limits: this.limits })
    const backoff = new Backoff(acme.id, { clock, store, random: () => this.random(), rules: this.rules })
    return clock.drive(
      runSync({
        tenant: acme,
        host: service,
        client,
        builder,
        clock,
        backoff,
        store,
        signal: options.signal ?? new AbortController().signal,
        trustCursor: options.trustCursor ?? true,
        target: options.target ?? null,
        lastError: null,
        ...(options.since !== undefined && { since: options.since }),
        keepPage: this.keepPage,
        observer: {
          page: ({ progress, skewMs }) => {
            told.progress.push(progress)
            told.skewMs = skewMs
          },
          waiting: (wait) => {
            if (wait) told.waits.push({ ms: wait.resumeAt - clock.now(), error: wait.error })
          },
          lastCompleted: () => {},
        },
      }),
    )
  }

  /** The tenant's entries that its retention has not taken. */
  get expected(): Map<string, number> {
    return new Map(this.tenant.all.map(({ id, time }) => [id, time]))
  }
}

/** A world whose tenant has so many entries, one every so many ms. */
export function worldWith(entries: number, everyMs = 60_000): World {
  const world = new World()
  const now = world.clock.now()
  world.tenant.add(
    ...Array.from({ length: entries }, (_, at) => ({ id: `e${String(at).padStart(4, '0')}`, time: now - (at + 1) * everyMs })),
  )
  return world
}

/** What `work` fails with. */
export async function failureOf(work: Promise<unknown>): Promise<AppFailure> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof AppFailure)) throw new Error('It did not fail as it should', { cause: thrown })
  return thrown
}
