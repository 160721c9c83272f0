import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const atlassianToken = 'atlassian-canary-6d10'
const org = '/admin/v1/orgs/a1b2-org'

interface Kind {
  readonly action: string
  readonly context: readonly object[]
  readonly found: object
}

const bob = { id: '5b10', type: 'users', attributes: { name: 'Bob Smith', email: 'Bob@acme.test', accountType: 'atlassian' } }
const eve = { id: '5b11', type: 'users', attributes: { name: 'Eve Jones', email: 'eve@acme.test', accountType: 'atlassian' } }
const group = { id: '9f-group', type: 'groups', attributes: { name: 'site-admins' } }
const asBob = { type: 'user', id: '5b10', name: 'Bob Smith', email: 'bob@acme.test' }
const asEve = { type: 'user', id: '5b11', name: 'Eve Jones', email: 'eve@acme.test' }
const asGroup = { type: 'group', id: '9f-group', name: 'site-admins' }

const kinds: readonly Kind[] = [
  { action: 'user_added_to_group', context: [group, bob, eve], found: { action: 'group_member_add', resource: asGroup, targets: [asBob, asEve] } },
  { action: 'user_removed_from_group', context: [bob, group], found: { action: 'group_member_remove', resource: asGroup, targets: [asBob] } },
  { action: 'group_created', context: [group], found: { action: 'group_create', resource: asGroup } },
  {
    action: 'user_granted_role',
    context: [bob, { id: 'org-admin', type: 'roles', attributes: { name: 'Organization admin' } }],
    found: { action: 'role_assign', resource: { type: 'role', id: 'org-admin', name: 'Organization admin' }, targets: [asBob] },
  },
  { action: 'user_invited', context: [eve], found: { action: 'user_invite', resource: { type: 'user', id: '5b11', name: 'Eve Jones' }, targets: [asEve] } },
  { action: 'user_logged_in_as_user', context: [bob], found: { action: 'user_logged_in_as_user', targets: [asBob] } },
  { action: 'policy_updated', context: [{ id: 'p1', type: 'policies', attributes: { name: 'Data security' } }], found: { action: 'policy_updated', resource: { type: 'policies', id: 'p1', name: 'Data security' } } },
] // prettier-ignore

export class Atlassian {
  readonly events: readonly { readonly id: string; readonly at: number; readonly item: object }[]
  readonly server: SourceServer

  constructor({ events = 70, days = 120 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.events = spread(events, days, now).map((at, n) => {
      const { action, context } = kinds[n % kinds.length] as Kind
      const id = `2508d209-${String(n).padStart(4, '0')}`
      const attributes = {
        time: new Date(at).toISOString(),
        action,
        actor: { id: '557058', name: 'Ada Admin', email: 'Ada@acme.test', links: { self: 'https://api.atlassian.com/users/557058' } },
        context,
        container: [{ id: 'site-1', type: 'sites', attributes: { siteName: 'acme', siteHostName: 'https://acme.atlassian.net' } }],
        location: { ip: '192.0.2.44', geo: 'CH', countryName: 'Switzerland' },
      }
      return { id, at, item: { id, type: 'events', attributes, message: { content: 'Something happened', format: 'simple' }, links: { self: `https://api.atlassian.com${org}/events/${id}` } } }
    }) // prettier-ignore
    this.server = new SourceServer(
      (server) => ({
        answer: (asked) => this.answer(asked, server.url),
        refuse: (fault, { url }) => {
          const errors = (status: number, title: string) => ({
            status,
            body: { errors: [{ id: 'e1', status: String(status), code: 'ADMIN', title }] },
          })
          if (fault === 'limited') return { ...errors(429, 'Rate limited'), headers: { 'Retry-After': '0', 'X-RateLimit-Remaining': '0' } }
          if (fault === 'unavailable') return errors(500, 'Internal server error')
          return url.searchParams.has('cursor') ? errors(400, 'Invalid cursor') : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.events.map(({ id, at }, n) => ({
      id,
      occurredAt: at,
      actionVerbatim: kinds[n % kinds.length]?.action,
      actor: { id: '557058', name: 'Ada Admin', email: 'ada@acme.test' },
      ip: '192.0.2.44',
      status: 'success',
      ...(kinds[n % kinds.length] as Kind).found,
    })) as unknown as Expected[]
  }

  /** The newest first, in pages of its own size; `from` and `to` in ms. */
  private answer({ url, headers }: Asked, origin: string): Answer {
    if (headers.authorization !== `Bearer ${atlassianToken}`)
      return { status: 401, body: { errors: [{ status: '401', code: 'UNAUTHORIZED', title: 'Unauthorized' }] } }
    if (url.pathname !== `${org}/events`) return { status: 404, body: { errors: [{ status: '404', title: 'Not found' }] } }
    const query = url.searchParams
    const [from, to] = [Number(query.get('from') ?? 0), Number(query.get('to') ?? Infinity)]
    const below = query.has('cursor') ? Number(query.get('cursor')) : this.events.length
    const fitting = this.events.filter(({ at }, n) => n < below && at >= from && at <= to).reverse()
    const page = fitting.slice(0, 12)
    const last = this.events.findIndex(({ id }) => id === page.at(-1)?.id)
    const next = new URL(url.pathname + url.search, origin)
    next.searchParams.set('cursor', String(last))
    const hasMore = fitting.length > page.length
    return {
      body: {
        data: page.map(({ item }) => item),
        meta: { page_size: page.length, ...(hasMore ? { next: String(last) } : {}) },
        links: { self: url.href, ...(hasMore ? { next: next.href } : {}) },
      },
    }
  }
}
