import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearing } from '../../src-preload/contract/events.ts'
import { auditEntry } from '@contract/entry.ts'
import { root } from '../../scripts/lib/paths.mjs'
import { runCli } from '../../src-main/cli/program.ts'
import { createDataService } from '../../src-main/data-service/service.ts'
import { startDemoTenant, type DemoTenant } from '../../demo-tenant/index.ts'
import { OktaLike, oktaToken } from '../okta-like/server.ts'
import { isOpenToOthers } from '../../src-main/fixtures/permissions.ts'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

let tenant: DemoTenant
let folder: string
let data: string
const said: string[] = []

/** As `src-main/cli/node.ts`, with streams that are read back. */
async function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}, signal = new AbortController().signal): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await runCli(args, {
    fetch,
    env,
    signal,
    terminal: false,
    prints: false,
    application: 'IAM Audit Desk test',
    out: (text) => Promise.resolve(void (out += text)),
    err: (text) => void (err += text),
    openService: (dataFolder, progress) => {
      const service = createDataService({ dataFolder, emit: hearing({ 'export.progress': progress }) })
      return {
        call: (name, params, options) => service.handle(name, params, options?.signal),
        close: () => Promise.resolve(service.close()),
      }
    },
  })
  said.push(out, err)
  return { code, out, err }
}
const lines = (text: string): unknown[] => text.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown) // prettier-ignore
const query = (...args: string[]): Promise<Ran> => cli(['query', '--data', data, ...args])

/** Every page's text, as it goes over the wire. */
async function pagesOf({ url, tokens }: DemoTenant): Promise<string[]> {
  const headers = { Authorization: `Bearer ${tokens.full}` }
  const texts: string[] = []
  let cursor: string | null = null
  do {
    const rest: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const text = await (await fetch(`${url}/api/v1/iam/audit-logs?order=desc&limit=1000${rest}`, { headers })).text()
    texts.push(text)
    cursor = (JSON.parse(text) as { next_cursor: string | null }).next_cursor
  } while (cursor !== null)
  return texts
}

beforeAll(async () => {
  tenant = await startDemoTenant({ entries: 3000, frozen: true })
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-cli-'))
  data = join(folder, 'data')
})
afterAll(async () => {
  await tenant.close()
  rmSync(folder, { recursive: true })
})

it.each([
  ['more than 1,000 terms', `action:${Array.from({ length: 1500 }, (_, n) => n.toString(36)).join(',')}`],
  ['a long text', 'a'.repeat(100_000)],
  ['deep parentheses', '('.repeat(3000)],
  ['a mistake far in', `${'actor:x '.repeat(400)}nonsense:(`],
])('a query with %s is refused with exit 2 and a few short lines (issue 13.10)', async (_, filter) => {
  for (const args of [['query'], ['export', '--format', 'csv', '--out', join(folder, 'never.csv')]]) {
    const ran = await cli([...args, '--data', data, '--filter', filter])
    expect(ran.code).toBe(2)
    expect(ran.out).toBe('')
    const lines = ran.err.trimEnd().split('\n')
    expect(lines.length).toBeLessThan(8)
    for (const line of lines) expect(line.length).toBeLessThan(200)
  }
})

