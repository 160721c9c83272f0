import type { ServiceName, ServiceParams } from '@contract/service.ts'
import type { TenantId } from '@contract/tenant.ts'

/** Requests whose parameters name their tenant. */
type OfTenant = { [N in ServiceName]: ServiceParams<N> extends { tenant: TenantId } ? N : never }[ServiceName]

/** What every other request is about: the tenant of what it carries, or none. */
const others: { readonly [N in Exclude<ServiceName, OfTenant>]: (params: ServiceParams<N>) => TenantId | null } = {
  'service.ping': () => null,
  'connector.try': () => null,
  'connector.try-file': () => null,
  'sync.inspect': () => null,
  'files.look': () => null,
  'files.preview': () => null,
  'files.try': () => null,
  'export.printed': () => null,
  'export.run': ({ request }) => request.tenant,
  'export.state': ({ request }) => request.tenant,
  'export.groups': ({ request }) => request.tenant,
  'export.story': ({ request }) => request.tenant,
  'export.access': ({ request }) => request.of.tenant,
}

/** The tenant that a request is about. */
export function tenantOf<N extends ServiceName>(name: N, params: ServiceParams<N>): TenantId | null {
  const other = others[name as Exclude<ServiceName, OfTenant>] as ((params: ServiceParams<N>) => TenantId | null) | undefined
  return other ? other(params) : (params as { tenant: TenantId }).tenant
}
