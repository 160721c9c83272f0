import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry } from '@contract/entry.ts'
import { hearing } from '../../src-preload/contract/events.ts'
import { runCli } from '../../src-main/cli/program.ts'
import { createDataService } from '../../src-main/data-service/service.ts'

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly last: Record<string, unknown>
}

let folder: string
let data: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'imports-'))
  data = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function cli(args: readonly string[], signal = new AbortController().signal): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await runCli(args, {
    fetch,
    env: {},
    signal,
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
  const lines = out.trim().split('\n')
  const last = lines.at(-1)?.startsWith('{') ? (JSON.parse(lines.at(-1) as string) as Record<string, unknown>) : {}
  return { code, out, err, last }
}

const put = (name: string, text: string | Buffer): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const load = (...args: string[]): Promise<Ran> => cli(['import', '--data', data, '--tenant', 'Acme', '--json', ...args])
const found = async (filter = ''): Promise<AuditEntry[]> => {
  const { out, code } = await cli(['query', '--data', data, '--filter', filter, '--json'])
  expect(code).toBe(0)
  return out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as AuditEntry]))
}
const imports = async (): Promise<Record<string, unknown>[]> =>
  (await cli(['coverage', '--data', data, '--json'])).last['imports'] as Record<string, unknown>[]

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
const item = (n: number) => ({
  id: `e${n}`,
  timestamp: at(n),
  actor: { id: `u${n % 3}`, email: `u${n % 3}@acme.example.com` },
  action: 'role_assigned',
  resource: { type: 'role', id: `r${n % 2}`, name: 'Admin' },
  target: { type: 'user', id: 't1', email: 't1@acme.example.com' },
  status: n % 5 === 0 ? 'failed' : 'success',
})
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
const lines = (numbers: readonly number[]): string => numbers.map((n) => `${JSON.stringify(item(n))}\n`).join('')
const table = (numbers: readonly number[]): string =>
  ['id,timestamp,actor_id,actor_email,action,resource_type,resource_id,resource_name,target_type,target_id,target_email,status', ...numbers.map((n) => {
    const { id, timestamp, actor, action, resource, target, status } = item(n)
    return [id, timestamp, actor.id, actor.email, action, resource.type, resource.id, resource.name, target.type, target.id, target.email, status].join(',')
  })].join('\n') // prettier-ignore