describe('sync', () => {
  it('brings what the tenant has and ends with one line', async () => {
    const ran = await cli(['sync', '--data', data, '--url', tenant.url, '--json'], { IAM_AUDIT_TOKEN: tenant.tokens.full })
    expect(ran.code).toBe(0)
    expect(lines(ran.out)).toEqual([
      { inserted: 3000, known: 0, drifted: 0, invalid: expect.any(Number) as number, pages: 3, complete: true },
    ])
    expect(isOpenToOthers(data)).toBe(false)
  })

  it('takes the token from a file, and finds the tenant again', async () => {
    const file = join(folder, 'token')
    writeFileSync(file, `${tenant.tokens.full}\n`)
    const ran = await cli(['sync', '--data', data, '--url', `${tenant.url}/`, '--token-file', file, '--json'])
    expect(ran).toMatchObject({ code: 0 })
    expect(lines(ran.out)[0]).toMatchObject({ inserted: 0, complete: true })
  })

  it('asks for nothing older than it is told', async () => {
    const own = join(folder, 'since')
    const newest = (lines((await query('--filter', '', '--limit', '1', '--json')).out)[0] as { occurredAt: number }).occurredAt
    const since = new Date(newest - 7 * 86_400_000).toISOString()
    const ran = await cli(['sync', '--data', own, '--url', tenant.url, '--since', since, '--json'], { IAM_AUDIT_TOKEN: tenant.tokens.full })
    const { count } = lines((await query('--filter', `after:${since}`, '--count', '--json')).out)[0] as { count: number }
    expect(lines(ran.out)[0]).toMatchObject({ inserted: count, complete: true })
    expect(count).toBeLessThan(3000)
    const { intervals, gaps } = lines((await cli(['coverage', '--data', own, '--json'])).out)[0] as {
      intervals: { from: string }[]
      gaps: unknown[]
    }
    expect(intervals[0]?.from).toBe(since)
    // What was not asked for is a gap, not silence.
    expect(gaps).toMatchObject([{ to: since, cause: 'never-asked' }])
  })

  describe('with a connector', () => {
    const definition = JSON.parse(readFileSync(join(root, 'resources', 'connectors', 'tenant-iam.json'), 'utf8')) as {
      entry: Record<string, unknown>
    }
    const written = (name: string, change: object, entry: object = {}): string => {
      const path = join(folder, name)
      writeFileSync(path, JSON.stringify({ ...definition, ...change, entry: { ...definition.entry, ...entry } }))
      return path
    }
    const run = (own: string, connector: string) =>
      cli(['sync', '--data', own, '--url', tenant.url, '--connector', connector, '--json'], { IAM_AUDIT_TOKEN: tenant.tokens.full })
    const facets = async (own: string) => lines((await cli(['query', '--data', own, '--filter', '', '--facets', '--json'])).out)[0]

    it('from a file reads again what is cached, and fetches none of it again', async () => {
      const own = join(folder, 'own-connector')
      expect((await run(own, 'tenant-iam')).code).toBe(0)
      const before = await facets(own)
      const file = written('own.json', { name: 'own' }, { actor: { email: '/actor/id' } })
      const again = await run(own, file)
      expect(lines(again.out)[0]).toMatchObject({ inserted: 0, drifted: 0, complete: true })
      expect(again.err).toContain('Reading what is cached again')
      const actors = Object.keys(((await facets(own)) as { facets: { actor: object } }).facets.actor)
      expect(actors.filter((actor) => actor.includes('@'))).toEqual([])
      expect(await facets(own)).not.toEqual(before)
      // It stays the tenant's until another one is named.
      expect((await cli(['sync', '--data', own, '--url', tenant.url], { IAM_AUDIT_TOKEN: tenant.tokens.full })).code).toBe(0)
      expect((await run(own, 'tenant-iam')).code).toBe(0)
      expect(await facets(own)).toEqual(before)
    })

    it('that asks for a part says so, and the rest stays a gap', async () => {
      const own = join(folder, 'narrowed')
      const file = written('part.json', { name: 'part', narrowed: { by: 'denied access', constant: { action: 'permission_check' } } })
      const ran = await run(own, file)
      expect(lines(ran.out)[0]).toMatchObject({ complete: true })
      const { intervals, gaps } = lines((await cli(['coverage', '--data', own, '--json'])).out)[0] as {
        intervals: { from: string; to: string; narrowed?: string }[]
        gaps: { from: string; to: string }[]
      }
      expect(new Set(intervals.map(({ narrowed }) => narrowed))).toEqual(new Set(['denied access']))
      expect([gaps[0]?.from, gaps.at(-1)?.to]).toEqual([intervals[0]?.from, intervals.at(-1)?.to])
      // Nothing is missing of what it asks for: the next sync fetches only the newest.
      expect(lines((await run(own, file)).out)[0]).toMatchObject({ inserted: 0, pages: 1, complete: true })
      const html = join(folder, 'part.html')
      expect((await cli(['export', '--data', own, '--filter', '', '--format', 'html', '--out', html])).code).toBe(0)
      expect(readFileSync(html, 'utf8')).toContain('denied access')
    })

    it('that is none is refused with the place in it', async () => {
      const refused = await run(join(folder, 'none'), written('wrong.json', {}, { id: 'id' }))
      expect(refused).toMatchObject({ code: 2, out: '' })
      expect(refused.err).toContain('entry.id: is not a JSON Pointer')
      writeFileSync(join(folder, 'text.json'), 'id: 1')
      expect((await run(join(folder, 'none'), join(folder, 'text.json'))).err).toContain('It is not JSON')
      expect(await run(join(folder, 'none'), 'nobody')).toMatchObject({
        code: 2,
        err: expect.stringContaining('okta-system-log') as string,
      })
    })

    it('by name reads a server that is quite different', async () => {
      const okta = await new OktaLike({ events: 500 }).listen()
      const own = join(folder, 'okta')
      const args = ['sync', '--data', own, '--url', okta.url, '--connector', 'okta-system-log', '--json']
      expect(lines((await cli(args, { IAM_AUDIT_TOKEN: oktaToken })).out)[0]).toMatchObject({ inserted: 500, invalid: 0, complete: true })
      await okta.close()
    })
  })

  it('that is refused says why and ends with 3', async () => {
    const ran = await cli(['sync', '--data', join(folder, 'refused'), '--url', tenant.url, '--json'], {
      IAM_AUDIT_TOKEN: tenant.tokens.revoked,
    })
    expect(ran.code).toBe(3)
    expect(lines(ran.out)).toMatchObject([{ inserted: 0, complete: false }])
    expect(ran.err).toContain('access token')
    expect(ran.err).toContain('--token-file')
    expect(ran.err).not.toContain('Settings')
  })

  it('that is stopped half-way keeps what it has and ends with 4', async () => {
    const controller = new AbortController()
    controller.abort()
    const args = ['sync', '--data', join(folder, 'stopped'), '--url', tenant.url, '--json']
    const ran = await cli(args, { IAM_AUDIT_TOKEN: tenant.tokens.full }, controller.signal)
    expect(ran.code).toBe(4)
    expect(lines(ran.out)).toMatchObject([{ complete: false }])
  })
})

