import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearing } from '../../src-preload/contract/events.ts'
import { runCli } from '../../src-main/cli/program.ts'
import { createDataService } from '../../src-main/data-service/service.ts'

/* A small organisation of which every answer is known by heart. Minute by minute from the beginning of 2026. */

const time = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()
const user = (name: string) => ({ type: 'user', id: `u-${name}`, email: `${name}@acme.test`, name })
const group = (name: string) => ({ type: 'group', id: `g-${name}`, name })
const role = (id: string, name: string) => ({ type: 'role', id, name })
const entry = (minute: number, action: string, resource: object, target: object | null, changes: object | null = null) => ({
  id: `e${minute}`,
  timestamp: time(minute),
  actor: user('boss'),
  action,
  resource,
  target,
  status: 'success',
  changes,
})
const denied = (minute: number, permission: string) => ({
  ...entry(minute, 'permission_check', { type: 'invoice', id: 'i' }, null),
  actor: user('ann'),
  status: 'failed',
  error: { code: 'permission_denied', message: 'no', permission },
})
const one = role('r-1', 'Clerk')
const log = [
  entry(0, 'user_invite', user('ann'), user('ann'), { before: null, after: { name: 'Ann' } }),
  entry(1, 'role_create', one, null, { before: null, after: { name: 'Clerk', permissions: ['billing:invoice:read'] } }),
  entry(2, 'group_create', group('Inner'), null),
  entry(3, 'group_create', group('Outer'), null),
  entry(4, 'group_member_add', group('Inner'), user('ann')),
  entry(5, 'group_member_add', group('Outer'), group('Inner')),
  entry(6, 'role_assign', one, group('Outer')),
  denied(7, 'billing:invoice:approve'),
  entry(8, 'role_update', one, null, {
    before: { permissions: ['billing:invoice:read'] },
    after: { permissions: ['billing:invoice:read', 'billing:invoice:*'] },
  }),
  entry(9, 'role_update', role('r-1', 'Head clerk'), null, { before: { name: 'Clerk' }, after: { name: 'Head clerk' } }),
  entry(10, 'group_member_remove', group('Outer'), group('Inner')),
  denied(11, 'billing:invoice:approve'),
  entry(12, 'role_assign', role('r-1', 'Head clerk'), user('ann'), { before: { roles: [] }, after: { roles: ['Head clerk'] } }),
  entry(13, 'role_assign', role('r-2', 'Admin'), user('bob'), { before: { roles: ['Ancient'] }, after: { roles: ['Ancient', 'Admin'] } }),
  entry(14, 'role_revoke', role('r-2', 'Admin'), user('bob'), { before: { roles: ['Ancient', 'Admin', 'Planted'] }, after: { roles: ['Ancient', 'Planted'] } }),
  { ...entry(14.5, 'role_assign', role('r-3', 'Maybe'), user('bob')), status: 'pending' },
  entry(15, 'user_remove', user('ann'), user('ann'), { before: { name: 'Ann' }, after: null }),
  entry(16, 'user_invite', user('ann'), user('ann'), { before: null, after: { name: 'Ann' } }),
] // prettier-ignore

const folder = mkdtempSync(join(tmpdir(), 'access-'))
const data = join(folder, 'data')
afterAll(() => rmSync(folder, { recursive: true }))

async function cli(...args: string[]): Promise<{ code: number; lines: Record<string, unknown>[]; out: string; err: string }> {
  let [out, err] = ['', '']
  const code = await runCli(args.includes('--data') ? args : [...args, '--data', data], {
    fetch,
    env: {},
    signal: new AbortController().signal,
    terminal: false,
    prints: false,
    application: 'IAM Audit Desk test',
    out: (text) => Promise.resolve(void (out += text)),
    err: (text) => void (err += text),
    openService: (dataFolder, progress, hears) => {
      const service = createDataService({ dataFolder, emit: hearing({ 'export.progress': progress, ...hears }) })
      return {
        call: (name, params, options) => service.handle(name, params, options?.signal),
        close: () => Promise.resolve(service.close()),
      }
    },
  })
  const lines = args.includes('--json')
    ? out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]))
    : []
  return { code, lines, out, err }
}

