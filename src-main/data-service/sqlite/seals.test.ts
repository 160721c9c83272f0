import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoint } from '@language/testing/code-point.ts'
import type { Db } from './database.ts'
import { RowSeals } from './row-seals.ts'
import { sealOf, teachSeals } from './seals.ts'
import { TableSeals } from './table-seals.ts'

function opened(): Db {
  const db = new Database(':memory:')
  db.pragma('trusted_schema = OFF')
  db.pragma('recursive_triggers = ON')
  teachSeals(db)
  db.exec(`
    CREATE TABLE seal (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
    CREATE TABLE row_seal (name TEXT NOT NULL, key TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (name, key)) WITHOUT ROWID, STRICT;
    CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, size REAL, bytes BLOB) STRICT;
    CREATE TABLE word (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
  `)
  return db
}

const text = fc.option(fc.string({ unit: codePoint }))
const write = fc.oneof(
  fc.record({ sql: fc.constant('INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?)'), values: fc.tuple(fc.nat(9), text, fc.option(fc.double({ noNaN: true })), fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes)))) }),
  fc.record({ sql: fc.constant('UPDATE note SET text = ? WHERE id > ?'), values: fc.tuple(text, fc.nat(9)) }),
  fc.record({ sql: fc.constant('UPDATE OR IGNORE note SET id = ? WHERE id = ?'), values: fc.tuple(fc.nat(9), fc.nat(9)) }),
  fc.record({ sql: fc.constant('DELETE FROM note WHERE id > ?'), values: fc.tuple(fc.nat(9)) }),
  fc.record({ sql: fc.constant('INSERT OR REPLACE INTO word VALUES (?, ?)'), values: fc.tuple(fc.constantFrom('a', 'b', 'ü\u0000'), fc.string({ unit: codePoint })) }),
  fc.record({ sql: fc.constant('INSERT INTO word VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value'), values: fc.tuple(fc.constantFrom('a', 'b'), fc.string()) }),
) // prettier-ignore

describe('checksums of what is written (issue 12.11)', () => {
  it('hold after any writes, and do not hold when a row says something else, is gone or is one more', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), (writes) => {
        const db = opened()
        const [tables, rows] = [new TableSeals(db, ['row_seal']), new RowSeals(db)]
        tables.renew()
        tables.keep()
        for (const { sql, values } of writes) db.prepare(sql).run(...(values as unknown[]))
        expect(tables.damaged()).toEqual([])
        rows.renew()
        expect(rows.areWhole()).toBe(true)
        for (const name of ['note', 'word'])
          for (const when of ['insert', 'update', 'delete']) db.exec(`DROP TRIGGER temp.seal_${name}_${when}`)
        for (const damage of [
          "UPDATE note SET text = coalesce(text, '') || 'x'",
          'DELETE FROM note WHERE id = (SELECT max(id) FROM note)',
          "INSERT INTO note (id, text) VALUES (77, 'x')",
        ]) {
          const changed = db.transaction(() => {
            if (db.prepare(damage).run().changes === 0) return
            expect([tables.damaged(), rows.areWhole()]).toEqual([['note'], false])
            throw new Error('back')
          })
          try {
            changed()
          } catch (error) {
            if ((error as Error).message !== 'back') throw error
          }
        }
        db.close()
      }),
      { numRuns: 60 },
    )
  })

  it('tell rows that are as they were written from the others', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 30 }), (writes) => {
        const db = opened()
        const rows = new RowSeals(db)
        rows.keep()
        for (const { sql, values } of writes) db.prepare(sql).run(...(values as unknown[]))
        expect(rows.areWhole()).toBe(true)
        for (const row of db.prepare('SELECT * FROM note').all() as Record<string, unknown>[]) {
          expect(rows.isWhole('note', row)).toBe(true)
          expect(rows.isWhole('note', { ...row, text: `${String(row['text'])}x` })).toBe(false)
          expect(rows.isWhole('note', { ...row, id: 77 })).toBe(false)
        }
        db.close()
      }),
      { numRuns: 60 },
    )
  })

  it('are found by the index when a row is written, however many rows there are', () => {
    const db = opened()
    new RowSeals(db).keep()
    const triggers = db.prepare("SELECT sql FROM temp.sqlite_schema WHERE type = 'trigger'").pluck().all() as string[]
    const forgetting = triggers.flatMap((sql) => /DELETE FROM main\.row_seal [^;]*/.exec(sql)?.[0] ?? [])
    expect(forgetting).toHaveLength(6)
    for (const sql of forgetting) {
      const [, table = ''] = /name = '(\w+)'/.exec(sql) ?? []
      // A column of the same kind as the one that the trigger compares with.
      const asked = sql.replace(/OLD\.("\w+")/, `(SELECT $1 FROM "${table}" LIMIT 1)`)
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${asked}`).all() as { detail: string }[]
      expect(plan.map(({ detail }) => detail)).toContain('SEARCH main.row_seal USING PRIMARY KEY (name=? AND key=?)')
    }
    db.close()
  })

  it('see one bit, the order of values and what kind they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
        const flipped = Uint8Array.from(bytes)
        flipped[at % bytes.length]! ^= 1 << bit
        expect(sealOf(flipped)).not.toBe(sealOf(bytes))
      }),
    )
    expect(
      new Set([
        sealOf('1'),
        sealOf(1),
        sealOf(Buffer.from('1')),
        sealOf(null),
        sealOf(),
        sealOf('a', 'b'),
        sealOf('b', 'a'),
        sealOf('ab'),
        sealOf('', 'ab'),
      ]).size,
    ).toBe(9)
  })
})
