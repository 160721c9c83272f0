import { operatorFor, personAtWork, somePerson } from './casting.ts'
import { accountThing, groupThing, roleThing, type Draft, type Stage } from './stage.ts'

/** Actions that no documentation lists; they are part of the log all the same. */
export function otherAction(stage: Stage, at: number): Draft | null {
  const { random } = stage
  const person = personAtWork(stage, at)
  if (!person) return null
  const number = random.next()
  if (number < 0.35) {
    const user = somePerson(stage) ?? person
    const actor = operatorFor(stage, 'iam:tenant:mfa:reset', at)
    const changes = { before: { factors: ['totp', 'recovery_codes'] }, after: { factors: [] } }
    return { actor, action: 'mfa_reset', resource: accountThing(user), target: accountThing(user), changes }
  }
  if (number < 0.6) {
    const reason = random.pick(['device lost', 'idle', 'signed out everywhere'])
    return {
      actor: person,
      action: 'session_revoke',
      resource: { type: 'session', id: `ses_${random.hex(8)}`, name: null },
      target: accountThing(person),
      changes: { before: { active: true }, after: { active: false, reason } },
    }
  }
  if (number < 0.8) {
    const after = { scopes: random.sample(['read', 'write', 'deploy', 'export'], 2), expires_in_days: random.pick([7, 30, 90]) }
    return {
      actor: operatorFor(stage, 'iam:tenant:token:create', at),
      action: 'api_token_create',
      resource: { type: 'api_token', id: `tok_${random.hex(6)}`, name: `${person.department} automation` },
      target: accountThing(person),
      changes: { before: null, after },
    }
  }
  return tenantSettings(stage, at)
}

function tenantSettings(stage: Stage, at: number): Draft {
  const { cast, random } = stage
  const before = cast.tenantSettings
  const sso = before['sso'] as Readonly<Record<string, unknown>>
  const password = before['password'] as Readonly<Record<string, unknown>>
  const ofSso = random.chance(0.7)
  const after = ofSso
    ? { ...before, sso: { ...sso, enforced: sso['enforced'] !== true, session_hours: random.pick([4, 8, 12, 24]) } }
    : { ...before, password: { ...password, min_length: 10 + random.below(8), rotation_days: random.pick([null, 90, 180]) } }
  cast.tenantSettings = after
  return {
    actor: operatorFor(stage, 'iam:tenant:sso:update', at),
    action: ofSso ? 'sso_config_update' : 'password_policy_update',
    resource: { type: 'tenant', id: 'ten_acme', name: 'Acme' },
    changes: { before, after },
  }
}

/** Changes that were tried and did not happen. */
export function failedAttempt(stage: Stage, at: number): Draft | null {
  const { org, random } = stage
  const person = personAtWork(stage, at)
  if (!person || org.roles.size === 0) return null
  const role = random.pick(org.roles.list)
  const number = random.next()
  if (number < 0.45) {
    const permission = 'iam:tenant:role:assign'
    if (org.can(person, permission)) return null
    return {
      actor: person,
      action: 'role_assign',
      resource: roleThing(role),
      target: accountThing(person),
      error: { code: 'permission_denied', message: `${permission} is required`, permission },
    }
  }
  const actor = operatorFor(stage, 'iam:tenant:role:delete', at)
  if (number < 0.65) {
    if (role.accounts.size + role.groups.size === 0) return null
    return {
      actor,
      action: 'role_delete',
      resource: roleThing(role),
      error: {
        code: 'role_in_use',
        message: `The role is held by ${String(role.accounts.size)} users and ${String(role.groups.size)} groups`,
        permission: null,
      },
    }
  }
  if (number < 0.85) {
    const group = random.pick(org.groups.list.length > 0 ? org.groups.list : [stage.cast.core.everyone])
    const member = group.members.size > 0 ? random.pick(group.members.list) : null
    return (
      member && {
        actor,
        action: 'group_member_add',
        resource: groupThing(group),
        target: accountThing(member),
        error: { code: 'already_member', message: 'The user is a member of the group already' },
      }
    )
  }
  const email = `${random.pick(['info', 'team', 'test', 'no-reply'])}+${random.hex(3)}@acme.test`
  return {
    actor,
    action: 'user_invite',
    resource: { type: 'user', name: null },
    target: { type: 'user', email },
    error: { code: 'mailbox_unavailable', message: '550 5.1.1 <recipient> does not exist' },
  }
}
