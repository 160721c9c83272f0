import type { GroupField } from '../../src-preload/contract/groups.ts'
import type { Direction, SortField } from '../../src-preload/contract/order.ts'
import type { Question } from './sql-questions.ts'

/** Fields as a table of the peers has them; addresses have no order there that is a number's. */
const columns = {
  actor: 'actor_email',
  action: 'action',
  status: 'status',
  resource: 'resource_type',
  'resource.name': 'coalesce(resource_name, resource_id)',
  target: 'target',
  permission: 'permission',
  ip: 'ip',
  agent: 'agent',
} as const satisfies Partial<Record<GroupField & SortField, string>>
export type TableField = keyof typeof columns

/** Value and time of the rows `[offset, offset + limit)` of everything, sorted as `rowOrder` in the contract says. */
export function sortedQuestion(field: TableField, order: Direction, { offset, limit }: { offset: number; limit: number }): Question {
  const column = columns[field]
  return {
    sql: `SELECT ${column} AS value, t FROM entry ORDER BY ${column} IS NULL, lower(${column}) ${order}, t DESC LIMIT ${limit} OFFSET ${offset}`,
    values: [],
  }
}

/** Every group with how many, how many failed, and the times of the first and last entry; the most frequent first. */
export function groupedQuestion(by: readonly TableField[], distinct?: TableField): Question {
  const fields = by.map((field) => columns[field])
  const different = distinct ? `, count(DISTINCT ${columns[distinct]}) AS differing` : ''
  const counts = `count(*) AS count, sum(CASE WHEN status = 'failed' THEN 1 ELSE 0 END) AS failed, min(t) AS first, max(t) AS last${different}`
  return {
    sql: `SELECT ${fields.join(', ')}, ${counts} FROM entry GROUP BY ${fields.map((_, i) => i + 1).join(', ')} ORDER BY ${fields.length + 1} DESC, ${fields.map((_, i) => i + 1).join(', ')}`,
    values: [],
  }
}

/** The first page of the same. */
export function groupedPage(by: readonly TableField[], limit: number): Question {
  const { sql, values } = groupedQuestion(by)
  return { sql: `${sql} LIMIT ${limit}`, values }
}
