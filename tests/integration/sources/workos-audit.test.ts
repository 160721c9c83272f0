import { gzipSync } from 'node:zlib'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { connectorDefinition } from '@contract/connector.ts'
import { secretsText } from '../../../src-main/credentials/secrets-text.ts'
import { openDesk, tenantId, type Desk } from '../sync-support.ts'
import { expectAll, proves, type Source } from './proof.ts'
import { day } from './source-server.ts'
import { WorkOs, workOsToken } from './workos.ts'

let workOs: WorkOs
const begin = async () => {
  workOs = new WorkOs()
  return await workOs.listen()
}
const token = secretsText({ token: workOsToken, tenantId: 'org_01' })
const source: Source = {
  name: 'workos-audit',
  token,
  connector: new WorkOs().definition,
  server: begin,
  expected: () => workOs.expected(),
  rounds: 2,
}
proves(source)

const open: Desk[] = []
async function desk(prepare: (of: WorkOs) => void = () => undefined, options: object = {}): Promise<Desk> {
  const server = await begin()
  prepare(workOs)
  const opened = openDesk({ url: server.url, token, connector: workOs.definition, ...options })
  open.push(opened)
  return opened
}
const state = ({ service }: Desk) => service.handle('sync.state', { tenant: tenantId })
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
  await workOs.files.close()
  await workOs.api.close()
})

it('the other host gets neither token nor cookie, and no address of an export is ever told', async () => {
  const { sync, told, ...rest } = await desk()
  expect(await sync()).toMatchObject({ phase: 'idle', error: null })
  expect(workOs.files.asked.length).toBeGreaterThan(0)
  for (const { headers } of workOs.files.asked) {
    expect(Object.keys(headers)).not.toContain('authorization')
    expect(Object.keys(headers)).not.toContain('cookie')
    expect(Object.keys(headers)).not.toContain('referer')
    expect(JSON.stringify(headers)).not.toContain(workOsToken)
  }
  expect(JSON.stringify(told)).not.toContain('canary')
  await expectAll({ sync, told, ...rest }, workOs.expected())
})

it('an export that is pending is asked about again, and told to be under way', async () => {
  const { sync, told } = await desk((of) => (of.pending = 4))
  expect(await sync()).toMatchObject({ phase: 'idle' })
  const first = workOs.api.asked.filter(({ url }) => url.pathname.endsWith('export_0'))
  expect(first.length).toBe(5)
  expect(told.find(({ error }) => error?.code === 'job-pending')?.phase).toBe('waiting')
})

it('no export is asked for that reaches over more than three months, or into the future', async () => {
  const { sync } = await desk()
  await sync()
  const spans = [...workOs.exports.values()].map(({ from, to }) => ({ from, to }))
  expect(spans.length).toBeGreaterThan(0)
  for (const { from, to } of spans) {
    expect(to - from).toBeLessThanOrEqual(89 * day)
    expect(to).toBeLessThanOrEqual(Date.now() + 1)
  }
})

it('a source that could not make the export is told, and nothing is claimed', async () => {
  const opened = await desk((of) => (of.state = 'error'))
  expect(await opened.sync()).toMatchObject({ phase: 'failed', error: { code: 'job-failed', message: /could not make the export/, next: /Sync again later/ } })
  expect(await state(opened)).toMatchObject({ intervals: [], entries: 0 })
}) // prettier-ignore

it('a state that the definition does not know is told with its word', async () => {
  const opened = await desk((of) => (of.state = 'archived'))
  const ended = await opened.sync()
  expect(ended).toMatchObject({ phase: 'failed', error: { code: 'job-failed' } })
  expect(ended.error?.details).toContain('archived')
})

it('an export that is never ready is given up after its time', async () => {
  const opened = await desk((of) => (of.pending = Infinity), {
    connector: connectorDefinition.parse({ ...source.connector as object, job: { ...new WorkOs().definition.job, longestMinutes: 0.01 } }),
  }) // prettier-ignore
  expect(await opened.sync()).toMatchObject({ phase: 'failed', error: { code: 'job-failed', message: /has not made the export within/ } })
  expect(await state(opened)).toMatchObject({ intervals: [], entries: 0 })
})

it('an address that has expired is replaced by asking the source again, and by another export where that is no better', async () => {
  const opened = await desk((of) => (of.agedMs = 11 * 60_000))
  const { exports, files } = workOs
  workOs.files.faultOf = (request) => {
    // The fourth address is good.
    if (request === 2) workOs.agedMs = 0
    return null
  }
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null })
  expect(files.asked.slice(0, 4).map(({ url }) => /export_\d+/.exec(url.pathname)?.[0])).toEqual(['export_0', 'export_0', 'export_1', 'export_1'])
  expect(exports.get('audit_log_export_0')?.polls).toBe(4)
  await expectAll(opened, workOs.expected())
}) // prettier-ignore

