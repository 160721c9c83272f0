import { minute, spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const onePasswordToken = 'ops-canary-2b7e'

interface Kind {
  readonly action: string
  readonly object_type: string
  readonly more: object
  readonly found: object
}

const bob = { uuid: 'K6VFYDCJKHGGDI7QFAXX65LCDY', name: 'Bob Smith', email: 'bob@acme.test' }
const asBob = { type: 'user', id: bob.uuid, name: 'Bob Smith', email: 'bob@acme.test' }

const kinds: readonly Kind[] = [
  { action: 'join', object_type: 'gm', more: { object_uuid: 'group-1', aux_id: 9, aux_uuid: bob.uuid, aux_details: bob, aux_info: 'R' }, found: { action: 'group_member_add', actionVerbatim: 'join gm', resource: { type: 'group', id: 'group-1' }, targets: [asBob] } },
  { action: 'leave', object_type: 'gm', more: { object_uuid: 'group-1', aux_id: 9, aux_uuid: bob.uuid, aux_details: bob }, found: { action: 'group_member_remove', resource: { type: 'group', id: 'group-1' }, targets: [asBob] } },
  { action: 'grant', object_type: 'uva', more: { object_uuid: 'vault-1', aux_id: 3, aux_uuid: bob.uuid, aux_details: bob, aux_info: '98' }, found: { action: 'role_assign', actionVerbatim: 'grant uva', resource: { type: 'permission', id: 'vault-1', name: '98' }, targets: [asBob] } },
  { action: 'revoke', object_type: 'gva', more: { object_uuid: 'vault-1', aux_id: 4, aux_uuid: 'group-1' }, found: { action: 'role_revoke', resource: { type: 'permission', id: 'vault-1' }, targets: [{ type: 'group', id: 'group-1' }] } },
  { action: 'create', object_type: 'invite', more: { object_uuid: 'invite-1', aux_info: 'eve@acme.test' }, found: { action: 'user_invite', resource: { type: 'invite', id: 'invite-1' }, targets: [{ type: 'user', email: 'eve@acme.test' }] } },
  { action: 'delete', object_type: 'user', more: { object_uuid: bob.uuid, object_details: bob }, found: { action: 'user_remove', resource: { type: 'user', id: bob.uuid, name: 'Bob Smith' }, targets: [asBob] } },
  { action: 'create', object_type: 'group', more: { object_uuid: 'group-2' }, found: { action: 'group_create', resource: { type: 'group', id: 'group-2' } } },
  { action: 'suspend', object_type: 'user', more: { object_uuid: bob.uuid, object_details: bob }, found: { action: 'suspend user', targets: [asBob] } },
] // prettier-ignore

const time = (text: string | undefined): number | null => (text === undefined ? null : Date.parse(text))

export class OnePassword {
  readonly events: readonly { readonly id: string; readonly at: number; readonly item: object }[]
  readonly server: SourceServer

  constructor({ events = 64, days = 110 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.events = spread(events, days, now).map((at, n) => {
      const { action, object_type, more } = kinds[n % kinds.length] as Kind
      const uuid = `56YE2TYN2VFYRLNSHKPW5N${String(n).padStart(4, '0')}`
      const item = {
        uuid,
        // With its own offset and nanoseconds.
        timestamp: new Date(at - 180 * minute).toISOString().replace('.000Z', '.827288935-03:00'),
        actor_uuid: '4HCGRGYCTRQFBMGVEGTABYDU2V',
        actor_details: { uuid: '4HCGRGYCTRQFBMGVEGTABYDU2V', name: 'Ada Admin', email: 'Ada@acme.test' },
        actor_type: 'user',
        action,
        object_type,
        ...more,
        session: { uuid: 'A5K6', login_time: '2026-01-01T00:00:00Z', device_uuid: 'lc5f', ip: '192.0.2.254' },
        location: { country: 'Switzerland', city: 'Bern', latitude: 46.9, longitude: 7.4 },
      }
      return { id: uuid, at: at + 827, item }
    })
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault, { body }) => {
          if (fault === 'limited')
            return { status: 429, headers: { 'Retry-After': '0' }, body: { Error: { Message: 'too many requests' } } }
          if (fault === 'unavailable') return { status: 500, body: { Error: { Message: 'Internal server error' } } }
          return body.includes('"cursor"') ? { status: 400, body: { Error: { Message: 'invalid cursor' } } } : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.events.map(({ id, at }, n) => ({
      id,
      occurredAt: at,
      actor: { id: '4HCGRGYCTRQFBMGVEGTABYDU2V', name: 'Ada Admin', email: 'ada@acme.test' },
      ip: '192.0.2.254',
      status: 'success',
      ...(kinds[n % kinds.length] as Kind).found,
    })) as unknown as Expected[]
  }

  /** The body is a cursor alone, or a limit with a start and an end; a feed, the oldest first. There is always a cursor. */
  private answer({ method, url, headers, body }: Asked): Answer {
    const refused = (status: number, Message: string) => ({ status, body: { Error: { Message } } })
    if (headers.authorization !== `Bearer ${onePasswordToken}`) return refused(401, 'Unauthorized access')
    if (url.pathname !== '/api/v1/auditevents' || method !== 'POST') return refused(404, 'Not found')
    if (url.search !== '' || headers['content-type']?.startsWith('application/json') !== true) return refused(400, 'Bad request')
    const asked = JSON.parse(body) as { cursor?: string; limit?: number; start_time?: string; end_time?: string }
    const names = Object.keys(asked)
    if (asked.cursor !== undefined && names.length > 1) return refused(400, 'cursor and reset cursor are exclusive')
    if (names.some((name) => !['cursor', 'limit', 'start_time', 'end_time'].includes(name))) return refused(400, 'unknown member')
    const start = asked.cursor === undefined ? { limit: asked.limit ?? 100, from: time(asked.start_time) ?? this.server.now - 60 * minute, to: time(asked.end_time), at: 0 }
      : (JSON.parse(Buffer.from(asked.cursor, 'base64url').toString()) as { limit: number; from: number; to: number | null; at: number }) // prettier-ignore
    if (start.limit < 1 || start.limit > 1000) return refused(400, 'limit')
    const most = Math.min(start.limit, 15)
    const fitting = this.events.filter(({ at }) => at >= start.from && (start.to === null || at < start.to))
    const end = Math.min(start.at + most, fitting.length)
    return {
      body: {
        cursor: Buffer.from(JSON.stringify({ ...start, at: end })).toString('base64url'),
        has_more: end < fitting.length,
        items: fitting.slice(start.at, end).map(({ item }) => item),
      },
    }
  }
}
