import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BookmarkChange } from '@contract/casework.ts'
import { everything, type Filter } from '@contract/filter.ts'
import type { QueryAnswer } from '@contract/log.ts'
import { openDatabase } from '../sqlite/open.ts'
import { caseworkDatabase } from './schema.ts'
import { createDataService, type DataService } from '../service.ts'
import { isOpenToOthers } from '../../fixtures/permissions.ts'

const tenant = 'tenantundertest1'
const day = 86_400_000
const start = Date.UTC(2026, 2, 1, 12)
let root: string
let clock: number
let service: DataService

const folder = (): string => join(root, 'tenants', tenant)
const path = (): string => join(folder(), 'casework.db')
const reopen = async (): Promise<readonly unknown[]> => {
  service = createDataService({ dataFolder: root, emit: () => {}, now: () => clock, author: 'ines' })
  return (await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })).recovered
}
const item = (n: number, extra: object = {}) => ({
  id: `evt_${n}`,
  timestamp: new Date(start - n * 60_000).toISOString(),
  actor: { email: n % 2 ? 'mallory@acme.test' : 'alice@acme.test' },
  action: 'role_assign',
  resource: { type: 'role', id: 'r1', name: 'Billing admin' },
  status: 'success',
  ...extra,
})
const page = (items: readonly object[]) =>
  service.handle('sync.page', {
    tenant,
    window: { from: null, to: null },
    tenantNow: start,
    first: true,
    body: new TextEncoder().encode(JSON.stringify({ items, next_cursor: null })),
    receivedAt: clock,
  })
const entries = (count: number) => page(Array.from({ length: count }, (_, n) => item(n)))
const query = (filter: Filter = everything, firstRows = 100): Promise<QueryAnswer> =>
  service.handle('log.query', { tenant, filter, zone: 'UTC', facets: [], facetLimit: 1, histogramBuckets: 0, order: 'desc', firstRows })
const field = (name: Extract<Filter, { kind: 'field' }>['field'], value: string): Filter => ({ kind: 'field', field: name, value })
const add = (keys: number[], change: BookmarkChange = {}) => service.handle('bookmark.add', { tenant, entries: { keys }, change })
const list = (more: object = {}) =>
  service.handle('bookmark.list', { tenant, text: '', sort: 'occurred', order: 'desc', offset: 0, limit: 100, ...more })
const overview = () => service.handle('casework.overview', { tenant })

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'iam-audit-desk-casework-'))
  clock = start
  await reopen()
})
afterEach(() => {
  service.close()
  rmSync(root, { recursive: true, force: true })
})

