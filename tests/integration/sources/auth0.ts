import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const auth0Token = 'auth0-canary-7c3d'

interface Kind {
  readonly type: string
  readonly description: string
  readonly request?: { readonly method: string; readonly path: string; readonly body?: object }
  readonly statusCode?: number
  readonly response?: object
  readonly found: object
}

const kinds: readonly Kind[] = [
  { type: 'sapi', description: 'Assign roles to a user', request: { method: 'post', path: '/api/v2/users/auth0%7C42/roles', body: { roles: ['rol_A', 'rol_B'] } }, statusCode: 204, found: { action: 'role_assign', resource: { type: 'role', id: 'rol_A, rol_B' }, targets: [{ type: 'user', id: 'auth0|42' }], status: 'success', changes: { after: '{"roles":["rol_A","rol_B"]}' } } },
  { type: 'sapi', description: 'Remove roles from a user', request: { method: 'delete', path: '/api/v2/users/auth0%7C42/roles', body: { roles: ['rol_A'] } }, statusCode: 204, found: { action: 'role_revoke', resource: { type: 'role', id: 'rol_A' }, targets: [{ type: 'user', id: 'auth0|42' }], changes: { before: '{"roles":["rol_A"]}' } } },
  { type: 'sapi', description: 'Assign users to a role', request: { method: 'post', path: '/api/v2/roles/rol_A/users', body: { users: ['auth0|42', 'auth0|43'] } }, statusCode: 200, found: { action: 'role_assign', resource: { type: 'role', id: 'rol_A' }, targets: [{ type: 'user', id: 'auth0|42' }, { type: 'user', id: 'auth0|43' }] } },
  { type: 'sapi', description: 'Assign permissions to a user', request: { method: 'post', path: '/api/v2/users/auth0%7C42/permissions', body: { permissions: [{ permission_name: 'read:all', resource_server_identifier: 'api' }] } }, statusCode: 201, found: { action: 'role_assign', resource: { type: 'permission', name: 'read:all' }, targets: [{ type: 'user', id: 'auth0|42' }] } },
  { type: 'sapi', description: 'Create a role', request: { method: 'post', path: '/api/v2/roles', body: { name: 'Auditor' } }, statusCode: 200, response: { id: 'rol_C', name: 'Auditor' }, found: { action: 'role_create', resource: { type: 'role', id: 'rol_C', name: 'Auditor' } } },
  { type: 'sapi', description: 'Delete a user', request: { method: 'delete', path: '/api/v2/users/auth0%7C42' }, statusCode: 204, found: { action: 'user_remove', resource: { type: 'user', id: 'auth0|42' } } },
  { type: 'fapi', description: 'Insufficient scope, expected any of: create:roles', request: { method: 'post', path: '/api/v2/roles' }, statusCode: 403, response: { error: 'Forbidden', errorCode: 'insufficient_scope', message: 'Insufficient scope, expected any of: create:roles' }, found: { action: 'permission_check', status: 'failed', resource: { type: 'permission', name: 'create:roles' }, reason: { code: 'insufficient_scope', permission: 'create:roles' } } },
  { type: 'sapi', description: 'Add members to an organization', request: { method: 'post', path: '/api/v2/organizations/org_1/members', body: { members: ['auth0|42'] } }, statusCode: 204, found: { action: 'group_member_add', resource: { type: 'group', id: 'org_1' }, targets: [{ type: 'user', id: 'auth0|42' }] } },
  { type: 'fp', description: 'Wrong email or password.', found: { action: 'fp', status: 'failed', actor: { id: 'auth0|1', name: 'ada@acme.test' } } },
  { type: 's', description: 'Successful login', found: { action: 's', status: 'success' } },
  { type: 'limit_wc', description: 'Blocked account', found: { action: 'limit_wc', status: 'unknown' } },
] // prettier-ignore

export class Auth0 {
  readonly events: readonly { readonly id: string; readonly at: number; readonly item: object }[]
  readonly server: SourceServer

