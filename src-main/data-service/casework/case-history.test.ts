import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { embeddedIds } from '@language/note-markdown.ts'
import { openDatabase } from '../sqlite/open.ts'
import { createDataService, type DataService } from '../service.ts'
import { caseworkDatabase } from './schema.ts'

const tenant = 'tenantundertest1'
const day = 86_400_000
let root: string
let clock: number
let service: DataService
const folder = (): string => join(root, 'tenants', tenant)
const path = (): string => join(folder(), 'casework.db')
async function reopen(): Promise<readonly unknown[]> {
  service = createDataService({ dataFolder: root, emit: () => undefined, now: () => clock, author: 'ines' })
  return (await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })).recovered
}
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'iam-audit-desk-case-history-'))
  clock = Date.UTC(2026, 2, 1, 12)
  await reopen()
})
afterEach(() => {
  service.close()
  rmSync(root, { recursive: true })
})

async function bookmarked(ids: readonly string[], inCase: number): Promise<void> {
  const items = ids.map((id, n) => ({
    id,
    timestamp: new Date(clock - n * 60_000).toISOString(),
    actor: { email: 'ann@acme.test' },
    action: 'role_assign',
    resource: { type: 'role', id: 'r' },
    status: 'success',
  }))
  const body = new TextEncoder().encode(JSON.stringify({ items, next_cursor: null }))
  await service.handle('sync.page', { tenant, window: { from: null, to: null }, tenantNow: clock, first: true, body, receivedAt: clock })
  await service.handle('bookmark.add', { tenant, entries: { keys: ids.map((_, key) => key) }, change: { case: inCase } })
}
const history = (id: number, before: number | null = null) => service.handle('case.history', { tenant, id, before })
const summaryOf = async (id: number): Promise<string | undefined> =>
  (await service.handle('casework.overview', { tenant })).cases.find((each) => each.id === id)?.summary
/** The entries that a summary embeds and its case has, as the window asks for them. */
const shown = async (id: number): Promise<string[]> => {
  const entryIds = embeddedIds((await summaryOf(id)) ?? '')
  return (await service.handle('case.entries', { tenant, id, entryIds })).map(({ entryId }) => entryId).sort()
}

describe('the edits of a case', () => {
  it('tell what was before, of the case and of its notes alone, newest first', async () => {
    const { id } = await service.handle('case.add', { tenant, content: { title: 'C', summary: 'one', status: 'open' } })
    const other = await service.handle('case.add', { tenant, content: { title: 'Other', summary: '', status: 'open' } })
    const note = await service.handle('case.addNote', { tenant, id, note: { after: null, at: null, text: 'between' } })
    await service.handle('case.addNote', { tenant, id: other.id, note: { after: null, at: null, text: 'elsewhere' } })
    await service.handle('case.change', { tenant, id, change: { summary: 'two' } })
    await service.handle('case.changeNote', { tenant, note: note.id, text: 'betwixt' })
    await service.handle('case.removeNote', { tenant, note: note.id })
    await service.handle('case.change', { tenant, id, change: { status: 'closed' } })
    const { edits, more } = await history(id)
    expect(more).toBe(false)
    expect(edits.map(({ note: of, before, after }) => [of, before?.text ?? null, after.text, after.removed])).toEqual([
      [null, 'two', 'two', false],
      [note.id, 'betwixt', 'betwixt', true],
      [note.id, 'between', 'betwixt', false],
      [null, 'one', 'two', false],
      [note.id, null, 'between', false],
      [null, null, 'one', false],
    ])
    expect(edits[0]).toMatchObject({ author: 'ines', at: clock, before: { status: 'open' }, after: { status: 'closed', title: 'C' } })
    // A removed note's edits stay where they were.
    expect((await history(other.id)).edits).toHaveLength(2)
  })

  it('come page by page, each once, and a page ends before it is endless', async () => {
    const { id } = await service.handle('case.add', { tenant, content: { title: 'C', summary: '', status: 'open' } })
    for (let n = 0; n < 130; n++) await service.handle('case.change', { tenant, id, change: { summary: `s${n}` } })
    const first = await history(id)
    const second = await history(id, first.edits.at(-1)?.line)
    expect([first.edits.length, first.more, second.edits.length, second.more]).toEqual([100, true, 31, false])
    expect([...first.edits, ...second.edits].map(({ after }) => after.text)).toEqual([
      ...Array.from({ length: 130 }, (_, n) => `s${129 - n}`),
      '',
    ])
    for (let n = 0; n < 15; n++) await service.handle('case.change', { tenant, id, change: { summary: `${n}`.padEnd(99_999, 'x') } })
    const long = await history(id)
    expect([long.more, long.edits.length < 15, long.edits.length > 1]).toEqual([true, true, true])
  })
})

