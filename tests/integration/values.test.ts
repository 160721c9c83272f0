import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearing } from '../../src-preload/contract/events.ts'
import { valueOf } from '@language/fields.ts'
import { quote } from '@language/quote.ts'
import { rawDefinition } from '../../src-main/connector/fixtures/define.ts'
import { runCli } from '../../src-main/cli/program.ts'
import { createDataService } from '../../src-main/data-service/service.ts'

let server: Server
let folder: string
/** The items of the page that is sent, as they are written. */
let items: readonly string[] = []

const definition = rawDefinition(
  { order: { direction: 'desc', by: 'occurrence' } },
  {
    id: { at: '/id', numbers: true },
    time: { from: '/t', format: 'iso' },
    action: '/a',
    aliases: { role_assign: ['role.granted'] },
    actor: { email: '/u' },
    resource: { type: { byAction: { 'role.': 'role' } } },
    ip: '/ip',
    changes: { before: '/b', after: '/c' },
  },
)

beforeAll(async () => {
  server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(`{"items":[${items.join(',')}]}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-values-'))
  writeFileSync(join(folder, 'connector.json'), JSON.stringify(definition))
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

async function cli(...args: string[]): Promise<string> {
  let out = ''
  let err = ''
  const code = await runCli(args, {
    fetch,
    env: { IAM_AUDIT_TOKEN: 'a-token-of-this-test' },
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
  expect([code, err]).toEqual([0, expect.any(String)])
  return out
}

const time = (n: number): string => new Date(Date.UTC(2026, 0, 1) - n * 60_000).toISOString()
const item = (n: number, members: string): string => `{"t":"${time(n)}",${members}}`

/** Fetches these into a data folder of that name; what was there stays. */
async function fetched(name: string, sent: readonly string[]) {
  items = sent
  const data = join(folder, name)
  const { port } = server.address() as AddressInfo
  const said = await cli(
    'sync',
    '--data',
    data,
    '--url',
    `http://127.0.0.1:${port}`,
    '--connector',
    join(folder, 'connector.json'),
    '--json',
  )
  const query = (filter: string, ...rest: string[]): Promise<string> => cli('query', '--data', data, '--filter', filter, ...rest)
  const count = async (filter: string): Promise<number> => Number(await query(filter, '--count'))
  const facets = async (): Promise<Record<string, Record<string, number>>> =>
    (JSON.parse(await query('', '--facets', '--json')) as { facets: Record<string, Record<string, number>> }).facets
  return { run: JSON.parse(said.split('\n')[0] as string) as { inserted: number; known: number; drifted: number }, query, count, facets }
}

describe('values are what was written', () => {
  it('two ids that JavaScript would round to one are two entries, and numbers are printed as they came (issue 12.7)', async () => {
    const changes = '"b":{"n":9007199254740993,"m":1.10,"z":-0},"c":{"n":1e400,"m":1.1,"z":0}'
    const { run, query } = await fetched('numbers', [
      item(0, `"id":9007199254740993,"a":"access_level",${changes}`),
      item(1, '"id":9007199254740992,"a":"ssh_key"'),
    ])
    expect(run).toMatchObject({ inserted: 2, drifted: 0 })
    const [first, second] = (await query('', '--json')).trimEnd().split('\n')
    expect(first).toContain('"id":"9007199254740993"')
    expect(first).toContain('"changes":{"before":{"n":9007199254740993,"m":1.10,"z":-0},"after":{"n":1e400,"m":1.1,"z":0}}')
    expect(JSON.parse(first as string)).toMatchObject({ id: '9007199254740993' })
    expect(second).toContain('"id":"9007199254740992"')
    expect(await query('changed:m', '--count')).toBe('1\n')
    expect(await query('id:9007199254740992', '--count')).toBe('1\n')
  })

  it('a change is found by whatever a member is called, and from nothing to nothing is none (issue 12.13)', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', '']
    const none = ['null,null', '{},{}', '"",""', '[],[]', 'null,{}', '{"a":1,"b":[2]},{"b":[2],"a":1}'].map(
      (sides) => JSON.parse(`[${sides}]`) as unknown[],
    )
    const { query, count } = await fetched('changes', [
      ...names.map((name, n) => item(n, `"id":"c${n}","a":"x","b":{"${name}":"old","z":1},"c":{"${name}":"new","z":1}`)),
      ...none.map(([b, c], n) => item(50 + n, `"id":"n${n}","a":"x","b":${JSON.stringify(b)},"c":${JSON.stringify(c)}`)),
      item(80, '"id":"twice","a":"x","b":{"k":1,"k":2},"c":{"k":3,"k":2}'),
    ])
    expect(await count('has:changes')).toBe(names.length + 1)
    expect(await count('changed:*')).toBe(names.length + 1)
    for (const name of names) expect(await count(`changed:${quote(name === '' ? '""' : name)}`)).toBe(1)
    expect(await count('changed:z')).toBe(0)
    expect(await query('id:c0', '--json')).toContain('"changes":{"before":{"__proto__":"old","z":1},"after":{"__proto__":"new","z":1}}')
    expect(await query('changed:k', '--json')).toContain('"changes":{"before":{"k":1,"k":2},"after":{"k":3,"k":2}}')
  })

  it('an action is found by both of its spellings, which are one facet, and what depends on it by the own one (issue 12.14)', async () => {
    const { count, facets, query } = await fetched('actions', [
      item(0, '"id":"1","a":"role.granted"'),
      item(1, '"id":"2","a":"role_assign"'),
      item(2, '"id":"3","a":"role.other"'),
    ])
    expect((await facets())['action']).toEqual({ role_assign: 2, 'role.other': 1 })
    expect((await facets())['resource']).toEqual({ role: 2 })
    const filters = ['action:role_assign', 'action:ROLE.granted', 'action:role.*', 'action:role_*']
    for (const [i, found] of [2, 1, 2, 2].entries()) expect(await count(filters[i] as string), filters[i]).toBe(found)
    expect(JSON.parse(await query('action:role.granted', '--json'))).toMatchObject({ action: 'role_assign', resource: { type: 'role' } })
  })

  it('people whose names only fold alike are found together and counted apart; a value of a facet selects what it counts (issue 12.15)', async () => {
    const people = [
      ...['irem@example.com', 'ırem@example.com', 'İREM@example.com', 'IREM@EXAMPLE.COM'],
      ...['straße@example.com', 'STRASSE@example.com', 'kay@example.com', '\u212Aay@example.com', 'é@example.com', 'e\u0301@example.com'],
      ...['a*b@example.com', 'ab@example.com', 'a\\*b@example.com', 'a\\b@example.com', '*', '\\\\*"\\'],
    ]
    const { count, facets } = await fetched(
      'people',
      people.map((each, n) => item(n, `"id":"p${n}","a":"x","u":${JSON.stringify(each)}`)),
    )
    const counted = (await facets())['actor'] ?? {}
    expect(counted).toEqual({
      ...Object.fromEntries(people.filter((each) => each !== 'IREM@EXAMPLE.COM').map((each) => [each, 1])),
      'irem@example.com': 2,
    })
    for (const [value, entries] of Object.entries(counted)) {
      const asked = `actor:${quote(valueOf('actor', value))}`
      expect(await count(asked), asked).toBe(entries)
      expect(await count(`-${asked}`), asked).toBe(people.length - entries)
    }
    expect([await count('irem'), await count('strasse'), await count('kay'), await count('é')]).toEqual([4, 2, 2, 2])
  })

  it('another order of members or other white space is no drift, another number is (issue 12.16)', async () => {
    await fetched('drift', [item(0, '"id":"a","a":"x","b":{"x":1,"y":[1,2]}')])
    const same = [`{"b": {"y":[1, 2],\n"x":1},"a":"\\u0078","id":"a","t":"${time(0)}"}`]
    expect((await fetched('drift', same)).run).toMatchObject({ inserted: 0, known: 1, drifted: 0 })
    const { query, count, run } = await fetched('drift', [item(0, '"id":"a","a":"x","b":{"x":1.0,"y":[1,2]}')])
    expect(run).toMatchObject({ drifted: 1 })
    expect(await query('', '--json')).toContain(JSON.stringify(item(0, '"id":"a","a":"x","b":{"x":1,"y":[1,2]}')))
    await fetched('drift', [item(0, '"id":"a","a":"x","b":{"y":[2,1],"x":1}')])
    expect(await count('is:drifted')).toBe(1)
  })

  it('an address is found in whatever form it was sent', async () => {
    const sent = [
      '192.0.2.1:52413',
      '[2001:db8:85a3::8a2e:370:7334]:443',
      '192.0.2.1, 10.0.0.1',
      ' 192.0.2.1',
      '192.0.2.1/32',
      '::ffff:192.0.2.1',
    ]
    const { count, facets } = await fetched(
      'addresses',
      sent.map((each, n) => item(n, `"id":"i${n}","a":"x","ip":"${each}"`)),
    )
    const filters = ['ip:192.0.2.1', 'ip:192.0.2.0/24', 'ip:2001:db8::/32', '-ip:192.0.2.0/24', 'ip:10.0.0.1', 'ip:"192.0.2.1:52413"']
    for (const [i, found] of [5, 5, 1, 1, 1, 1].entries()) expect(await count(filters[i] as string), filters[i]).toBe(found)
    expect(Object.keys((await facets())['ip'] ?? {}).sort()).toEqual([...sent].sort())
  })
})