it('a limit of either server is waited out as it asks, and the same export is gone on with', async () => {
  const opened = await desk()
  workOs.api.faultOf = (request) => (request === 1 || request === 3 ? 'limited' : null)
  workOs.files.faultOf = (request) => (request === 0 ? 'limited' : request === 1 ? 'unavailable' : null)
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null })
  expect(workOs.api.asked.slice(0, 5).filter(({ method }) => method === 'POST')).toHaveLength(1)
  expect(opened.told.map(({ error }) => error?.code)).toContain('rate-limited')
  await expectAll(opened, workOs.expected())
})

it.each<[string, (text: string) => { headers: Record<string, string>; body: unknown }]>([
  ['cut off by the connection', (text) => ({ headers: { 'Content-Type': 'text/csv', 'Content-Length': String(Buffer.byteLength(text) + 10) }, body: text })],
  ['cut off within a row', (text) => ({ headers: { 'Content-Type': 'text/csv' }, body: text.slice(0, text.lastIndexOf(',') - 20) })],
  ['cut off within a quoted cell', (text) => ({ headers: { 'Content-Type': 'text/csv' }, body: text.slice(0, text.lastIndexOf('"') - 5) })],
  ['an error page of a bucket', () => ({ headers: { 'Content-Type': 'application/xml' }, body: '<Error><Code>InternalError</Code></Error>' })],
])('a file that is %s is never claimed to be whole', async (_, sent) => {
  const opened = await desk((of) => (of.sent = sent))
  const ended = await opened.sync()
  expect(ended.phase).not.toBe('idle')
  expect(['invalid-page', 'connector-mismatch', 'tenant-unreachable', 'tenant-too-slow']).toContain(ended.error?.code)
  expect((await state(opened)).intervals).toEqual([])
  // Made well again, all of it is fetched and nothing is there twice.
  workOs.sent = (text) => ({ headers: { 'Content-Type': 'text/csv' }, body: text })
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null })
  await expectAll(opened, workOs.expected())
}) // prettier-ignore

it('a compressed file is read as it is', async () => {
  const server = await begin()
  workOs.sent = (text) => ({ headers: { 'Content-Type': 'text/csv', 'Content-Encoding': 'gzip' }, body: gzipSync(text) })
  const opened = openDesk({ url: server.url, token, connector: workOs.definition })
  open.push(opened)
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null })
  await expectAll(opened, workOs.expected())
  workOs.sent = (text) => ({ headers: { 'Content-Type': 'application/gzip' }, body: gzipSync(text) })
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null, run: { inserted: 0 } })
})

it.each([
  ['a header alone', (text: string) => text.slice(0, text.indexOf('\n') + 1)],
  ['nothing at all, which is what it announces', () => ''],
])('an empty export (%s) covers its time', async (_, empty) => {
  const opened = await desk((of) => {
    of.sent = (text) => ({ headers: { 'Content-Type': 'text/csv', 'Content-Length': String(Buffer.byteLength(empty(text))) }, body: empty(text) })
  })
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null, run: { received: 0, invalid: 0 } })
  // Of a time without an entry nothing proves that the log reaches so far: it is asked for once more.
  expect((await state(opened)).entries).toBe(0)
  workOs.sent = (text) => ({ headers: { 'Content-Type': 'text/csv' }, body: text })
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null })
  await expectAll(opened, workOs.expected())
}) // prettier-ignore

it.each([
  ['an error as JSON', 'application/json', '{"error":"expired"}'],
  ['a null list', 'application/json', '{"data":null}'],
  ['another table', 'text/csv', 'a,b,c\r\n1,2,3\r\n'],
])('what is no export (%s) is no entry and covers nothing', async (_, type, body) => {
  // The second one is for the oldest day alone.
  const opened = await desk((of) => {
    of.sent = (text) =>
      of.exports.size > 1 ? { headers: { 'Content-Type': type }, body } : { headers: { 'Content-Type': 'text/csv' }, body: text }
  })
  expect(await opened.sync()).toMatchObject({ phase: 'failed', error: { code: 'connector-mismatch' } })
  await expectAll(opened, workOs.expected())
  const asked = [...workOs.exports.values()].map(({ from, to }) => ({ from, to }))
  const { intervals } = await state(opened)
  expect(asked).toHaveLength(2)
  expect(intervals.every(({ from }) => from >= (asked[0]?.from ?? Infinity))).toBe(true)
})

it('an address on a server that nobody declared is not asked', async () => {
  const opened = await desk((of) => (of.origin = 'https://exports.example.net'))
  const ended = await opened.sync()
  expect(ended).toMatchObject({ phase: 'failed', error: { code: 'cross-origin-next', next: /job\.file\.origins/ } })
  expect(ended.error?.details).toContain('https://exports.example.net')
  expect(JSON.stringify(ended)).not.toContain('canary')
}) // prettier-ignore