describe('a bookmark', () => {
  it('freezes the entry with its SHA-256 and keeps author, times and every edit', async () => {
    await entries(5)
    const { added } = await add([1], { note: 'who is this?', tags: ['Urgent', 'urgent', 'mfa'] })
    clock += 1000
    await service.handle('bookmark.change', { tenant, ids: added, change: { note: 'it is Mallory', addTags: ['URGENT', 'payroll'] } })
    const bookmark = await service.handle('bookmark.ofEntry', { tenant, key: 1 })
    const raw = JSON.stringify(item(1))
    expect(bookmark).toMatchObject({
      entryId: 'evt_1',
      sha256: createHash('sha256').update(raw).digest('hex'),
      note: 'it is Mallory',
      tags: ['Urgent', 'mfa', 'payroll'],
      author: 'ines',
      createdAt: start,
      changedAt: start + 1000,
    })
    expect(await service.handle('bookmark.entry', { tenant, id: added[0]! })).toMatchObject({ entry: { id: 'evt_1', raw }, intact: true })
    const history = await service.handle('bookmark.history', { tenant, id: added[0]! })
    expect(history.map(({ at, author, before, after }) => [at, author, before?.note, after.note])).toEqual([
      [start + 1000, 'ines', 'who is this?', 'it is Mallory'],
      [start, 'ines', undefined, 'who is this?'],
    ])
  })

  it('is found by is:, has:, tag: and case:, and marks its row', async () => {
    await entries(6)
    const { id } = await service.handle('case.add', { tenant, content: { title: 'Payroll', summary: '', status: 'open' } })
    await add([0, 1], { tags: ['mfa'] })
    await add([2, 3], { note: 'look', case: id })
    const keys = async (filter: Filter) => (await query(filter)).rows.map(({ key }) => key)
    expect(await keys(field('is', 'bookmarked'))).toEqual([0, 1, 2, 3])
    expect(await keys(field('has', 'note'))).toEqual([2, 3])
    expect(await keys(field('tag', 'MF*'))).toEqual([0, 1])
    expect(await keys(field('case', 'payroll'))).toEqual([2, 3])
    expect(await keys({ kind: 'not', of: field('is', 'bookmarked') })).toEqual([4, 5])
    expect((await query()).rows.map(({ flags }) => [flags.bookmarked, flags.noted]).slice(1, 5)).toEqual([
      [true, false],
      [true, true],
      [true, true],
      [false, false],
    ])
    await service.handle('case.remove', { tenant, id })
    expect(await keys(field('case', 'payroll'))).toEqual([])
    expect((await overview()).uncased).toBe(4)
    await service.handle('case.restore', { tenant, id })
    expect(await keys(field('case', 'payroll'))).toEqual([2, 3])
  })

  it('outlives the cache, and is told apart from another text for its id', async () => {
    await entries(4)
    await add([0, 1, 2])
    service.close()
    for (const name of ['cache.db', 'cache.db-wal', 'cache.db-shm']) rmSync(join(folder(), name), { force: true })
    await reopen()
    expect((await list()).bookmarks.map(({ cached, entryId }) => [entryId, cached])).toEqual([
      ['evt_0', 'absent'],
      ['evt_1', 'absent'],
      ['evt_2', 'absent'],
    ])
    await page([item(9), item(0), item(1, { status: 'failed' })])
    expect((await list()).bookmarks.map(({ cached, key }) => [cached, key])).toEqual([
      ['same', 1],
      ['differs', 2],
      ['absent', null],
    ])
    expect((await query(field('is', 'bookmarked'))).total).toBe(2)
  })

  it('comes back as it was after it was removed', async () => {
    await entries(3)
    const { added } = await add([0, 1], { note: 'n', tags: ['t'] })
    await service.handle('bookmark.remove', { tenant, ids: added })
    expect([(await list()).total, (await query(field('is', 'bookmarked'))).total]).toEqual([0, 0])
    await service.handle('bookmark.restore', { tenant, ids: added })
    expect((await list()).bookmarks.map(({ note, tags }) => [note, tags])).toEqual([
      ['n', ['t']],
      ['n', ['t']],
    ])
  })

  it('can be made of a whole result at once, but not of a hundred thousand', async () => {
    await entries(50)
    const { result } = await query(field('actor', 'mallory@acme.test'), 0)
    const whole = { tenant, entries: { result, order: 'desc', rows: [{ from: 0, to: 1_000_000 }] }, change: {} } as const
    expect(await service.handle('bookmark.add', whole)).toMatchObject({ known: 0, added: { length: 25 } })
    expect(await service.handle('bookmark.add', whole)).toEqual({ known: 25, added: [] })
    await expect(add(Array.from({ length: 10_001 }, (_, key) => key))).rejects.toMatchObject({ error: { code: 'invalid-request' } })
    expect((await list({ text: 'BILLING', limit: 3 })).total).toBe(25)
    expect((await service.handle('bookmark.places', { tenant })).map(({ key }) => key).slice(-2)).toEqual([3, 1])
  })
})

