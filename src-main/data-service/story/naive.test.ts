import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoryPart, StoryRow, StorySubject } from '@contract/story.ts'
import { FetchedLog } from '../history/fixtures/demo-log.ts'

/* A naive evaluation, written apart: for every entry the log is played from the beginning. It shares no code with the story. */

interface Entry {
  readonly id: string
  /** Null: its time cannot be read. */
  readonly at: number | null
  readonly by: string
  readonly action: string
  readonly status: 'success' | 'failed' | 'odd'
  readonly what: string
  readonly whom?: string | undefined
  readonly permission?: string
  /** What it names without an id. */
  readonly bare: boolean
  readonly ip: string | null
  readonly agent: string | null
}

const users = ['u1', 'u2']
const groups = ['g1', 'g2', 'g3']
const roles = ['r1', 'r2']
const kinds: Readonly<Record<string, string>> = { u: 'user', g: 'group', r: 'role', t: 'thing' }
const typeOf = (what: string): string => kinds[what[0] as string] ?? ''
const email = (user: string): string => `${user}@acme.test`
const anyOf = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list)

const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ action: anyOf(['role_assign', 'role_assign', 'role_revoke']), what: anyOf(roles), whom: anyOf([...users, ...groups]) }) },
  { weight: 5, arbitrary: fc.record({ action: anyOf(['group_member_add', 'group_member_add', 'group_member_remove']), what: anyOf(groups), whom: anyOf([...users, ...groups]) }) },
  { weight: 3, arbitrary: fc.record({ action: anyOf(['role_update', 'role_view']), what: anyOf(roles) }) },
  { weight: 2, arbitrary: fc.record({ action: anyOf(['group_update', 'group_delete']), what: anyOf(groups) }) },
  { weight: 1, arbitrary: fc.record({ action: fc.constant('role_delete'), what: anyOf(roles) }) },
  { weight: 1, arbitrary: fc.record({ action: anyOf(['user_remove', 'user_update']), what: anyOf(users) }) },
  { weight: 5, arbitrary: fc.record({ action: fc.constant('permission_check'), what: fc.constant('t1'), permission: anyOf(['a:read', 'b:write']) }) },
) // prettier-ignore
const circumstance = fc.record({
  by: anyOf(['u1', 'u1', 'u2', 'boss']),
  status: anyOf(['success', 'success', 'success', 'failed', 'odd'] as const),
  bare: fc.boolean(),
  ip: anyOf([null, '192.0.2.1', '192.0.2.9', '198.51.100.7:443', '2001:db8::1', 'nonsense']),
  agent: anyOf([null, 'curl/8', 'Desk 1.0']),
  dated: anyOf([true, true, true, true, false]),
  wait: anyOf([0, 20, 20, 20, 130, 40_000]),
})
const begin = Date.UTC(2026, 2, 28, 20)
const log = fc.array(fc.tuple(happening, circumstance), { minLength: 1, maxLength: 60 }).map((events): Entry[] => {
  const made = { by: 'boss', status: 'success', bare: false, ip: null, agent: null, at: begin } as const
  const first = [...users, ...groups, ...roles].map((what) => ({
    ...made,
    what,
    action: what.startsWith('u') ? 'user_invite' : `${typeOf(what)}_create`,
  }))
  let at = begin
  const later = events.map(([each, { dated, wait, ...rest }]) => {
    at += wait * 1000
    return { ...each, ...rest, at: dated ? at : null }
  })
  return [...first, ...later].map((each, i) => ({ ...each, id: `e${i}` }))
})

