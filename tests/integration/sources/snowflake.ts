import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const snowflakeToken = 'snowflake-canary-88d2'

/** A row of the views: created, deleted, role, granted to, grantee, granted by, privilege, granted on, name. */
type Row = readonly (string | null)[]

export class Snowflake {
  readonly rows: readonly Row[]
  readonly server: SourceServer
  /** Of every answer; only the first has its rows in the answer itself. */
  partitions = 1
  /** How often the first statement is still running when it is asked about. */
  running = 0
  /** Statements whose results are not kept any more. */
  readonly expired = new Set<string>()
  /** Rows of the last partition that do not come. */
  missing = 0
  readonly statements = new Map<string, { readonly data: readonly Row[]; polls: number }>()

  constructor({ grants = 60, days = 300 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    const times = spread(grants, days, now)
    this.rows = times.map((at, n) => {
      const revoked = n % 3 === 0 ? new Date(Math.min(at + 40 * 86_400_000, now - 60_000)).toISOString() : null
      const who = n % 2 === 0 ? ['ANALYST', 'USER', `PERSON_${String(n)}`, 'SECURITYADMIN', null, null, null] : [null, 'ROLE', `TEAM_${String(n)}`, 'SYSADMIN', 'SELECT', 'TABLE', 'PAYROLL']
      return [new Date(at).toISOString(), revoked, ...who]
    }) // prettier-ignore
    const refused = (status: number, code: string, message: string) => ({ status, body: { code, message, sqlState: '57014' } })
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault) => {
          if (fault === 'limited') return { ...refused(429, '390500', 'Too many requests'), headers: { 'Retry-After': '0' } }
          if (fault === 'unavailable') return refused(503, '390400', 'Service unavailable')
          // The statement took longer than it may.
          return refused(408, '000630', 'Statement reached its timeout')
        },
      }),
      now,
    )
  }

  /** What the statement gives: two rows where a grant was revoked, one where it was not. */
  private get events(): readonly Row[] {
    return this.rows.flatMap(([created = null, deleted = null, ...more]) => [
      ['GRANT', created, created, ...more],
      ...(deleted === null ? [] : [['REVOKE', deleted, created, ...more]]),
    ])
  }

  expected(): Expected[] {
    return this.events.map(([event, at, created, role, grantedTo, grantee, grantedBy, privilege, on, name]) => {
      const said = JSON.stringify(role ? { role } : { privilege, on, name })
      return {
        id: createHash('sha256')
          .update(JSON.stringify([event, created, role, privilege, on, name, grantedTo, grantee, grantedBy]))
          .digest('hex'),
        occurredAt: Date.parse(at as string),
        action: event === 'GRANT' ? 'role_assign' : 'role_revoke',
        actionVerbatim: `${String(event)} ${role ? 'ROLE' : String(privilege)}`,
        actor: { name: grantedBy, email: '' },
        resource: role
          ? { type: 'role', name: role }
          : { type: 'permission', name: `${String(privilege)} ON ${String(on)} ${String(name)}` },
        targets: [{ type: grantedTo?.toLowerCase(), name: grantee }],
        status: 'success',
        changes: event === 'GRANT' ? { after: said } : { before: said },
      }
    })
  }

  private answer({ method, url, headers, body }: Asked): Answer {
    const refused = (status: number, code: string, message: string) => ({ status, body: { code, message } })
    if (headers.authorization !== `Bearer ${snowflakeToken}`) return refused(401, '390303', 'Invalid OAuth access token.')
    const handle = /^\/api\/v2\/statements\/([0-9a-f-]+)$/.exec(url.pathname)?.[1]
    if (method === 'GET' && handle !== undefined) return this.about(handle, url.searchParams.get('partition'))
    if (method !== 'POST' || url.pathname !== '/api/v2/statements') return refused(404, '391920', 'Not found')
    const { statement, bindings } = JSON.parse(body) as { statement: string; bindings: Record<string, { type: string; value: unknown }> }
    const [since, until] = ['1', '2'].map((name) => bindings[name]?.value)
    if (typeof since !== 'string' || typeof until !== 'string' || Number.isNaN(Date.parse(since)) || Number.isNaN(Date.parse(until)))
      return refused(422, '002049', 'invalid binding')
    if (!/GRANTS_TO_USERS.*GRANTS_TO_ROLES.*WHERE AT >= since AND AT < until/.test(statement))
      return refused(422, '001003', 'SQL compilation error')
    const data = this.events.filter(
      ([, at]) => Date.parse(at as string) >= Date.parse(since) && Date.parse(at as string) < Date.parse(until),
    )
    const made = `01b2c3d4-${String(this.statements.size).padStart(4, '0')}`
    this.statements.set(made, { data, polls: 0 })
    return this.running > 0 && this.statements.size === 1 ? this.underWay(made) : this.partition(made, 0)
  }

  private underWay(handle: string): Answer {
    const body = {
      code: '333334',
      message: 'Asynchronous execution in progress. Use provided query id to perform query monitoring and management.',
      statementHandle: handle,
      statementStatusUrl: `/api/v2/statements/${handle}?requestId=r1`,
    }
    return { status: 202, body }
  }

  private about(handle: string, partition: string | null): Answer {
    const known = this.statements.get(handle)
    if (!known || this.expired.has(handle))
      return { status: 422, body: { code: '000709', message: 'Statement not found', sqlState: '02000' } }
    if (handle === '01b2c3d4-0000' && known.polls++ < this.running) return this.underWay(handle)
    return this.partition(handle, Number(partition ?? 0))
  }

  /** Partitions behind the first come compressed, without what the first says of all. */
  private partition(handle: string, part: number): Answer {
    const data = this.statements.get(handle)?.data ?? []
    const each = Math.ceil(data.length / this.partitions)
    const rows = data.slice(part * each, (part + 1) * each)
    if (part > 0) {
      const sent = part === this.partitions - 1 ? rows.slice(0, rows.length - this.missing) : rows
      return { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync(JSON.stringify({ data: sent })) }
    }
    return {
      body: {
        resultSetMetaData: {
          numRows: data.length,
          format: 'jsonv2',
          partitionInfo: Array.from({ length: this.partitions }, () => ({ rowCount: each, uncompressedSize: 1 })),
          rowType: [],
        },
        data: rows,
        code: '090001',
        statementHandle: handle,
        message: 'Statement executed successfully.',
      },
    }
  }
}