describe('an import', () => {
  it('makes the tenant, keeps every entry, and says what it covers', async () => {
    const done = await load(put('a.ndjson', lines(range(0, 2000))))
    expect(done).toMatchObject({
      code: 0,
      last: { files: 1, read: 2000, inserted: 2000, known: 0, drifted: 0, invalid: 0, capped: [], source: 'tenant-iam' },
    })
    const entries = await found()
    expect(entries).toHaveLength(2000)
    expect(entries[0]).toMatchObject({ id: 'e1999', action: 'role_assign', source: 'tenant-iam', raw: JSON.stringify(item(1999)) })
    expect(await imports()).toMatchObject([{ file: 'a.ndjson', rows: 2000, from: at(0), to: at(1999), source: 'tenant-iam', capped: null }])
  })

  it('is one with what is known, in whatever form it comes', async () => {
    await load(put('a.ndjson', lines(range(0, 700))))
    expect((await load(put('a.csv', table(range(500, 1200))))).last).toMatchObject({ inserted: 500, known: 200, drifted: 0 })
    expect((await load(put('b.json', JSON.stringify({ items: range(600, 1300).map(item) }, null, 2)))).last).toMatchObject({
      inserted: 100,
      known: 600,
      drifted: 0,
    })
    expect((await load(put('c.csv', table(range(500, 1200))))).last).toMatchObject({ inserted: 0, known: 700, drifted: 0 })
    expect(await found()).toHaveLength(1300)
    const [row] = await found('id:e1000')
    expect(row?.raw.startsWith('e1000,')).toBe(true)
    expect(row).toMatchObject({ action: 'role_assign', target: { email: 't1@acme.example.com' } })
  })

  it('is taken back whole, but for what another one brought, too', async () => {
    await load(put('a.ndjson', lines(range(0, 900))))
    await load(put('b.csv', table(range(600, 1500))))
    await load(put('c.ndjson', lines(range(1400, 1600))))
    const before = await imports()
    const undone = await cli(['import', '--data', data, '--undo', '1', '--json'])
    expect(undone.last).toEqual({ removed: 600, kept: 300 })
    expect((await found()).map(({ id }) => id).reverse()).toEqual(range(600, 1600).map((n) => `e${n}`))
    expect(await imports()).toEqual(before.slice(1))
    expect((await cli(['import', '--data', data, '--undo', '2', '--json'])).last).toEqual({ removed: 800, kept: 100 })
    expect((await found()).map(({ id }) => id).reverse()).toEqual(range(1400, 1600).map((n) => `e${n}`))
    expect((await cli(['import', '--data', data, '--undo', '3', '--json'])).last).toEqual({ removed: 200, kept: 0 })
    expect(await found()).toEqual([])
    expect((await cli(['import', '--data', data, '--undo', '3'])).code).toBe(1)
    expect((await load(put('a.ndjson', lines(range(0, 900))))).last).toMatchObject({ inserted: 900, id: 4 })
  })

  it('names records that do not fit by file and line, and keeps them', async () => {
    const text = `${lines([1])}{"id": cut\n\n${lines([2])}5\n{"id":"e3","timestamp":"soon"}\n`
    const done = await load(put('a.ndjson', text))
    expect(done).toMatchObject({ code: 0, last: { inserted: 3, invalid: 3 } })
    for (const line of [2, 5, 6]) expect(done.err).toContain(`a.ndjson, line ${line}: `)
    expect(await found('is:invalid')).toHaveLength(1)
  })

  it('that fails or is called off leaves nothing', async () => {
    await load(put('a.ndjson', lines(range(0, 100))))
    const controller = new AbortController()
    const big = put('b.ndjson', lines(range(100, 30_000)))
    const off = cli(['import', '--data', data, '--json', big], controller.signal)
    setTimeout(() => controller.abort(), 150)
    expect((await off).code).toBe(4)
    expect(await found()).toHaveLength(100)
    const broken = put('c.json', JSON.stringify(range(100, 9000).map(item)).slice(0, -50))
    expect((await load(broken)).code).toBe(1)
    expect(await found()).toHaveLength(100)
    expect(await imports()).toHaveLength(1)
    expect((await cli(['import', '--data', join(folder, 'new'), '--tenant', 'X', broken])).code).toBe(1)
  })

  it('guesses a table that nothing knows, says how, and exits 2 where there is no time or no action', async () => {
    const guessed = await load(
      '--zone',
      'Europe/Zurich',
      put('a.csv', 'When,Who,Operation,Result,Other\n2026-01-31 10:00:00,a@b.c,Grant Role,OK,x\n2026-01-31 11:30:00,d@b.c,Deny,Denied,y\n'),
    )
    expect(guessed).toMatchObject({ code: 0, last: { inserted: 2, invalid: 0 } })
    expect(guessed.err).toContain('When is time')
    expect(guessed.err).toContain('Europe/Zurich')
    expect(await found()).toMatchObject([
      {
        timestamp: '2026-01-31 11:30:00',
        occurredAt: Date.UTC(2026, 0, 31, 10, 30),
        action: 'Deny',
        status: 'failed',
        actor: { email: 'd@b.c' },
      },
      { occurredAt: Date.UTC(2026, 0, 31, 9), action: 'Grant Role', status: 'success' },
    ])
    expect((await load(put('b.csv', 'a,b\n1,2\n'))).code).toBe(2)
    expect(await found()).toHaveLength(2)
  })

  it('refuses a file that changes while it is read', async () => {
    const path = put('a.ndjson', lines(range(0, 60_000)))
    const timer = setInterval(() => appendFileSync(path, lines([1])), 1)
    try {
      expect((await load(path)).code).toBe(1)
    } finally {
      clearInterval(timer)
    }
  })

  it('of a trail says which of its files are sealed, which are missing and which were altered', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const trail = join(folder, 'trail')
    mkdirSync(trail)
    const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
    const hour = (n: number): string => `2026-01-01T${String(n).padStart(2, '0')}:00:00Z`
    let before: { object: string; hash: string; signature: string } | null = null
    for (let n = 0; n < 4; n++) {
      const event = { eventVersion: '1.09', eventTime: hour(n).replace('00:00Z', '30:00Z'), eventName: 'AddUserToGroup', eventSource: 'iam.amazonaws.com', eventID: `ev${n}`, userIdentity: { userName: 'admin' }, requestParameters: { userName: 'jo', groupName: 'Admins' } } // prettier-ignore
      const log = JSON.stringify({ Records: [event] })
      writeFileSync(join(trail, `log${n}.json.gz`), gzipSync(log))
      const object = `AWSLogs/1/CloudTrail-Digest/digest${n}.json.gz`
      const digest: string = JSON.stringify({
        digestStartTime: hour(n),
        digestEndTime: hour(n + 1),
        digestS3Bucket: 'b',
        digestS3Object: object,
        previousDigestS3Object: before?.object ?? null,
        previousDigestHashValue: before?.hash ?? null,
        previousDigestSignature: before?.signature ?? null,
        logFiles: [{ s3Object: `AWSLogs/1/CloudTrail/log${n}.json.gz`, hashValue: hashOf(log) }],
      })
      const signed = `${hour(n + 1)}\nb/${object}\n${hashOf(digest)}\n${before?.signature ?? 'null'}`
      const signature: string = createSign('RSA-SHA256').update(signed).sign(privateKey, 'hex')
      writeFileSync(join(trail, `digest${n}.json.gz`), gzipSync(digest))
      if (n === 3) writeFileSync(join(trail, 'digest3.json.gz.sig'), signature)
      before = { object, hash: hashOf(digest), signature }
    }
    const key = put('key.pem', publicKey.export({ type: 'spki', format: 'pem' }))
    const sealed = async (into: string): Promise<unknown[]> => {
      const done = await cli(['import', '--data', join(folder, into), '--json', '--digest-key', key, trail])
      expect(done).toMatchObject({ code: 0, last: { source: 'aws-cloudtrail', invalid: 0 } })
      const { last } = await cli(['coverage', '--data', join(folder, into), '--json'])
      return (last['sealed'] as { state: string; file: string }[]).map(({ state, file }) => `${state} ${file}`)
    }
    const whole = [
      'verified trail/digest0.json.gz',
      'verified trail/digest1.json.gz',
      'verified trail/digest2.json.gz',
      'verified trail/digest3.json.gz',
    ]
    expect(await sealed('whole')).toEqual(whole)
    writeFileSync(join(trail, 'log1.json.gz'), gzipSync('{"Records":[]}'))
    rmSync(join(trail, 'log2.json.gz'))
    expect(await sealed('spoilt')).toEqual([whole[0], whole[1], 'altered log1.json.gz', whole[2], 'missing log2.json.gz', whole[3]])
    rmSync(join(trail, 'digest1.json.gz'))
    rmSync(join(trail, 'digest3.json.gz.sig'))
    // With a digest goes the signature of the one before it.
    expect(await sealed('gone')).toEqual(['missing trail/digest0.json.gz', 'missing digest1.json.gz', whole[2], 'missing log2.json.gz', 'missing trail/digest3.json.gz']) // prettier-ignore
    const [first] = (await cli(['query', '--data', join(folder, 'whole'), '--filter', '', '--json', '--limit', '1'])).out.split('\n')
    expect(JSON.parse(first as string)).toMatchObject({
      action: 'group_member_add',
      resource: { name: 'Admins' },
      target: { type: 'user', name: 'jo' },
      status: 'success',
    })
  })
})
