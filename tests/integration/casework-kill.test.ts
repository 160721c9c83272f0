import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import { builtChild } from './child-program.ts'
import { tenantId as tenant } from './sync-support.ts'

const kills = 6
let program: string
let bulkProgram: string
let folder: string

beforeAll(async () => {
  program = await builtChild('casework-child.ts')
  bulkProgram = await builtChild('casework-bulk-child.ts')
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-casework-kill-'))
  const service = await openService()
  const items = Array.from({ length: 200 * (kills + 1) }, (_, n) => ({
    id: `evt_${n}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) - n * 60_000).toISOString(),
    actor: { email: 'alice@acme.test' },
    action: 'role_assign',
    resource: { type: 'role', id: 'r1' },
    status: 'success',
  }))
  await service.handle('sync.page', {
    tenant,
    window: { from: null, to: null },
    tenantNow: null,
    first: true,
    body: new TextEncoder().encode(JSON.stringify({ items, next_cursor: null })),
    receivedAt: 0,
  })
  service.close()
})
afterAll(() => {
  for (const each of [dirname(program), dirname(bulkProgram), folder]) rmSync(each, { recursive: true, force: true })
})

async function openService(): Promise<DataService> {
  const service = createDataService({ dataFolder: folder, emit: () => {} })
  await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  return service
}

/** Runs the child and kills it at its `at`th answer. @returns the last acknowledged note of each entry's number */
function runAndKill(at: number): Promise<Map<number, string>> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged = new Map<number, string>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, n, note] = /^(\d+) (.*)$/.exec(line) ?? []
    acknowledged.set(Number(n), note ?? '')
    if (acknowledged.size >= at) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(acknowledged))
  })
}

it('killed in the middle of edits, casework has every edit that was answered, with its history', async () => {
  const acknowledged = new Map<number, string>()
  for (let kill = 0; kill < kills; kill++) {
    for (const [n, note] of await runAndKill(1 + Math.floor(Math.random() * 40))) acknowledged.set(n, note)
    const service = await openService()
    const { recovery } = await service.handle('casework.overview', { tenant })
    expect(recovery).toBeNull()
    const { bookmarks } = await service.handle('bookmark.list', {
      tenant,
      text: '',
      sort: 'occurred',
      order: 'desc',
      offset: 0,
      limit: 500,
    })
    const notes = new Map(bookmarks.map(({ entryId, note }) => [Number(entryId.slice(4)), note]))
    for (const [n, note] of acknowledged) {
      // The edit after the last answer may have been committed too; none before it may be missing.
      expect([note, note.replace('note', 'edited')]).toContain(notes.get(n))
    }
    for (const { id, note } of bookmarks) {
      const [last] = await service.handle('bookmark.history', { tenant, id })
      expect(last?.after.note).toBe(note)
    }
    service.close()
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(kills)
})

/** Kills the child somewhere within one of its edits. @returns the last edit that was answered */
function killWithinBulk(edits: number): Promise<number> {
  const child = spawn(process.execPath, [bulkProgram, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  let [begun, answered] = [0, 0]
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, what, n] = /^(\w+) (\d+)$/.exec(line) ?? []
    if (what === 'did') answered = Number(n)
    else if (++begun === edits) setTimeout(() => child.kill('SIGKILL'), Math.random() * 60)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(answered))
  })
}

it('killed in the middle of an edit of many bookmarks, casework has all of it or nothing', async () => {
  const many = 1000
  const first = await openService()
  await first.handle('bookmark.add', { tenant, entries: { keys: Array.from({ length: many }, (_, key) => key) }, change: {} })
  first.close()
  for (let kill = 0; kill < kills; kill++) {
    const answered = await killWithinBulk(1 + Math.floor(Math.random() * 4))
    const service = await openService()
    const { bookmarks, recovery, tags } = await service.handle('casework.overview', { tenant })
    expect(recovery).toBeNull()
    const bulk = tags.filter(({ tag }) => tag.startsWith('bulk '))
    // Of the edit before, or of the one that was killed: never of both.
    expect(bulk.map((each) => each.bookmarks)).toEqual(answered === 0 && bulk.length === 0 ? [] : [bookmarks])
    expect([answered, answered + 1]).toContain(answered === 0 ? 0 : Number(bulk[0]?.tag.replace('bulk ', '')))
    const listed = await service.handle('bookmark.order', { tenant, text: '', sort: 'created', order: 'asc' })
    const last = new Set<string>()
    for (const { id } of listed) {
      const [edit] = await service.handle('bookmark.history', { tenant, id })
      last.add(JSON.stringify(edit?.after.tags.filter((tag) => tag.startsWith('bulk '))))
    }
    expect([...last]).toEqual([JSON.stringify(bulk.map(({ tag }) => tag))])
    service.close()
  }
}, 240_000)
