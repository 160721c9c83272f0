import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DenialStretch } from '@contract/denied.ts'
import { FetchedLog } from '../history/fixtures/demo-log.ts'

/* A naive evaluation, written apart: every window and every state is looked at anew. It shares no code with what it checks. */

interface Check {
  readonly id: string
  readonly at: number
  readonly kind: 'denied' | 'passed' | 'unclear'
  readonly user: string
  /** Empty: the entry names none. */
  readonly permission: string
  readonly ip: string
}
interface Change {
  readonly id: string
  readonly at: number
  readonly kind: 'give' | 'take'
  readonly user: string
  readonly role: string
  readonly by: string
}
type Entry = Check | Change
/** What happens, and how much later than what was before it, ms. */
type Event = readonly [event: Omit<Check, 'id' | 'at'> | Omit<Change, 'id' | 'at'>, later: number]
const isCheck = (entry: Entry): entry is Check => 'permission' in entry

const users = ['ann', 'bob']
const allowed: Readonly<Record<string, string>> = { r1: 'a:read', r2: 'b:*' }
const [minute, hour] = [60_000, 3_600_000]
const begin = Date.UTC(2026, 0, 1)
const anyOf = <T>(...list: T[]): fc.Arbitrary<T> => fc.constantFrom(...list)
const check = fc.record({
  kind: anyOf<Check['kind']>('denied', 'denied', 'denied', 'denied', 'passed', 'unclear'),
  user: anyOf(...users, 'ann'),
  permission: anyOf('a:read', 'b:x', 'b:*', 'c:1', 'c:2', 'c:3', ''),
  ip: anyOf('192.0.2.1', '192.0.2.2'),
})
const change = fc.record({
  kind: anyOf<Change['kind']>('give', 'take'),
  user: anyOf(...users),
  role: anyOf('r1', 'r2'),
  by: anyOf('boss', ...users),
})
/** Mostly close together, at times a day apart; several may be of the same moment. */
const wait = fc.oneof(
  { weight: 12, arbitrary: anyOf(0, 0, 1000, 20_000, minute) },
  { weight: 4, arbitrary: anyOf(5 * minute, 10 * minute, 20 * minute) },
  { weight: 1, arbitrary: anyOf(hour, 24 * hour - 1000, 24 * hour) },
)
/** What a run of single events seldom makes: many denials in a row, of one permission or of all; and one who is denied, gives themself the role and goes on. */
const several = fc.oneof(
  fc
    .tuple(anyOf(...users), anyOf(9, 10, 14), anyOf(1000, 50_000, 70_000), fc.boolean())
    .map(([user, count, later, isMixed]) =>
      Array.from({ length: count }, (_, n): Event => [
        { kind: 'denied', user, permission: isMixed ? (['a:read', 'b:x', 'b:*', 'c:1', 'c:2'][n % 5] as string) : 'c:3', ip: '192.0.2.1' },
        later,
      ]),
    ),
  fc.tuple(anyOf(...users), anyOf('boss', ...users), anyOf(hour, 24 * hour, 25 * hour)).map(([user, by, later]): Event[] => [
    [{ kind: 'denied', user, permission: 'a:read', ip: '192.0.2.1' }, 0],
    [{ kind: 'give', user, role: 'r1', by }, later],
    [{ kind: 'passed', user, permission: 'a:read', ip: '192.0.2.1' }, minute],
    [{ kind: 'denied', user, permission: 'a:read', ip: '192.0.2.1' }, minute],
    [{ kind: 'take', user, role: 'r1', by: 'boss' }, minute],
  ]),
)
const single = fc.tuple(fc.oneof({ weight: 8, arbitrary: check }, { weight: 1, arbitrary: change }), wait).map((event): Event[] => [event])
const log = fc
  .array(fc.oneof({ weight: 20, arbitrary: single }, { weight: 1, arbitrary: several }), { minLength: 1, maxLength: 60, size: 'max' })
  .map((events): Entry[] => {
    let at = begin
    return events.flat().map(([each, later], n) => ({ ...each, id: `e${n}`, at: (at += later) }))
  })