describe('query', () => {
  it('prints whole entries, newest first', async () => {
    const { out, code } = await query('--filter', 'action:role_assign', '--limit', '7', '--json')
    const entries = lines(out).map((line) => auditEntry.omit({ changes: true }).parse(line))
    expect([code, entries.length]).toEqual([0, 7])
    expect(entries.map(({ action }) => action)).toEqual(Array(7).fill('role_assign'))
    const times = entries.map(({ occurredAt }) => occurredAt ?? NaN)
    expect(times).toEqual([...times].sort((a, b) => b - a))
  })

  it('counts, with and without facets, and takes a filter that begins with a minus', async () => {
    const all = lines((await query('--filter', '', '--count', '--json')).out)[0]
    expect(all).toEqual({ count: 3000 })
    const { count, facets } = lines((await query('--filter', '-status:failed', '--facets', '--json')).out)[0] as {
      count: number
      facets: Record<string, Record<string, number>>
    }
    expect(count).toBeLessThan(3000)
    expect(facets['status']?.['success']).toBe(count - (facets['status']?.['unknown'] ?? 0))
    expect(Object.keys(facets)).toEqual(['action', 'status', 'mark', 'resource', 'actor', 'target', 'ip'])
    expect((await query('--filter', '-status:failed', '--count')).out).toBe(`${count}\n`)
  })

  it('without JSON prints a line an entry that no terminal obeys', async () => {
    const { out } = await query('--filter', '')
    expect(out.trimEnd().split('\n')).toHaveLength(3000)
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/)
  })
})