function lineOf({ id, at, by, action, status, what, whom, permission, bare, ip, agent }: Entry): string {
  const named = (thing: string): object => ({
    type: typeOf(thing),
    ...(!(bare && /^[gr]/.test(thing)) && { id: thing }),
    ...(thing.startsWith('u') && { email: email(thing) }),
    name: `name of ${thing}`,
  })
  const target = whom ?? (what.startsWith('u') ? what : null)
  return JSON.stringify({
    id,
    timestamp: at === null ? 'at noon' : new Date(at).toISOString(),
    // One and the same, once by email, once by id.
    actor: bare ? { id: by } : { email: email(by), id: by },
    action,
    resource: what === 't1' ? { type: 'thing', id: 't1' } : named(what),
    target: target === null ? null : named(target),
    status,
    ...(permission !== undefined && { error: { code: 'permission_denied', message: 'no', permission } }),
    ...(ip !== null && { ip_address: ip }),
    ...(agent !== null && { user_agent: agent }),
  })
}

/** `holder object` */
function has(entries: readonly Entry[]): Set<string> {
  const found = new Set<string>()
  for (const { action, what, whom = '', status } of entries) {
    if (status !== 'success') continue
    if (action === 'role_assign' || action === 'group_member_add') found.add(`${whom} ${what}`)
    else if (action === 'role_revoke' || action === 'group_member_remove') found.delete(`${whom} ${what}`)
    else if (/_(?:remove|delete)$/.test(action)) for (const pair of found) if (pair.split(' ').includes(what)) found.delete(pair)
  }
  return found
}
function reached(pairs: ReadonlySet<string>, from: string): Set<string> {
  const found = new Set<string>()
  const walk = (holder: string): void => {
    for (const pair of pairs) {
      const [who, object] = pair.split(' ') as [string, string]
      if (who !== holder || found.has(object)) continue
      found.add(object)
      walk(object)
    }
  }
  walk(from)
  return new Set([...found].filter((each) => each !== from))
}

interface Truth {
  readonly entry: Entry
  readonly part: StoryPart
  readonly through: readonly string[]
}
/** Oldest first, those without a time last. */
function truthOf(entries: readonly Entry[], subject: string): Truth[] {
  const dated = entries.filter(({ at }) => at !== null)
  const found = [...dated, ...entries.filter(({ at }) => at === null)].flatMap((entry): Truth[] => {
    const { by, what, whom, action, status, at, ip, agent } = entry
    if (by === subject || ip === subject || agent === subject) return [{ entry, part: 'did', through: [] }]
    if (what === subject || whom === subject) return [{ entry, part: 'done', through: [] }]
    if (at === null || status === 'failed' || !/^[ugr]\d$/.test(subject)) return []
    const place = dated.indexOf(entry)
    const held = new Set([...reached(has(dated.slice(0, place)), subject), ...reached(has(dated.slice(0, place + 1)), subject)])
    const isRelation = /_(?:assign|revoke|add)$|member_remove$/.test(action)
    if (action === 'role_view' || action === 'permission_check') return []
    const changed = isRelation ? (whom ?? '') : what
    return held.has(changed) ? [{ entry, part: 'through', through: [`name of ${changed}`] }] : []
  })
  return found
}

const subjects: readonly (readonly [string, StorySubject])[] = [
  ['u1', { kind: 'thing', type: 'user', value: 'u1@acme.test' }],
  ['u2', { kind: 'thing', type: 'user', value: 'u2' }],
  ['g1', { kind: 'thing', type: 'group', value: 'g1' }],
  ['r1', { kind: 'thing', type: 'role', value: 'name of r1' }],
  ['t1', { kind: 'thing', type: 'thing', value: 't1' }],
  ['192.0.2.1', { kind: 'thing', type: 'ip', value: '192.0.2.1' }],
  ['curl/8', { kind: 'agent', value: 'curl/8' }],
]
const network = (ip: string): string | null =>
  ip.startsWith('192') ? '192.0.2.0/24' : ip.startsWith('198') ? '198.51.100.0/24' : ip.startsWith('2001') ? '2001:db8::/48' : null