beforeAll(async () => {
  const file = join(folder, 'log.ndjson')
  writeFileSync(file, log.map((each) => JSON.stringify(each)).join('\n'))
  expect((await cli('import', '--tenant', 'Acme', '--source', 'tenant-iam', file)).code).toBe(0)
})

const throughGroups = {
  user: 'ann@acme.test',
  role: 'Clerk',
  roleId: 'r-1',
  path: ['Inner', 'Outer'],
  since: time(6),
  grantedBy: 'boss@acme.test',
  entry: 'e6',
  privileged: false,
  doubts: [],
}

describe('access', () => {
  it('follows groups within groups, and includes entries of that very time', async () => {
    const ann = (...args: string[]) => cli('access', '--json', '--user', 'ann@acme.test', ...args)
    expect((await ann('--as-of', time(5))).lines).toEqual([])
    expect((await ann('--as-of', time(6))).lines).toEqual([throughGroups])
    expect((await ann('--as-of', time(9))).lines).toEqual([{ ...throughGroups, role: 'Head clerk', privileged: true }])
    expect((await ann('--as-of', time(10))).lines).toEqual([])
    expect((await ann('--as-of', time(15))).lines).toEqual([])
    // A new invitation brings nothing back.
    expect((await ann()).lines).toEqual([])
  })

  it('has lines of which no entry here says since when, and says so', async () => {
    const { lines } = await cli('access', '--json', '--user', 'bob@acme.test', '--as-of', time(13))
    expect(lines.map((line) => [line['role'], line['entry'], line['since'], (line['doubts'] as string[]).length])).toEqual([
      ['Admin', 'e13', time(13), 0],
      ['Ancient', null, null, 1],
    ])
  })

  it('lists nothing that an entry may have given, and says so', async () => {
    const { err, lines } = await cli('access', '--json', '--as-of', time(15))
    expect(lines.map(({ role: name }) => name)).not.toContain('Maybe')
    expect(err).toContain('do not say whether they succeeded or when: 1.')
    expect((await cli('access', '--json', '--as-of', time(14))).err).toBe('')
  })

  it('doubts every line beyond what was fetched', async () => {
    const { lines } = await cli('access', '--json', '--as-of', time(5000))
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(line['doubts']).toContainEqual(expect.stringContaining('Nothing is fetched after'))
  })

  it('tells permissions as roles have them', async () => {
    const { lines } = await cli('access', '--json', '--permissions', '--as-of', time(9))
    expect(lines).toEqual([
      { user: 'ann@acme.test', permission: 'billing:invoice:*', roles: ['Head clerk'] },
      { user: 'ann@acme.test', permission: 'billing:invoice:read', roles: ['Head clerk'] },
    ])
  })

  it('tells what differs between two times, why, and by which entry', async () => {
    const changes = async (from: number, to: number, ...args: string[]) => {
      const { lines } = await cli('access', '--json', '--user', 'ann@acme.test', '--from', time(from), '--to', time(to), ...args)
      return lines.map(({ change, cause, entry: by, path }) => [change, cause, by, path])
    }
    const path = ['Inner', 'Outer']
    expect(await changes(3, 6)).toEqual([['gained', 'group_assignment', 'e6', path]])
    expect(await changes(6, 12)).toEqual([
      ['gained', 'assignment', 'e12', []],
      ['lost', 'membership', 'e10', path],
    ])
    expect(await changes(12, 16)).toEqual([['lost', 'removal', 'e15', []]])
    expect(await changes(7, 8)).toEqual([])
    expect(await changes(7, 8, '--privileged')).toEqual([['gained', 'role_update', 'e8', path]])
  })

  it('says that nothing is told of a date before the first entry', async () => {
    const asked = await cli('access', '--json', '--user', 'ann@acme.test', '--as-of', '2001-01-01T00:00:00Z')
    expect([asked.code, asked.lines]).toEqual([0, []])
    expect(asked.err).toContain('of a date before it the log tells nothing')
  })

  it('tells the entry at which a role became privileged, or no longer was, by its name', async () => {
    const named = (minute: number, before: string, after: string) =>
      entry(minute, 'role_update', role('r-9', after), null, { before: { name: before }, after: { name: after } })
    const turned = join(folder, 'renamed.ndjson')
    const lines = [
      entry(0, 'role_create', role('r-9', 'Clerk'), null, { before: null, after: { name: 'Clerk', permissions: ['a:b:read'] } }),
      entry(1, 'role_assign', role('r-9', 'Clerk'), user('ann')),
      named(2, 'Clerk', 'Admin'),
      named(3, 'Admin', 'Owner'),
      named(4, 'Owner', 'Clerk'),
    ]
    writeFileSync(turned, lines.map((each) => JSON.stringify(each)).join('\n'))
    const own = ['--data', join(folder, 'renamed')]
    expect((await cli('import', ...own, '--tenant', 'acme', '--source', 'tenant-iam', turned)).code).toBe(0)
    const changes = async (from: number, to: number) =>
      (await cli('access', ...own, '--json', '--privileged', '--from', time(from), '--to', time(to))).lines.map((line) => [
        line['change'],
        line['cause'],
        line['entry'],
      ])
    expect(await changes(1, 3)).toEqual([['gained', 'role_update', 'e2']])
    expect(await changes(3, 4)).toEqual([['lost', 'role_update', 'e4']])
  })

  it('plays entries of one instant in the order in which a file that comes oldest first has them', async () => {
    const given = entry(1, 'role_assign', one, user('ann'))
    const taken = { ...entry(1, 'role_revoke', one, user('ann')), id: 'taken' }
    for (const [name, rows, expected] of [
      ['given-taken', [given, taken], 0],
      ['taken-given', [taken, given], 1],
    ] as const) {
      const file = join(folder, `${name}.ndjson`)
      writeFileSync(file, [log[0], ...rows, entry(2, 'group_create', group('Later'), null)].map((each) => JSON.stringify(each)).join('\n'))
      const own = ['--data', join(folder, name)]
      expect((await cli('import', ...own, '--tenant', 'acme', '--source', 'tenant-iam', file)).code).toBe(0)
      expect((await cli('access', ...own, '--json')).lines, name).toHaveLength(expected)
    }
  })

  it('takes what is privileged from a file', async () => {
    const file = join(folder, 'patterns.csv')
    writeFileSync(file, '\uFEFFpattern\r\nBILLING:*:read\r\n')
    const privileged = async (...args: string[]) =>
      (await cli('access', '--json', '--privileged', '--as-of', time(6), ...args)).lines.length
    expect(await privileged()).toBe(0)
    expect(await privileged('--patterns', file)).toBe(1)
    writeFileSync(file, 'permission\nx\n')
    expect((await cli('access', '--patterns', file)).code).toBe(2)
  })

  it('refuses what makes no sense', async () => {
    for (const args of [['--from', time(1)], ['--from', time(2), '--to', time(1)], ['--as-of', 'yesterday-ish'], ['--from', time(1), '--to', time(2), '--permissions']])
      expect((await cli('access', ...args)).code, args.join(' ')).toBe(2)
    expect((await cli('why', '--user', 'ann@acme.test')).code).toBe(2)
  }) // prettier-ignore
})

