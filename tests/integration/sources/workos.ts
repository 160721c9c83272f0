import { connectorDefinition, type ConnectorDefinition } from '@contract/connector.ts'
import { definitionOf } from '../../../src-main/connector/built-in.ts'
import { rowOf } from '../../../src-main/data-service/connector/cells.ts'
import type { Expected } from './proof.ts'
import { day, minute, spread, SourceServer, type Answer, type Asked } from './source-server.ts'

export const workOsToken = 'sk_canary_51bd'

interface Event {
  readonly id: string
  readonly at: number
  readonly action: string
  readonly targets: readonly object[]
  readonly found: object
}

interface Export {
  readonly from: number
  readonly to: number
  polls: number
}

const ben = { type: 'user', id: 'user_ben', name: 'Ben, "B"', metadata: { email: 'Ben@acme.test' } }
const asBen = [{ type: 'user', id: 'user_ben', name: 'Ben, "B"', email: 'ben@acme.test' }]
const team = { type: 'team', id: 'team_1', name: 'Developers' }
const kinds = [
  { action: 'role.assigned', targets: [ben, { type: 'role', id: 'role_1', name: 'Admin' }], found: { action: 'role_assign', resource: { type: 'role', id: 'role_1', name: 'Admin' }, targets: asBen } },
  { action: 'group.member_added', targets: [team, ben], found: { action: 'group_member_add', resource: { type: 'group', id: 'team_1', name: 'Developers' }, targets: asBen } },
  { action: 'user.signed_in', targets: [team], found: { action: 'user.signed_in', resource: { type: 'group', id: 'team_1' } } },
  { action: 'user.signin_failed', targets: [team], found: { status: 'failed' } },
] as const // prettier-ignore
const header = 'id,action,occurred_at,actor_id,actor_name,actor_type,actor_metadata,targets,context_location,context_user_agent,metadata'

/** Exports of WorkOS as its reference says: asked for, pending, ready with an address that lives for ten minutes, on another host. */
export class WorkOs {
  readonly events: readonly Event[]
  readonly api: SourceServer
  readonly files: SourceServer
  readonly exports = new Map<string, Export>()
  /** How often an export is pending before it is ready. */
  pending = 2
  /** Instead of ready. */
  state = 'ready'
  /** What the file server makes of a file's text. */
  sent = (text: string): Answer => ({ headers: { 'Content-Type': 'text/csv' }, body: text })
  /** Where the address leads; absent: to the file server. */
  origin: string | null = null
  /** So much of an address's time is over when it is given, ms. */
  agedMs = 0

  constructor({ events = 60, days = 80 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.events = spread(events, days, now).map((at, n) => {
      const { action, targets, found } = kinds[n % kinds.length] as (typeof kinds)[number]
      return { id: `audit_event_${String(n).padStart(4, '0')}`, at, action, targets, found }
    })
    const refuse = (fault: string, { method }: Asked): Answer | undefined => {
      if (fault === 'limited') return { status: 429, headers: { 'Retry-After': '0' }, body: { message: 'Too many requests' } }
      if (fault === 'unavailable') return { status: 503, body: { message: 'Service unavailable' } }
      // Without a word.
      return method === 'GET' ? { status: 404 } : undefined
    }
    this.api = new SourceServer(() => ({ answer: (asked) => this.answer(asked), refuse }), now)
    this.files = new SourceServer(() => ({ answer: (asked) => this.file(asked), refuse }), now)
  }

  async listen(): Promise<SourceServer> {
    await this.files.listen()
    return await this.api.listen()
  }

  /** The built-in definition, which asks sooner. */
  get definition(): ConnectorDefinition {
    const { job, ...rest } = definitionOf('workos-audit')
    return connectorDefinition.parse({ ...rest, job: { ...job, everySeconds: 0.1 } })
  }

  expected(): Expected[] {
    return this.events.map(({ id, at, action, found }) => ({
      id,
      occurredAt: at,
      actionVerbatim: action,
      actor: { id: 'user_ada', name: 'Ada', email: 'ada@acme.test' },
      ip: '192.0.2.1',
      userAgent: 'Chrome/104.0.0.0',
      status: 'success',
      ...found,
    })) as unknown as Expected[]
  }

  private answer({ method, url, headers, body }: Asked): Answer {
    const refused = (status: number, code: string, message: string) => ({ status, body: { code, message } })
    if (headers.authorization !== `Bearer ${workOsToken}`) return refused(401, 'unauthorized', 'Unauthorized')
    if (method === 'POST' && url.pathname === '/audit_logs/exports') {
      const asked = JSON.parse(body) as { organization_id?: string; range_start?: string; range_end?: string }
      if (asked.organization_id !== 'org_01') return refused(404, 'entity_not_found', 'Organization not found')
      const [from, to] = [Date.parse(asked.range_start ?? ''), Date.parse(asked.range_end ?? '')]
      if (Number.isNaN(from) || Number.isNaN(to))
        return refused(422, 'invalid_request_parameters', 'range_start and range_end must be dates')
      if (to - from > 92 * day) return refused(400, 'invalid_date_range', 'The range may not exceed three months')
      const id = `audit_log_export_${String(this.exports.size)}`
      this.exports.set(id, { from, to, polls: 0 })
      return { status: 201, body: this.said(id, 'pending', null) }
    }
    const id = /^\/audit_logs\/exports\/([^/]+)$/.exec(url.pathname)?.[1] ?? ''
    const known = this.exports.get(id)
    if (method !== 'GET' || !known) return refused(404, 'entity_not_found', 'Could not be found')
    if (++known.polls <= this.pending) return { body: this.said(id, 'pending', null) }
    const until = this.api.now + 10 * minute - this.agedMs
    const link = `${this.origin ?? this.files.url}/audit-log-exports/${id}.csv?until=${String(until)}&signature=canary-of-the-link`
    return { body: this.said(id, this.state, this.state === 'ready' ? link : null) }
  }

  private said(id: string, state: string, url: string | null) {
    return { object: 'audit_log_export', id, state, url, created_at: '2026-01-15T12:00:00.000Z', updated_at: '2026-01-15T12:00:00.000Z' }
  }

  private file({ url }: Asked): Answer {
    const known = this.exports.get(/([^/]+)\.csv$/.exec(url.pathname)?.[1] ?? '')
    if (!known) return { status: 404, headers: { 'Content-Type': 'application/xml' }, body: '<Error><Code>NoSuchKey</Code></Error>' }
    if (Number(url.searchParams.get('until')) <= this.api.now)
      return { status: 403, headers: { 'Content-Type': 'application/xml' }, body: '<Error><Code>AccessDenied</Code></Error>' }
    return this.sent(this.fileOf(this.events.filter(({ at }) => at >= known.from && at < known.to)))
  }

  /** As the console exports it, too. */
  fileOf(events: readonly Event[]): string {
    const rows = events.map(({ id, at, action, targets }) => {
      const actor = ['user_ada', 'Ada', 'user', JSON.stringify({ email: 'Ada@acme.test' })]
      return rowOf([id, action, new Date(at).toISOString(), ...actor, JSON.stringify(targets), '192.0.2.1', 'Chrome/104.0.0.0', '{}'])
    })
    return [header, ...rows, ''].join('\n')
  }
}
