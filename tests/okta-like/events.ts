/** An event as the System Log has it; only what the connector reads, and some that it does not. */
export interface LogEvent {
  readonly uuid: string
  readonly published: string
  readonly [member: string]: unknown
}

const results = ['SUCCESS', 'SUCCESS', 'ALLOW', 'FAILURE', 'DENY', 'CHALLENGE', 'SKIPPED', 'UNKNOWN'] as const
const people = ['ada', 'grace', 'edsger', 'barbara', 'alan'] as const

const user = (n: number) => {
  const name = people[n % people.length] as string
  return { id: `00u${name}`, type: 'User', alternateId: `${name}@acme.test`, displayName: name }
}
const group = { id: '00gadmins', type: 'UserGroup', alternateId: 'unknown', displayName: 'Administrators' }

interface Kind {
  readonly eventType: string
  readonly target: (n: number) => readonly object[] | null
}

const kinds: readonly Kind[] = [
  { eventType: 'group.user_membership.add', target: (n) => [user(n + 1), group] },
  { eventType: 'user.session.start', target: () => null },
  {
    eventType: 'user.account.update_profile',
    target: (n) => [{ ...user(n + 2), changeDetails: { from: { title: 'Engineer' }, to: { title: `Lead ${String(n)}` } } }],
  },
  { eventType: 'policy.rule.update', target: () => [{ id: '0pr1', type: 'PolicyRule', displayName: 'Catch-all' }] },
]

/** Event number `n`, `published` ms since the epoch. */
export function eventOf(n: number, published: number): LogEvent {
  const kind = kinds[n % kinds.length] as Kind
  const result = results[n % results.length] as string
  return {
    actor: { ...user(n), type: 'User', detailEntry: null },
    client: { userAgent: { rawUserAgent: 'curl/8.1', os: 'Linux' }, zone: 'null', ipAddress: `198.51.100.${String(n % 250)}` },
    displayMessage: `Event ${String(n)}`,
    eventType: kind.eventType,
    outcome: { result, reason: result === 'FAILURE' ? 'INVALID_CREDENTIALS' : null },
    published: new Date(published).toISOString(),
    severity: 'INFO',
    debugContext: { debugData: { requestId: `req${String(n)}`, requestUri: '/api/v1/authn' } },
    uuid: `okta-${String(n).padStart(7, '0')}`,
    target: kind.target(n),
  }
}
