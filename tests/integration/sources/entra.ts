import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

export const entraClient = { clientId: 'app-7f', clientSecret: 'canary-secret-of-the-app', tenantId: 'acme.onmicrosoft.com' }

const ada = { id: 'a1', displayName: 'Ada Admin', userPrincipalName: 'Ada@acme.test', ipAddress: '203.0.113.5', roles: [] }
const ben = { id: 'u2', type: 'User', displayName: null, userPrincipalName: 'Ben@acme.test' }
const asBen = { type: 'user', id: 'u2', email: 'ben@acme.test' }
const modified = (displayName: string, oldValue: string | null, newValue: string | null) => ({ displayName, oldValue, newValue })
const finance = { id: 'g3', type: 'Group', displayName: null, groupType: 'unifiedGroups', modifiedProperties: [] }

interface Kind {
  readonly does: string
  readonly to: readonly object[]
  readonly result?: string
  readonly found: object
}

/** As the documentation and exports of Entra have them: property values are JSON in a string, and role and group are named by properties of the person. */
const kinds: readonly Kind[] = [
  {
    does: 'Add member to role',
    to: [
      { ...ben, modifiedProperties: [modified('Role.ObjectID', null, '"r9"'), modified('Role.DisplayName', null, '"Global Administrator"')] },
      { id: 'r9', type: 'Role', displayName: null, modifiedProperties: [] },
    ],
    found: { action: 'role_assign', status: 'success', resource: { type: 'role', id: 'r9', name: 'Global Administrator' }, targets: [asBen], changes: { after: '{"Role.ObjectID":"r9","Role.DisplayName":"Global Administrator"}' } },
  },
  {
    does: 'Remove member from role',
    to: [{ ...ben, modifiedProperties: [modified('Role.DisplayName', '"Reports Reader"', null)] }],
    result: 'failure',
    found: { action: 'role_revoke', status: 'failed', resource: { type: 'role', name: 'Reports Reader' }, targets: [asBen], changes: { before: '{"Role.DisplayName":"Reports Reader"}' } },
  },
  {
    does: 'Add member to role completed (PIM activation)',
    to: [{ id: 'r9', type: 'Role', displayName: 'Global Administrator', modifiedProperties: [] }, { id: 'q', type: 'Request', displayName: null, modifiedProperties: [] }, { ...ben, modifiedProperties: [] }],
    found: { action: 'role_assign', resource: { type: 'role', id: 'r9', name: 'Global Administrator' }, targets: [asBen] },
  },
  {
    does: 'Add member to group',
    to: [{ ...ben, modifiedProperties: [modified('Group.ObjectID', null, '"g3"'), modified('Group.DisplayName', null, '"Finance"')] }, finance],
    found: { action: 'group_member_add', resource: { type: 'group', id: 'g3', name: 'Finance' }, targets: [asBen] },
  },
  {
    does: 'Update user',
    to: [{ ...ben, modifiedProperties: [modified('JobTitle', '["Clerk"]', '["Boss"]'), modified('Included Updated Properties', null, 'JobTitle')] }],
    found: { action: 'user_update', resource: { type: 'user', id: 'u2', name: 'Ben@acme.test' }, targets: [asBen], changes: { before: '{"JobTitle":["Clerk"]}', after: '{"JobTitle":["Boss"],"Included Updated Properties":"JobTitle"}' } },
  },
  { does: 'Update policy', to: [{ id: 'p', type: 'Policy', displayName: 'MFA', modifiedProperties: [] }], result: 'timeout', found: { action: 'Update policy', status: 'unknown', resource: { type: 'policy', id: 'p', name: 'MFA' } } },
  { does: 'Delete user', to: [{ ...ben, modifiedProperties: [] }], found: { action: 'user_remove', resource: { type: 'user', id: 'u2' }, targets: [asBen] } },
] // prettier-ignore

export class Entra {
  readonly audits: readonly (Readonly<Record<string, unknown>> & { readonly id: string; readonly activityDateTime: string })[]
  readonly server: SourceServer
  /** Tokens that were given out; only the last is good. */
  tokens = 0

