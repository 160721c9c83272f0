import { afterAll, describe, expect, it } from 'vitest'
import type { Outcome } from '@contract/history.ts'
import { modelOf } from '../../../demo-tenant/model.ts'
import type { DataService } from '../service.ts'
import { DemoLog, FetchedLog } from './fixtures/demo-log.ts'

/* Two oracles that share nothing with the reconstruction: a walk over the sent texts, and the demo tenant's own model. */
const log = new DemoLog({ entries: 2_500, seed: 3 })
afterAll(() => log.remove())
const { begin, end, tenant } = log

interface Sent {
  readonly id: string
  readonly timestamp: string
  readonly action: string
  readonly status: string
  readonly actor: { readonly email?: string }
  readonly resource: { readonly type: string; readonly id?: string; readonly name?: string }
  readonly target?: { readonly id?: string; readonly email?: string; readonly name?: string }
  readonly error?: { readonly permission?: string }
}
const sent = log.lines.map(({ line }) => JSON.parse(line) as Sent)

/** Oldest first. */
async function keysOf(service: DataService): Promise<number[]> {
  const { result, total } = await service.handle('log.query', {
    tenant, filter: { kind: 'and', of: [] }, zone: 'UTC', facets: [], facetLimit: 1, histogramBuckets: 0, order: 'asc', firstRows: 0,
  }) // prettier-ignore
  const keys: number[] = []
  for (let offset = 0; offset < total; offset += 200) {
    const { rows } = await service.handle('log.rows', { tenant, result, offset, limit: 200, order: 'asc' })
    keys.push(...rows.map(({ key }) => key))
  }
  return keys
}

/** The outcome of every entry of a kind. */
async function outcomes(service: DataService, wanted: (entry: Sent) => boolean): Promise<Map<Sent, Outcome | null>> {
  const found = new Map<Sent, Outcome | null>()
  const byId = new Map(sent.map((entry) => [entry.id, entry]))
  for (const key of await keysOf(service)) {
    const { entry } = await service.handle('log.entry', { tenant, key })
    const one = byId.get(entry.id) as Sent
    if (wanted(one)) found.set(one, await service.handle('history.outcome', { tenant, key }))
  }
  return found
}
const idOf = async (service: DataService, key: number): Promise<string> => (await service.handle('log.entry', { tenant, key })).entry.id

describe('what became of what an entry gave', () => {
  it('is the first entry after it that took it back, or that removed one of the two', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    // The tenant's older name of an action is in the log, too.
    const counterpart: Record<string, RegExp> = { role_assign: /^role_revoked?$/, group_member_add: /^group_member_remove$/ }
    const ends: string[] = []
    for (const [given, outcome] of await outcomes(service, ({ action, status }) => action in counterpart && status === 'success')) {
      const isSame = (a?: string, b?: string): boolean => a !== undefined && a === b
      const who = (entry: Sent): string | undefined => entry.target?.email ?? entry.target?.id
      const ending = sent.slice(sent.indexOf(given) + 1).find((later) => {
        if (later.status !== 'success') return false
        const same = isSame(later.resource.id, given.resource.id)
        if (counterpart[given.action]?.test(later.action)) return same && isSame(who(later), who(given))
        if (/^(?:role|group)_delete$/.test(later.action)) return same || isSame(later.resource.id, given.target?.id)
        return later.action === 'user_remove' && [later.target?.email, later.resource.name].includes(given.target?.email ?? '?')
      })
      expect(outcome?.kind).toBe('grant')
      if (outcome?.kind !== 'grant') continue
      expect(outcome.doubts, given.id).toEqual([])
      expect(outcome.end && (await idOf(service, outcome.end.entry.key)), given.id).toBe(ending?.id ?? null)
      ends.push(outcome.end?.how ?? 'held')
    }
    expect(new Set(ends)).toEqual(new Set(['revoked', 'held']))
    service.close()
  })

  it('is undetermined where a stretch of time in between was not fetched', async () => {
    const middle = begin + (end - begin) / 2
    const service = await log.fetched([
      { from: begin, to: middle },
      { from: middle + 1000, to: end },
    ])
    const held = [...(await outcomes(service, ({ action, status }) => action === 'role_assign' && status === 'success'))]
    const across = held.filter(
      ([given, outcome]) => Date.parse(given.timestamp) < middle && outcome?.kind === 'grant' && outcome.end === null,
    )
    expect(across.length).toBeGreaterThan(3)
    for (const [given, outcome] of across) expect(outcome, given.id).toMatchObject({ doubts: expect.arrayContaining(['gap']) as unknown })
    service.close()
  })
})

const role = { type: 'role', id: 'rol_1', name: 'Billing' }
const group = { type: 'group', id: 'grp_1', name: 'Finance' }
const user = (name: string): object => ({ type: 'user', id: `usr_${name}`, email: `${name}@acme.test` })
const bob = { id: 'usr_bob', email: 'bob@acme.test', name: 'Bob' }
const revoking = { action: 'role_revoke', resource: role, target: user('ann') }