it('a redirect of the file server is not followed', async () => {
  const opened = await desk((of) => {
    of.sent = () => ({ status: 302, headers: { Location: of.api.url }, body: '' })
  })
  expect(await opened.sync()).toMatchObject({ phase: 'failed', error: { code: 'cross-origin-next' } })
})

it('a sync that is called off while the export is made ends at once; the next one asks anew', async () => {
  const opened = await desk((of) => (of.pending = Infinity))
  opened.manager.start(tenantId)
  await opened.until(({ error }) => error?.code === 'job-pending')
  expect(await opened.manager.cancel(tenantId)).toMatchObject({ phase: 'stopped', error: null })
  workOs.pending = 1
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null })
  await expectAll(opened, workOs.expected())
})

it('of a large file that is cut off, what came before is kept and nothing is claimed; asked for anew, nothing is there twice', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-workos-'))
  workOs = new WorkOs({ events: 5000 })
  const server = await workOs.listen()
  const opened = openDesk({ url: server.url, token, connector: workOs.definition, dataFolder })
  open.push(opened)
  workOs.sent = (text) => ({ headers: { 'Content-Type': 'text/csv' }, body: text.slice(0, -40) })
  expect(await opened.sync()).toMatchObject({ phase: 'failed', error: { code: 'invalid-page', message: expect.stringContaining('cut off') as string } })
  const { intervals, entries } = await state(opened)
  expect(entries).toBeGreaterThan(1000)
  expect(entries).toBeLessThan(5000)
  expect(intervals).toEqual([])
  expect(existsSync(join(dataFolder, 'tenants', tenantId, 'fetched.part'))).toBe(false)
  workOs.sent = (text) => ({ headers: { 'Content-Type': 'text/csv' }, body: text })
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null, run: { drifted: 0 } })
  expect(await opened.entries()).toBe(5000)
  expect((await state(opened)).gaps.filter(({ cause }) => cause !== 'beyond-retention')).toEqual([])
  rmSync(dataFolder, { recursive: true, force: true })
}, 60_000) // prettier-ignore

it('a connection is tested by an export of the last day, of which nothing is kept', async () => {
  workOs = new WorkOs({ events: 400 })
  const server = await workOs.listen()
  const dataFolder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-workos-'))
  const opened = openDesk({ url: server.url, token, connector: workOs.definition, dataFolder })
  open.push(opened)
  const found = await opened.manager.test(server.url, token, workOs.definition)
  expect([...workOs.exports.values()].map(({ from, to }) => Math.round((to - from) / 60_000))).toEqual([24 * 60])
  const [asked] = [...workOs.exports.values()]
  expect(found.dryRun.received).toBe(workOs.events.filter(({ at }) => asked && at >= asked.from && at < asked.to).length)
  expect(found.dryRun.received).toBeGreaterThan(0)
  expect(found.dryRun.entries[0]?.entry.actor).toMatchObject({ name: 'Ada' })
  expect(found.retentionDays).toBe(89)
  expect(existsSync(join(dataFolder, 'fetched.part'))).toBe(false)
  rmSync(dataFolder, { recursive: true, force: true })
})

it('what a file of the same source brought before is known to the sync, and not there twice; the coverage of both is told', async () => {
  const opened = await desk()
  const file = workOs.fileOf(workOs.events.slice(0, 30))
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-workos-'))
  const path = join(folder, 'export.csv')
  writeFileSync(path, file)
  await opened.service.handle('tenant.open', { tenant: tenantId, connector: workOs.definition })
  const imported = await opened.service.handle('files.import', { tenant: tenantId, paths: [path] })
  expect(imported).toMatchObject({ source: 'workos-audit', inserted: 30, invalid: 0 })
  expect(await opened.sync()).toMatchObject({ phase: 'idle', error: null, run: { inserted: 30, drifted: 0 } })
  await expectAll(opened, workOs.expected())
  const { gaps, intervals } = await state(opened)
  expect(intervals.length).toBeGreaterThan(0)
  expect(gaps.filter(({ cause }) => cause !== 'beyond-retention')).toEqual([])
  expect(await opened.service.handle('import.list', { tenant: tenantId })).toMatchObject([{ inserted: 30, files: [{ rows: 30 }] }])
  // Taken back, the import leaves what the sync has found, too.
  expect(await opened.service.handle('import.undo', { tenant: tenantId, id: imported.id })).toMatchObject({ removed: 0, kept: 30 })
  await expectAll(opened, workOs.expected())
  rmSync(folder, { recursive: true, force: true })
})
