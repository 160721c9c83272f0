import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FetchedLog } from '../history/fixtures/demo-log.ts'

/* A naive evaluation, written apart: sets, played again from the beginning for every question. It shares no code with the replay. */

interface Entry {
  readonly id: string
  readonly at: number
  readonly action: string
  readonly status: 'success' | 'failed'
  /** `u1`, `g2`, `r3` */
  readonly what: string
  readonly whom?: string
  readonly permissions?: readonly string[]
  readonly permission?: string
  readonly name?: string
}

const users = ['u1', 'u2', 'u3']
const groups = ['g1', 'g2', 'g3']
const roles = ['r1', 'r2', 'r3']
const permissions = ['a:read', 'a:write', 'b:*', 'c:d']
const asked = ['a:read', 'a:write', 'b:x', 'c:d']
const actors = ['u1', 'boss']

const kinds: Readonly<Record<string, string>> = { u: 'user', g: 'group', r: 'role' }
const typeOf = (what: string): string => kinds[what[0] as string] ?? ''
const email = (user: string): string => `${user}@acme.test`

const anyOf = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list)
const status = fc.oneof({ weight: 9, arbitrary: fc.constant('success' as const) }, { weight: 1, arbitrary: fc.constant('failed' as const) })
const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ action: anyOf(['role_assign', 'role_assign', 'role_revoke']), what: anyOf(roles), whom: anyOf([...users, ...groups]), status }) },
  { weight: 5, arbitrary: fc.record({ action: anyOf(['group_member_add', 'group_member_add', 'group_member_remove']), what: anyOf(groups), whom: anyOf([...users, ...groups]), status }) },
  { weight: 2, arbitrary: fc.record({ action: fc.constant('role_update'), what: anyOf(roles), status, permissions: fc.subarray(permissions) }) },
  { weight: 1, arbitrary: fc.record({ action: anyOf(['user_remove', 'user_invite']), what: anyOf(users), status }) },
  { weight: 1, arbitrary: fc.record({ action: anyOf(['role_delete', 'role_create']), what: anyOf(roles), status, permissions: fc.subarray(permissions) }) },
  { weight: 1, arbitrary: fc.record({ action: anyOf(['group_delete', 'group_create']), what: anyOf(groups), status }) },
  { weight: 2, arbitrary: fc.record({ action: fc.constant('permission_check'), what: anyOf(users), status: fc.constant('failed' as const), permission: anyOf(asked) }) },
) // prettier-ignore
const begin = Date.UTC(2026, 0, 1)
const log = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 70 }).map((events): Entry[] => {
  // Everybody and everything is created in the log, so that nothing is older than it.
  const first: Omit<Entry, 'at' | 'id'>[] = [
    ...users.map((what) => ({ action: 'user_invite', what, status: 'success' as const })),
    ...groups.map((what) => ({ action: 'group_create', what, status: 'success' as const })),
    ...roles.map((what, i) => ({ action: 'role_create', what, status: 'success' as const, permissions: [permissions[i] as string] })),
  ]
  let at = begin
  const later = events.map(([each, wait]) => ({ ...each, at: (at += wait * 1000) }))
  return [...first.map((each) => ({ ...each, at: begin })), ...later].map((each, i) => ({ ...each, id: `e${i}` }))
})

function lineOf({ id, at, action, status: how, what, whom, permissions: list, permission }: Entry): string {
  const whoActs = action === 'permission_check' ? what : actors[id.length % 2]
  const target = whom ?? (typeOf(what) === 'user' ? what : null)
  return JSON.stringify({
    id,
    timestamp: new Date(at).toISOString(),
    actor: { email: email(whoActs as string) },
    action,
    resource: action === 'permission_check' ? { type: 'thing', id: 'x' } : { type: typeOf(what), id: what, name: `name of ${what}` },
    target:
      target === null
        ? null
        : { type: typeOf(target), id: target, ...(typeOf(target) === 'user' && { email: email(target) }), name: `name of ${target}` },
    status: how,
    ...(permission !== undefined && { error: { code: 'permission_denied', message: 'no', permission } }),
    ...(list && { changes: { ...(action === 'role_create' && { before: null }), after: { permissions: list } } }),
  })
}

interface State {
  /** `holder object`, with the entry that began it. */
  readonly has: Map<string, Entry>
  readonly allows: Map<string, readonly string[]>
  readonly there: Set<string>
}

