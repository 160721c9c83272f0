import type { Tenant } from '@contract/tenant.ts'
import type { TenantData } from './tenant-data.ts'
import type { NewTenant, Tenants } from './tenants.ts'

export interface FirstImportPorts {
  readonly tenants: Pick<Tenants, 'add' | 'remove' | 'begun' | 'unfinished'>
  readonly data: Pick<TenantData, 'call' | 'erase'>
}

/** Makes a tenant for what is imported into it. Nothing is left of it when that fails; when the process ends meanwhile, {@link forgetUnfinished} sees to it. */
export async function withNewTenant<T>(ports: FirstImportPorts, made: NewTenant, work: (tenant: Tenant) => Promise<T>): Promise<T> {
  const tenant = ports.tenants.add(made, { unfinished: true })
  let done: T
  try {
    done = await work(tenant)
  } catch (thrown) {
    await erase(ports, tenant)
    throw thrown
  }
  try {
    ports.tenants.begun(tenant.id)
  } catch {
    // It has its import: that is found out the next time.
  }
  return done
}

/**
 * Forgets the tenants whose first import was cut short before anything of it was kept. One that cannot be read stays.
 * @returns whether there were any
 */
export async function forgetUnfinished(ports: FirstImportPorts): Promise<boolean> {
  let any = false
  for (const tenant of ports.tenants.unfinished) {
    try {
      const imports = await ports.data.call('import.list', { tenant: tenant.id })
      if (imports.length > 0) ports.tenants.begun(tenant.id)
      else {
        await erase(ports, tenant)
        any = true
      }
    } catch {
      // Whoever asks for it next is told why.
    }
  }
  return any
}

async function erase({ tenants, data }: FirstImportPorts, { id }: Tenant): Promise<void> {
  await data.erase(id)
  tenants.remove(id)
}
