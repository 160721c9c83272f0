import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry } from '@contract/entry.ts'
import { tryFiles } from './preview.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'consoles-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function first(csv: string) {
  const path = join(folder, 'any.csv')
  writeFileSync(path, csv)
  const entries: AuditEntry[] = []
  const { invalid, source } = await tryFiles({ paths: [path] }, new AbortController().signal, (told) => entries.push(...told.entries))
  return { invalid, source: source.source, entry: entries[0] }
}

/** Headers as these consoles are said to write them; none of the vendors documents its own. */
const tables = {
  Okta: {
    csv: 'timestamp,actor.id,actor.type,actor.alternateId,actor.displayName,client.userAgent.rawUserAgent,client.ipAddress,eventType,displayMessage,outcome.result,outcome.reason,uuid,transaction.id,target0.id,target0.type,target0.alternateId,target0.displayName\n2026-01-31T10:00:00.000Z,00u1,User,ann@acme.test,Ann,curl/8,198.51.100.7,user.lifecycle.deactivate,Deactivate user,SUCCESS,,e-1,t-1,00u2,User,bob@acme.test,Bob\n',
    by: 'guessed',
    says: { id: 'e-1', action: 'user.lifecycle.deactivate', status: 'success', actor: { email: 'ann@acme.test', name: 'Ann', id: '00u1' }, ip: '198.51.100.7', userAgent: 'curl/8', target: { email: 'bob@acme.test', id: '00u2', name: 'Bob', type: 'User' } },
  },
  'Google Workspace': {
    csv: 'Date,Event,Description,Actor,IP address\n2026-01-31T10:00:00Z,Role assign,Role Help desk assigned to bob@acme.test,ann@acme.test,198.51.100.7\n',
    by: 'guessed',
    says: { action: 'Role assign', actor: { email: 'ann@acme.test' }, ip: '198.51.100.7', status: 'unknown' },
  },
  'Google Cloud': {
    csv: 'insertId,timestamp,severity,protoPayload.methodName,protoPayload.authenticationInfo.principalEmail,protoPayload.resourceName,protoPayload.requestMetadata.callerIp,protoPayload.requestMetadata.callerSuppliedUserAgent\nx1,2026-01-31T10:00:00Z,NOTICE,SetIamPolicy,ann@acme.test,projects/p1,198.51.100.7,gcloud\n',
    by: 'google-cloud-audit',
    says: { id: 'x1 2026-01-31T10:00:00Z', action: 'SetIamPolicy', actor: { email: 'ann@acme.test' }, ip: '198.51.100.7', userAgent: 'gcloud' },
  },
  GitHub: {
    csv: '@timestamp,_document_id,action,actor,actor_id,actor_ip,org,repo,user,user_id\n1769853600000,d1,org.invite_member,ann,7,198.51.100.7,acme,,bob,8\n',
    by: 'github-org-audit',
    says: { id: 'd1', action: 'user_invite', actor: { name: 'ann', id: '7' } },
  },
  Auth0: {
    csv: 'log_id,date,type,description,client_name,ip,user_agent,user_id,user_name\n90020,2026-01-31T10:00:00.000Z,s,,Dashboard,198.51.100.7,curl/8,auth0|1,ann@acme.test\n',
    by: 'auth0-logs',
    says: { id: '90020', action: 's', actor: { name: 'ann@acme.test', id: 'auth0|1' }, ip: '198.51.100.7', userAgent: 'curl/8' },
  },
  Atlassian: {
    csv: 'Date,Actor,Actor ID,Action,IP address,Group\n2026-01-31T10:00:00Z,ann@acme.test,5b1,Added user to group,198.51.100.7,site-admins\n',
    by: 'guessed',
    says: { action: 'Added user to group', actor: { email: 'ann@acme.test', id: '5b1' }, ip: '198.51.100.7', resource: { name: 'site-admins' } },
  },
  CloudTrail: {
    csv: 'User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resource name,Event ID,Request ID\nann,ASIA1,2026-01-31T10:00:00Z,iam.amazonaws.com,AttachUserPolicy,us-east-1,198.51.100.7,console,,bob,ev-1,rq-1\n',
    by: 'guessed',
    says: { id: 'ev-1', action: 'AttachUserPolicy', actor: { email: 'ann' }, ip: '198.51.100.7', userAgent: 'console', resource: { name: 'bob' }, requestId: 'rq-1' },
  },
} as const // prettier-ignore

describe('a table that a console wrote', () => {
  it.each(Object.entries(tables))('of %s has its time, its action, who acted and from where', async (_, { csv, by, says }) => {
    const { invalid, source, entry } = await first(csv)
    expect(source.replace(/^guessed-.*/, 'guessed')).toBe(by)
    expect(invalid).toBe(0)
    expect(entry).toMatchObject({ ...says, occurredAt: Date.UTC(2026, 0, 31, 10) })
  })
})
