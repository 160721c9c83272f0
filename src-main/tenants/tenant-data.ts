import { fail } from '@contract/errors.ts'
import type { Recovered, ServiceAnswer, ServiceName, ServiceParams } from '@contract/service.ts'
import type { TenantId } from '@contract/tenant.ts'
import type { CallOptions, DataHost } from '../data-host/host.ts'
import { isObject } from '../settings/store.ts'
import type { Tenants } from './tenants.ts'

/** Requests about tenants that open themselves. */
export interface TenantData {
  /** As `DataHost.call`, for names whose parameters name a connected tenant; opens its databases first if they are not. */
  call<N extends ServiceName>(name: N, params: ServiceParams<N>, options?: CallOptions): Promise<ServiceAnswer<N>>
  /** Opens the tenant that the parameters name, if they name one and it is not open. */
  openFor(params: unknown): Promise<void>
  /** Opens a tenant that will be asked for. Resolves when it is open, or cannot be. */
  prepare(id: TenantId): Promise<void>
  /** Closes the tenant and deletes its folder; whoever asks meanwhile gets `not-found`. */
  erase(id: TenantId): Promise<void>
  /** The data service ended: nothing is open any more. */
  forgetOpen(): void
}

/**
 * Opens each tenant when it is first asked for. A tenant that cannot be opened (a newer or damaged file) answers every
 * request with that reason, and is tried again with the next one.
 */
export function createTenantData(
  host: Pick<DataHost, 'call'>,
  tenants: Pick<Tenants, 'find'>,
  /** Told of a database that was damaged and set aside. */
  recovered: (id: TenantId, what: Recovered) => void,
): TenantData {
  const opening = new Map<TenantId, Promise<void>>()
  /** Being erased: opening one again would make its folder anew. */
  const erasing = new Set<TenantId>()

  async function open(id: TenantId): Promise<void> {
    const { connector } = tenants.find(id)
    const opened = await host.call('tenant.open', { tenant: id, connector })
    for (const what of opened.recovered) recovered(id, what)
  }

  async function ensureOpen(id: TenantId): Promise<void> {
    if (erasing.has(id)) throw fail('not-found', 'This tenant is being erased.')
    const known = opening.get(id)
    const opened = known ?? open(id)
    if (!known) opening.set(id, opened)
    try {
      await opened
    } catch (thrown) {
      opening.delete(id)
      throw thrown
    }
  }

  async function openFor(params: unknown): Promise<void> {
    const id = tenantOf(params)
    if (id !== null) await ensureOpen(id)
  }

  return {
    async call(name, params, options) {
      await openFor(params)
      return await host.call(name, params, options)
    },
    openFor,
    // Whoever asks next is told why.
    prepare: (id) => ensureOpen(id).catch(() => undefined),
    async erase(id) {
      erasing.add(id)
      opening.delete(id)
      try {
        await host.call('tenant.erase', { tenant: id }, { timeoutMs: 120_000 })
      } catch (thrown) {
        erasing.delete(id)
        throw thrown
      }
    },
    forgetOpen: () => opening.clear(),
  }
}

/** Named by the parameters themselves, or by the request that they carry. */
function tenantOf(params: unknown): TenantId | null {
  if (!isObject(params)) return null
  return typeof params['tenant'] === 'string' ? params['tenant'] : tenantOf(params['request'])
}
