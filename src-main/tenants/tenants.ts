import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { fail } from '@contract/errors.ts'
import { tenant as tenantSchema } from '@contract/tenant.ts'
import type { Tenant, TenantId } from '@contract/tenant.ts'
import type { KeyValueStore } from '../settings/store.ts'
import type { TenantFolders } from './tenant-folders.ts'

/** A tenant as it is kept; how its token is kept is asked of the vault. */
const keptTenant = tenantSchema.omit({ token: true }).extend({
  /** Made for an import of which nothing is known to be kept yet. */
  unfinished: z.literal(true).optional(),
})
export type KeptTenant = z.infer<typeof keptTenant>
export type NewTenant = Omit<KeptTenant, 'id' | 'unfinished'>

const key = 'tenants'

export interface Tenants {
  list(): readonly Tenant[]
  /** @throws AppFailure `not-found` */
  find(id: TenantId): Tenant
  byUrl(url: string): Tenant | undefined
  add(tenant: NewTenant, how?: { readonly unfinished?: true }): Tenant
  /** @throws AppFailure `not-found` */
  change(id: TenantId, change: Partial<NewTenant>): Tenant
  remove(id: TenantId): void
  /** It is no longer unfinished. */
  begun(id: TenantId): void
  /** Tenants that the settings did not know and their folders did: the settings were lost. */
  readonly found: readonly Tenant[]
  /** Tenants whose first import was not known to have ended when the list was read. */
  readonly unfinished: readonly Tenant[]
}

export interface TenantsOptions {
  readonly store: KeyValueStore
  readonly tokenState: (tenant: KeptTenant) => Tenant['token']
  readonly folders: TenantFolders
  readonly warn: (message: string) => void
}

/** The tenants this application knows, in the order they were connected. */
export function createTenants({ store, tokenState, folders, warn }: TenantsOptions): Tenants {
  let kept = read(store.get(key), warn)

  const save = (next: readonly KeptTenant[]): void => {
    store.set(key, next)
    kept = next
  }
  /** The folder first: a tenant that is listed has its name there. */
  const saveOne = (tenant: KeptTenant, next: readonly KeptTenant[]): void => {
    folders.write(tenant.id, tenant)
    save(next)
  }
  const saveChanged = (changed: KeptTenant): void =>
    saveOne(
      changed,
      kept.map((tenant) => (tenant.id === changed.id ? changed : tenant)),
    )
  const inFolders = folders.read().flatMap((said) => keptTenant.safeParse(said).data ?? [])
  const found = inFolders.filter(({ id }) => !kept.some((tenant) => tenant.id === id))
  if (found.length > 0) {
    warn(`Found again by their folders: ${found.map(({ id }) => id).join(', ')}`)
    save([...kept, ...found])
  }
  for (const tenant of kept) {
    // Connected by a version that did not write it.
    if (!inFolders.some(({ id }) => id === tenant.id)) attempt(() => folders.write(tenant.id, tenant), warn)
  }
  const full = ({ unfinished: _, ...tenant }: KeptTenant): Tenant => ({ ...tenant, token: tokenState(tenant) })
  const find = (id: TenantId): KeptTenant => {
    const found = kept.find((tenant) => tenant.id === id)
    if (!found) throw fail('not-found', 'This tenant is not connected here.', 'Choose another tenant, or connect it again.')
    return found
  }

  return {
    list: () => kept.map(full),
    find: (id) => full(find(id)),
    byUrl(url) {
      const found = kept.find((tenant) => tenant.url === url)
      return found && full(found)
    },
    add(tenant, how) {
      const added = { ...tenant, id: randomBytes(8).toString('hex'), ...how }
      saveOne(added, [...kept, added])
      return full(added)
    },
    change(id, change) {
      const changed = { ...find(id), ...change }
      saveChanged(changed)
      return full(changed)
    },
    remove(id) {
      folders.forget(id)
      save(kept.filter((tenant) => tenant.id !== id))
    },
    begun(id) {
      const { unfinished, ...tenant } = find(id)
      if (unfinished) saveChanged(tenant)
    },
    found: found.map(full),
    unfinished: kept.filter(({ unfinished, url }) => unfinished === true && url === '').map(full),
  }
}

/** What can be done again at the next start. */
function attempt(work: () => void, warn: (message: string) => void): void {
  try {
    work()
  } catch (thrown) {
    warn(`A tenant's folder could not be marked: ${String(thrown)}`)
  }
}

function read(raw: unknown, warn: (message: string) => void): readonly KeptTenant[] {
  if (raw === undefined) return []
  const list = z.array(z.unknown()).safeParse(raw)
  if (!list.success) warn('The list of tenants was not understood')
  return (list.data ?? []).flatMap((item) => {
    const parsed = keptTenant.safeParse(item)
    if (!parsed.success) warn('A tenant in the settings file was not understood and is left out')
    return parsed.success ? [parsed.data] : []
  })
}
