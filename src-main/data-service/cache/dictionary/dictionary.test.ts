import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Db } from '../../sqlite/database.ts'
import { inMemory } from '../../sqlite/open.ts'
import { CacheSeals } from '../seals.ts'
import { onDisk } from './dictionary-encoding.ts'
import { Dictionary } from './dictionary.ts'

const part = fc.option(fc.constantFrom('', 'a', 'b', ',', '-', '1,-', 'a\u0000'), { nil: undefined })
const parts = fc.tuple(part, part, part, part)
const key = (value: readonly (string | undefined)[]): string => JSON.stringify(value.map((each) => each ?? null))

describe('a dictionary', () => {
  it('gives equal values one id and different values different ids', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 200 }), (values) => {
        const dictionary = new Dictionary(1)
        const ids = new Map<string, number>()
        for (const value of values) {
          const id = dictionary.idOf(...value)
          expect(id).toBe(ids.get(key(value)) ?? ids.size + 1)
          ids.set(key(value), id)
          expect(key([0, 1, 2, 3].map((i) => dictionary.at(id)[i]))).toBe(key(value))
        }
      }),
    )
  })

  it('forgets what was not committed', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 100 }), fc.array(parts, { maxLength: 100 }), (kept, dropped) => {
        const dictionary = new Dictionary(1)
        const ids = kept.map((value) => dictionary.idOf(...value))
        dictionary.commit()
        const { size } = dictionary
        for (const value of dropped) dictionary.idOf(...value)
        dictionary.rollback()
        expect(dictionary.size).toBe(size)
        expect(kept.map((value) => dictionary.idOf(...value))).toEqual(ids)
        const again = new Map<string, number>()
        for (const value of [...dropped, ...dropped]) {
          const id = dictionary.idOf(...value)
          expect(again.get(key(value)) ?? id).toBe(id)
          again.set(key(value), id)
        }
      }),
    )
  })
})

describe('a dictionary that was read', () => {
  const rows = (db: Db, kind: number): ((id: number, values: readonly (string | undefined)[]) => void) => {
    db.exec('CREATE TABLE dictionary (kind, id, a, b, c, d, PRIMARY KEY (kind, id)) WITHOUT ROWID')
    const insert = db.prepare('INSERT INTO dictionary VALUES (?, ?, ?, ?, ?, ?)')
    return (id, [a, b, c, d]) => insert.run(kind, id, a ?? null, b ?? null, c ?? null, d ?? null)
  }
  const texts = fc.oneof(
    part,
    fc.constantFrom('ünï', 'a\u0001', '\u0001', '\u0000', '\u0002', '@', 'I\u0000@', '𝄞', 'half \ud800', '\udc00', '\u0002"x"'),
  )

  it('has the values that were written, also those that hold what keeps values apart or half a character (issue 13.10)', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts, texts, texts), { maxLength: 8 }), (values) => {
        const db = new Database(inMemory)
        try {
          const write = rows(db, 3)
          const written = values.map(([a, b, c, d]) => [onDisk(a), onDisk(b), onDisk(c), onDisk(d)] as const)
          written.forEach((value, i) => write(i + 1, value))
          const dictionary = new Dictionary(3)
          db.exec('CREATE TABLE seal (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, sum INTEGER NOT NULL)')
          const seals = new CacheSeals(db)
          seals.addValues(3, written)
          dictionary.load((sql) => db.prepare(sql), seals)
          const read = (): string[] => values.map((_, i) => key([0, 1, 2, 3].map((at) => dictionary.at(i + 1)[at])))
          expect(dictionary.size).toBe(values.length + 1)
          expect(read()).toEqual(values.map(key))
          expect(values.map((_, i) => dictionary.firstPart(i + 1))).toEqual(values.map(([first]) => first))
          // Looked for, they are kept in another form.
          const ids = values.map((value) => dictionary.idOf(...value))
          expect(ids.map((id) => key([0, 1, 2, 3].map((at) => dictionary.at(id)[at])))).toEqual(values.map(key))
          expect(read()).toEqual(values.map(key))
        } finally {
          db.close()
        }
      }),
    )
  })
})
