import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoTenant, type DemoTenant } from '../../demo-tenant/index.ts'
import { runCli } from '../../src-main/cli/program.ts'
import { createDataService } from '../../src-main/data-service/service.ts'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface Printed {
  readonly occurredAt: number | null
  readonly actor: { readonly email: string }
  readonly status: string
  readonly ip?: string
  readonly reason?: { readonly permission?: string }
}

let tenant: DemoTenant
let folder: string
let data: string

async function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  let [out, err] = ['', '']
  const code = await runCli(args, {
    fetch, env, signal: new AbortController().signal, terminal: false, prints: false, application: 'IAM Audit Desk test',
    out: (text) => Promise.resolve(void (out += text)),
    err: (text) => void (err += text),
    openService: (dataFolder) => {
      const service = createDataService({ dataFolder, emit: () => undefined })
      return { call: (name, params, options) => service.handle(name, params, options?.signal), close: () => Promise.resolve(service.close()) }
    },
  }) // prettier-ignore
  return { code, out, err }
}
const query = (...args: string[]): Promise<Ran> => cli(['query', '--data', data, '--filter', '', ...args])
const lines = <T>(text: string): T[] => text.trimEnd().split('\n').map((line) => JSON.parse(line) as T) // prettier-ignore

beforeAll(async () => {
  tenant = await startDemoTenant({ entries: 800, frozen: true })
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-cli-'))
  data = join(folder, 'data')
  const synced = await cli(['sync', '--data', data, '--url', tenant.url], { IAM_AUDIT_TOKEN: tenant.tokens.full })
  expect(synced.code, synced.err).toBe(0)
})
afterAll(async () => {
  await tenant.close()
  rmSync(folder, { recursive: true })
})

describe('query --sort', () => {
  it('prints entries by a field, those without it last, of one value the newest first; by the names that a query takes', async () => {
    const all = lines<Printed>((await query('--json')).out)
    for (const order of ['asc', 'desc'] as const) {
      const sorted = lines<Printed>((await query('--json', '--sort', 'user', '--order', order)).out)
      const emails = [...new Set(sorted.map(({ actor }) => actor.email))]
      const inOrder = [...emails].sort((a, b) => (a < b ? -1 : 1))
      expect(emails).toEqual(order === 'asc' ? inOrder : inOrder.reverse())
      expect(sorted).toHaveLength(all.length)
      for (const email of emails) {
        const isTheirs = ({ actor }: Printed): boolean => actor.email === email
        expect(sorted.filter(isTheirs)).toEqual(all.filter(isTheirs))
      }
    }
    const denied = lines<Printed>((await query('--json', '--sort', 'permission')).out)
    const firstWithout = denied.findIndex(({ reason }) => reason?.permission === undefined)
    expect(firstWithout).toBeGreaterThan(0)
    expect(denied.slice(firstWithout).every(({ reason }) => reason?.permission === undefined)).toBe(true)
  })

  it('sorts addresses by their numbers', async () => {
    const numbers = lines<Printed>((await query('--json', '--sort', 'address')).out).flatMap(({ ip }) => {
      const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/
        .exec(ip ?? '')
        ?.slice(1)
        .map(Number)
      return parts ? [parts.reduce((sum, part) => sum * 256 + part, 0)] : []
    })
    expect(numbers.length).toBeGreaterThan(20)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
  })

  it('gives an export the order of the screen, and its manifest says so', async () => {
    const path = join(folder, 'sorted.csv')
    const ran = await cli(['export', '--data', data, '--filter', '', '--format', 'csv', '--columns', 'time,actor', '--sort', 'user', '--order', 'desc', '--out', path]) // prettier-ignore
    expect(ran.code, ran.err).toBe(0)
    const [head = '', ...rows] = readFileSync(path, 'utf8').trimEnd().split('\r\n')
    const place = head.split(',').findIndex((title) => /actor|user/i.test(title))
    const users = rows.map((row) => row.split(',')[place])
    expect(users).toEqual(lines<Printed>((await query('--json', '--sort', 'user', '--order', 'desc')).out).map(({ actor }) => actor.email))
    const manifest = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')) as { order: string }
    expect(manifest.order).toContain('by actor, descending')
  })
})

describe('query --group-by', () => {
  it('prints an object a group, under the names that were given, the most frequent first', async () => {
    const all = lines<Printed>((await query('--json')).out)
    const groups = lines<{
      key: Record<string, string | null>
      count: number
      failed: number
      first: string
      last: string
      distinct: number
    }>((await query('--json', '--group-by', 'user,permission', '--distinct', 'address')).out)
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(all.length)
    expect(groups.map(({ count }) => count)).toEqual(groups.map(({ count }) => count).sort((a, b) => b - a))
    for (const { key, count, failed, first, last, distinct } of groups) {
      expect(Object.keys(key)).toEqual(['user', 'permission'])
      const own = all.filter(({ actor, reason }) => actor.email === key['user'] && (reason?.permission ?? null) === key['permission'])
      expect(own).toHaveLength(count)
      expect(failed).toBe(own.filter(({ status }) => status === 'failed').length)
      const times = own.map(({ occurredAt }) => occurredAt ?? NaN)
      expect([first, last]).toEqual([Math.min(...times), Math.max(...times)].map((ms) => new Date(ms).toISOString()))
      expect(distinct).toBe(new Set(own.flatMap(({ ip }) => ip ?? [])).size)
    }
  })

  it('sorts groups by what is asked for, and says how many are not listed', async () => {
    const { out, err } = await query('--group-by', 'weekday', '--sort', 'weekday', '--limit', '3', '--zone', 'Asia/Tokyo')
    expect(out.split('\n').map((line) => line.split('\t')[0])).toEqual(['monday', 'tuesday', 'wednesday', ''])
    expect(err).toContain('Only 3 of 7 groups are listed.')
  })
})

it.each([
  [['--sort', 'usr'], 'Did you mean user?'],
  [['--sort', 'weather'], 'It takes time, actor'],
  [['--group-by', 'permision'], 'Did you mean permission?'],
  [['--group-by', 'actor', '--sort', 'fist'], 'Did you mean first?'],
  [['--group-by', 'actor', '--sort', 'distinct'], '--sort distinct needs --distinct FIELD'],
  [['--group-by', 'actor', '--sort', 'ip'], 'does not take'],
  [['--group-by', 'actor,user'], 'once'],
  [['--group-by', 'actor,ip,action,status'], 'up to 3'],
  [['--group-by', 'day', '--zone', 'Mars/Phobos'], 'Mars/Phobos'],
  [['--distinct', 'ip'], '--group-by'],
  [['--sort', 'user', '--count'], '--sort'],
])('query %j ends with 2 and a sentence', async (args, said) => {
  const ran = await query(...args)
  expect([ran.code, ran.out]).toEqual([2, ''])
  expect(ran.err).toContain(said)
})
