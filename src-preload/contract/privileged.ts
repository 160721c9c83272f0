/**
 * What counts as privileged until somebody says otherwise: what gives roles or members, what changes who may do what, what reaches the audit log.
 * With them go whatever has a wildcard, and roles that are called admin or owner.
 */
export const defaultPrivileged: readonly string[] = [
  'iam:*:write',
  'iam:*:role:assign',
  'iam:*:role:create',
  'iam:*:role:update',
  'iam:*:group:member:add',
  'iam:*:user:invite',
  'iam:*:audit:*',
  'iam:*:sso:update',
  'iam:*:token:create',
]