describe('many bookmarks at once', () => {
  const states = async () => (await list({ sort: 'created', order: 'asc' })).bookmarks.map(({ tags, case: of, note }) => [tags, of, note])

  it('are changed in one transaction and taken back as one, each to what it was', async () => {
    await entries(6)
    const { added: first } = await add([0, 1], { tags: ['MFA', 'odd'], note: 'n' })
    const { added: second } = await add([2])
    const ids = [...first, ...second]
    const before = await states()
    const { id } = await service.handle('case.add', { tenant, content: { title: 'C', summary: '', status: 'open' } })
    const change = (change: BookmarkChange) => service.handle('bookmark.change', { tenant, ids, change })
    const done = await change({ addTags: ['new'], removeTags: ['mfa'], case: id })
    expect(done.changed).toBe(3)
    expect(await states()).toEqual([
      [['odd', 'new'], id, 'n'],
      [['odd', 'new'], id, 'n'],
      [['new'], id, ''],
    ])
    // What is so already has no line of history.
    expect(await change({ addTags: ['NEW'], case: id })).toEqual({ changed: 0, edit: null })
    expect(await service.handle('bookmark.undo', { tenant, edit: done.edit! })).toEqual({ undone: 3, kept: 0 })
    expect(await states()).toEqual(before)
  })

  it('are taken back only where nobody changed the same since', async () => {
    await entries(3)
    const { added: ids } = await add([0, 1])
    const { edit } = await service.handle('bookmark.change', { tenant, ids, change: { addTags: ['t'], note: 'bulk' } })
    await service.handle('bookmark.change', { tenant, ids: [ids[0]!], change: { note: 'mine' } })
    expect(await service.handle('bookmark.undo', { tenant, edit: edit! })).toEqual({ undone: 2, kept: 1 })
    expect(await states()).toEqual([
      [[], null, 'mine'],
      [[], null, ''],
    ])
  })

  it('are changed all or not at all', async () => {
    await entries(3)
    const { added } = await add([0, 1])
    const before = await states()
    const none = { tenant, ids: [...added, 4711], change: { addTags: ['t'] } }
    await expect(service.handle('bookmark.change', none)).rejects.toMatchObject({ error: { code: 'not-found' } })
    expect(await states()).toEqual(before)
  })

  it('are not moved to a case that is not there any more', async () => {
    await entries(2)
    const { added } = await add([0])
    const { id } = await service.handle('case.add', { tenant, content: { title: 'gone', summary: '', status: 'open' } })
    await service.handle('case.remove', { tenant, id })
    const before = await states()
    const moved = { tenant, ids: added, change: { case: id } }
    await expect(service.handle('bookmark.change', moved)).rejects.toMatchObject({ error: { code: 'not-found' } })
    await expect(add([1], { case: id })).rejects.toMatchObject({ error: { code: 'not-found' } })
    expect(await states()).toEqual(before)
  })

  it('are told in the order of their list', async () => {
    await entries(5)
    await add([0, 1, 2, 3])
    const places = await service.handle('bookmark.order', { tenant, text: 'mallory', sort: 'occurred', order: 'asc' })
    const { bookmarks } = await list({ text: 'mallory', order: 'asc' })
    expect(places).toEqual(bookmarks.map(({ id, entryId, row }) => ({ id, entryId, at: row.occurredAt })))
    expect(places).toHaveLength(2)
  })
})