/** In Zurich, where an hour is left out that night. */
const zurich = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Zurich',
  weekday: 'short',
  day: '2-digit',
  month: '2-digit',
  hour: '2-digit',
  hourCycle: 'h23',
})
function clockOf(at: number): { readonly day: string; readonly weekHour: number } {
  const parts = Object.fromEntries(zurich.formatToParts(at).map(({ type, value }) => [type, value]))
  const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts['weekday'] as string)
  return { day: `${parts['month'] ?? ''}-${parts['day'] ?? ''}`, weekHour: weekday * 24 + Number(parts['hour']) }
}
const question = { zone: 'Europe/Zurich', order: 'asc', show: 'all' } as const

async function asking(
  entries: readonly Entry[],
  work: (ask: Awaited<ReturnType<FetchedLog['fetched']>>, tenant: string) => Promise<void>,
): Promise<void> {
  let last = begin
  const fetched = new FetchedLog(entries.map((entry) => ({ at: (last = entry.at ?? last), line: lineOf(entry) })))
  const service = await fetched.fetched([{ from: fetched.begin, to: fetched.end + 10_000 }])
  try {
    await work(service, fetched.tenant)
  } finally {
    service.close()
    fetched.remove()
  }
}
const countsOf = (texts: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(texts)].sort().map((text) => [text, texts.filter((each) => each === text).length]))

