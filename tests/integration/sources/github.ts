import { day, spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const githubToken = 'ghp_canary90af'

interface Kind {
  readonly event: Readonly<Record<string, unknown>>
  readonly found: object
}

const asBen = { type: 'user', id: '9', name: 'ben' }
const ben = { user: 'ben', user_id: 9 }
const kinds: readonly Kind[] = [
  { event: { action: 'team.add_member', team: 'acme/finance', ...ben }, found: { action: 'group_member_add', resource: { type: 'group', name: 'acme/finance' }, targets: [asBen] } },
  { event: { action: 'team.remove_member', team: 'acme/finance', ...ben }, found: { action: 'group_member_remove', resource: { type: 'group', name: 'acme/finance' }, targets: [asBen] } },
  { event: { action: 'org.update_member', permission: 'admin', old_permission: 'read', ...ben }, found: { action: 'role_assign', resource: { type: 'role', name: 'admin' }, targets: [asBen], changes: { before: '{"permission":"read"}', after: '{"permission":"admin"}' } } },
  { event: { action: 'repo.add_member', repo: 'acme/web', permission: 'write', ...ben }, found: { action: 'role_assign', resource: { type: 'permission', name: 'write' }, targets: [asBen] } },
  { event: { action: 'org.invite_member', ...ben, email: 'Ben@acme.test' }, found: { action: 'user_invite', resource: { type: 'user', name: 'ben' }, targets: [{ ...asBen, email: 'ben@acme.test' }] } },
  { event: { action: 'org.remove_member', ...ben }, found: { action: 'user_remove', resource: { type: 'user', id: '9', name: 'ben' }, targets: [asBen] } },
  { event: { action: 'git.clone', repo: 'acme/web', repository: 'acme/web' }, found: { action: 'git.clone', resource: { type: 'repository', name: 'acme/web' } } },
  { event: { action: 'user.failed_login' }, found: { action: 'user.failed_login', status: 'failed' } },
] // prettier-ignore

interface Event extends Readonly<Record<string, unknown>> {
  readonly '@timestamp': number
}

export class Github {
  readonly events: readonly Event[]
  readonly server: SourceServer

  constructor({ events = 240, days = 170 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.events = spread(events, days, now).map((at, n) => ({
      '@timestamp': at + (n % 1000), _document_id: `doc-${String(n)}`, actor: 'octo', actor_id: 1, actor_ip: '203.0.113.8', org: 'acme', org_id: 5, ...(kinds[n % kinds.length] as Kind).event,
    })) // prettier-ignore
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault, { url }) => {
          // A secondary limit: another status than usual, and a budget that is not spent.
          if (fault === 'limited') return { status: 403, headers: { 'Retry-After': '0', 'X-RateLimit-Remaining': '100' }, body: { message: 'You have exceeded a secondary rate limit.' } }
          if (fault === 'unavailable') return { status: 502, body: { message: 'Server Error' } }
          return url.searchParams.has('after') ? { status: 422, body: { message: 'Invalid cursor' } } : undefined
        },
      }),
      now,
    ) // prettier-ignore
  }

  expected(): Expected[] {
    return this.events.map((event, n) => ({
      id: event['_document_id'],
      occurredAt: event['@timestamp'],
      actionVerbatim: event['action'],
      actor: { email: '', id: '1', name: 'octo' },
      ip: '203.0.113.8',
      status: 'success',
      ...(kinds[n % kinds.length] as Kind).found,
    })) as unknown as Expected[]
  }

  /** Without `include` Git events are left out, and without `created` all that is older than ninety days. */
  private answer({ url, headers }: Asked): Answer {
    if (headers.authorization !== `Bearer ${githubToken}`) return { status: 401, body: { message: 'Bad credentials' } }
    if (url.pathname !== '/orgs/acme/audit-log') return { status: 404, body: { message: 'Not Found' } }
    const query = url.searchParams
    const [, from = '', to = ''] = /^created:(\S+?)\.\.(\S+)$/.exec(query.get('phrase') ?? '') ?? []
    const [since, until] = from === '' ? [this.server.now - 90 * day, Infinity] : [Date.parse(from), Date.parse(to)]
    const fitting = this.events
      .filter((event) => event['@timestamp'] >= since && event['@timestamp'] <= until && (query.get('include') === 'all' || !String(event['action']).startsWith('git.')))
      .reverse() // prettier-ignore
    const perPage = Math.min(Number(query.get('per_page') ?? 30), 100)
    const begins = Number(atob(query.get('after') ?? 'MA=='))
    const next = new URL(url)
    next.searchParams.set('after', btoa(String(begins + perPage)))
    return {
      headers: { 'X-RateLimit-Limit': '1750', 'X-RateLimit-Remaining': '1700', ...(begins + perPage < fitting.length && { Link: `<${next.href}>; rel="next", <${url.href}>; rel="first"` }) },
      body: fitting.slice(begins, begins + perPage),
    } // prettier-ignore
  }
}