describe('a summary that embeds entries', () => {
  const ids = ['evt_1', 'evt_2', 'evt]]3', 'evt_4']
  const summary = `# What\n\n![[evt_1]]\n\n- ![[evt_2]]\n- ![[gone]] <img src=x onerror=alert(1)> ![[evt_4]]`

  it('of an earlier version shows the same entries, and its edits from then are told', async () => {
    service.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(path() + suffix, { force: true })
    const earlier = { ...caseworkDatabase, migrations: caseworkDatabase.migrations.filter(({ version }) => version < 5) }
    const db = openDatabase(path(), earlier)
    db.prepare(
      `INSERT INTO case_file (id, title, description, status, author, created_at, changed_at) VALUES (1, 'Old', ?, 'open', 'max', 1, 9)`,
    ).run(summary)
    const line = db.prepare(`INSERT INTO history (at, author, kind, subject, before, after) VALUES (?, 'max', 'case', 1, ?, ?)`)
    const [first, last] = [
      { title: 'Old', description: '', status: 'open' },
      { title: 'Old', description: summary, status: 'open' },
    ]
    line.run(1, null, JSON.stringify(first))
    line.run(9, JSON.stringify(first), JSON.stringify(last))
    db.close()
    expect(await reopen()).toEqual([])
    await bookmarked(ids, 1)
    expect(await summaryOf(1)).toBe(summary)
    expect(await shown(1)).toEqual(['evt_1', 'evt_2', 'evt_4'])
    expect((await history(1)).edits).toMatchObject([{ author: 'max', before: { text: '' }, after: { text: summary } }, { before: null }])
  })

  it('is in a backup with its entries and notes, and comes back with them', async () => {
    const { id } = await service.handle('case.add', { tenant, content: { title: 'C', summary, status: 'open' } })
    await bookmarked(ids, id)
    await service.handle('case.addNote', { tenant, id, note: { after: 'evt_1', at: clock, text: 'between' } })
    clock += day
    await service.handle('case.change', { tenant, id, change: { summary: 'overwritten' } })
    await service.handle('bookmark.remove', { tenant, ids: [1, 2] })
    const [daily] = await service.handle('casework.backups', { tenant })
    expect(daily).toBeDefined()
    await service.handle('casework.restore', { tenant, name: daily?.name ?? '' })
    expect(await summaryOf(id)).toBe(summary)
    expect(await shown(id)).toEqual(['evt_1', 'evt_2', 'evt_4'])
    expect(await service.handle('case.notes', { tenant, id })).toMatchObject([{ text: 'between' }])
    expect((await history(id)).edits.map(({ after }) => after.text)).toEqual(['between', summary])
  })

  it('that says something else than what was written is not shown: the one of the newest backup is, and that is told', async () => {
    const { id } = await service.handle('case.add', { tenant, content: { title: 'C', summary, status: 'open' } })
    await bookmarked(ids, id)
    clock += day
    await service.handle('case.change', { tenant, id, change: { status: 'review' } })
    service.close()
    // One letter, by something that knows nothing of checksums; the table itself is sound.
    const db = new Database(path())
    expect(db.prepare("UPDATE case_file SET description = replace(description, 'evt_1', 'evt_2')").run().changes).toBe(1)
    db.close()
    expect(await reopen()).toHaveLength(1)
    expect(await summaryOf(id)).toBe(summary)
    expect(await shown(id)).toEqual(['evt_1', 'evt_2', 'evt_4'])
    const { recovery } = await service.handle('casework.overview', { tenant })
    expect(existsSync(join(folder(), recovery?.aside ?? 'none'))).toBe(true)
  })
})
