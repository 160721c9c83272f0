import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const slackToken = 'xoxp-canary-90af'

interface SlackEntry {
  readonly id: string
  /** Seconds since the epoch. */
  readonly date_create: number
  readonly action: string
  readonly [member: string]: unknown
}

const jane = { id: 'U01A2ABCD', name: 'Jane Miller', email: 'Jane@acme.test', team: 'T01' }
const bob = { id: 'U05MA2B2C', name: 'Bob Smith', email: 'bob@acme.test', team: 'T01' }
const user = (of: object) => ({ type: 'user', user: of })
const asJane = { id: 'U01A2ABCD', name: 'Jane Miller', email: 'jane@acme.test' }
const asBob = { type: 'user', id: 'U05MA2B2C', name: 'Bob Smith', email: 'bob@acme.test' }
const developers = { type: 'usergroup', usergroup: { id: 'S02ABABCD', name: 'Developers' } }

interface Kind {
  readonly action: string
  readonly entity: object
  readonly details: object | null
  readonly found: object
}

const kinds: readonly Kind[] = [
  { action: 'role_change_to_admin', entity: user(bob), details: null, found: { action: 'role_assign', resource: { type: 'role', name: 'admin' }, targets: [asBob] } },
  {
    action: 'role_assigned',
    entity: { type: 'role', role: { id: 'Rl0E', name: 'Message Activity Manager', type: '0' } },
    details: { target_entity: 'T01', target_user: 'U05MA2B2C' },
    found: { action: 'role_assign', resource: { type: 'role', id: 'Rl0E', name: 'Message Activity Manager' }, targets: [{ type: 'user', id: 'U05MA2B2C' }] },
  },
  {
    // Who joins is the actor of such an event; who let them in stands in the details.
    action: 'user_added_to_usergroup',
    entity: developers,
    details: { inviter: user(bob), type: 'INVITED' },
    found: { action: 'group_member_add', actor: { id: 'U05MA2B2C', name: 'Bob Smith', email: 'bob@acme.test' }, resource: { type: 'group', id: 'S02ABABCD', name: 'Developers' }, targets: [{ type: 'user', ...asJane }] },
  },
  {
    action: 'user_removed_from_usergroup',
    entity: developers,
    details: { kicker: user(bob), type: 'KICKED' },
    found: { action: 'group_member_remove', actor: { email: 'bob@acme.test' }, resource: { type: 'group', id: 'S02ABABCD' }, targets: [{ type: 'user', ...asJane }] },
  },
  {
    action: 'permissions_removed',
    entity: { type: 'account_type_role', account_type_role: { id: 1003, name: 'MULTI_CHANNEL_GUEST' } },
    details: { changed_permissions: ['CREATE_PRIVATE_CHANNEL'], target_entity_id: 'T01' },
    found: { action: 'role_update', resource: { type: 'role', id: '1003', name: 'MULTI_CHANNEL_GUEST' }, changes: { before: '["CREATE_PRIVATE_CHANNEL"]' } },
  },
  {
    action: 'user_profile_updated',
    entity: user(bob),
    details: { new_profile: { first_name: 'Rob' }, previous_profile: { first_name: 'Bob' } },
    found: { action: 'user_update', resource: { type: 'user', id: 'U05MA2B2C', name: 'Bob Smith' }, targets: [asBob], changes: { before: '{"first_name":"Bob"}', after: '{"first_name":"Rob"}' } },
  },
  { action: 'user_login_failed', entity: user(jane), details: null, found: { action: 'user_login_failed', status: 'failed' } },
  { action: 'file_downloaded', entity: { type: 'file', file: { id: 'F1', name: 'image.png', title: 'image.png' } }, details: { url_private: 'https://acme.test/' }, found: { action: 'file_downloaded', resource: { type: 'file', id: 'F1', name: 'image.png' } } },
] // prettier-ignore

function entry(n: number, at: number): SlackEntry {
  const { action, entity, details } = kinds[n % kinds.length] as Kind
  return {
    id: `0123a45b-${String(n).padStart(4, '0')}`,
    date_create: at / 1000,
    action,
    actor: user(jane),
    entity,
    context: {
      location: { type: 'workspace', id: 'T01', name: 'Acme', domain: 'acme' },
      ua: 'Mozilla/5.0',
      ip_address: '198.51.100.2',
      session_id: 1,
    },
    details,
  }
}

export class Slack {
  readonly entries: readonly SlackEntry[]
  readonly server: SourceServer
  readonly mostOfPage: number

  constructor({ entries = 90, days = 400, mostOfPage = 20 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.mostOfPage = mostOfPage
    this.entries = spread(entries, days, now).map((at, n) => entry(n, at))
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault, { url }) => {
          if (fault === 'limited') return { status: 429, headers: { 'Retry-After': '0' }, body: { ok: false, error: 'ratelimited' } }
          if (fault === 'unavailable') return { status: 500, body: { ok: false, error: 'internal_error' } }
          return url.searchParams.has('cursor') ? { status: 400, body: { ok: false, error: 'invalid_cursor' } } : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.entries.map(({ id, date_create, action }, n) => ({
      id,
      occurredAt: date_create * 1000,
      actionVerbatim: action,
      actor: asJane,
      ip: '198.51.100.2',
      userAgent: 'Mozilla/5.0',
      status: 'success',
      ...(kinds[n % kinds.length] as Kind).found,
    })) as unknown as Expected[]
  }

  /** Pages may be shorter than asked for; the last has an empty cursor. `oldest` and `latest` are both inclusive. */
  private answer({ url, headers }: Asked): Answer {
    if (headers.authorization !== `Bearer ${slackToken}`) return { status: 401, body: { ok: false, error: 'invalid_auth' } }
    if (url.pathname !== '/audit/v1/logs') return { status: 404, body: { ok: false, error: 'not_found' } }
    const query = url.searchParams
    const limit = Number(query.get('limit') ?? 100)
    if (limit > 9999) return { status: 400, body: { ok: false, error: 'invalid_limit' } }
    const [oldest, latest] = [Number(query.get('oldest') ?? 0), Number(query.get('latest') ?? Infinity)]
    if (!Number.isInteger(oldest)) return { status: 400, body: { ok: false, error: 'invalid_arguments' } }
    const from = query.has('cursor')
      ? Number(
          Buffer.from(query.get('cursor') as string, 'base64')
            .toString()
            .slice('next:'.length),
        )
      : 0
    const fitting = this.entries.filter(({ date_create }) => date_create >= oldest && date_create <= latest).reverse()
    const end = from + Math.min(limit, this.mostOfPage)
    const cursor = end < fitting.length ? Buffer.from(`next:${String(end)}`).toString('base64') : ''
    return { body: { entries: fitting.slice(from, end), response_metadata: { next_cursor: cursor } } }
  }
}