  constructor({ events = 340, days = 25 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    const times = spread(events, days, now)
    this.events = times.map((time, n) => {
      // By arrival: every seventh is older than the one before.
      const at = n % 7 === 6 ? time - 45_000 : time
      const { type, description, request, statusCode, response } = kinds[n % kinds.length] as Kind
      const id = `900202611${String(n).padStart(6, '0')}185132572079310688835925971249535794074878`
      const details = request && {
        request: { ...request, query: {}, channel: 'https://manage.auth0.com/', ip: '35.167.74.121', auth: { user: { user_id: 'auth0|1', name: 'Ada Admin', email: 'Ada@acme.test' }, strategy: 'jwt' } },
        response: { statusCode, body: response ?? {} },
      } // prettier-ignore
      const item = { _id: id, log_id: id, date: new Date(at).toISOString(), type, description, client_id: 'c1', client_name: '', ip: '35.167.74.121', user_agent: 'Mozilla/5.0', user_id: 'auth0|1', user_name: 'ada@acme.test', ...(details && { details }) } // prettier-ignore
      return { id, at, item }
    })
    this.server = new SourceServer(
      (server) => ({
        answer: (asked) => this.answer(asked, server.url),
        refuse: (fault, { url }) => {
          const refused = (statusCode: number, error: string, message: string) => ({
            status: statusCode,
            body: { statusCode, error, message },
          })
          // A limit may come inside a 500.
          if (fault === 'limited') return { ...refused(500, 'Too Many Requests', 'Global limit has been reached'), headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(server.now / 1000) } } // prettier-ignore
          if (fault === 'unavailable') return refused(503, 'Service Unavailable', 'Try again')
          return url.searchParams.has('from') ? refused(400, 'Bad Request', 'Invalid log id') : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.events.map(({ id, at }, n) => {
      const { type, description, request, found } = kinds[n % kinds.length] as Kind
      const actor = request ? { id: 'auth0|1', name: 'Ada Admin', email: 'ada@acme.test' } : { id: 'auth0|1', name: 'ada@acme.test' }
      return {
        id,
        occurredAt: at,
        actionVerbatim: request ? description : type,
        actor,
        ip: '35.167.74.121',
        userAgent: 'Mozilla/5.0',
        ...found,
      } as unknown as Expected
    })
  }

  /** Either by checkpoint (`from`, `take`), where everything else is ignored, or by search criteria, of which no more than 1,000 come. */
  private answer({ url, headers }: Asked, origin: string): Answer {
    const refused = (statusCode: number, error: string, message: string) => ({ status: statusCode, body: { statusCode, error, message } })
    if (headers.authorization !== `Bearer ${auth0Token}`) return refused(401, 'Unauthorized', 'Invalid token')
    if (url.pathname !== '/api/v2/logs') return refused(404, 'Not Found', 'Not Found')
    const query = url.searchParams
    const budget = { 'X-RateLimit-Remaining': '9', 'X-RateLimit-Limit': '10' }
    if (query.has('from')) {
      const take = Number(query.get('take') ?? 50)
      if (take > 100) return refused(400, 'Bad Request', 'take must be at most 100')
      const known = this.events.findIndex(({ id }) => id === query.get('from'))
      if (known < 0) return refused(400, 'Bad Request', 'Invalid log id')
      const page = this.events.slice(known + 1, known + 1 + take)
      const next = new URL(url.pathname, origin)
      next.searchParams.set('from', page.at(-1)?.id ?? (query.get('from') as string))
      next.searchParams.set('take', String(take))
      return { headers: { ...budget, Link: `<${next.href}>; rel="next"` }, body: page.map(({ item }) => item) }
    }
    const perPage = Number(query.get('per_page') ?? 50)
    const page = Number(query.get('page') ?? 0)
    if (perPage > 100 || (page + 1) * perPage > 1000)
      return refused(400, 'Bad Request', 'You can only page through the first 1000 records.')
    const [, since = '*', until = '*'] = /^date:\[(\S+) TO (\S+)\]$/.exec(query.get('q') ?? 'date:[* TO *]') ?? []
    const [from, to] = [since === '*' ? -Infinity : Date.parse(since), until === '*' ? Infinity : Date.parse(until)]
    if (Number.isNaN(from) || Number.isNaN(to)) return refused(400, 'Bad Request', 'Query validation error')
    const order = query.get('sort') === 'date:1' ? 1 : -1
    const fitting = this.events.filter(({ at }) => at >= from && at <= to).sort((a, b) => (a.at - b.at) * order)
    return { headers: budget, body: fitting.slice(page * perPage, (page + 1) * perPage).map(({ item }) => item) }
  }
}
