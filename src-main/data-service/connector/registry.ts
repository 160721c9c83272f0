import { fail } from '@contract/errors.ts'
import type { Connector } from './connector.ts'
import { tenantIam } from './tenant-iam.ts'

const connectors: ReadonlyMap<string, Connector> = new Map([[tenantIam.name, tenantIam]])

export function connectorNamed(name: string): Connector {
  const connector = connectors.get(name)
  if (!connector) throw fail('not-found', `There is no connector named “${name}”.`)
  return connector
}
