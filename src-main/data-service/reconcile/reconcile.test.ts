import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { ReconcileLine } from '@contract/reconcile.ts'
import { outcome } from '../../fixtures/outcome.ts'
import { FetchedLog } from '../history/fixtures/demo-log.ts'

/* A naive evaluation, written apart: sets, played again from the beginning. It shares no code with the comparison. */

const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-reconcile-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
function fileOf(content: string | Buffer): string {
  const path = join(folder, `${++files}.csv`)
  writeFileSync(path, content)
  return path
}

const begin = Date.UTC(2026, 0, 1)
const users = ['u1', 'u2', 'u3']
const groups = ['g1', 'g2']
const roles = ['r1', 'r2', 'r3']
const email = (user: string): string => `${user}@acme.test`
const kinds: Readonly<Record<string, string>> = { u: 'user', g: 'group', r: 'role' }
const typeOf = (what: string): string => kinds[what[0] as string] ?? ''

interface Entry {
  readonly at: number
  readonly action: string
  readonly what: string
  readonly whom?: string
  readonly name?: string
}

const lineOf = ({ at, action, what, whom, name }: Entry, i: number): string => {
  const target = whom ?? (typeOf(what) === 'user' ? what : null)
  return JSON.stringify({
    id: `e${i}`,
    timestamp: new Date(at).toISOString(),
    actor: { email: 'boss@acme.test', name: 'The Boss' },
    action,
    resource: { type: typeOf(what), id: what, name: name ?? `Name of ${what}` },
    target: target && { type: typeOf(target), id: target, ...(typeOf(target) === 'user' ? { email: email(target) } : { name: `Name of ${target}` }) },
    status: 'success',
    ...(action === 'role_update' && { changes: { after: { name } } }),
    ...(action === 'role_create' && { changes: { before: null, after: { name: name ?? `Name of ${what}`, permissions: [] } } }),
  }) // prettier-ignore
}
const made: readonly Entry[] = [
  ...users.map((what) => ({ at: begin, action: 'user_invite', what })),
  ...groups.map((what) => ({ at: begin, action: 'group_create', what })),
  ...roles.map((what) => ({ at: begin, action: 'role_create', what })),
]

async function asking<T>(
  entries: readonly Entry[],
  work: (service: Awaited<ReturnType<FetchedLog['fetched']>>, tenant: string) => Promise<T>,
  gap?: { from: number; to: number },
): Promise<T> {
  const log = new FetchedLog(entries.map((entry, i) => ({ at: entry.at, line: lineOf(entry, i) })))
  const end = log.end + 10_000
  const service = await log.fetched(gap ? [{ from: log.begin, to: gap.from }, { from: gap.to, to: end }] : [{ from: log.begin, to: end }]) // prettier-ignore
  try {
    return await work(service, log.tenant)
  } finally {
    service.close()
    log.remove()
  }
}

/** `user role`, whatever the path. */
function held(entries: readonly Entry[]): Set<string> {
  const has = new Set<string>()
  for (const { action, what, whom = '' } of entries) {
    if (action === 'role_assign' || action === 'group_member_add') has.add(`${whom} ${what}`)
    else if (action === 'role_revoke' || action === 'group_member_remove') has.delete(`${whom} ${what}`)
    else if (/_(?:remove|delete)$/.test(action)) for (const pair of [...has]) if (pair.split(' ').includes(what)) has.delete(pair)
  }
  const found = new Set<string>()
  const walk = (user: string, holder: string, seen: readonly string[]): void => {
    for (const pair of has) {
      const [who, object = ''] = pair.split(' ')
      if (who !== holder || seen.includes(object)) continue
      if (typeOf(object) === 'role') found.add(`${user} ${object}`)
      else walk(user, object, [...seen, object])
    }
  }
  for (const user of users) walk(user, user, [])
  return found
}

