const catalogue: Readonly<Record<string, readonly string[]>> = {
  'iam:tenant:user': ['read', 'invite', 'update', 'remove'],
  'iam:tenant:role': ['read', 'create', 'update', 'delete', 'assign', 'revoke'],
  'iam:tenant:group': ['read', 'create', 'update', 'delete', 'member:add', 'member:remove'],
  'iam:tenant:iam:audit': ['read', 'export'],
  'iam:tenant:sso': ['read', 'update'],
  'iam:tenant:mfa': ['read', 'reset'],
  'iam:tenant:token': ['read', 'create', 'revoke'],
  'billing:invoice': ['read', 'export', 'approve', 'void'],
  'billing:payment-method': ['read', 'update'],
  'billing:subscription': ['read', 'update', 'cancel'],
  'billing:credit': ['read', 'grant'],
  'project:repository': ['read', 'write', 'create', 'archive', 'delete'],
  'project:pipeline': ['read', 'run', 'update', 'approve'],
  'project:environment': ['read', 'create', 'update', 'delete'],
  'project:release': ['read', 'publish', 'rollback'],
  'cluster:node': ['read', 'drain', 'scale'],
  'cluster:workload': ['read', 'deploy', 'restart', 'delete', 'exec'],
  'cluster:namespace': ['read', 'create', 'delete'],
  'secrets:vault': ['read', 'write', 'rotate', 'unseal'],
  'secrets:certificate': ['read', 'issue', 'revoke'],
  'storage:bucket': ['read', 'write', 'create', 'delete', 'policy:update'],
  'storage:snapshot': ['read', 'create', 'restore', 'delete'],
  'network:firewall': ['read', 'update'],
  'network:dns-zone': ['read', 'update'],
  'network:vpn': ['read', 'connect', 'update'],
  'support:ticket': ['read', 'reply', 'assign', 'close', 'export'],
  'support:customer': ['read', 'update', 'impersonate'],
  'hr:employee': ['read', 'update', 'offboard'],
  'hr:payroll': ['read', 'run', 'approve'],
  'hr:leave': ['read', 'approve'],
  'data:dataset': ['read', 'write', 'export', 'delete'],
  'data:dashboard': ['read', 'create', 'share'],
  'data:query': ['run', 'schedule'],
  'sales:opportunity': ['read', 'update', 'export'],
  'sales:quote': ['read', 'create', 'approve'],
  'audit:report': ['read', 'create', 'sign'],
}

/** Every permission there is, e.g. `billing:invoice:read`. */
export const permissions: readonly string[] = Object.entries(catalogue).flatMap(([what, verbs]) => verbs.map((verb) => `${what}:${verb}`))

/** First part of a permission: `billing`. */
export function domainOf(permission: string): string {
  return permission.slice(0, permission.indexOf(':'))
}

export const domains: readonly string[] = [...new Set(permissions.map(domainOf))]

const byDomain = new Map(domains.map((domain) => [domain, permissions.filter((permission) => domainOf(permission) === domain)]))

export function permissionsOf(domain: string): readonly string[] {
  return byDomain.get(domain) ?? []
}

/** What the permission is about: `invoice` of `billing:invoice:read`, `role` of `iam:tenant:role:assign`. */
export function subjectOf(permission: string): string {
  const parts = permission.split(':')
  return (parts[0] === 'iam' ? (parts[2] === 'iam' ? 'audit_log' : parts[2]) : parts[1]) ?? 'tenant'
}

/** A set of permissions and of patterns that end in `*` and match everything that begins like them. */
export class Grants {
  private readonly exact: ReadonlySet<string>
  private readonly prefixes: readonly string[]

  constructor(list: readonly string[]) {
    this.exact = new Set(list)
    this.prefixes = list.filter((item) => item.endsWith('*')).map((item) => item.slice(0, -1))
  }

  allows(permission: string): boolean {
    return this.exact.has(permission) || this.prefixes.some((prefix) => permission.startsWith(prefix))
  }
}