const email = (user: string): string => `${user}@acme.test`
const nobody = { actor: { email: email('boss') }, status: 'success', target: null }
const created = [
  ...users.map((user) => ({ ...nobody, id: `u-${user}`, action: 'user_invite', resource: { type: 'user', id: user, name: email(user) }, target: { type: 'user', id: user, email: email(user) } })),
  ...Object.entries(allowed).map(([role, permission]) => ({ ...nobody, id: `c-${role}`, action: 'role_create', resource: { type: 'role', id: role, name: role }, changes: { before: null, after: { permissions: [permission] } } })),
] // prettier-ignore
function lineOf(entry: Entry): object {
  if (!isCheck(entry)) {
    const { by, role, user } = entry
    return { actor: { email: email(by) }, action: entry.kind === 'give' ? 'role_assign' : 'role_revoke', resource: { type: 'role', id: role, name: role }, target: { type: 'user', id: user, email: email(user) }, status: 'success' } // prettier-ignore
  }
  const { kind, user, permission, ip } = entry
  const status = kind === 'denied' ? 'failed' : kind === 'passed' ? 'success' : 'pending'
  return { actor: { email: email(user) }, action: 'permission_check', resource: { type: 'thing', id: 'x' }, status, ip_address: ip, error: permission === '' ? { code: 'no' } : { code: 'no', permission } } // prettier-ignore
}

const covers = (held: string, permission: string): boolean =>
  held === permission || (held.endsWith('*') && permission.startsWith(held.slice(0, -1)))
/** The role that a user has before an entry, or after it, and that has the permission. */
function mayBy(entries: readonly Entry[], upTo: number, user: string, permission: string): string | null {
  const has = new Set<string>()
  for (const entry of entries.slice(0, upTo)) {
    if (isCheck(entry) || entry.user !== user) continue
    if (entry.kind === 'give') has.add(entry.role)
    else has.delete(entry.role)
  }
  return [...has].find((role) => covers(allowed[role] as string, permission)) ?? null
}

/** Whether a user has it after an entry by a role that was given once: what is given again, its taking being nowhere, is in doubt. */
function surely(entries: readonly Entry[], at: number, user: string, permission: string): boolean {
  return Object.keys(allowed).some((role) => {
    if (!covers(allowed[role] as string, permission)) return false
    const own = entries
      .map((entry, n) => ({ entry, n }))
      .filter(({ entry }) => !isCheck(entry) && entry.user === user && entry.role === role)
    const given = own.filter(({ entry }) => entry.kind === 'give').map(({ n }) => n)
    const taken = own.filter(({ entry }) => entry.kind === 'take').map(({ n }) => n)
    const [from, to] = [taken.findLast((n) => n < at) ?? -1, taken.find((n) => n > at) ?? Infinity]
    const since = given.filter((n) => n > from && n < to)
    return since.length === 1 && (since[0] as number) <= at
  })
}

/** The ids of every window that satisfies; windows that share a check are one. */
function stretches(checks: readonly Check[], within: number, satisfies: (window: readonly Check[]) => boolean): string[][] {
  let sets: Set<string>[] = []
  for (const first of checks)
    for (const last of checks) {
      if (last.at - first.at > within || checks.indexOf(last) < checks.indexOf(first)) continue
      const window = checks.slice(checks.indexOf(first), checks.indexOf(last) + 1)
      if (!satisfies(window)) continue
      const own = new Set(window.map(({ id }) => id))
      const shared = sets.filter((set) => [...set].some((id) => own.has(id)))
      sets = [...sets.filter((set) => !shared.includes(set)), new Set([...shared.flatMap((set) => [...set]), ...own])]
    }
  return sets.map((set) => checks.filter(({ id }) => set.has(id)).map(({ id }) => id))
}
const isBurst = (window: readonly Check[]): boolean => window.length >= 10
const isProbing = (window: readonly Check[]): boolean => new Set(window.map(({ permission }) => permission)).size >= 5

const told = ({ count, entries, from, to }: DenialStretch): string => JSON.stringify([count, entries.map(({ id }) => id), from, to])
const meant =
  (entries: readonly Entry[]) =>
  (ids: readonly string[]): string => {
    const at = (id: string | undefined): number => entries.find((entry) => entry.id === id)?.at ?? 0
    return JSON.stringify([ids.length, ids.slice(0, 20), at(ids[0]), at(ids.at(-1))])
  }