function played(entries: readonly Entry[]): State {
  const state: State = { has: new Map(), allows: new Map(), there: new Set() }
  for (const entry of entries) {
    const { action, what, whom = '', permissions: list } = entry
    if (entry.status === 'failed') continue
    if (action === 'role_assign' || action === 'group_member_add') {
      if (!state.has.has(`${whom} ${what}`)) state.has.set(`${whom} ${what}`, entry)
    } else if (action === 'role_revoke' || action === 'group_member_remove') state.has.delete(`${whom} ${what}`)
    else if (/_(?:remove|delete)$/.test(action)) {
      state.there.delete(what)
      for (const pair of state.has.keys()) if (pair.split(' ').includes(what)) state.has.delete(pair)
    } else if (/_(?:invite|create)$/.test(action)) state.there.add(what)
    if (list && !action.endsWith('_delete')) state.allows.set(what, list)
  }
  return state
}

/** `user role group group…` with the entries that make it so. */
function linesOf({ has }: State): Map<string, Entry[]> {
  const found = new Map<string, Entry[]>()
  const walk = (user: string, holder: string, through: string[], by: Entry[]): void => {
    for (const [pair, entry] of has) {
      const [who, object] = pair.split(' ') as [string, string]
      if (who !== holder || through.includes(object)) continue
      if (typeOf(object) === 'role') found.set([user, object, ...through].join(' '), [...by, entry])
      else walk(user, object, [...through, object], [...by, entry])
    }
  }
  for (const user of users) walk(user, user, [], [])
  return found
}

const upTo = (entries: readonly Entry[], at: number): Entry[] => entries.filter((entry) => entry.at <= at)
const covers = (held: string, permission: string): boolean =>
  held === permission || (held.endsWith('*') && permission.startsWith(held.slice(0, -1)))
const may = (state: State, user: string, permission: string): boolean =>
  [...linesOf(state).keys()].some((line) => {
    const [who, role] = line.split(' ') as [string, string]
    return who === user && (state.allows.get(role) ?? []).some((held) => covers(held, permission))
  })

function causeOf({ action, whom = '' }: Entry): string {
  if (/_(?:remove|delete)$/.test(action) && !action.startsWith('group_member')) return 'removal'
  if (action.startsWith('group_member')) return 'membership'
  return typeOf(whom) === 'user' ? 'assignment' : 'group_assignment'
}

const latest = (entries: readonly Entry[], by: readonly Entry[]): Entry => entries.findLast((each) => by.includes(each)) as Entry

async function asking<T>(
  entries: readonly Entry[],
  work: (fetched: FetchedLog, service: Awaited<ReturnType<FetchedLog['fetched']>>) => Promise<T>,
): Promise<T> {
  const fetched = new FetchedLog(entries.map((entry) => ({ at: entry.at, line: lineOf(entry) })))
  const service = await fetched.fetched([{ from: fetched.begin, to: fetched.end + 10_000 }])
  try {
    return await work(fetched, service)
  } finally {
    service.close()
    fetched.remove()
  }
}

const everything = { patterns: null, offset: 0, limit: 5000 }
const userOf = (text: string): string => text.split('@')[0] as string