describe('why', () => {
  it('names the chain, the first cause first, and nothing where it is not held', async () => {
    const chain = async (...args: string[]) =>
      (await cli('why', '--json', '--user', 'ann@acme.test', ...args)).lines.map((line) => line['entry'])
    expect(await chain('--role', 'Head clerk', '--as-of', time(9))).toEqual(['e4', 'e5', 'e6'])
    expect(await chain('--role', 'r-1', '--as-of', time(13))).toEqual(['e12'])
    expect(await chain('--permission', 'billing:invoice:approve', '--as-of', time(9))).toEqual(['e4', 'e5', 'e6', 'e8'])
    expect(await chain('--permission', 'billing:invoice:approve', '--as-of', time(7))).toEqual([])
    expect(await chain('--role', 'Head clerk')).toEqual([])
  })
})

describe('denied and continuity', () => {
  it('tells what was denied, what is known of it, and exits with 1', async () => {
    const { code, lines } = await cli('denied', '--json')
    expect(code).toBe(1)
    const whole = { user: 'ann@acme.test', permission: 'billing:invoice:approve', everHeld: false, rolesWithIt: ['Head clerk'] }
    expect(lines).toEqual([{ ...whole, count: 2, first: time(7), last: time(11), cause: 'lost', grantedAfter: 'e8', entries: ['e7', 'e11'] }])
    const early = await cli('denied', '--json', '--to', time(7))
    expect(early.lines).toEqual([{ ...whole, count: 1, first: time(7), last: time(7), rolesWithIt: [], cause: 'never-held', grantedAfter: 'e8', entries: ['e7'] }])
    expect(await cli('denied', '--from', time(12))).toMatchObject({ code: 0, out: '' })
    const [found] = (await cli('denied', '--json', '--findings')).lines
    const grants = [
      { entry: 'e8', at: time(8), by: 'boss@acme.test', soon: true, toSelf: false, uses: [], used: 0 },
      { entry: 'e12', at: time(12), by: 'boss@acme.test', soon: true, toSelf: false, uses: [], used: 0 },
    ]
    expect(found).toMatchObject({ ...whole, burstCount: 0, bursts: [], probingCount: 0, probing: [], grantCount: 2, grants, allowedCount: 0, allowed: [] })
  }) // prettier-ignore

  it('finds the entry that must be missing', async () => {
    const { code, lines } = await cli('continuity', '--json')
    expect(code).toBe(1)
    const subject = { type: 'user', id: 'u-bob', name: 'bob@acme.test' }
    expect(lines).toEqual([{ test: 'C3', subject, aspect: 'roles', from: time(13), to: time(14), entries: ['e13', 'e14'] }])
  })
})