describe('a naive evaluation agrees', () => {
  it('on which entries a story has, why, in which order, and what is counted of them', async () => {
    await fc.assert(
      fc.asyncProperty(log, anyOf(subjects), async (entries, [subject, of]) => {
        const truth = truthOf(entries, subject)
        await asking(entries, async (service, tenant) => {
          const told = await service.handle('story.get', { tenant, of, ...question })
          const { rows } = await service.handle('story.rows', { tenant, of, ...question, offset: 0, limit: 1000 })
          const ids = new Map<number, string>()
          for (const { key } of rows) ids.set(key, (await service.handle('log.entry', { tenant, key })).entry.id)
          const textOf = ({ key, part, through = [] }: StoryRow): string => `${ids.get(key) ?? ''} ${part} ${[...through].sort().join()}`
          const expected = truth.map(({ entry, part, through }) => `${entry.id} ${part} ${through.join()}`)
          // Those without a time have no order of their own.
          const dated = truth.filter(({ entry }) => entry.at !== null).length
          expect(rows.slice(0, dated).map(textOf)).toEqual(expected.slice(0, dated))
          expect(rows.slice(dated).map(textOf).sort()).toEqual(expected.slice(dated).sort())

          const times = truth.flatMap(({ entry, part }) => (part === 'through' || entry.at === null ? [] : [entry.at]))
          expect([told.first, told.last]).toEqual([times[0] ?? null, times.at(-1) ?? null])
          expect(told.total).toEqual({
            all: truth.length,
            did: truth.filter(({ part }) => part === 'did').length,
            done: truth.filter(({ part }) => part === 'done').length,
            through: truth.filter(({ part }) => part === 'through').length,
            undated: truth.length - dated,
            unknownStatus: truth.filter(({ entry }) => entry.status === 'odd').length,
          })
          expect(Object.fromEntries(told.actions.listed.map(({ action, entries: n }) => [action, n]))).toEqual(
            countsOf(truth.map(({ entry }) => entry.action)),
          )
          const counted = truth.filter(({ part }) => part === told.habits.of)
          expect(told.habits.of).toBe(truth.some(({ part }) => part === 'did') ? 'did' : 'done')
          const hours = new Array<number>(168).fill(0)
          for (const { entry } of counted) if (entry.at !== null) (hours[clockOf(entry.at).weekHour] as number)++
          expect(told.habits.hours).toEqual(hours)
          const networks = counted.flatMap(({ entry }) => (entry.ip === null ? [] : (network(entry.ip) ?? [])))
          expect(Object.fromEntries(told.habits.networks.listed.map(({ value, entries: n }) => [value, n]))).toEqual(countsOf(networks))
          expect(told.habits.networks.other).toBe(counted.length - networks.length)
          const denied = truth.filter(({ entry }) => entry.action === 'permission_check' && entry.status === 'failed')
          expect(told.denials.entries).toBe(denied.length)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('on days and bursts, whatever is shown, in either order', async () => {
    const shown = fc.tuple(anyOf(['all', 'did', 'done', 'through'] as const), anyOf(['asc', 'desc'] as const))
    await fc.assert(
      fc.asyncProperty(log, anyOf(subjects), shown, async (entries, [subject, of], [show, order]) => {
        const wanted = truthOf(entries, subject).filter(({ part }) => show === 'all' || part === show)
        const dated = wanted.filter(({ entry }) => entry.at !== null)
        if (order === 'desc') dated.reverse()
        const undated = wanted.length - dated.length
        const dayOf = ({ entry }: Truth): string => clockOf(entry.at as number).day
        const days = dated.flatMap((each, i) => (i === 0 || dayOf(dated[i - 1] as Truth) !== dayOf(each) ? [i] : []))
        const goesOn = (i: number): boolean => {
          const [a, b] = [dated[i - 1], dated[i]]
          if (!a || !b) return false
          const alike = [a, b].map(({ entry, part }) => `${entry.action} ${entry.by} ${String(entry.bare)} ${entry.status} ${part}`)
          const apart = Math.abs((a.entry.at as number) - (b.entry.at as number))
          return alike[0] === alike[1] && dayOf(a) === dayOf(b) && apart <= 120_000
        }
        const bursts: number[] = []
        for (let first = 0; first < dated.length;) {
          let end = first + 1
          while (goesOn(end)) end++
          if (end - first >= 5) bursts.push(first, end - first)
          first = end
        }
        await asking(entries, async (service, tenant) => {
          const { line } = await service.handle('story.get', { tenant, of, ...question, show, order })
          expect(line).toEqual({
            entries: wanted.length,
            dated: dated.length,
            days: undated > 0 ? [...days, dated.length] : days,
            bursts,
          })
        })
      }),
      { numRuns: 30 },
    )
  })

  it('on when something was had, by which link', async () => {
    await fc.assert(
      fc.asyncProperty(log, anyOf(['u1', 'g1']), async (entries, subject) => {
        const dated = entries.filter(({ at }) => at !== null)
        await asking(entries, async (service, tenant) => {
          const of = { kind: 'thing', type: typeOf(subject), value: subject } as const
          const { access } = await service.handle('story.get', { tenant, of, ...question })
          const told = (access?.has.rows ?? []).flatMap(({ by, what, stretches }) =>
            stretches.map(({ from, to }) => `${by?.id ?? subject} ${what.id ?? ''} ${from ?? ''} ${to ?? ''}`),
          )
          const begun = new Map<string, number>()
          const truth: string[] = []
          const end = (pair: string, to: number | null): void => {
            truth.push(`${pair} ${begun.get(pair) ?? ''} ${to ?? ''}`)
            begun.delete(pair)
          }
          let before = new Set<string>()
          dated.forEach((entry, i) => {
            const pairs = has(dated.slice(0, i + 1))
            const held = reached(pairs, subject)
            const now = new Set([...pairs].filter((pair) => pair.startsWith(`${subject} `) || held.has(pair.split(' ')[0] as string)))
            for (const pair of before) if (!now.has(pair)) end(pair, entry.at)
            for (const pair of now) if (!before.has(pair)) begun.set(pair, entry.at as number)
            before = now
          })
          for (const pair of [...before]) end(pair, null)
          // What is in itself gives nothing.
          const isNoLoop = (line: string): boolean => line.split(' ')[0] !== line.split(' ')[1]
          expect(told.filter(isNoLoop).sort()).toEqual(truth.filter(isNoLoop).sort())
        })
      }),
      { numRuns: 30 },
    )
  })
})
