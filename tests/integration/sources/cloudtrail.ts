import { spread, SourceServer, type Answer, type Asked } from './source-server.ts'
import type { Expected } from './proof.ts'

/** Any ready token stands for the signature, which the tests of credentials prove. */
export const cloudtrailToken = 'aws-canary-c11e'

interface Kind {
  readonly eventName: string
  readonly more: object
  readonly found: object
}

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
const bob = [{ type: 'user', name: 'Bob' }]

const kinds: readonly Kind[] = [
  { eventName: 'AttachUserPolicy', more: { requestParameters: { userName: 'Bob', policyArn: administrator } }, found: { action: 'role_assign', resource: { type: 'permission', id: administrator, name: 'AdministratorAccess' }, targets: bob, changes: { after: JSON.stringify({ policyArn: administrator }) }, status: 'success' } },
  { eventName: 'DetachRolePolicy', more: { requestParameters: { roleName: 'deploy', policyArn: administrator } }, found: { action: 'role_update', resource: { type: 'role', name: 'deploy' }, changes: { before: JSON.stringify({ policyArn: administrator }) } } },
  { eventName: 'AddUserToGroup', more: { requestParameters: { groupName: 'Finance', userName: 'Bob' } }, found: { action: 'group_member_add', resource: { type: 'group', name: 'Finance' }, targets: bob } },
  { eventName: 'CreateRole', more: { requestParameters: { roleName: 'deploy', assumeRolePolicyDocument: '{}' } }, found: { action: 'role_create', resource: { type: 'role', name: 'deploy' } } },
  { eventName: 'CreateUser', more: { requestParameters: { userName: 'Bob' } }, found: { action: 'CreateUser', resource: { type: 'user', name: 'Bob' }, targets: bob } },
  { eventName: 'DeleteUser', more: { requestParameters: { userName: 'Bob' }, errorCode: 'NoSuchEntityException', errorMessage: 'none' }, found: { action: 'user_remove', status: 'failed', reason: { code: 'NoSuchEntityException' } } },
  { eventName: 'ListUsers', more: { requestParameters: null, errorCode: 'AccessDenied', errorMessage: 'User: arn:aws:iam::1:user/Alice is not authorized to perform: iam:ListUsers on resource: x' }, found: { action: 'permission_check', status: 'failed', resource: { type: 'permission', name: 'iam:ListUsers' }, reason: { code: 'AccessDenied', permission: 'iam:ListUsers' } } },
  { eventName: 'CreateGroup', more: { eventSource: 'resource-groups.amazonaws.com', requestParameters: { groupName: 'servers' } }, found: { action: 'CreateGroup' } },
  { eventName: 'ConsoleLogin', more: { eventSource: 'signin.amazonaws.com', responseElements: { ConsoleLogin: 'Failure' } }, found: { action: 'ConsoleLogin', status: 'failed' } },
] // prettier-ignore

/** A record as a trail writes it. */
export function trailRecord(n: number, at: number): { readonly eventID: string; readonly eventName: string; readonly eventSource: string } {
  const { eventName, more } = kinds[n % kinds.length] as Kind
  return {
    ...{ eventVersion: '1.08', userIdentity: { type: 'IAMUser', principalId: 'AIDA', arn: 'arn:aws:iam::111122223333:user/Alice', accountId: '111122223333', userName: 'Alice' } },
    ...{ eventTime: new Date(at).toISOString().replace('.000Z', 'Z'), eventSource: 'iam.amazonaws.com', eventName, awsRegion: 'us-east-1', sourceIPAddress: '203.0.113.4', userAgent: 'aws-cli/2' },
    ...{ requestID: `rq-${String(n)}`, eventID: `ev-${String(n).padStart(4, '0')}`, readOnly: false, eventType: 'AwsApiCall', managementEvent: true, recipientAccountId: '111122223333' },
    ...more,
  }
} // prettier-ignore

export function trailExpected(n: number, at: number): Expected {
  return {
    id: `ev-${String(n).padStart(4, '0')}`,
    occurredAt: at,
    actionVerbatim: kinds[n % kinds.length]?.eventName,
    actor: { name: 'Alice', id: 'arn:aws:iam::111122223333:user/Alice' },
    ip: '203.0.113.4',
    userAgent: 'aws-cli/2',
    requestId: `rq-${String(n)}`,
    ...(kinds[n % kinds.length] as Kind).found,
  } as unknown as Expected
}

export class CloudTrail {
  readonly times: readonly number[]
  readonly server: SourceServer

  constructor({ events = 130, days = 80 } = {}) {
    const now = Math.floor(Date.now() / 1000) * 1000
    this.times = spread(events, days, now)
    const refused = (status: number, __type: string, message: string) => ({ status, body: { __type, message } })
    this.server = new SourceServer(
      () => ({
        answer: (asked) => this.answer(asked),
        refuse: (fault, { body }) => {
          if (fault === 'limited') return refused(400, 'ThrottlingException', 'Rate exceeded')
          if (fault === 'unavailable') return refused(500, 'InternalFailure', 'try again')
          return body.includes('NextToken') ? refused(400, 'InvalidNextTokenException', 'The token is invalid.') : undefined
        },
      }),
      now,
    )
  }

  expected(): Expected[] {
    return this.times.map((at, n) => trailExpected(n, at))
  }

  /** At most fifty, the newest first; times are numbers, whole seconds, both ends inclusive. */
  private answer({ method, url, headers, body }: Asked): Answer {
    const refused = (__type: string) => ({ status: 400, body: { __type, message: __type } })
    if (headers.authorization !== `Bearer ${cloudtrailToken}`) return refused('UnrecognizedClientException')
    if (method !== 'POST' || url.pathname !== '/' || headers['content-type'] !== 'application/x-amz-json-1.1')
      return refused('UnknownOperationException')
    if (headers['x-amz-target'] !== 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents')
      return refused('UnknownOperationException')
    const asked = JSON.parse(body) as { StartTime?: number; EndTime?: number; MaxResults?: number; NextToken?: string }
    const { StartTime = 0, EndTime = Infinity, MaxResults = 50, NextToken } = asked
    if (![StartTime, MaxResults].every(Number.isInteger) || StartTime > EndTime) return refused('InvalidTimeRangeException')
    if (MaxResults < 1 || MaxResults > 50) return refused('InvalidMaxResultsException')
    const fitting = this.times.flatMap((at, n) => (at >= StartTime * 1000 && at <= EndTime * 1000 ? [n] : [])).reverse()
    const from = NextToken === undefined ? 0 : Number(NextToken)
    const Events = fitting.slice(from, from + MaxResults).map((n) => {
      const record = trailRecord(n, this.times[n] as number)
      return {
        EventId: record.eventID,
        EventName: record.eventName,
        EventSource: record.eventSource,
        EventTime: (this.times[n] as number) / 1000,
        Username: 'Alice',
        ReadOnly: 'false',
        Resources: [],
        CloudTrailEvent: JSON.stringify(record),
      }
    })
    return { body: { Events, ...(from + MaxResults < fitting.length ? { NextToken: String(from + MaxResults) } : {}) } }
  }
}
