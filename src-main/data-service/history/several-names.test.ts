import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { KnownTimes } from '../coverage/known-times.ts'
import { ingestPage } from '../ingest/page.ts'
import { noBookmarkKeys } from '../query/bookmark-keys.ts'
import { PeopleIndex } from '../query/people-index.ts'
import { Subjects } from './subjects.ts'

const tenant = 'tenant01'
const start = Date.UTC(2026, 0, 5)
let folder: string
let store: CacheStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  store = new CacheStore(join(folder, 'cache.db'), connectorOf('tenant-iam'))
  const given = (n: number, who: string, action = 'role_assign') => ({
    id: `evt_${n}`, timestamp: new Date(start + n * 1000).toISOString(), actor: { email: 'admin@x' }, action,
    resource: { type: 'role', id: `r${n}`, name: `Role ${n}` }, target: { type: 'user', email: who }, status: 'success',
  }) // prettier-ignore
  const items = [given(1, 'ann@old'), given(2, 'ann@new'), given(3, 'bob@x'), given(4, 'ANN@old')]
  const body = Buffer.from(JSON.stringify({ items, next_cursor: null }))
  ingestPage(store, { tenant, window: { from: null, to: null }, tenantNow: start + 1e6, first: true, body, receivedAt: start })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})
const subjectsWith = (people: PeopleIndex): Subjects => {
  const times = new KnownTimes(store, () => start)
  return new Subjects(store, { ...noBookmarkKeys, people }, () => times.coverage())
}
const ask = { tenant, subject: { type: 'user', value: 'ann@new' }, show: 'all', offset: 0, limit: 10 } as const

describe('the history of a person who has several names', () => {
  it('lists the entries of all of them, with the name that each has, newest first', async () => {
    const subjects = subjectsWith(new PeopleIndex([['ann@old', 'ann@new']]))
    const answer = await subjects.get(ask)
    expect(answer.names).toEqual(['ann@new', 'ann@old'])
    expect(answer.steps.map(({ resource, under }) => [resource.id, under])).toEqual([['r4', 'ann@old'], ['r2', undefined], ['r1', 'ann@old']]) // prettier-ignore
    expect(answer.total).toEqual({ changes: 3, all: 3 })
    expect((await subjects.get({ ...ask, show: 'changes', offset: 1, limit: 1 })).steps.map(({ resource }) => resource.id)).toEqual(['r2'])
  })

  it('leaves the state to the name that was asked for', async () => {
    const [state] = await subjectsWith(new PeopleIndex([['ann@old', 'ann@new']])).states(ask.subject, [start + 1e6])
    expect(state?.lists.find(({ name }) => name === 'roles')?.members.map(({ value }) => value)).toEqual(['Role 2'])
  })

  it('is of one name where nobody said otherwise', async () => {
    const answer = await subjectsWith(new PeopleIndex([])).get(ask)
    expect([answer.names, answer.total.all]).toEqual([undefined, 1])
  })
})