const anyOf = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list)
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ action: anyOf(['role_assign', 'role_assign', 'role_revoke']), what: anyOf(roles), whom: anyOf([...users, ...groups]) }) },
  { weight: 4, arbitrary: fc.record({ action: anyOf(['group_member_add', 'group_member_add', 'group_member_remove']), what: anyOf(groups), whom: anyOf([...users, ...groups]) }) },
  { weight: 1, arbitrary: fc.record({ action: fc.constant('user_remove'), what: anyOf(users) }) },
  { weight: 1, arbitrary: fc.record({ action: fc.constant('role_delete'), what: anyOf(roles) }) },
) // prettier-ignore
const log = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 50 }).map((events): Entry[] => {
  let at = begin
  return [...made, ...events.map(([each, wait]) => ({ ...each, at: (at += wait * 1000) }))]
})

/** Ways to write the same. */
const spellings: readonly ((user: string, role: string) => readonly [string, string])[] = [
  (user, role) => [email(user), role],
  (user, role) => [user, `Name of ${role}`],
  (user, role) => [email(user).toUpperCase(), `NAME OF ${role}`.toUpperCase()],
]
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

describe('a naive evaluation agrees', () => {
  it('on what is only in the file, only in the log, and in both, however it is written', async () => {
    const said = fc.array(fc.tuple(anyOf([...users, 'stranger']), anyOf([...roles, 'no such role']), fc.nat(2)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(log, said, fc.nat(100), fc.boolean(), async (entries, rows, second, isOneCell) => {
        const at = begin + second * 1000
        const state = held(entries.filter((entry) => entry.at <= at))
        const inFile = new Set(rows.map(([user, role]) => `${user} ${role}`))
        const lines = rows.map(([user, role, way]) => (spellings[way] as (typeof spellings)[number])(user, role))
        const byUser = new Map<string, string[]>()
        for (const [user, role] of lines) byUser.set(user, [...(byUser.get(user) ?? []), role])
        const body = isOneCell
          ? [...byUser].map(([user, own]) => `${quoted(user)},${quoted(own.join(' ; '))}`)
          : lines.map(([user, role]) => `${quoted(user)},${quoted(role)}`)
        const path = fileOf(['who,what', ...body, ''].join('\r\n'))
        await asking(entries, async (service, tenant) => {
          const columns = { user: 'who', role: 'what', path: null, several: isOneCell }
          const summary = await service.handle('files.reconcile', { tenant, path, at, columns })
          const { lines: told } = await service.handle('reconcile.lines', { tenant, id: summary.id, offset: 0, limit: 5000 })
          // Strangers are told as they are written.
          const plain = (text: string): string => text.toLowerCase().replace('@acme.test', '').replace('name of ', '')
          const pairs = (...kinds: readonly ReconcileLine['kind'][]): string[] =>
            told.filter(({ kind }) => kinds.includes(kind)).map(({ user, role }) => `${plain(user)} ${plain(role)}`)
          expect([...new Set(pairs('only-in-file'))].sort()).toEqual([...inFile].filter((pair) => !state.has(pair)).sort())
          // What is given twice, or to an account that was removed, is doubted: told as such, with the doubt.
          expect(pairs('only-in-log', 'undetermined').sort()).toEqual([...state].filter((pair) => !inFile.has(pair)).sort())
          expect(summary.agree).toBe([...inFile].filter((pair) => state.has(pair)).length)
          for (const { kind, line, says } of told) if (kind === 'undetermined') expect([line, says.length > 0]).toEqual([null, true])
          expect(summary.rows).toBe(body.length)
        })
      }),
      { numRuns: 25 },
    )
  })
  it('on nothing that a gap leaves open: no grant or loss in it is told as a difference', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.nat(30), fc.nat(30), async (entries, a, b) => {
        const gap = { from: begin + 500 + Math.min(a, b) * 1000, to: begin + 1500 + Math.max(a, b) * 1000 }
        // All is compared with what is truly so at the end: whatever differs, differs because of the gap.
        const truth = held(entries)
        const path = fileOf(['user,role', ...[...truth].map((pair) => pair.replace(' ', '@acme.test,'))].join('\n'))
        await asking(
          [...entries, { at: gap.to + 60_000, action: 'role_create', what: 'r9' }],
          async (service, tenant) => {
            const summary = await service.handle('files.reconcile', { tenant, path, at: null })
            expect(summary.counts['only-in-file'], JSON.stringify(summary.counts)).toBe(0)
            expect(summary.counts['only-in-log']).toBe(0)
          },
          gap,
        )
      }),
      { numRuns: 25 },
    )
  })
})