describe('a case', () => {
  it('keeps since when it is in its state, and a summary that is typed meanwhile does not undo it', async () => {
    const { id, statusAt } = await service.handle('case.add', { tenant, content: { title: 'C', summary: '', status: 'open' } })
    expect(statusAt).toBe(start)
    clock += 5000
    await service.handle('case.change', { tenant, id, change: { status: 'review' } })
    clock += 5000
    const file = await service.handle('case.change', { tenant, id, change: { summary: '**who**' } })
    expect(file).toMatchObject({ title: 'C', summary: '**who**', status: 'review', statusAt: start + 5000, changedAt: start + 10_000 })
    expect((await overview()).cases).toMatchObject([{ summary: '**who**', status: 'review' }])
  })

  it('has notes that are kept, changed, removed and brought back, also over a backup', async () => {
    const { id } = await service.handle('case.add', { tenant, content: { title: 'C', summary: 's', status: 'open' } })
    const write = (text: string) => service.handle('case.addNote', { tenant, id, note: { after: 'evt_1', at: start, text } })
    const [first, second] = [await write('one'), await write('two')]
    const texts = async () => (await service.handle('case.notes', { tenant, id })).map(({ text }) => text)
    await service.handle('case.changeNote', { tenant, note: second.id, text: 'zwei' })
    await service.handle('case.removeNote', { tenant, note: first.id })
    expect(await texts()).toEqual(['zwei'])
    await service.handle('case.restoreNote', { tenant, note: first.id })
    expect(await texts()).toEqual(['one', 'zwei'])
    clock += day
    await service.handle('case.changeNote', { tenant, note: first.id, text: 'later' })
    const [daily] = await service.handle('casework.backups', { tenant })
    await service.handle('casework.restore', { tenant, name: daily!.name })
    expect(await texts()).toEqual(['one', 'zwei'])
    await expect(service.handle('case.addNote', { tenant, id: 99, note: { after: null, at: null, text: '' } })).rejects.toMatchObject({
      error: { code: 'not-found' },
    })
  })

  it('of an earlier version has its description as its summary, and its state since its history says so', async () => {
    service.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(path() + suffix, { force: true })
    const earlier = { ...caseworkDatabase, migrations: caseworkDatabase.migrations.filter(({ version }) => version < 5) }
    const db = openDatabase(path(), earlier)
    const insert = `INSERT INTO case_file (id, title, description, status, author, created_at, changed_at) VALUES (?, ?, ?, ?, 'ines', 1, 9)`
    db.prepare(insert).run(1, 'Old', 'what it was about', 'closed')
    db.prepare(insert).run(2, 'Older', '', 'open')
    const line = db.prepare(`INSERT INTO history (at, author, kind, subject, before, after) VALUES (?, 'ines', 'case', 1, NULL, ?)`)
    for (const [at, status] of [[1, 'open'], [5, 'closed'], [9, 'closed']]) line.run(at, JSON.stringify({ title: 'Old', status })) // prettier-ignore
    db.close()
    expect(await reopen()).toEqual([])
    expect((await overview()).cases).toMatchObject([
      { id: 2, summary: '', status: 'open', statusAt: null },
      { id: 1, summary: 'what it was about', status: 'closed', statusAt: 5 },
    ])
    expect((await service.handle('casework.backups', { tenant })).map(({ reason }) => reason)).toContain('migration')
    await service.handle('case.addNote', { tenant, id: 1, note: { after: null, at: null, text: 'kept' } })
    service.close()
    // Its checksums hold.
    expect(await reopen()).toEqual([])
    expect(await service.handle('case.notes', { tenant, id: 1 })).toMatchObject([{ text: 'kept' }])
  })
})

describe('saved views', () => {
  const content = (name: string, query = 'status:success') =>
    ({ name, query, order: 'desc', zone: 'utc', columns: ['time', 'actor'], pinned: true }) as const

  it('are kept in order, counted, changed, removed and brought back', async () => {
    await entries(4)
    const [a, b, c] = await service.handle('view.add', {
      tenant,
      views: [content('A'), content('B', 'actor:mallory@*'), content('C', '((')],
    })
    const ids = [a!.id, b!.id, c!.id]
    const counts = await service.handle('view.counts', { tenant, views: ids.map((id) => ({ id, zone: 'UTC' })) })
    expect(counts.map(({ count }) => count)).toEqual([4, 2, null])
    await service.handle('view.arrange', { tenant, ids: [ids[2]!, ids[0]!] })
    await service.handle('view.change', { tenant, id: ids[0]!, content: content('A2') })
    await service.handle('view.remove', { tenant, id: ids[1]! })
    const names = async () => (await overview()).views.map(({ name }) => name)
    expect(await names()).toEqual(['C', 'A2'])
    await service.handle('view.restore', { tenant, id: ids[1]! })
    expect(await names()).toEqual(['C', 'A2', 'B'])
  })
})