describe('query and coverage (issue 12.9)', () => {
  interface Told {
    asked: { from: string | null; to: string | null }
    complete: boolean
    intervals: { from: string; to: string; narrowed?: string }[]
    gaps: { from: string; to: string; cause: string }[]
    newestFetched: string | null
  }
  const lastLine = ({ out }: Ran): Told => (lines(out).at(-1) as { coverage: Told }).coverage
  const since = join(tmpdir(), `iam-audit-desk-cli-since-${process.pid}`)
  let edge: string

  beforeAll(async () => {
    const newest = (lines((await query('--filter', '', '--limit', '1', '--json')).out)[0] as { occurredAt: number }).occurredAt
    edge = new Date(newest - 7 * 86_400_000).toISOString()
    await cli(['sync', '--data', since, '--url', tenant.url, '--since', edge], { IAM_AUDIT_TOKEN: tenant.tokens.full })
  })
  afterAll(() => rmSync(since, { recursive: true, force: true }))
  const partial = (...args: string[]): Promise<Ran> => cli(['query', '--data', since, ...args])

  it('a full result over a time that was fetched says nothing', async () => {
    expect(await query('--filter', '', '--count')).toMatchObject({ code: 0, err: '' })
    expect(await partial('--filter', `after:${edge}`, '--count')).toMatchObject({ code: 0, err: '' })
    expect(lastLine(await partial('--filter', `after:${edge}`, '--coverage', '--json'))).toMatchObject({ complete: true, gaps: [] })
  })

  it('an empty result over a time that was fetched says that it was', async () => {
    expect((await query('--filter', 'actor:nobody@acme.test')).err).toContain('was fetched completely')
  })

  it.each([[[]], [['--count']], [['--facets']]])('a result that lacks a time that was never asked for says so with %j', async (more) => {
    for (const filter of ['', 'action:role_assign', `before:${edge}`, 'actor:nobody@acme.test']) {
      const { code, err } = await partial('--filter', filter, ...more)
      expect(code).toBe(0)
      expect(err).toContain('fetched: entries may be missing here')
      expect(err).toMatch(new RegExp(`not fetched\\t.*\\t${edge}\\tnever asked for`))
      expect(err).toContain('Newest fetched: ')
      const told = lastLine(await partial('--filter', filter, '--json', '--coverage', ...more))
      expect(told).toMatchObject({ complete: false, gaps: [{ to: edge, cause: 'never-asked' }] })
    }
  })

  it('the time is the one that the filter asks for, whatever it is made of', async () => {
    const [day, next] = ['2026-01-02', '2026-01-03']
    for (const filter of [`on:${day}`, `after:${day} before:${next}`, `(on:${day} OR on:${day} status:failed)`, `-status:failed on:${day}`])
      expect(lastLine(await partial('--filter', filter, '--json', '--coverage', '--count')).asked).toEqual({
        from: `${day}T00:00:00.000Z`,
        to: `${next}T00:00:00.000Z`,
      })
    expect(lastLine(await partial('--filter', `on:${day} OR status:failed`, '--json', '--coverage', '--count')).asked).toEqual({
      from: null,
      to: null,
    })
  })

  it('what is newer than the last sync is not taken for empty', async () => {
    for (const filter of ['after:2030-01-01 before:2031-01-01', 'after:2030-01-01', 'on:2030-01-01']) {
      const { err } = await query('--filter', filter)
      expect(err).toContain('not fetched')
      expect(err).toContain('newer than the last sync')
    }
  })

  it('an export says it, too', async () => {
    const out = join(since, 'part.csv')
    const { err } = await cli(['export', '--data', since, '--filter', `before:${edge}`, '--format', 'csv', '--out', out])
    expect(err).toContain('never asked for')
    rmSync(out)
  })
})

it('coverage names what was fetched and what was not', async () => {
  const { out, code } = await cli(['coverage', '--data', data, '--json'])
  const { intervals, gaps } = lines(out)[0] as { intervals: Record<string, unknown>[]; gaps: unknown[] }
  expect(code).toBe(0)
  for (const interval of intervals) {
    expect(Object.keys(interval)).toEqual(['from', 'to', 'settled'])
    expect(new Date(interval['from'] as string).toISOString()).toBe(interval['from'])
  }
  expect(gaps).toEqual([])
})

