import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearing } from '../../src-preload/contract/events.ts'
import { auditEntry, type AuditEntry } from '@contract/entry.ts'
import { root } from '../../scripts/lib/paths.mjs'
import { runCli } from '../../src-main/cli/program.ts'
import { createDataService } from '../../src-main/data-service/service.ts'

/* Sources whose times cannot all be read, through the command line (issue 12.12). */

const definition = JSON.parse(readFileSync(join(root, 'resources', 'connectors', 'tenant-iam.json'), 'utf8')) as { entry: object }
let folder: string
let server: Server
let url: string
/** The pages that the source gives, newest first. */
let pages: readonly (readonly object[])[] = []
/** This one and those behind it are refused. */
let stopsAt = Infinity

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-times-'))
  server = createServer((request, response) => {
    const cursor = Number(new URL(request.url ?? '/', url).searchParams.get('cursor') ?? 0)
    const next = cursor + 1 < pages.length ? String(cursor + 1) : null
    response.setHeader('content-type', 'application/json')
    if (cursor >= stopsAt) response.statusCode = 401
    response.end(JSON.stringify({ items: pages[cursor] ?? [], next_cursor: next }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

async function cli(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const code = await runCli(args, {
    fetch,
    env: { IAM_AUDIT_TOKEN: 'a-token' },
    signal: new AbortController().signal,
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
  return { code, out, err }
}

const entryOf = (id: string, t: unknown): object => ({
  id,
  t,
  actor: { email: 'a@acme.test' },
  action: 'role_assign',
  resource: { type: 'role', id: 'r1' },
  status: 'success',
})

/** Fetches the pages with times in a format; answers with the data folder. */
async function fetched(name: string, format: string, given: readonly (readonly object[])[]): Promise<string> {
  pages = given
  const connector = join(folder, `${name}.json`)
  writeFileSync(connector, JSON.stringify({ ...definition, entry: { ...definition.entry, time: { from: '/t', format } } }))
  const data = join(folder, name)
  const { code, out, err } = await cli('sync', '--data', data, '--url', url, '--connector', connector, '--json')
  expect([code, JSON.parse(out) as unknown, err]).toEqual([
    0,
    expect.objectContaining({ complete: true, inserted: given.flat().length }),
    expect.anything(),
  ])
  return data
}
async function entries(data: string, filter = ''): Promise<AuditEntry[]> {
  const { code, out } = await cli('query', '--data', data, '--filter', filter, '--json')
  expect(code).toBe(0)
  return out === '' ? [] : out.trimEnd().split('\n').map((line) => auditEntry.parse(JSON.parse(line))) // prettier-ignore
}
const ids = (found: readonly AuditEntry[]): string[] => found.map(({ id }) => id)

describe('a time that cannot be read', () => {
  let data: string
  const sent = {
    old: '2007-01-09T11:41:00+02:00',
    local: '2022-12-13 00:58:19.811',
    february: '2024-02-30T10:00:00Z',
    late: '2024-03-01T10:00:00.9999999Z',
  }

  beforeAll(async () => {
    const { old, local, february, late } = sent
    data = await fetched('iso', 'iso', [
      [entryOf('late', late), entryOf('february', february)],
      [entryOf('old', old), entryOf('local', local), entryOf('none', null)],
    ])
  })

  it('is unknown, says why, and takes no neighbour’s', async () => {
    const found = new Map((await entries(data)).map((entry) => [entry.id, entry]))
    expect([...found.keys()]).toEqual(['late', 'old', 'february', 'local', 'none'])
    expect([...found.values()].map(({ occurredAt }) => occurredAt)).toEqual([
      Date.UTC(2024, 2, 1, 10, 0, 0, 999),
      Date.UTC(2007, 0, 9, 9, 41),
      null,
      null,
      null,
    ])
    expect(found.get('local')).toMatchObject({ timestamp: sent.local, parseError: expect.stringContaining(sent.local) as string })
    expect(found.get('february')?.parseError).toContain(sent.february)
    expect(found.get('none')).toMatchObject({ timestamp: '', parseError: expect.stringContaining('missing') as string })
  })

  it('is in no period, whatever its text says, and outside of every one', async () => {
    for (const period of ['on:2022-12-13', 'after:1970-01-01', 'before:2100-01-01', 'on:2024-02-29', 'last:3650d']) {
      const found = await entries(data, period)
      expect(ids(found).filter((id) => ['february', 'local', 'none'].includes(id))).toEqual([])
    }
    expect(ids(await entries(data, '-on:2024-03-01'))).toEqual(['old', 'february', 'local', 'none'])
    expect(ids(await entries(data, 'is:invalid'))).toEqual(['february', 'local', 'none'])
    expect(JSON.parse((await cli('query', '--data', data, '--filter', '', '--count', '--json')).out)).toEqual({ count: 5 })
  })

  it('may be in a period that has nothing else, which is never said to be empty without it', async () => {
    for (const filter of ['on:2022-12-13', 'after:2024-03-02', 'on:2024-03-01', 'before:2008-01-01 actor:a@acme.test']) {
      const { code, err } = await cli('query', '--data', data, '--filter', filter)
      expect(code).toBe(0)
      expect(err, filter).toContain('3 entries have a time that cannot be read and may belong here')
      expect(err).not.toContain('the tenant had no such entry.')
    }
    for (const filter of ['', '-on:2024-03-01', 'is:invalid', 'on:2024-03-01 OR is:invalid'])
      expect((await cli('query', '--data', data, '--filter', filter)).err).not.toContain('cannot be read')
    const file = join(folder, 'nothing.csv')
    expect((await cli('export', '--data', data, '--filter', 'on:2022-12-13', '--format', 'csv', '--out', file)).err).toContain(
      '3 entries have a time that cannot be read and may belong here',
    )
    const told = (await cli('query', '--data', data, '--filter', 'on:2022-12-13', '--json', '--coverage')).out
    expect(JSON.parse(told)).toMatchObject({ coverage: { undated: 3, cached: 5 } })
    expect(JSON.parse((await cli('coverage', '--data', data, '--json')).out)).toMatchObject({ undated: 3 })
    expect((await cli('coverage', '--data', data)).out).toContain('3 entries have a time that cannot be read')
  })

  it('is said in lines of text', async () => {
    expect((await cli('query', '--data', data, '--filter', 'id:local')).out).toMatch(/^time unknown\ta@acme\.test\t/)
  })

  it.each(['asc', 'desc'])('is empty in a table, with what was sent beside it, and last (%s)', async (order) => {
    for (const columns of ['all', 'time,actor']) {
      const out = join(folder, `${order}-${columns}.csv`)
      const ran = await cli(
        'export',
        '--data',
        data,
        '--filter',
        '',
        '--format',
        'csv',
        '--exact',
        '--order',
        order,
        '--columns',
        columns,
        '--out',
        out,
      )
      expect(ran.code).toBe(0)
      const [head = '', ...rows] = readFileSync(out, 'utf8').trimEnd().split('\r\n')
      const place = (name: string): number => head.split(',').indexOf(name)
      const cells = rows.map((row) => row.split(',')).map((row) => [row[place('time')], row[place('time_as_sent')]])
      // Everything has each time as it was sent; what is on screen has it where the time is empty.
      const asSent = (text: string): string => (columns === 'all' ? text : '')
      const known = [['2024-03-01T10:00:00.999Z', asSent(sent.late)], ['2007-01-09T09:41:00.000Z', asSent(sent.old)]] // prettier-ignore
      expect(cells).toEqual([...(order === 'asc' ? known.reverse() : known), ['', sent.february], ['', sent.local], ['', '']])
      const manifest = JSON.parse(readFileSync(`${out}.manifest.json`, 'utf8')) as object
      expect(manifest).toMatchObject({
        counts: { exported: 5, undated: 3 },
        oldestEntry: '2007-01-09T09:41:00.000Z',
        newestEntry: '2024-03-01T10:00:00.999Z',
      })
    }
  })

  it('is said in a report: of each entry, of all, and beside the histogram', async () => {
    const out = join(folder, 'report.html')
    expect((await cli('export', '--data', data, '--filter', '', '--format', 'html', '--out', out)).code).toBe(0)
    const page = readFileSync(out, 'utf8')
    expect(page.match(/<span class="warn">Time unknown<\/span>/g)).toHaveLength(3)
    expect(page).toContain(`<code>${sent.local}</code>`)
    expect(page).toContain('3 entries have times that cannot be read')
    expect(page).toContain('3 at an unknown time')
  })

  it('is exported alone, too', async () => {
    for (const format of ['csv', 'xlsx', 'ndjson', 'json', 'html']) {
      const ran = await cli(
        'export',
        '--data',
        data,
        '--format',
        format,
        '--filter',
        'is:invalid',
        '--out',
        join(folder, `alone.${format}`),
      )
      expect([ran.code, ran.err]).toEqual([0, expect.stringContaining('3 entries written')])
    }
  })
})

it('a whole log without a time is fetched to its end, page by page', async () => {
  const data = await fetched('timeless', 'iso', [0, 1, 2].map((page) => [0, 1, 2, 3].map((i) => entryOf(`e${page}${i}`, 'soon')))) // prettier-ignore
  expect(await entries(data)).toHaveLength(12)
  expect((await entries(data)).every(({ occurredAt }) => occurredAt === null)).toBe(true)
  const none = 'no entry with a time that can be read: no stretch of time counts as fetched'
  expect((await cli('query', '--data', data, '--filter', '')).err).toContain(none)
  const { err } = await cli('query', '--data', data, '--filter', 'last:7d')
  expect(err).toContain(none)
  expect(err).toContain('12 entries have a time that cannot be read and may belong here')
})

it('a log that had no entry when it was asked was asked, and is not called one that was never fetched', async () => {
  const data = await fetched('empty', 'iso', [[]])
  const { code, err } = await cli('query', '--data', data, '--filter', '')
  expect(code).toBe(0)
  expect(err).toMatch(/^When the tenant was last asked, at \d{4}-.*, it had no entry: /)
})

it('a walk that was stopped before anything was proved says that it was, not that nothing was fetched', async () => {
  const data = join(folder, 'stopped')
  const connector = join(folder, 'upwards.json')
  writeFileSync(
    connector,
    JSON.stringify({
      ...definition,
      order: { direction: 'asc', by: 'occurrence' },
      entry: { ...definition.entry, time: { from: '/t', format: 'iso' } },
    }),
  )
  pages = [[entryOf('first', '2024-03-01T10:00:00Z')], [], []]
  stopsAt = 1
  const { code } = await cli('sync', '--data', data, '--url', url, '--connector', connector)
  stopsAt = Infinity
  expect(code).toBe(3)
  const { out, err } = await cli('query', '--data', data, '--filter', '', '--count')
  expect([out, err]).toEqual(['1\n', expect.stringContaining('No stretch of time was fetched to its end yet')])
})

describe('a number in another unit than was declared', () => {
  it.each([
    ['epoch_ms', 1728398340123, [1728398340, 1728398340123456, '1728398340123456800', -5, '1e3']],
    ['epoch_s', 1728398340.123, [1728398340123, 1728398340123456, '1728398340123456800', 'NaN', true]],
  ] as const)('%s: is unknown and named, never read in silence', async (format, right, wrong) => {
    const data = await fetched(format, format, [[entryOf('right', right), ...wrong.map((t, i) => entryOf(`wrong${i}`, t))]])
    const [first, ...others] = await entries(data)
    expect(first).toMatchObject({ id: 'right', occurredAt: 1728398340123 })
    expect(first).not.toHaveProperty('parseError')
    expect(others.map(({ occurredAt, timestamp }) => [occurredAt, timestamp])).toEqual(wrong.map((t) => [null, String(t)]))
    others.forEach(({ parseError }, i) => expect(parseError).toContain(String(wrong[i])))
  })

  it('a number where a text was declared keeps its digits', async () => {
    const data = await fetched('number', 'iso', [[entryOf('n', 1728398340123456)]])
    expect((await entries(data))[0]).toMatchObject({ occurredAt: null, timestamp: '1728398340123456' })
  })
})