describe('people', () => {
  it('tells who was said to be one, why and by whom', async () => {
    expect((await cli('people', '--json')).lines).toEqual([[]])
    const service = createDataService({ dataFolder: data, emit: () => undefined, now: () => 0, author: 'auditor' })
    const [tenant] = readdirSync(join(data, 'tenants'))
    await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
    await service.handle('people.add', { tenant, content: { names: ['ann@acme.test', 'a.nn@old.test'], note: 'renamed' } })
    service.close()
    const at = new Date(0).toISOString()
    const ann = { names: ['ann@acme.test', 'a.nn@old.test'], note: 'renamed', author: 'auditor', createdAt: at, changedAt: at }
    expect((await cli('people', '--json')).lines).toEqual([[ann]])
    expect((await cli('people')).out).toBe(`ann@acme.test; a.nn@old.test\trenamed\tauditor\t${at}\n`)
  })
})

describe('reconcile', () => {
  const file = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  it('tells each difference with its entries, and ends with what it read', async () => {
    const path = file('some.csv', 'Email,Role\nann@acme.test,Clerk\nbob@acme.test,Admin\n,Admin\n')
    const { code, lines, err } = await cli('reconcile', '--file', path, '--as-of', time(14), '--json')
    expect(code).toBe(1)
    expect(lines.map(({ kind, reason, user: who, role: what }) => [kind, reason, who, what])).toEqual([
      ['only-in-file', 'revoked', 'bob@acme.test', 'Admin'],
      ['undetermined', 'not-in-file', 'bob@acme.test', 'Ancient'],
      ['undetermined', 'not-in-file', 'bob@acme.test', 'Planted'],
      ['named-otherwise', 'earlier-name', '', 'Head clerk'],
      ['summary', undefined, undefined, undefined],
    ])
    expect(lines[0]).toMatchObject({
      line: 3,
      entries: [
        { entry: 'e13', at: time(13) },
        { entry: 'e14', at: time(14) },
      ],
    })
    expect(lines.at(-1)).toMatchObject({
      rows: 3,
      read: 2,
      agree: 1,
      unread: [{ line: 4, reason: 'It names no user.' }],
      comparedAsOf: time(14),
    })
    expect(err).toContain('Line 4 was not read')
  })
  it('ends with 0 where nothing differs, and is asked wrongly without such a file or column', async () => {
    const path = file('all.csv', 'who;what\nann@acme.test;r-1\nbob@acme.test;Ancient|Planted\n')
    expect((await cli('reconcile', '--file', path, '--as-of', time(14.2), '--json')).code).toBe(0)
    expect((await cli('reconcile', '--file', path, '--role-column', 'nothing', '--json')).code).toBe(2)
    expect((await cli('reconcile', '--file', `${path}.gone`, '--json')).code).toBe(2)
  })
})
