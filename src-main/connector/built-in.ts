import { connectorDefinition, type ConnectorDefinition, type ConnectorRef } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import oktaSystemLog from '../../resources/connectors/okta-system-log.json' with { type: 'json' }
import tenantIam from '../../resources/connectors/tenant-iam.json' with { type: 'json' }

/** What the application brings along, the default first. */
export const builtIns: readonly ConnectorDefinition[] = [tenantIam, oktaSystemLog].map((each) => connectorDefinition.parse(each))

export const defaultConnector = tenantIam.name

/** Whether a page of it proves that nothing is missing above its oldest entry. */
export function isNewestFirst({ order }: Pick<ConnectorDefinition, 'order'>): boolean {
  return order.direction === 'desc' && order.by === 'occurrence'
}

/** Whether the end of a walk brings whatever has arrived by then, also what is late: nothing arrives behind the place where it is. */
export function endsWithNow({ order }: Pick<ConnectorDefinition, 'order'>): boolean {
  return order.direction === 'asc' && order.by === 'arrival'
}

/** Fails with `not-found` for a name that is not built in. */
export function definitionOf(ref: ConnectorRef): ConnectorDefinition {
  if (typeof ref !== 'string') return ref
  const found = builtIns.find(({ name }) => name === ref)
  if (!found) throw fail('not-found', `There is no connector named “${ref}”.`, 'Choose another connector for this tenant.')
  return found
}