describe('how what was given ended', () => {
  const cases: readonly (readonly [string, readonly object[], object])[] = [
    ['not at all', [], { end: null, again: null, doubts: [], until: Date.UTC(2026, 0, 1) + 1 }],
    ['taken back', [revoking], { end: { how: 'revoked', entry: { by: 'bob@acme.test' } }, again: null }],
    ['taken back and given again', [revoking, { action: 'role_assign', resource: role, target: user('ann') }], { end: { how: 'revoked' }, again: { by: 'bob@acme.test' } }],
    ['not by a revocation that failed', [{ ...revoking, status: 'failed' }], { end: null }],
    ['perhaps by a revocation of which nobody knows whether it succeeded', [{ ...revoking, status: 'whatever' }], { end: null, doubts: ['unknown-status'] }],
    ['not by one of somebody else', [{ ...revoking, target: user('cid') }], { end: null }],
    ['not by one of another role of that name', [{ ...revoking, resource: { ...role, id: 'rol_2' } }], { end: null }],
    ['not by one of a group with the id of the user', [{ ...revoking, target: { type: 'group', id: 'usr_ann', name: 'Others' } }], { end: null }],
    ['not by a list that has it by its id', [{ action: 'role_assign', resource: { type: 'role', id: 'rol_2', name: 'Other' }, target: user('ann'), changes: { before: { roles: ['rol_1'] }, after: { roles: ['rol_1', 'rol_2'] } } }], { end: null }],
    ['not by a list that has it by its new name', [{ action: 'role_update', resource: { ...role, name: 'Money' }, changes: { before: { name: 'Billing' }, after: { name: 'Money' } } }, { action: 'role_assign', resource: { type: 'role', id: 'rol_2', name: 'Other' }, target: user('ann'), changes: { before: { roles: ['Money'] }, after: { roles: ['Money', 'Other'] } } }], { end: null }],
    ['with the role', [{ action: 'role_delete', resource: role, changes: { before: { name: 'Billing' }, after: null } }], { end: { how: 'removed' } }],
    ['with the account', [{ action: 'user_remove', resource: user('ann'), target: user('ann'), changes: { before: {}, after: null } }], { end: { how: 'member-removed' } }],
    ['by a list that is without it', [{ action: 'role_assign', resource: { type: 'role', id: 'rol_2', name: 'Other' }, target: user('ann'), changes: { before: { roles: [] }, after: { roles: ['Other'] } } }], { end: { how: 'unlisted' } }],
  ] // prettier-ignore
  it.each(cases)('%s', async (_, later, expected) => {
    const entries = [{ action: 'role_assign', resource: role, target: user('ann') }, ...later]
    const small = new FetchedLog(
      entries.map((entry, index) => {
        const at = Date.UTC(2026, 0, 1 + index)
        return {
          at,
          line: JSON.stringify({ id: `e${index}`, timestamp: new Date(at).toISOString(), actor: bob, status: 'success', ...entry }),
        }
      }),
    )
    const service = await small.fetched([{ from: 0, to: small.end }])
    const [key] = await keysOf(service)
    expect(await service.handle('history.outcome', { tenant, key: key as number })).toMatchObject({
      kind: 'grant',
      ...expected,
    })
    service.close()
    small.remove()
  })

  it('is asked of grants and denials alone, and not of a grant that failed', async () => {
    const at = Date.UTC(2026, 0, 1)
    const entry = { timestamp: new Date(at).toISOString(), actor: bob, resource: group, target: user('ann') }
    const small = new FetchedLog([
      { at, line: JSON.stringify({ ...entry, id: 'a', action: 'group_member_add', status: 'failed' }) },
      { at, line: JSON.stringify({ ...entry, id: 'b', action: 'group_update', status: 'success' }) },
    ])
    const service = await small.fetched([{ from: 0, to: small.end }])
    for (const key of await keysOf(service)) expect(await service.handle('history.outcome', { tenant, key })).toBeNull()
    service.close()
    small.remove()
  })
})

/** The outcome of one of a few entries, a day apart. */
async function outcomeIn(entries: readonly object[], place: number): Promise<Outcome | null> {
  const small = new FetchedLog(
    entries.map((entry, index) => {
      const at = Date.UTC(2026, 0, 1 + index)
      return {
        at,
        line: JSON.stringify({ id: `e${index}`, timestamp: new Date(at).toISOString(), actor: bob, status: 'success', ...entry }),
      }
    }),
  )
  const service = await small.fetched([{ from: 0, to: small.end }])
  const key = (await keysOf(service)).at(place) as number
  const outcome = await service.handle('history.outcome', { tenant, key })
  service.close()
  small.remove()
  return outcome
}