/** One entry after another, a second apart, after all were made. */
const after = (...events: readonly Omit<Entry, 'at'>[]): Entry[] => [
  ...made,
  ...events.map((each, i) => ({ ...each, at: begin + (i + 1) * 1000 })),
]
const given = { action: 'role_assign', what: 'r1', whom: 'u1' }

async function compared(entries: readonly Entry[], content: string | Buffer, at: number | null = null, more: object = {}) {
  const path = fileOf(content)
  return await asking(entries, async (service, tenant) => {
    const summary = await service.handle('files.reconcile', { tenant, path, at, ...more })
    const { lines } = await service.handle('reconcile.lines', { tenant, id: summary.id, offset: 0, limit: 5000 })
    return { summary, lines }
  })
}

describe('a difference is explained', () => {
  it('by the entry that took it away', async () => {
    const { lines } = await compared(after(given, { ...given, action: 'role_revoke' }), 'email,role\nu1@acme.test,r1\n')
    expect(lines).toMatchObject([{ kind: 'only-in-file', reason: 'revoked', line: 2, entries: [{ entry: 'e8' }, { entry: 'e9' }] }])
  })
  it('by the entry that gave it later', async () => {
    const { lines } = await compared(after(given), 'email,role\nu1@acme.test,r1\n', begin)
    expect(lines).toMatchObject([{ kind: 'only-in-file', reason: 'later', entries: [{ entry: 'e8' }] }])
  })
  it('by the entries that give what the file lacks, and by which path', async () => {
    const { lines } = await compared(
      after({ action: 'role_assign', what: 'r1', whom: 'g1' }, { action: 'group_member_add', what: 'g1', whom: 'u1' }),
      'email,role\nu2@acme.test,r1\n',
    )
    expect(lines).toMatchObject([
      { kind: 'only-in-file', reason: 'never-granted' },
      { kind: 'only-in-log', reason: 'user-not-in-file', path: 'through Name of g1', entries: [{ entry: 'e8' }, { entry: 'e9' }] },
    ])
  })
  it('by where the log begins, where nothing tells that user and role came to be in it', async () => {
    const old = [{ ...given, at: begin }, { ...given, at: begin + 1000, action: 'role_assign', what: 'r2', whom: 'u2' }]
    const { lines } = await compared(old, 'email,role\nu1@acme.test,r1\nu2@acme.test,r2\nu1@acme.test,r2\n')
    expect(lines).toMatchObject([{ kind: 'only-in-file', reason: 'before-log', line: 4 }])
  }) // prettier-ignore
  it('as unknown where no entry names the user or the role', async () => {
    const { lines } = await compared(after(given), 'email,role\nghost@acme.test,r1\nu1@acme.test,r1\nu1@acme.test,zzz\n')
    expect(lines.map(({ reason, user, role }) => [reason, user, role])).toEqual([
      ['user-unknown', 'ghost@acme.test', 'Name of r1'],
      ['role-unknown', 'u1@acme.test', 'zzz'],
    ])
  })
})

describe('a name', () => {
  it('that differs in letter case or was another at the time is told as such, and is no difference', async () => {
    const entries = after(given, { action: 'role_update', what: 'r1', name: 'Owner' })
    const { lines, summary } = await compared(entries, 'email,role\nU1@ACME.test,Name of r1\n')
    expect(lines.map(({ kind, reason }) => [kind, reason]).sort()).toEqual([
      ['named-otherwise', 'earlier-name'],
      ['named-otherwise', 'letter-case'],
    ])
    expect(summary.agree).toBe(1)
  })
  it('that two roles have is ambiguous, and neither of them differs', async () => {
    const entries = after(given, { action: 'role_update', what: 'r2', name: 'Name of r1' })
    const { lines } = await compared(entries, 'email,role\nu1@acme.test,Name of r1\n')
    expect(lines).toMatchObject([{ kind: 'ambiguous', reason: 'ambiguous-role' }])
  })
})

