import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { generateEntries } from '../../demo-tenant/index.ts'
import { BenchDesk } from '../bench/desk.ts'
import { groupedQuestion, sortedQuestion, type TableField } from '../bench/order-questions.ts'
import { SqlPeer } from '../bench/sql-peer.ts'

let folder: string
let desk: BenchDesk
let sql: SqlPeer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-sql-'))
  desk = new BenchDesk(folder)
  sql = new SqlPeer(join(folder, 'peer.db'))
  await desk.open()
  const lines = [...generateEntries({ entries: 5_000, seed: 17, profile: 'bench' })]
  sql.insert(lines)
  const late = lines.splice(1000, 500)
  for (let to = lines.length; to > 0; to -= 900) await desk.commit(BenchDesk.page(lines.slice(Math.max(0, to - 900), to), `c${to}`))
  await desk.commit(BenchDesk.page(late, null))
})
afterAll(() => {
  desk.close()
  sql.close()
  rmSync(folder, { recursive: true })
})

const sorts: readonly TableField[] = ['actor', 'action', 'status', 'resource', 'resource.name', 'target', 'permission', 'agent']

it.each(sorts)('rows by %s are in the order of SQLite’s ORDER BY, both ways', async (sort) => {
  for (const order of ['asc', 'desc'] as const) {
    const { result, rows } = await desk.sorted(sort, order, 300)
    expect(rows).toEqual(sql.rows(sortedQuestion(sort, order, { offset: 0, limit: 300 })))
    const middle = await desk.sortedRows(result, sort, order, 3_900, 200)
    expect(middle).toEqual(sql.rows(sortedQuestion(sort, order, { offset: 3_900, limit: 200 })))
  }
})

it.each<[readonly TableField[], TableField]>([
  [['actor'], 'ip'],
  [['permission'], 'actor'],
  [['status'], 'target'],
  [['actor', 'permission'], 'resource.name'],
  [['resource.name', 'ip'], 'action'],
  [['actor', 'action', 'resource.name'], 'agent'],
  [['ip', 'target', 'agent'], 'status'],
])('groups by %j are those of SQLite’s GROUP BY, with different values of %s', async (by, distinct) => {
  const named = (rows: readonly (readonly unknown[])[]): Map<string, readonly unknown[]> =>
    new Map(rows.map((row) => [JSON.stringify(row.slice(0, by.length)), row.slice(by.length)]))
  const { rows, groups } = await desk.groups(by, { distinct, limit: 10_000 })
  const expected = sql.rows(groupedQuestion(by, distinct))
  expect(groups).toBe(expected.length)
  expect(rows.map(({ count }) => count)).toEqual(expected.map((row) => row[by.length]))
  const ours = rows.map(({ key, count, failed, first, last, distinct: differing }) => [...key, count, failed, first, last, differing])
  expect(named(ours)).toEqual(named(expected))
})