  constructor({ audits = 70, days = 29 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.audits = spread(audits, days, now).map((at, n) => {
      const { does, to, result = 'success' } = kinds[n % kinds.length] as Kind
      return {
        id: `Directory_${String(n)}_X`, category: 'UserManagement', correlationId: `c${String(n)}`, result, resultReason: result === 'failure' ? 'Not allowed' : '',
        activityDisplayName: does, activityDateTime: new Date(at).toISOString().replace('.000Z', '.1234567Z'), loggedByService: 'Core Directory',
        initiatedBy: { app: null, user: ada }, targetResources: to, additionalDetails: [{ key: 'User-Agent', value: 'Mozilla/5.0' }],
      } // prettier-ignore
    })
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault, { url }) => {
          if (fault === 'limited') return { status: 429, headers: { 'Retry-After': '0' }, body: { error: { code: 'TooManyRequests', message: 'Too many requests' } } }
          if (fault === 'unavailable') return { status: 503, body: { error: { code: 'serviceNotAvailable', message: 'x' } } }
          return url.searchParams.has('$skiptoken') ? { status: 400, body: { error: { code: 'BadRequest', message: 'Skip token is null or invalid' } } } : undefined
        },
      }),
      now,
    ) // prettier-ignore
  }

  expected(): Expected[] {
    return this.audits.map(({ id, activityDateTime }, n) => ({
      id,
      timestamp: activityDateTime,
      actionVerbatim: (kinds[n % kinds.length] as Kind).does,
      actor: { id: 'a1', name: 'Ada Admin', email: 'ada@acme.test' },
      ip: '203.0.113.5',
      userAgent: 'Mozilla/5.0',
      ...(kinds[n % kinds.length] as Kind).found,
    })) as unknown as Expected[]
  }

  private answer({ url, headers, body, method }: Asked): Answer {
    if (url.pathname === '/acme.onmicrosoft.com/oauth2/v2.0/token') {
      const form = Object.fromEntries(new URLSearchParams(body))
      if (method !== 'POST' || form['client_id'] !== entraClient.clientId || form['client_secret'] !== entraClient.clientSecret)
        return {
          status: 401,
          body: { error: 'invalid_client', error_description: `AADSTS7000215: Invalid client secret ${form['client_secret'] ?? ''}` },
        }
      return { body: { token_type: 'Bearer', expires_in: 3599, access_token: `canary-token-${String(++this.tokens)}` } }
    }
    if (headers.authorization !== `Bearer canary-token-${String(this.tokens)}`)
      return {
        status: 401,
        body: { error: { code: 'InvalidAuthenticationToken', message: 'Access token has expired or is not yet valid.' } },
      }
    if (url.pathname !== '/v1.0/auditLogs/directoryAudits')
      return { status: 404, body: { error: { code: 'ResourceNotFound', message: 'x' } } }
    const query = url.searchParams
    if (Number(query.get('$top')) > 999) return { status: 400, body: { error: { code: 'BadRequest', message: 'Invalid page size' } } }
    const [, from = '', to = ''] = /^activityDateTime ge (\S+) and activityDateTime lt (\S+)$/.exec(query.get('$filter') ?? '') ?? []
    if (Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(to)))
      return { status: 400, body: { error: { code: 'BadRequest', message: 'Invalid filter clause' } } }
    const fitting = this.audits
      .filter(({ activityDateTime: at }) => Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to))
      .reverse()
    const begins = Number(query.get('$skiptoken') ?? 0)
    // Pages may be shorter than was asked for.
    const ends = begins + Math.min(Number(query.get('$top')), 25)
    const next = new URL(url)
    next.searchParams.set('$skiptoken', String(ends))
    return {
      body: { '@odata.context': 'x', ...(ends < fitting.length && { '@odata.nextLink': next.href }), value: fitting.slice(begins, ends) },
    }
  }
}
