import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CaseworkStore } from './store.ts'

const day = 86_400_000
let folder: string
let clock: number
let store: CaseworkStore

const titles = (): unknown => store.read((db) => db.prepare('SELECT title FROM case_file ORDER BY id').pluck().all())
const add = (title: string): unknown =>
  store.edit((db) =>
    db
      .prepare('INSERT INTO case_file (title, description, status, author, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)')
      .run(title, '', 'open', 'ines', clock, clock),
  )

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-backups-'))
  clock = Date.UTC(2026, 2, 1, 12)
  store = new CaseworkStore({ folder, author: 'ines', now: () => clock })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('going back to a backup (issue 12.22)', () => {
  const restoreBackups = (): string[] => store.backups().flatMap(({ name, reason }) => (reason === 'restore' ? [name] : []))

  it('brings the oldest of as many as are kept, and it stays', () => {
    add('first')
    clock += day
    add('second')
    const [daily] = store.backups()
    for (const round of [1, 2, 3, 4, 5]) {
      add(`round ${round}`)
      clock += 1000
      store.restore(daily!.name)
      expect(titles()).toEqual(['first'])
    }
    expect(restoreBackups()).toHaveLength(5)
    const oldest = restoreBackups().at(-1)!
    for (const _ of [1, 2]) {
      clock += 1000
      add('lost again')
      store.restore(oldest)
      // Of the first round: what was there before it went back to the day's.
      expect(titles()).toEqual(['first', 'second', 'round 1'])
      expect(restoreBackups()).toContain(oldest)
    }
  })
})