describe('export', () => {
  it('as NDJSON is byte for byte what the tenant sends', async () => {
    const out = join(folder, 'all.ndjson')
    const ran = await cli(['export', '--data', data, '--filter', '', '--format', 'ndjson', '--out', out])
    expect(ran.code).toBe(0)
    const whole = (await pagesOf(tenant)).join('')
    const written = readFileSync(out, 'utf8').trimEnd().split('\n')
    expect(written).toHaveLength(3000)
    for (const line of written) expect(whole.includes(line)).toBe(true)
    expect(new Set(written).size).toBe(3000)
    expect(execFileSync('sha256sum', ['-c'], { input: ran.out, encoding: 'utf8' })).toContain('all.ndjson: OK')
  })

  it.each(['csv', 'xlsx', 'json', 'html'])('as %s prints hashes that sha256sum confirms', async (format) => {
    // A name that `sha256sum` escapes.
    const out = join(folder, `so\\me\n.${format}`)
    const ran = await cli([
      'export',
      '--data',
      data,
      '--filter',
      'status:failed',
      '--format',
      format,
      '--out',
      out,
      '--zone',
      'Europe/Zurich',
    ])
    expect(ran.code).toBe(0)
    expect(execFileSync('sha256sum', ['-c'], { input: ran.out, encoding: 'utf8' })).toContain(': OK')
    expect(existsSync(`${out}.manifest.json`)).toBe(format === 'csv' || format === 'xlsx')
  })

  it('does not touch what has the name already', async () => {
    const out = join(folder, 'mine.csv')
    writeFileSync(out, 'mine')
    const ask = ['export', '--data', data, '--filter', '', '--format', 'csv', '--out', out]
    const ran = await cli(ask)
    expect([ran.code, ran.out, readFileSync(out, 'utf8')]).toEqual([1, '', 'mine'])
    expect(ran.err).toContain('name already')
    expect((await cli([...ask, '--overwrite'])).code).toBe(0)
  })
})

describe('export of bookmarks', () => {
  const titled = 'Leaver review'
  let review: string

  beforeAll(async () => {
    const service = createDataService({ dataFolder: data, emit: () => undefined })
    const [id = ''] = readdirSync(join(data, 'tenants'))
    await service.handle('tenant.open', { tenant: id, connector: 'tenant-iam' })
    const file = await service.handle('case.add', { tenant: id, content: { title: titled, summary: '', status: 'open' } })
    review = String(file.id)
    const change = (note: string, more: object): object => ({ tenant: id, change: { note, ...more } })
    await service.handle('bookmark.add', {
      ...change('Why?', { case: file.id, addTags: ['odd'] }),
      entries: { keys: [7, 8] },
    })
    await service.handle('bookmark.add', { ...change('Later', {}), entries: { keys: [9] } })
    service.close()
  })

  const exported = async (
    name: string,
    ...args: string[]
  ): Promise<{ entries: { id: string }[]; bookmarks: { note: string }[]; manifest: object }> => {
    const out = join(folder, `${name}.json`)
    expect(await cli(['export', '--data', data, '--format', 'json', '--notes', '--out', out, ...args])).toMatchObject({ code: 0 })
    return JSON.parse(readFileSync(out, 'utf8')) as never
  }

  it('takes all, a case by title or number, those in none, a tag or a text', async () => {
    const all = await exported('all-bookmarks', '--bookmarks')
    expect(all.bookmarks.map(({ note }) => note).sort()).toEqual(['Later', 'Why?', 'Why?'])
    const ofCase = await exported('by-title', '--case', titled)
    expect(ofCase.bookmarks.map(({ note }) => note)).toEqual(['Why?', 'Why?'])
    expect((await exported('by-number', '--case', review)).entries).toEqual(ofCase.entries)
    expect((await exported('in-none', '--case', 'none')).bookmarks).toMatchObject([{ note: 'Later' }])
    expect((await exported('by-tag', '--bookmarks', '--tag', 'odd')).entries).toEqual(ofCase.entries)
    expect((await exported('by-text', '--text', 'later')).entries).toHaveLength(1)
  })

  it('takes them from the copies that were kept, when the cache has lost them', async () => {
    const lost = join(folder, 'lost')
    cpSync(data, lost, { recursive: true })
    const own = join(lost, 'tenants', readdirSync(join(lost, 'tenants'))[0] ?? '')
    for (const file of readdirSync(own)) if (file.startsWith('cache.db')) rmSync(join(own, file))
    const out = join(folder, 'lost.ndjson')
    const ran = await cli(['export', '--data', lost, '--case', titled, '--format', 'ndjson', '--out', out])
    expect(ran.code).toBe(0)
    expect(readFileSync(out, 'utf8').trimEnd().split('\n')).toHaveLength(2)
    expect(JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8'))).toMatchObject({ copies: { notInCache: 2 } })
  })

  it('names the cases there are when it does not know one', async () => {
    const ran = await cli(['export', '--data', data, '--case', 'Leavers', '--format', 'csv', '--out', join(folder, 'no.csv')])
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(`${review}  ${titled}`)])
  })
})

