import { createVerify, generateKeyPairSync } from 'node:crypto'
import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const workspaceAccount = JSON.stringify({
  type: 'service_account', project_id: 'acme-audit', client_email: 'audit@acme-audit.iam.example', private_key_id: 'k1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }), token_uri: 'https://oauth2.googleapis.com/token',
}) // prettier-ignore
export const workspaceAdmin = 'admin@acme.test'

/** Whether an assertion is signed by the account, for this scope and person; as the token endpoint checks it. */
export function isGoodAssertion(assertion: string, scope: string, subject: string | undefined, now: number): boolean {
  const [head = '', claims = '', signature = ''] = assertion.split('.')
  const verifies = createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, Buffer.from(signature, 'base64url'))
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
  const age = now / 1000 - Number(said['iat'])
  return verifies && said['iss'] === 'audit@acme-audit.iam.example' && said['aud'] === 'https://oauth2.googleapis.com/token' && said['scope'] === scope && said['sub'] === subject && Math.abs(age) < 300
} // prettier-ignore

const asBen = { type: 'user', email: 'ben@acme.test' }
const email = { name: 'USER_EMAIL', value: 'Ben@acme.test' }
const event = (type: string, name: string, ...parameters: object[]) => ({ type, name, parameters })

interface Kind {
  readonly events: readonly object[]
  readonly found: readonly object[]
}

const kinds: readonly Kind[] = [
  {
    events: [
      event('USER_SETTINGS', 'CREATE_USER', email),
      event('GROUP_SETTINGS', 'ADD_GROUP_MEMBER', email, { name: 'GROUP_EMAIL', value: 'finance@acme.test' }),
      event('DELEGATED_ADMIN_SETTINGS', 'ASSIGN_ROLE', { name: 'ROLE_NAME', value: '_SEED_ADMIN_ROLE' }, { name: 'ROLE_ID', intValue: '12345678901234567' }, email, { name: 'PRIVS', multiValue: ['USERS_ALL', 'GROUPS_ALL'] }, { name: 'ON', boolValue: true }),
    ],
    found: [
      { action: 'CREATE_USER', resource: { type: 'user', name: 'Ben@acme.test' }, targets: [asBen] },
      { action: 'group_member_add', resource: { type: 'group', id: 'finance@acme.test', name: 'finance@acme.test' }, targets: [asBen] },
      { action: 'role_assign', resource: { type: 'role', id: '12345678901234567', name: '_SEED_ADMIN_ROLE' }, targets: [asBen], changes: { after: '{"ROLE_NAME":"_SEED_ADMIN_ROLE","ROLE_ID":"12345678901234567","USER_EMAIL":"Ben@acme.test","PRIVS":["USERS_ALL","GROUPS_ALL"],"ON":true}' } },
    ],
  },
  {
    events: [event('DELEGATED_ADMIN_SETTINGS', 'UNASSIGN_ROLE', { name: 'ROLE_NAME', value: 'Help desk' }, email)],
    found: [{ action: 'role_revoke', resource: { type: 'role', name: 'Help desk' }, targets: [asBen], changes: { before: '{"ROLE_NAME":"Help desk","USER_EMAIL":"Ben@acme.test"}' } }],
  },
  {
    events: [event('USER_SETTINGS', 'CHANGE_LAST_NAME', email, { name: 'OLD_VALUE', value: 'Smith' }, { name: 'NEW_VALUE', value: 'Jones' })],
    found: [{ action: 'user_update', resource: { type: 'user', name: 'Ben@acme.test' }, targets: [asBen], changes: { before: '{"value":"Smith"}', after: '{"value":"Jones"}' } }],
  },
  {
    events: [{ ...event('GROUP_SETTINGS', 'DELETE_GROUP', { name: 'GROUP_EMAIL', value: 'old@acme.test' }), status: { eventStatus: 'FAILED', errorCode: 403, errorMessage: 'no' } }],
    found: [{ action: 'group_delete', status: 'failed', resource: { type: 'group', id: 'old@acme.test' }, reason: { code: '403', message: 'no' } }],
  },
] // prettier-ignore

interface Activity {
  readonly id: { readonly time: string; readonly uniqueQualifier: string; readonly applicationName: string; readonly customerId: string }
  readonly events: readonly object[]
}

export class Workspace {
  readonly activities: readonly Activity[]
  readonly server: SourceServer

  constructor({ activities = 60, days = 170 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.activities = spread(activities, days, now).map((at, n) => ({
      kind: 'admin#reports#activity', etag: `"${String(n)}"`,
      id: { time: new Date(at).toISOString(), uniqueQualifier: String(-1234567890123456789n + BigInt(n)), applicationName: 'admin', customerId: 'C0acme' },
      actor: { callerType: 'USER', email: 'Ada@acme.test', profileId: '100000000000000000001' }, ipAddress: '2001:db8::1', events: (kinds[n % kinds.length] as Kind).events,
    })) // prettier-ignore
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault, { url }) => {
          if (fault === 'limited') return refusal(403, 'rateLimitExceeded', { 'Retry-After': '0' })
          if (fault === 'unavailable') return refusal(503, 'backendError')
          return url.searchParams.has('pageToken') ? refusal(400, 'invalid') : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.activities.flatMap(({ id }, n) =>
      (kinds[n % kinds.length] as Kind).found.map((found, part) => ({
        id: `${id.uniqueQualifier} ${id.time}${part === 0 ? '' : `#${String(part + 1)}`}`,
        timestamp: id.time,
        actor: { email: 'ada@acme.test', id: '100000000000000000001' },
        ip: '2001:db8::1',
        status: 'success',
        ...found,
      })),
    ) as unknown as Expected[]
  }

  /** A page without its list is an empty one, and may name a next one; the etag is another one each time. */
  private answer({ number, url, headers, body }: Asked): Answer {
    if (url.pathname === '/token') {
      const form = new URLSearchParams(body)
      const good = isGoodAssertion(form.get('assertion') ?? '..', 'https://www.googleapis.com/auth/admin.reports.audit.readonly', workspaceAdmin, this.server.now)
      return good ? { body: { access_token: 'canary-token-of-google', expires_in: 3599, token_type: 'Bearer' } } : { status: 400, body: { error: 'invalid_grant' } }
    } // prettier-ignore
    if (headers.authorization !== 'Bearer canary-token-of-google') return refusal(401, 'authError')
    if (url.pathname !== '/admin/reports/v1/activity/users/all/applications/admin') return refusal(404, 'notFound')
    const query = url.searchParams
    if (Number(query.get('maxResults') ?? 1000) > 1000) return refusal(400, 'invalid')
    const [from, to] = [Date.parse(query.get('startTime') ?? '1970-01-01'), Date.parse(query.get('endTime') ?? '2999-01-01')]
    const fitting = this.activities.filter(({ id }) => Date.parse(id.time) >= from && Date.parse(id.time) <= to).reverse()
    const [place = '0', isAfterGap] = (query.get('pageToken') ?? '0').split('.')
    const begins = Number(place)
    const head = { kind: 'admin#reports#activities', etag: `"page-${String(number)}"` }
    if (begins === 14 && isAfterGap === undefined) return { body: { ...head, nextPageToken: '14.on' } }
    const items = fitting.slice(begins, begins + 7).map((each) => ({ ...each, etag: `"${String(number)}"` }))
    const next = begins + 7 < fitting.length ? { nextPageToken: String(begins + 7) } : {}
    return { body: { ...head, ...(items.length > 0 && { items }), ...next } }
  }
}

function refusal(status: number, reason: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: { error: { code: status, message: reason, errors: [{ domain: 'global', reason, message: reason }] } } }
}
