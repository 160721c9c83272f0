import { connectorDefinition, type ConnectorDefinition, type ConnectorRef } from '@contract/connector.ts'
import { fail } from '@contract/errors.ts'
import atlassianOrgEvents from '../../resources/connectors/atlassian-org-events.json' with { type: 'json' }
import auth0Logs from '../../resources/connectors/auth0-logs.json' with { type: 'json' }
import awsCloudtrail from '../../resources/connectors/aws-cloudtrail.json' with { type: 'json' }
import ecs from '../../resources/connectors/ecs.json' with { type: 'json' }
import entraDirectoryAudits from '../../resources/connectors/entra-directory-audits.json' with { type: 'json' }
import githubOrgAudit from '../../resources/connectors/github-org-audit.json' with { type: 'json' }
import gitlabAuditEvents from '../../resources/connectors/gitlab-audit-events.json' with { type: 'json' }
import googleCloudAudit from '../../resources/connectors/google-cloud-audit.json' with { type: 'json' }
import googleWorkspaceAdmin from '../../resources/connectors/google-workspace-admin.json' with { type: 'json' }
import keycloakAdminEvents from '../../resources/connectors/keycloak-admin-events.json' with { type: 'json' }
import ocsf from '../../resources/connectors/ocsf.json' with { type: 'json' }
import oktaSystemLog from '../../resources/connectors/okta-system-log.json' with { type: 'json' }
import onepasswordAudit from '../../resources/connectors/onepassword-audit.json' with { type: 'json' }
import opensearch from '../../resources/connectors/opensearch.json' with { type: 'json' }
import slackAudit from '../../resources/connectors/slack-audit.json' with { type: 'json' }
import snowflakeGrants from '../../resources/connectors/snowflake-grants.json' with { type: 'json' }
import tenantIam from '../../resources/connectors/tenant-iam.json' with { type: 'json' }
import workosAudit from '../../resources/connectors/workos-audit.json' with { type: 'json' }

/** The default first, the others by name. */
const written = [
  tenantIam,
  atlassianOrgEvents,
  auth0Logs,
  awsCloudtrail,
  ecs,
  entraDirectoryAudits,
  githubOrgAudit,
  gitlabAuditEvents,
  googleCloudAudit,
  googleWorkspaceAdmin,
  keycloakAdminEvents,
  ocsf,
  oktaSystemLog,
  onepasswordAudit,
  opensearch,
  slackAudit,
  snowflakeGrants,
  workosAudit,
]
const read = new Map<string, ConnectorDefinition>()

/** Read when it is first asked for: every start would wait for all of them. */
function builtIn(name: string): ConnectorDefinition | undefined {
  const known = read.get(name)
  const found = known ? undefined : written.find((each) => each.name === name)
  if (!found) return known
  const definition = connectorDefinition.parse(found)
  read.set(name, definition)
  return definition
}

/** What the application brings along, the default first. */
export const builtIns = (): ConnectorDefinition[] => written.flatMap(({ name }) => builtIn(name) ?? [])

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
  const found = builtIn(ref)
  if (!found) throw fail('not-found', `There is no connector named “${ref}”.`, 'Choose another connector for this tenant.')
  return found
}
