import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const keycloakToken = 'canary-token-of-keycloak'

interface Kind {
  readonly does: readonly [operation: string, type: string]
  readonly path: string
  readonly representation?: unknown
  readonly error?: string
  readonly found: object
}

const ben = { type: 'user', id: 'u-ben' }
const role = { id: 'r1', name: 'Auditor', composite: false }
const kinds: readonly Kind[] = [
  { does: ['CREATE', 'REALM_ROLE_MAPPING'], path: 'users/u-ben/role-mappings/realm', representation: [role], found: { action: 'role_assign', resource: { type: 'role', id: 'r1', name: 'Auditor' }, targets: [ben], changes: { after: JSON.stringify([role]) } } },
  { does: ['DELETE', 'CLIENT_ROLE_MAPPING'], path: 'groups/g1/role-mappings/clients/c1', representation: [role], found: { action: 'role_revoke', resource: { type: 'role', id: 'r1', name: 'Auditor' }, targets: [{ type: 'group', id: 'g1' }], changes: { before: JSON.stringify([role]) } } },
  { does: ['CREATE', 'GROUP_MEMBERSHIP'], path: 'users/u-ben/groups/g1', representation: { id: 'g1', name: 'Finance', path: '/Finance' }, found: { action: 'group_member_add', resource: { type: 'group', id: 'g1', name: 'Finance' }, targets: [ben] } },
  { does: ['UPDATE', 'USER'], path: 'users/u-ben', representation: { username: 'ben', email: 'Ben@acme.test', enabled: false }, found: { action: 'user_update', resource: { type: 'user', id: 'u-ben', name: 'ben' }, targets: [{ ...ben, name: 'ben', email: 'ben@acme.test' }], changes: { after: '{"username":"ben","email":"Ben@acme.test","enabled":false}' } } },
  { does: ['DELETE', 'USER'], path: 'users/u-ben', found: { action: 'user_remove', resource: { type: 'user', id: 'u-ben' }, targets: [ben] } },
  { does: ['CREATE', 'REALM_ROLE'], path: 'roles/Auditor', representation: { name: 'Auditor' }, error: 'conflict', found: { action: 'role_create', status: 'failed', resource: { type: 'role', name: 'Auditor' }, reason: { code: 'conflict' } } },
  { does: ['UPDATE', 'CLIENT'], path: 'clients/c1', representation: { clientId: 'shop' }, found: { action: 'UPDATE CLIENT', resource: { type: 'client', id: 'clients/c1', name: 'shop' } } },
] // prettier-ignore

interface AdminEvent extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly time: number
}

export class Keycloak {
  readonly events: readonly AdminEvent[]
  readonly server: SourceServer

  constructor({ events = 150, days = 60 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.events = spread(events, days, now).map((at, n) => {
      const { does, path, representation, error } = kinds[n % kinds.length] as Kind
      return {
        id: `k-${String(n)}`, time: at, realmId: 'r', authDetails: { realmId: 'r', clientId: 'c', userId: 'u-ada', ipAddress: '172.17.0.1' },
        operationType: does[0], resourceType: does[1], resourcePath: path,
        ...(representation !== undefined && { representation: JSON.stringify(representation) }), ...(error !== undefined && { error }),
      } // prettier-ignore
    })
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault) => {
          if (fault === 'limited') return { status: 429, headers: { 'Retry-After': '0' } }
          return fault === 'unavailable' ? { status: 503, body: { error: 'unknown_error' } } : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.events.map(({ id, time }, n) => ({
      id,
      occurredAt: time,
      actor: { email: '', id: 'u-ada' },
      ip: '172.17.0.1',
      status: 'success',
      ...(kinds[n % kinds.length] as Kind).found,
    })) as unknown as Expected[]
  }

  /** Newest first, by place; a time that cannot be read is refused. */
  private answer({ url, headers }: Asked): Answer {
    if (headers.authorization !== `Bearer ${keycloakToken}`) return { status: 401, body: { error: 'HTTP 401 Unauthorized' } }
    if (url.pathname !== '/admin/realms/acme/admin-events') return { status: 404, body: { error: 'Realm not found.' } }
    const query = url.searchParams
    const [from, to] = [Number(query.get('dateFrom') ?? -Infinity), Number(query.get('dateTo') ?? Infinity)]
    if (Number.isNaN(from) || Number.isNaN(to)) return { status: 400, body: { error: 'Invalid value for dateFrom' } }
    const fitting = this.events.filter(({ time }) => time >= from && time <= to).reverse()
    const first = Number(query.get('first') ?? 0)
    return { body: fitting.slice(first, first + Number(query.get('max') ?? 100)) }
  }
}