describe('a naive evaluation agrees on denied checks', () => {
  it('on bursts and probing, on what was granted after a denial and used, and on what contradicts the state', async () => {
    const seen = { bursts: 0, probing: 0, soon: 0, used: 0, toSelf: 0, allowed: 0 }
    await fc.assert(
      fc.asyncProperty(log, fc.boolean(), async (entries, isPart) => {
        const lines = [
          ...created.map((each) => ({ at: begin - 1, each })),
          ...entries.map((each) => ({ at: each.at, each: { ...lineOf(each), id: each.id } })),
        ]
        const fetched = new FetchedLog(lines.map(({ at, each }) => ({ at, line: JSON.stringify({ ...each, timestamp: new Date(at).toISOString() }) }))) // prettier-ignore
        const middle = Math.floor((fetched.begin + fetched.end) / 2)
        // The newer half comes first and the older one late.
        const service = await fetched.fetched(isPart ? [{ from: fetched.begin, to: middle }, { from: middle, to: fetched.end + 1 }] : [{ from: fetched.begin, to: fetched.end + 1 }]) // prettier-ignore
        try {
          const found = await service.handle('access.denied', { tenant: fetched.tenant, offset: 0, limit: 5000, from: null, to: null })
          const checks = entries.filter(isCheck)
          expect(found.untold).toEqual({ undated: 0, nobody: 0, unclear: checks.filter(({ kind }) => kind === 'unclear').length })
          const groups = new Set(
            checks.flatMap(({ kind, user, permission }) => (kind === 'denied' ? [`${email(user)} ${permission}`] : [])),
          )
          expect(new Set(found.lines.map(({ user, permission }) => `${user} ${permission}`))).toEqual(groups)
          for (const line of found.lines) {
            const user = line.user.split('@')[0] as string
            const { permission } = line
            const ofUser = checks.filter((each) => each.kind === 'denied' && each.user === user)
            const own = ofUser.filter((each) => each.permission === permission)
            const isOwn = (ids: readonly string[]): boolean => own.some(({ id }) => ids.includes(id))
            const bursts = stretches(ofUser, 10 * minute, isBurst).filter(isOwn)
            const probing = stretches(ofUser.filter((each) => each.permission !== ''), hour, isProbing).filter(isOwn) // prettier-ignore
            expect(line.bursts.map(told)).toEqual(bursts.map(meant(entries)))
            expect(line.probing.map(told)).toEqual(probing.map(meant(entries)))
            expect(line.bursts.map((each) => each.own)).toEqual(bursts.map((ids) => own.filter(({ id }) => ids.includes(id)).length))
            expect(Object.fromEntries(line.addresses.map(({ ip, count }) => [ip, count]))).toEqual(
              Object.fromEntries([...new Set(own.map(({ ip }) => ip))].map((ip) => [ip, own.filter((each) => each.ip === ip).length])),
            )
            const held = entries.map((_, n) => permission !== '' && mayBy(entries, n + 1, user, permission) !== null)
            const contradicting = own.filter((each) => permission !== '' && surely(entries, entries.indexOf(each), user, permission))
            expect([line.allowed.map(({ id }) => id), line.allowedCount]).toEqual([
              contradicting.slice(0, 20).map(({ id }) => id),
              contradicting.length,
            ])
            const first = entries.indexOf(own[0] as Entry)
            const grants = entries.filter((_, n) => n > first && held[n] && !held[n - 1]) as Change[]
            expect(line.grants.map(({ entry }) => entry)).toEqual(grants.slice(0, 20).map(({ id }) => id))
            grants.slice(0, 20).forEach((grant, n) => {
              const at = entries.indexOf(grant)
              const soon = own.some((each) => entries.indexOf(each) < at && grant.at - each.at <= 24 * hour)
              const ends = held.findIndex((now, later) => later > at && !now)
              const uses = checks.filter((each) => each.kind === 'passed' && each.user === user && (each.permission === permission || (permission === 'b:*' && each.permission === 'b:x')) && entries.indexOf(each) > at && (ends === -1 || entries.indexOf(each) < ends)) // prettier-ignore
              const toSelf = grant.by === user
              expect(line.grants[n]).toMatchObject({ soon, toSelf, by: email(grant.by), at: grant.at, used: uses.length })
              expect(line.grants[n]?.uses.map(({ id }) => id)).toEqual(uses.slice(0, 20).map(({ id }) => id))
              seen.soon += soon ? 1 : 0
              seen.used += uses.length
              seen.toSelf += soon && toSelf ? 1 : 0
            })
            const end = held.at(-1) === true
            expect([line.today.holds, line.today.everHeld]).toEqual(permission === '' ? [null, null] : [end, held.includes(true)])
            seen.bursts += bursts.length
            seen.probing += probing.length
            seen.allowed += contradicting.length
          }
        } finally {
          service.close()
          fetched.remove()
        }
      }),
      { numRuns: 60 },
    )
    // What never happened was not tried.
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(0)
  })
})
