import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import { isGoodAssertion } from './google-workspace.ts'
import type { Expected } from './proof.ts'

const add = (role: string, member: string) => ({ action: 'ADD', role, member })
const policy = (...bindingDeltas: object[]) => ({ methodName: 'SetIamPolicy', serviceData: { policyDelta: { bindingDeltas } } })

interface Kind {
  readonly payload: Readonly<Record<string, unknown>>
  readonly found: readonly object[]
}

const roleEntry = (action: string, role: string, member: object, changes: object) => ({ action, actionVerbatim: 'SetIamPolicy', resource: { type: 'role', id: role, name: role }, targets: [member], changes }) // prettier-ignore
const kinds: readonly Kind[] = [
  {
    payload: policy(add('roles/viewer', 'user:Ben@acme.test'), add('roles/viewer', 'group:finance@acme.test'), { action: 'REMOVE', role: 'roles/owner', member: 'serviceAccount:bot@acme.iam.example' }),
    found: [
      roleEntry('role_assign', 'roles/viewer', { type: 'user', email: 'ben@acme.test', name: 'user:Ben@acme.test' }, { after: '{"roles/viewer":"user:Ben@acme.test"}' }),
      roleEntry('role_assign', 'roles/viewer', { type: 'group', email: 'finance@acme.test' }, { after: '{"roles/viewer":"group:finance@acme.test"}' }),
      roleEntry('role_revoke', 'roles/owner', { type: 'serviceAccount', email: 'bot@acme.iam.example' }, { before: '{"roles/owner":"serviceAccount:bot@acme.iam.example"}' }),
    ],
  },
  { payload: policy(add('roles/browser', 'allUsers')), found: [roleEntry('role_assign', 'roles/browser', { name: 'allUsers' }, { after: '{"roles/browser":"allUsers"}' })] },
  {
    payload: { methodName: 'google.iam.admin.v1.UpdateRole', resourceName: 'projects/acme/roles/auditor', request: { role: { title: 'Auditor' } }, serviceData: { permissionDelta: { addedPermissions: ['a.get'], removedPermissions: ['a.set'] } } },
    found: [{ action: 'role_update', resource: { type: 'role', id: 'projects/acme/roles/auditor', name: 'Auditor' }, changes: { before: '["a.set"]', after: '["a.get"]' } }],
  },
  {
    payload: { methodName: 'v1.compute.instances.delete', resourceName: 'projects/acme/instances/i1', status: { code: 7, message: 'PERMISSION_DENIED' }, authorizationInfo: [{ permission: 'compute.instances.get', granted: true }, { permission: 'compute.instances.delete' }] },
    found: [{ action: 'permission_check', actionVerbatim: 'v1.compute.instances.delete', status: 'failed', resource: { type: 'permission', name: 'compute.instances.delete' }, reason: { permission: 'compute.instances.delete', message: 'PERMISSION_DENIED' } }],
  },
  { payload: { methodName: 'storage.buckets.create', resourceName: 'projects/_/buckets/b', status: {} }, found: [{ action: 'storage.buckets.create', resource: { type: 'project', name: 'projects/_/buckets/b' } }] },
] // prettier-ignore

interface Entry {
  readonly insertId: string
  readonly timestamp: string
  readonly [member: string]: unknown
}

export class GoogleCloud {
  readonly entries: readonly Entry[]
  readonly server: SourceServer

  constructor({ entries = 60, days = 390 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.entries = spread(entries, days, now).map((at, n) => ({
      insertId: `i${String(n)}`, timestamp: new Date(at).toISOString().replace('.000Z', '.123456789Z'), receiveTimestamp: new Date(at + 1000).toISOString(),
      logName: 'projects/acme/logs/cloudaudit.googleapis.com%2Factivity', resource: { type: 'project', labels: { project_id: 'acme' } },
      protoPayload: { '@type': 'type.googleapis.com/google.cloud.audit.AuditLog', authenticationInfo: { principalEmail: 'Ada@acme.test' }, resourceName: 'projects/acme', requestMetadata: { callerIp: '2001:db8::7' }, ...(kinds[n % kinds.length] as Kind).payload },
    })) // prettier-ignore
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault, { body }) => {
          if (fault === 'limited') return refusal(429, 'RESOURCE_EXHAUSTED', { 'Retry-After': '0' })
          if (fault === 'unavailable') return refusal(503, 'UNAVAILABLE')
          return body.includes('"pageToken"') ? refusal(400, 'INVALID_ARGUMENT') : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.entries.flatMap(({ insertId, timestamp }, n) =>
      (kinds[n % kinds.length] as Kind).found.map((found, part) => ({
        id: `${insertId} ${timestamp}${part === 0 ? '' : `#${String(part + 1)}`}`,
        timestamp,
        actor: { email: 'ada@acme.test' },
        ip: '2001:db8::7',
        status: 'success',
        ...found,
      })),
    ) as unknown as Expected[]
  }

  /** Every other page is empty, without a list, and names a next one: that is how far it has looked. What was asked must be asked again with each token. */
  private answer({ url, headers, body, method }: Asked): Answer {
    if (url.pathname === '/token') {
      const assertion = new URLSearchParams(body).get('assertion') ?? '..'
      const good = isGoodAssertion(assertion, 'https://www.googleapis.com/auth/logging.read', undefined, this.server.now)
      return good ? { body: { access_token: 'canary-token-of-gcp', expires_in: 3599 } } : { status: 400, body: { error: 'invalid_grant' } }
    }
    if (headers.authorization !== 'Bearer canary-token-of-gcp') return refusal(401, 'UNAUTHENTICATED')
    if (url.pathname !== '/v2/entries:list' || method !== 'POST') return refusal(404, 'NOT_FOUND')
    const asked = JSON.parse(body) as { resourceNames?: string[]; filter?: string; orderBy?: string; pageSize?: number; pageToken?: string }
    const form = /^logName:"cloudaudit\.googleapis\.com%2Factivity" AND timestamp>="([^"]+)" AND timestamp<"([^"]+)"$/.exec(asked.filter ?? '')
    if (asked.resourceNames?.[0] !== 'projects/acme-audit' || !form || asked.orderBy !== 'timestamp desc' || Number(asked.pageSize) > 1000) return refusal(400, 'INVALID_ARGUMENT')
    const [from, to] = [Date.parse(form[1] as string), Date.parse(form[2] as string)]
    const fitting = this.entries.filter(({ timestamp }) => Date.parse(timestamp) >= from && Date.parse(timestamp) < to).reverse()
    const [place, looked] = (asked.pageToken ?? '0.looked').split('.')
    const begins = Number(place)
    if (looked === undefined) return { body: { nextPageToken: `${String(begins)}.looked` } }
    const ends = begins + 15
    return { body: { entries: fitting.slice(begins, ends), ...(ends < fitting.length && { nextPageToken: String(ends) }) } }
  } // prettier-ignore
}

function refusal(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: { error: { code: status, message: code, status: code } } }
}