describe('a path', () => {
  const entries = after(given, { action: 'role_assign', what: 'r1', whom: 'g1' }, { action: 'group_member_add', what: 'g1', whom: 'u1' })
  it('is compared where the file has a column of it', async () => {
    const { lines, summary } = await compared(entries, 'email,role,path\nu1@acme.test,r1,direct\nu1@acme.test,r1,Name of g2\n')
    expect(summary.columns.path).toBe('path')
    expect(lines).toMatchObject([
      { kind: 'only-in-file', reason: 'other-path', path: 'Name of g2' },
      { kind: 'only-in-log', reason: 'not-in-file', path: 'through Name of g1' },
    ])
  })
})

describe('a hostile file', () => {
  it('is read with a mark, in UTF-16, and with cells that a spreadsheet would run', async () => {
    const text = "Email;Role\r\nu1@acme.test;r1\r\n'=cmd|1;r1\r\n=cmd|1;r1\r\n"
    for (const content of [Buffer.from(`\uFEFF${text}`, 'utf8'), Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
      const { summary, lines } = await compared(after(given), content)
      expect(summary).toMatchObject({ rows: 3, read: 3, agree: 1 })
      expect(lines.map(({ user, reason }) => [user, reason])).toEqual([
        ["'=cmd|1", 'user-unknown'],
        ['=cmd|1', 'user-unknown'],
      ])
    }
  })
  it('tells each row that it could not read, and why, and the rows that repeat', async () => {
    const rows = [
      'u1@acme.test,r1',
      'U1@acme.test,R1',
      ',r1',
      'u2@acme.test,',
      'u1@acme.test,r1,and,more',
      `${'x'.repeat(5000)},r1`,
      Buffer.from([0xff, 0xfe, 0x2c, 0x41]),
    ]
    const content = Buffer.concat(['user,role', ...rows].map((row) => Buffer.concat([Buffer.from(row as string), Buffer.from('\n')])))
    const { summary } = await compared(after(given), content)
    expect(summary).toMatchObject({ rows: 7, read: 2, repeated: 1, agree: 1 })
    expect(summary.unread.map(({ line }) => line).sort()).toEqual([4, 5, 6, 7, 8])
    expect(summary.sha256).toMatch(/^[0-9a-f]{64}$/)
  })
  it('without columns of users and roles is refused with the columns that it has', async () => {
    expect(await outcome(compared(after(given), 'a,b\n1,2\n'))).toBe('invalid-request')
    expect(await outcome(compared(after(given), 'email,role\n', null, { columns: { user: 'nobody' } }))).toBe('invalid-request')
    expect(await outcome(compared(after(given), '{"a":1}\n'))).toBe('file-unknown')
  })
  it('that has a time after all that was fetched is compared with the newest state, and both times are told', async () => {
    const { summary } = await compared(after(given), 'email,role\nu1@acme.test,r1\n', begin + 9_999_999)
    expect(summary.asked).toBe(begin + 9_999_999)
    expect(summary.at).toBeLessThan(begin + 9_999_999)
    expect(summary.counts['only-in-log']).toBe(0)
  })
})

it('the columns are guessed by who is known here before they are by their names', async () => {
  const path = fileOf('name,what,x\nUser One,u1@acme.test,r1;r2\nUser Two,u2@acme.test,r1\n')
  utimesSync(path, 1_700_000_000, 1_700_000_000)
  await asking(after(given), async (service, tenant) => {
    const look = await service.handle('files.table', { tenant, path })
    expect(look.guess).toEqual({ user: 'what', role: 'x', path: null, several: true })
    expect(look.modifiedAt).toBe(1_700_000_000_000)
    expect(look.columns[1]?.samples).toEqual(['u1@acme.test', 'u2@acme.test'])
  })
})
