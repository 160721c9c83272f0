import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearing } from '../../src-preload/contract/events.ts'
import { runCli } from '../../src-main/cli/program.ts'
import { parseCsv } from '../../src-main/data-service/export/fixtures/parse-csv.ts'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import { endlessItems, type EndlessItem } from '../endless-tenant/items.ts'
import { startEndlessTenant } from '../endless-tenant/server.ts'

/* Entries that are nested a hundred thousand levels deep or tens of megabytes long (issue 12.18), through every reader. */

const items = endlessItems(true)
let folder: string
let data: string
let code: number

async function cli(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runCli(args, {
    fetch,
    env: { IAM_AUDIT_TOKEN: 'endless-tenant-token' },
    signal: new AbortController().signal,
    terminal: false,
    prints: false,
    application: 'IAM Audit Desk test',
    out: (text) => Promise.resolve(void out.push(text)),
    err: (text) => void err.push(text),
    openService: (dataFolder, progress) => {
      const service = createDataService({ dataFolder, emit: hearing({ 'export.progress': progress }) })
      return {
        call: (name, params, options) => service.handle(name, params, options?.signal),
        close: () => Promise.resolve(service.close()),
      }
    },
  })
  return { code, out: out.join(''), err: err.join('') }
}

const exported = async (format: string, filter = ''): Promise<string> => {
  const path = join(folder, `out.${format}`)
  const ran = await cli('export', '--data', data, '--filter', filter, '--format', format, '--out', path)
  expect([ran.code, ran.err]).toEqual([0, expect.any(String)])
  return readFileSync(path, 'utf8')
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-endless-'))
  data = join(folder, 'data')
  const tenant = await startEndlessTenant(items)
  const ran = await cli('sync', '--data', data, '--url', tenant.url, '--json')
  code = ran.code
  await tenant.close()
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true }))

describe('entries without end', () => {
  it('are fetched, each with its text and hash, and say what of them is not read', async () => {
    expect(code).toBe(0)
    const { out } = await cli('query', '--data', data, '--filter', '', '--json')
    const read = out.trimEnd().split('\n').map((line) => JSON.parse(line) as { id: string; raw: string; sha256: string; parseError?: string }) // prettier-ignore
    expect(read.map(({ id }) => id)).toEqual(items.map(({ id }) => id))
    for (const [i, { text, sha256, said }] of items.entries()) {
      const entry = read[i]
      expect([
        entry?.sha256,
        createHash('sha256')
          .update(entry?.raw ?? '')
          .digest('hex'),
      ]).toEqual([sha256, sha256])
      expect(entry?.raw === text).toBe(true)
      if (said === null) expect(entry?.parseError).toBeUndefined()
      else expect(entry?.parseError).toContain(said)
    }
  }, 300_000)

  it('are found by what is read of them, and by their text', async () => {
    const count = async (filter: string): Promise<number> =>
      (JSON.parse((await cli('query', '--data', data, '--filter', filter, '--count', '--json')).out) as { count: number }).count
    expect(await count('is:invalid')).toBe(items.filter(({ said }) => said !== null).length)
    expect(await count('actor:eve@acme.test')).toBe(items.length)
    expect(await count('added:iam:tenant:thing-199999:read')).toBe(1)
    expect(await count('raw:thing-199999')).toBe(1)
    expect(await count('raw:cdef0123456789abcdef0123')).toBe(1)
    // What is kept as sent did change something.
    expect(await count('has:changes')).toBe(items.filter(({ text }) => text.includes('"changes"')).length)
  }, 300_000)

  it('are in every export, as they were sent', async () => {
    expect((await exported('ndjson')) === items.map(({ text }) => `${text}\n`).join('')).toBe(true)
    // Those of tens of megabytes in one format are enough.
    const few = items.filter(({ text }) => text.length < 2_000_000)
    const filter = `id:(${few.map(({ id }) => id).join(' OR ')})`
    const json = await exported('json', filter)
    expect(few.every(({ text }) => json.includes(text))).toBe(true)
    expect((JSON.parse(json) as { entries: { id: string }[] }).entries.map(({ id }) => id)).toEqual(few.map(({ id }) => id))
    const csv = parseCsv((await exported('csv', filter)).replace(/^\uFEFF/, ''))
    const [head = [], ...rows] = csv
    const cells = (name: string): string[] => rows.map((row) => row[head.indexOf(name)] ?? '')
    expect(cells('sha256')).toEqual(few.map(({ sha256 }) => sha256))
    cells('does_not_fit').forEach((cell, i) => expect(cell).toContain(few[i]?.said ?? ''))
    const html = await exported('html', filter)
    for (const { id, said } of few) expect([id, html.includes(id), html.includes(said ?? '')]).toEqual([id, true, true])
  }, 300_000)

  describe('in a window', () => {
    let service: DataService
    const byId = new Map<string, number>()
    let tenant: string
    beforeAll(async () => {
      const settings = JSON.parse(readFileSync(join(data, 'settings.json'), 'utf8')) as { tenants: { id: string }[] }
      tenant = settings.tenants[0]?.id ?? ''
      service = createDataService({ dataFolder: data, emit: () => undefined })
      await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
      for (let key = 0; key < items.length; key++) byId.set((await service.handle('log.entry', { tenant, key })).entry.id, key)
    }, 300_000)
    afterAll(() => service.close())
    const detailOf = ({ id }: EndlessItem) => service.handle('log.entry', { tenant, key: byId.get(id) ?? -1 })

    it('cross as text of a bounded length, and a beginning says that it is one', async () => {
      for (const item of items) {
        const detail = await detailOf(item)
        expect(JSON.stringify(detail).length).toBeLessThan(64 * 1024 * 1024)
        const length = Buffer.byteLength(item.text)
        expect(detail.cutOf).toBe(length > 16 * 1024 * 1024 ? length : undefined)
        expect(item.text.startsWith(detail.entry.raw)).toBe(true)
        expect(detail.entry.raw.length < item.text.length).toBe(detail.cutOf !== undefined)
        if (item.said?.includes('names') || detail.cutOf !== undefined) expect(detail.entry.changes).toBeUndefined()
      }
    }, 300_000)

    it('stand in a history, can be bookmarked, and their text indexes are made', async () => {
      const subject = { type: 'user', value: 'u1' } as const
      const history = await service.handle('history.get', { tenant, subject, show: 'all', offset: 0, limit: 100 })
      expect(history.total.all).toBe(items.length)
      expect((await service.handle('history.state', { tenant, subject, at: [Date.now()] })).length).toBe(1)
      const { added } = await service.handle('bookmark.add', { tenant, entries: { keys: [...byId.values()] }, change: {} })
      expect(added.length).toBe(items.length)
    }, 300_000)
  })
})
