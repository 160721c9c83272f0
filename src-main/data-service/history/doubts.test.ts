import { describe, expect, it } from 'vitest'
import type { Json } from '@contract/exact-json.ts'
import type { TimeRange } from '@contract/log.ts'
import { unknownTime } from '../../connector/times.ts'
import { claimsOf, type Claim, type Evidence } from './claims.ts'
import { chronicle, isInDoubt } from './doubts.ts'
import { effectsOf } from './effects.ts'
import { stateAt } from './replay.ts'

const role = { type: 'role', id: 'rol_1', name: 'billing-admin' }
const alice = { type: 'user', email: 'alice@acme.test' }

function entry(key: number, at: number, rest: Partial<Evidence> = {}): Evidence {
  return { key, at, as: 'resource', action: 'role_update', status: 'success', resource: role, drifted: false, vanished: false, ...rest }
}
const update = (key: number, at: number, before: Json | undefined, after: Json | undefined, rest: Partial<Evidence> = {}): Evidence =>
  entry(key, at, { changes: { before, after }, ...rest })
const claims = (...evidence: Evidence[]): Claim[] => evidence.flatMap(claimsOf)
const doubtsOf = (list: Claim[], gaps: TimeRange[] = []): object[] => [...chronicle(list, gaps).doubts]
const fields = (list: Claim[], at: number): object => Object.fromEntries(stateAt(chronicle(list, []).happened, at).fields)

describe('what the log does not prove', () => {
  it('names both entries when a before is not the after before it, and goes on from what the later one says', () => {
    const list = claims(update(1, 10, { level: 1 }, { level: 2 }), update(2, 20, { level: 5 }, { level: 6 }))
    expect(doubtsOf(list)).toEqual([{ kind: 'contradiction', aspects: ['level'], from: 10, to: 20, key: 2, previous: 1, gap: null }])
    expect([5, 10, 20].map((at) => fields(list, at))).toEqual([{ level: 1 }, { level: 2 }, { level: 6 }])
  })

  it('does not take another order of a list for a contradiction', () => {
    expect(
      doubtsOf(claims(update(1, 10, { permissions: [] }, { permissions: ['a', 'b'] }), update(2, 20, { permissions: ['b', 'a'] }, {}))),
    ).toEqual([])
  })

  it('says that nothing is known before an entry without a before', () => {
    expect(doubtsOf(claims(update(1, 10, undefined, { level: 2 })))).toMatchObject([{ kind: 'missing-before', from: null, to: 10, key: 1 }])
  })

  it('doubts what an entry without changes left, until an entry tells', () => {
    const list = claims(update(1, 10, { level: 1 }, { level: 2 }), entry(2, 20), update(3, 30, { level: 2 }, { level: 3 }))
    expect(doubtsOf(list)).toMatchObject([{ kind: 'no-detail', from: 20, to: 30, key: 2 }])
  })

  it('takes a failed entry for nothing, and one of unknown status for a doubt', () => {
    const list = claims(
      update(1, 10, { level: 1 }, { level: 2 }),
      update(2, 20, { level: 2 }, { level: 3 }, { status: 'failed' }),
      update(3, 30, { level: 2 }, { level: 4 }, { status: 'unknown' }),
    )
    expect(doubtsOf(list)).toMatchObject([{ kind: 'unknown-status', aspects: ['level'], from: 30, to: null, key: 3 }])
    expect(fields(list, 40)).toEqual({ level: 2 })
    expect(effectsOf(list[1] as Claim)).toEqual([])
  })

  it('plays no entry whose time is unknown, and doubts at any time what it tells of (issue 12.12)', () => {
    const list = claims(update(1, 10, { level: 1 }, { level: 2 }), update(2, unknownTime, { level: 2 }, { level: 9 }))
    expect(doubtsOf(list)).toMatchObject([{ kind: 'unknown-time', aspects: ['level'], from: null, to: null, key: 2 }])
    expect([5, 10, 1e13].map((at) => fields(list, at))).toEqual([{ level: 1 }, { level: 2 }, { level: 2 }])
    expect(chronicle(list, []).undated.map(({ evidence }) => evidence.key)).toEqual([2])
  })

  it('points at entries whose text the tenant changed or no longer sends', () => {
    const list = claims(
      update(1, 10, null, { level: 1 }, { action: 'role_create', drifted: true }),
      update(2, 20, { level: 1 }, { level: 2 }, { vanished: true }),
    )
    expect(doubtsOf(list)).toMatchObject([
      { kind: 'drifted', from: 10, to: 20, key: 1 },
      { kind: 'vanished', from: 20, to: null, key: 2 },
    ])
  })

  it('doubts a gap until an entry tells of the same part again, but not before the creation', () => {
    const created = update(1, 10, null, { level: 1 }, { action: 'role_create' })
    const gaps = [
      { from: 0, to: 5 },
      { from: 20, to: 30 },
    ]
    const list = claims(created, entry(2, 40, { action: 'role_assign', target: alice }), update(3, 50, { level: 1 }, { level: 2 }))
    const { doubts } = chronicle(list, gaps)
    expect(doubts).toMatchObject([
      { kind: 'gap', aspects: ['existence', 'holders'], from: 20, to: 40 },
      { kind: 'gap', aspects: ['level'], from: 20, to: 50 },
    ])
    expect([10, 25, 45, 50].map((at) => doubts.filter((doubt) => isInDoubt(doubt, at)).length)).toEqual([0, 2, 1, 0])
  })

  it('notices who was taken out without being in, and who was put in twice', () => {
    const created = update(1, 10, null, { level: 1 }, { action: 'role_create' })
    const give = (key: number, at: number): Evidence => entry(key, at, { action: 'role_assign', target: alice })
    const take = (key: number, at: number): Evidence => entry(key, at, { action: 'role_revoke', target: alice })
    expect(doubtsOf(claims(created, take(2, 20)))).toMatchObject([{ kind: 'contradiction', aspects: ['holders'], to: 20, key: 2 }])
    expect(doubtsOf(claims(created, give(2, 20), give(3, 30)))).toMatchObject([{ kind: 'contradiction', previous: 2, key: 3 }])
    // Older than the log: who leaves without having come was there.
    const older = claims(take(2, 20))
    expect(doubtsOf(older)).toEqual([])
    expect([...stateAt(older, 15).lists.holders.members.keys()]).toEqual(['alice@acme.test'])
    expect(stateAt(older, 15).lists.holders.complete).toBe(false)
  })
})
