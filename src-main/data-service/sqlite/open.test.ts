import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheDatabase } from '../cache/schema.ts'
import { caseworkDatabase } from '../casework/schema.ts'
import type { DatabaseKind, Db } from './database.ts'
import { openDatabase } from './open.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const schemaOf = (db: Db): unknown[] =>
  db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all()

function opened<T>(path: string, kind: DatabaseKind, read: (db: Db) => T): T {
  const db = openDatabase(path, kind)
  try {
    return read(db)
  } finally {
    db.close()
  }
}

describe.each([cacheDatabase, caseworkDatabase])('the $label database', (kind) => {
  const newest = Math.max(...kind.migrations.map(({ version }) => version))

  it('numbers its migrations from 1 without a hole', () => {
    expect(kind.migrations.map(({ version }) => version)).toEqual(Array.from({ length: newest }, (_, i) => i + 1))
  })

  it('comes to the same schema from every older version, with what was in it', () => {
    const fresh = opened(join(folder, 'fresh.db'), kind, schemaOf)
    for (const { version } of kind.migrations) {
      const path = join(folder, `from-${version}.db`)
      opened(path, { ...kind, migrations: kind.migrations.slice(0, version) }, (db) => db.exec("INSERT INTO meta VALUES ('kept', 'yes')"))
      opened(path, kind, (db) => {
        expect(schemaOf(db)).toEqual(fresh)
        expect(db.pragma('user_version', { simple: true })).toBe(newest)
        expect(db.prepare('SELECT value FROM meta').pluck().all()).toEqual(['yes'])
      })
    }
  })

  it('leaves a file of a later version alone and says so', () => {
    const path = join(folder, 'newer.db')
    opened(path, kind, (db) => db.pragma(`user_version = ${newest + 1}`))
    expect(() => openDatabase(path, kind)).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: kind.newer }) as unknown }),
    )
    const db = new Database(path, { readonly: true })
    expect(db.pragma('user_version', { simple: true })).toBe(newest + 1)
    db.close()
  })

  it('is all or nothing when a migration fails', () => {
    const path = join(folder, 'half.db')
    opened(path, kind, () => undefined)
    const failing = {
      version: newest + 1,
      up: (db: Db): void => {
        db.exec('CREATE TABLE half (a)')
        throw new Error('the disk is gone')
      },
    }
    expect(() => openDatabase(path, { ...kind, migrations: [...kind.migrations, failing] })).toThrow()
    expect(opened(path, kind, schemaOf)).not.toContainEqual(expect.objectContaining({ name: 'half' }))
  })
})