describe('backups', () => {
  it('are made once a day, checked, private, limited in number, and renewed when the tenant is closed', async () => {
    const names = async () => (await service.handle('casework.backups', { tenant })).map(({ name }) => name)
    expect(await names()).toEqual([])
    await entries(30)
    for (let n = 0; n < 20; n++) {
      await add([n])
      clock += day
    }
    expect(await names()).toHaveLength(14)
    const newest = join(folder(), 'casework-backups', (await names())[0]!)
    expect(isOpenToOthers(newest)).toBe(false)
    await add([25])
    const before = await names()
    clock += 5000
    service.close()
    await reopen()
    expect(await names()).toEqual([before[0]!.replace('120000Z', '120005Z'), ...before.slice(1)])
    expect(readdirSync(join(folder(), 'casework-backups')).some((name) => name.endsWith('.part'))).toBe(false)
  })

  it('go back, and forward again', async () => {
    await entries(5)
    await add([0, 1])
    clock += day
    await add([2])
    const [daily] = await service.handle('casework.backups', { tenant })
    expect(await service.handle('casework.restore', { tenant, name: daily!.name })).toEqual({ bookmarks: 2 })
    expect((await query(field('is', 'bookmarked'))).total).toBe(2)
    const undo = (await service.handle('casework.backups', { tenant })).find(({ reason }) => reason === 'restore')
    expect(await service.handle('casework.restore', { tenant, name: undo!.name })).toEqual({ bookmarks: 3 })
    await add([3])
    expect((await list()).total).toBe(4)
  })
})

describe('a damaged casework file', () => {
  /** Bookmarks 0–9 are in the backup, 10–19 only in the file. */
  async function prepared(): Promise<void> {
    await entries(20)
    await add(
      Array.from({ length: 10 }, (_, key) => key),
      { note: 'old' },
    )
    clock += day
    await add(
      Array.from({ length: 10 }, (_, key) => key + 10),
      { note: 'new' },
    )
    await service.handle('bookmark.change', { tenant, ids: [1], change: { note: 'changed' } })
    const backup = readFileSync(join(folder(), 'casework-backups', (await service.handle('casework.backups', { tenant }))[0]!.name))
    service.close()
    const [renewed] = readdirSync(join(folder(), 'casework-backups'))
    writeFileSync(join(folder(), 'casework-backups', renewed!), backup)
  }

  it('is set aside, restored from the newest good backup, salvaged, and told until it is acknowledged', async () => {
    await prepared()
    const file = readFileSync(path())
    file.fill(0xa5, file.length - 4096)
    writeFileSync(path(), file)
    const recovered = await reopen()
    expect(recovered).toHaveLength(1)
    const { recovery } = await overview()
    expect(recovery?.aside).toMatch(/^casework\.db\.damaged-/)
    expect(recovery?.bookmarks).toBeGreaterThanOrEqual(10)
    expect((await list()).bookmarks.filter(({ note }) => note === 'old' || note === 'changed')).toHaveLength(10)
    expect(existsSync(join(folder(), recovery?.aside ?? ''))).toBe(true)
    await service.handle('casework.acknowledge', { tenant })
    service.close()
    expect(await reopen()).toEqual([])
    expect((await overview()).recovery).toBeNull()
  })

  it('brings the backup back whatever became of the file', async () => {
    await prepared()
    const good = readFileSync(path())
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 3000 })), { minLength: 1, maxLength: 6 }),
        async (holes) => {
          const file = Buffer.from(good)
          // The header whole or not at all: half of it may look like a newer version, which is left alone.
          for (const [at, length] of holes) file.fill(0x5a, at < 100 ? 0 : at, Math.min(file.length, Math.max(100, at + length)))
          for (const suffix of ['-wal', '-shm']) rmSync(path() + suffix, { force: true })
          writeFileSync(path(), file)
          await reopen()
          const { total, bookmarks } = await list()
          expect(total).toBeGreaterThanOrEqual(10)
          for (const { id } of bookmarks) expect(await service.handle('bookmark.entry', { tenant, id })).toMatchObject({ intact: true })
          service.close()
        },
      ),
      { numRuns: 25 },
    )
    await reopen()
  })

  it('is restored when it is empty or gone', async () => {
    await prepared()
    truncateSync(path(), 0)
    await reopen()
    expect((await list()).total).toBe(10)
    service.close()
    rmSync(path())
    await reopen()
    expect((await list()).total).toBe(10)
  })
})