describe('who and what are called the same', () => {
  const john = (id: string): object => ({ type: 'user', id, name: 'John' })
  const other = { ...role, id: 'rol_2' }
  const assign = { action: 'role_assign', resource: role, target: user('ann') }
  const denied = {
    action: 'permission_check',
    status: 'failed',
    actor: { email: 'ann@acme.test' },
    resource: { type: 'x' },
    error: { permission: 'a' },
  }

  it('are told apart by their ids: two people, and two roles in what somebody held', async () => {
    const people = [
      { ...assign, target: john('1') },
      { ...revoking, target: john('2') },
    ]
    expect(await outcomeIn(people, 0)).toMatchObject({ end: null })
    const lists = { changes: { before: { roles: ['Billing'] }, after: { roles: ['Billing'] } } }
    for (const more of [{}, lists]) {
      const roles = [assign, { ...assign, resource: other, ...more }, { ...revoking, resource: other, ...more }, denied]
      expect(await outcomeIn(roles, -1)).toMatchObject({ roles: [{ role: { id: 'rol_1', value: 'Billing' }, by: null }] })
      expect(await outcomeIn(roles, 1)).toMatchObject({ end: { how: 'revoked' } })
    }
  })

  it('are one where a group is named without its id, and there is but one of that name', async () => {
    const [byId, byName] = [group, { type: 'group', name: 'FINANCE' }]
    const member = { action: 'group_member_add', target: user('ann') }
    const left = { action: 'group_member_remove', target: user('ann') }
    expect(
      await outcomeIn(
        [
          { ...member, resource: byId },
          { ...left, resource: byName },
        ],
        0,
      ),
    ).toMatchObject({ end: { how: 'revoked' } })
    expect(
      await outcomeIn(
        [
          { ...assign, target: byId },
          { ...revoking, target: byName },
        ],
        0,
      ),
    ).toMatchObject({ end: { how: 'revoked' } })
  })
})

describe('which roles had a permission', () => {
  const create = { action: 'role_create', resource: role, changes: { before: null, after: { name: 'Billing', permissions: ['a'] } } }
  const denied = { action: 'permission_check', status: 'failed', resource: { type: 'x' }, error: { permission: 'a' } }
  const without = { resource: role, changes: { before: { permissions: ['a'] }, after: { permissions: ['b'] } } }

  it('is read of every action that changes a role', async () => {
    expect(await outcomeIn([create, denied], -1)).toMatchObject({ having: [{ by: 'a' }], unproved: [] })
    expect(await outcomeIn([create, { ...without, action: 'permissions_replaced' }, denied], -1)).toMatchObject({
      having: [],
      unproved: [],
    })
  })

  it('is not proved where an entry does not say whether it succeeded, or the log contradicts itself', async () => {
    const perhaps = { ...without, action: 'role_update', status: 'whatever' }
    expect(await outcomeIn([create, perhaps, denied], -1)).toMatchObject({ having: [{ by: 'a' }], unproved: ['unknown-status'] })
    const against = { ...create, action: 'role_update', changes: { before: { permissions: ['q'] }, after: { permissions: ['q', 'a'] } } }
    expect(await outcomeIn([create, denied, against], 1)).toMatchObject({ having: [{ by: 'a' }], unproved: ['contradiction'] })
  })
})

describe('what who was denied had', () => {
  it('is what the demo organisation says they held, and which of its roles had the permission', async () => {
    const service = await log.fetched([{ from: begin, to: end }])
    const denials = [...(await outcomes(service, ({ action, status }) => action === 'permission_check' && status === 'failed'))]
    const again = log.again()
    let held = 0
    let had = 0
    for (const [denied, outcome] of denials.filter((_, index) => index % 7 === 0)) {
      expect(outcome?.kind, denied.id).toBe('denial')
      if (outcome?.kind !== 'denial' || !outcome.complete) continue
      again.playUntil(Date.parse(denied.timestamp))
      const { accounts, groups, roles } = modelOf(again)
      const name = (id: string): string => roles.find((role) => role.id === id)?.name ?? id
      const account = accounts.find(({ email }) => email === denied.actor.email)
      if (!account) continue
      const inGroups = groups.filter(({ id }) => account.groups.includes(id))
      const expected = [...account.roles, ...inGroups.flatMap((group) => group.roles)].map(name).sort()
      expect(outcome.roles.map(({ role }) => role.value).sort(), denied.id).toEqual(expected)
      expect(outcome.groups.map(({ value }) => value).sort(), denied.id).toEqual(inGroups.map((group) => group.name).sort())
      const wanted = denied.error?.permission ?? ''
      // One role is older than the log, which does not tell what it allows.
      expect(outcome.untold).toBe(1)
      const covering = roles
        .filter(({ name: called }) => called !== 'Organisation owner')
        .filter(({ permissions }) => permissions.some((each) => new RegExp(`^${each.replaceAll('*', '.*')}$`).test(wanted)))
      expect(outcome.having?.map(({ role }) => role.value).sort(), denied.id).toEqual(covering.map((role) => role.name).sort())
      for (const { role, held: isHeld } of outcome.having ?? [])
        expect(isHeld, `${denied.id} ${role.value}`).toBe(expected.includes(role.value))
      held += expected.length
      had += covering.length
    }
    expect(held).toBeGreaterThan(10)
    expect(had).toBeGreaterThan(10)
    service.close()
  })
})
