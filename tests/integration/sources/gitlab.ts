import { day, spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const gitlabToken = 'glpat-canary-4f1c'

/** As `GET /groups/:id/audit_events` sends it; `id` is printed as a number, and no float holds it. */
interface GitlabEvent {
  readonly id: string
  readonly author_id: number
  readonly entity_id: number
  readonly entity_type: 'Group' | 'Project' | 'User'
  readonly details: Readonly<Record<string, unknown>>
  readonly created_at: string
}

const firstId = 9_007_199_254_740_990n
const author = {
  author_name: 'Ada Admin',
  author_email: 'ada@acme.test',
  author_class: 'User',
  ip_address: '203.0.113.7',
  entity_path: 'flightjs',
}
const sam = { target_id: 42, target_type: 'User', target_details: 'Sam User' }
const asSam = [{ type: 'user', id: '42', name: 'Sam User' }]

interface Kind {
  readonly entity: GitlabEvent['entity_type']
  readonly details: object
  /** What a reader finds. */
  readonly found: object
}

const kinds: readonly Kind[] = [
  {
    entity: 'Group',
    details: { event_name: 'member_created', add: 'user_access', as: 'Owner', ...sam },
    found: { action: 'group_member_add', actionVerbatim: 'member_created', resource: { type: 'group', id: '7', name: 'flightjs' }, targets: asSam, changes: { after: '{"access_level":"Owner"}' } },
  },
  {
    entity: 'Group',
    details: { event_name: 'member_updated', change: 'access_level', from: 'Developer', to: 'Maintainer', ...sam },
    found: { action: 'role_assign', resource: { type: 'role', name: 'Maintainer' }, targets: asSam, changes: { before: '{"access_level":"Developer"}', after: '{"access_level":"Maintainer"}' } },
  },
  {
    entity: 'Project',
    details: { add: 'user_access', as: 'Reporter', ...sam },
    found: { action: 'role_assign', actionVerbatim: 'add user_access', resource: { type: 'role', name: 'Reporter' }, targets: asSam },
  },
  {
    entity: 'Group',
    details: { remove: 'user_access', ...sam },
    found: { action: 'group_member_remove', actionVerbatim: 'remove user_access', resource: { type: 'group', id: '7', name: 'flightjs' }, targets: asSam },
  },
  {
    entity: 'Group',
    details: { event_name: 'member_role_created', custom_message: 'Member role Auditor was created', target_id: 3, target_type: 'MemberRole', target_details: 'Auditor' },
    found: { action: 'role_create', resource: { type: 'role', id: '3', name: 'Auditor' } },
  },
  {
    entity: 'User',
    details: { failed_login: 'STANDARD', target_id: 42, target_type: 'User', target_details: 'Sam User' },
    found: { action: 'Failed to login with STANDARD authentication', status: 'failed', reason: { code: 'STANDARD' }, targets: asSam },
  },
  {
    entity: 'Project',
    details: { custom_message: 'Project archived', target_id: 'flightjs/flight', target_type: 'Project', target_details: 'flightjs/flight' },
    found: { action: 'Project archived', resource: { type: 'project', id: 'flightjs/flight', name: 'flightjs/flight' } },
  },
] // prettier-ignore

function record(n: number, at: number): GitlabEvent {
  const { entity, details } = kinds[n % kinds.length] as Kind
  return {
    id: String(firstId + BigInt(n)),
    author_id: 1,
    entity_id: 7,
    entity_type: entity,
    details: { ...author, ...details },
    created_at: new Date(at).toISOString(),
  }
}

export class Gitlab {
  readonly events: readonly GitlabEvent[]
  readonly server: SourceServer

  constructor({ events = 60, days = 100, path = '/api/v4/groups/7/audit_events' } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.events = spread(events, days, now).map((at, n) => record(n, at))
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked, path),
        refuse: (fault, { url }) => {
          if (fault === 'limited') return { status: 429, headers: { 'Retry-After': '0', 'RateLimit-Remaining': '0' }, body: 'Retry later' }
          if (fault === 'unavailable') return { status: 500, body: { message: '500 Internal Server Error' } }
          return url.searchParams.has('cursor') ? { status: 400, body: { error: 'cursor is invalid' } } : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.events.map(({ id, created_at }, n) => ({
      id,
      occurredAt: Date.parse(created_at),
      actor: { id: '1', name: 'Ada Admin', email: 'ada@acme.test' },
      ip: '203.0.113.7',
      status: 'success',
      ...(kinds[n % kinds.length] as Kind).found,
    })) as unknown as Expected[]
  }

  private answer({ url, headers }: Asked, path: string): Answer {
    if (headers['private-token'] !== gitlabToken) return { status: 401, body: { message: '401 Unauthorized' } }
    if (url.pathname !== path) return { status: 404, body: { error: '404 Not Found' } }
    const query = url.searchParams
    if (query.get('pagination') !== 'keyset') return { status: 405, body: { error: 'offset pagination was removed in 19.0' } }
    const perPage = Math.min(Number(query.get('per_page') ?? 20), 100)
    const until = query.has('created_before') ? Date.parse(query.get('created_before') as string) : this.server.now
    const since = query.has('created_after') ? Date.parse(query.get('created_after') as string) : until - 30 * day
    if (until - since > 30 * day) return { status: 400, body: { message: '400 Bad request - the range must not be longer than 30 days' } }
    const below = query.has('cursor') ? BigInt(Buffer.from(query.get('cursor') as string, 'base64url').toString()) : null
    const fitting = this.events
      .filter(
        ({ id, created_at }) =>
          Date.parse(created_at) >= since && Date.parse(created_at) <= until && (below === null || BigInt(id) < below),
      )
      .reverse()
    const page = fitting.slice(0, perPage)
    const next = new URL(url)
    next.searchParams.set('cursor', Buffer.from(page.at(-1)?.id ?? '').toString('base64url'))
    return {
      headers: { 'RateLimit-Remaining': '1999', ...(fitting.length > perPage ? { Link: `<${next.href}>; rel="next"` } : {}) },
      body: JSON.stringify(page).replaceAll(/"id":"(\d+)"/g, '"id":$1'),
    }
  }
}