describe('a command that is asked wrongly', () => {
  it.each([
    [['query', '--data', 'DATA', '--filter', 'status:perhaps']],
    [['query', '--data', 'DATA', '--filter', '((']],
    [['query', '--data', 'DATA']],
    [['query', '--data', '/no/such/folder', '--filter', '']],
    [['query', '--data', 'DATA', '--filter', '', '--limit', 'many']],
    [['query', '--data', 'DATA', '--filter', '', '--tenant', 'nobody']],
    [['export', '--data', 'DATA', '--filter', '', '--format', 'docx', '--out', 'x']],
    [['export', '--data', 'DATA', '--filter', '', '--format', 'pdf', '--out', 'x']],
    [['export', '--data', 'DATA', '--filter', '', '--format', 'csv', '--out', 'x', '--columns', 'time,weather']],
    [['export', '--data', 'DATA', '--filter', '', '--format', 'csv', '--out', 'x', '--zone', 'Mars/Phobos']],
    [['export', '--data', 'DATA', '--format', 'csv', '--out', 'x']],
    [['export', '--data', 'DATA', '--filter', '', '--bookmarks', '--format', 'csv', '--out', 'x']],
    [['sync', '--data', 'DATA', '--url', 'ftp://a.test']],
    [['sync', '--data', 'DATA', '--url', 'https://a.test']],
    [['coverage', '--data', 'DATA', '--frobnicate']],
    [['dance']],
  ])('%j ends with 2 and prints nothing on standard output', async (args) => {
    const ran = await cli(args.map((arg) => (arg === 'DATA' ? data : arg)))
    expect([ran.code, ran.out]).toEqual([2, ''])
    expect(ran.err).not.toBe('')
  })

  it.each([[['--help']], [['sync', '--help']], [['query', '--help']], [['export', '--help']], [['coverage', '--help']]])(
    '%j is the result',
    async (args) => {
      const ran = await cli(args)
      expect([ran.code, ran.err]).toEqual([0, ''])
      expect(ran.out).toContain('Exit codes')
    },
  )
})

it('a folder that a window has ends every command with 5', async () => {
  const window = spawn(process.execPath, ['-e', holder(data)], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise((resolve) => window.stdout.once('data', resolve))
  const env = { IAM_AUDIT_TOKEN: tenant.tokens.full }
  for (const args of [
    ['coverage'],
    ['query', '--filter', ''],
    ['export', '--filter', '', '--format', 'csv', '--out', join(folder, 'never.csv')],
    ['sync', '--url', tenant.url],
  ])
    expect((await cli([args[0] ?? '', '--data', data, ...args.slice(1)], env)).code).toBe(5)
  window.kill('SIGKILL')
  await new Promise((resolve) => window.once('exit', resolve))
  expect((await cli(['coverage', '--data', data])).code).toBe(0)
})

const holder = (at: string): string =>
  `const db = require(${JSON.stringify(join(root, 'node_modules', 'better-sqlite3'))})(${JSON.stringify(join(at, 'lock.db'))}); db.exec('BEGIN EXCLUSIVE'); console.log('has it'); setInterval(() => db, 1e6)`

it('no token is in anything that was said or kept', () => {
  for (const token of Object.values(tenant.tokens)) {
    expect(said.join('')).not.toContain(token)
    expect(readFileSync(join(data, 'settings.json'), 'utf8')).not.toContain(token)
  }
})

it('npm run --silent cli is the same, in a process of its own', () => {
  const options = { cwd: root, encoding: 'utf8' as const }
  const out = execFileSync(
    'npm',
    ['run', '--silent', 'cli', '--', 'query', '--data', data, '--filter', '-agent:curl', '--count', '--json'],
    options,
  )
  expect(lines(out)).toEqual([{ count: expect.any(Number) as number }])
})