describe('a naive evaluation agrees', () => {
  it('on who has which roles by which paths, since when and by which entry', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.double({ min: 0, max: 1, noNaN: true }), async (entries, when) => {
        const at = begin + Math.floor((((entries.at(-1) as Entry).at - begin) * when) / 1000) * 1000
        const truth = linesOf(played(upTo(entries, at)))
        await asking(entries, async ({ tenant }, service) => {
          const { lines } = await service.handle('access.lines', { tenant, ...everything, at })
          const told = new Map(lines.map((line) => [[userOf(line.user), line.roleId, ...line.pathIds].join(' '), line]))
          expect([...told.keys()].sort()).toEqual([...truth.keys()].sort())
          for (const [line, by] of truth) {
            const granting = latest(entries, by)
            expect(told.get(line)?.entry, line).toBe(granting.id)
            expect(told.get(line)?.since).toBe(granting.at)
          }
        })
      }),
      { numRuns: 60 },
    )
  })

  it('on what differs between two times, and by which entry it last turned', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.nat(80), fc.nat(80), async (entries, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)].map((second) => begin + second * 1000) as [number, number]
        const [was, is] = [linesOf(played(upTo(entries, from))), linesOf(played(upTo(entries, to)))]
        const truth = new Map<string, string>()
        for (const line of new Set([...was.keys(), ...is.keys()])) {
          if (was.has(line) === is.has(line)) continue
          let turned: Entry | null = null
          for (let i = upTo(entries, from).length; i < upTo(entries, to).length; i++) {
            const [before, after] = [linesOf(played(entries.slice(0, i))), linesOf(played(entries.slice(0, i + 1)))]
            if (before.has(line) !== after.has(line)) turned = entries[i] as Entry
          }
          truth.set(`${is.has(line) ? 'gained' : 'lost'} ${line}`, `${causeOf(turned as Entry)} ${(turned as Entry).id}`)
        }
        await asking(entries, async ({ tenant }, service) => {
          const { lines } = await service.handle('access.changes', { tenant, ...everything, from, to })
          const told = lines.map((line) => [
            `${line.change} ${[userOf(line.user), line.roleId, ...line.pathIds].join(' ')}`,
            `${line.cause} ${line.entry ?? ''}`,
          ])
          expect(Object.fromEntries(told.sort())).toEqual(Object.fromEntries([...truth].sort()))
        })
      }),
      { numRuns: 60 },
    )
  })

  it('on denied checks', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (entries) => {
        await asking(entries, async ({ tenant }, service) => {
          const { lines } = await service.handle('access.denied', { tenant, offset: 0, limit: 5000, from: null, to: null })
          const denials = entries.filter(({ action }) => action === 'permission_check')
          expect(lines.reduce((sum, { count }) => sum + count, 0)).toBe(denials.length)
          for (const line of lines) {
            const user = userOf(line.user)
            const own = denials.filter(({ permission, what }) => what === user && permission === line.permission)
            expect(line.entries).toEqual(own.map(({ id }) => id))
            const states = entries.map((_, i) => played(entries.slice(0, i + 1)))
            const held = states.map((state) => may(state, user, line.permission))
            const first = entries.indexOf(own[0] as Entry)
            const last = entries.indexOf(own.at(-1) as Entry)
            expect(line.everHeld, `${user} ${line.permission}`).toBe(held.slice(0, first).includes(true))
            const after = held.findIndex((now, i) => i > first && now && !held[i - 1])
            expect(line.grantedAfter).toBe(after === -1 ? null : (entries[after] as Entry).id)
            const then = states[last] as State
            const having = roles.filter(
              (role) => then.there.has(role) && (then.allows.get(role) ?? []).some((each) => covers(each, line.permission)),
            )
            expect(line.rolesWithIt).toEqual(having.map((role) => `name of ${role}`))
            const allowed = own.some((entry) => held[entries.indexOf(entry)])
            if (allowed) expect(['inconsistent', 'unknown']).toContain(line.cause)
            else if (held.slice(0, last).includes(true)) expect(['lost', 'role-lost-it']).toContain(line.cause)
            else expect(line.cause).toBe('never-held')
          }
        })
      }),
      { numRuns: 60 },
    )
  })

  it('on what contradicts itself: given twice, taken twice', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (entries) => {
        const truth: string[] = []
        const told = new Map<string, Entry>()
        const has = new Set<string>()
        for (const entry of entries) {
          const { action, what, whom = '' } = entry
          // What is put into itself is what sources name twice, as what it was done on and among whom it was done to.
          if (entry.status === 'failed' || action === 'permission_check' || whom === what) continue
          const pair = `${whom} ${what}`
          const gives = action === 'role_assign' || action === 'group_member_add'
          if (gives || action === 'role_revoke' || action === 'group_member_remove') {
            const before = told.get(pair)
            if (before && before.action !== 'gone' && has.has(pair) === gives) truth.push(`${before.id} ${entry.id}`)
            // What went with its holder may be tidied up later.
            if (before?.action !== 'gone' || gives) told.set(pair, entry)
            if (gives) has.add(pair)
            else has.delete(pair)
          } else if (/_(?:remove|delete)$/.test(action)) {
            for (const each of has)
              if (each.split(' ').includes(what)) {
                has.delete(each)
                told.set(each, { ...entry, action: 'gone' })
              }
          }
        }
        await asking(entries, async ({ tenant }, service) => {
          const { lines } = await service.handle('access.continuity', { tenant, offset: 0, limit: 5000 })
          const found = lines.filter(({ test, aspect }) => test === 'C3' && (aspect === 'roles' || aspect === 'members'))
          expect(found.map((each) => each.entries.join(' ')).sort()).toEqual(truth.sort())
        })
      }),
      { numRuns: 60 },
    )
  })
})
