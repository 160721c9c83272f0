import Database from 'better-sqlite3'
import { facetField, type FacetField, type Filter } from '../../src-preload/contract/filter.ts'
import { resolve } from '../../src-preload/language/time.ts'

/** What the screen shows for a filter, as SQL gives it. */
export interface SqlAnswer {
  readonly total: number
  /** The most frequent values with their counts, each facet without its own part of the filter. */
  readonly facets: ReadonlyMap<FacetField, readonly { readonly value: string; readonly count: number }[]>
  /** Times of the newest entries, ms. */
  readonly newest: readonly number[]
}

interface WireEntry {
  readonly id: string
  readonly timestamp: string
  readonly action: string
  readonly status: string
  readonly actor: { readonly id?: string; readonly email?: string; readonly name?: string }
  readonly resource: { readonly type?: string; readonly id?: string; readonly name?: string }
  readonly target?: { readonly id?: string; readonly email?: string; readonly name?: string } | null
  readonly ip_address?: string | null
}

const facetColumns: Readonly<Record<FacetField, string>> = {
  action: 'action', status: 'status', resource: 'resource_type', actor: 'actor_email', target: 'target', ip: 'ip',
} // prettier-ignore

/**
 * The same questions asked of SQLite as one would ask them: a text column an attribute, indexes on time, action and actor.
 * It shares no code with the column index but the reading of dates, so it is its judge in tests and its peer in the benchmark.
 */
export class SqlPeer {
  private readonly db: Database.Database
  private readonly insertOne: Database.Statement
  private readonly insertMany: (lines: readonly string[]) => void

  constructor(path: string, indexes = true) {
    this.db = new Database(path)
    this.db.pragma('journal_mode = WAL')
    this.db.pragma('synchronous = NORMAL')
    this.db.exec(`CREATE TABLE entry (
      id TEXT NOT NULL, t INTEGER NOT NULL, action TEXT, status TEXT, actor_id TEXT, actor_email TEXT, actor_name TEXT,
      resource_type TEXT, resource_id TEXT, resource_name TEXT, target_id TEXT, target_email TEXT, target_name TEXT, target TEXT,
      ip TEXT, raw TEXT)`)
    if (indexes)
      this.db.exec(
        'CREATE INDEX by_t ON entry (t); CREATE INDEX by_action ON entry (action, t); CREATE INDEX by_actor ON entry (actor_email, t)',
      )
    this.insertOne = this.db.prepare(`INSERT INTO entry VALUES (${Array.from({ length: 16 }, () => '?').join(', ')})`)
    this.insertMany = this.db.transaction((lines: readonly string[]) => {
      for (const line of lines) this.insertLine(line)
    })
  }

  insert(lines: readonly string[]): void {
    this.insertMany(lines)
  }

  private insertLine(line: string): void {
    const entry = JSON.parse(line) as WireEntry
    const { actor, resource, target } = entry
    this.insertOne.run(
      entry.id, Math.floor(Date.parse(entry.timestamp)), entry.action, entry.status, actor.id ?? null, actor.email ?? null, actor.name ?? null,
      resource.type ?? null, resource.id ?? null, resource.name ?? null, target?.id ?? null, target?.email ?? null, target?.name ?? null,
      target?.email ?? target?.name ?? target?.id ?? null, entry.ip_address ?? null, line,
    ) // prettier-ignore
  }

  /** Total, all facets and the first page. Only the fields that {@link conditionOf} knows. */
  query(filter: Filter, { limit, facetLimit }: { readonly limit: number; readonly facetLimit: number }): SqlAnswer {
    const conjuncts = partsOf(filter)
    const where = conditionOf({ kind: 'and', of: conjuncts })
    const total = this.db.prepare(`SELECT count(*) FROM entry WHERE ${where.sql}`).pluck().get(where.values) as number
    const newest = this.db
      .prepare(`SELECT t FROM entry WHERE ${where.sql} ORDER BY t DESC LIMIT ?`)
      .pluck()
      .all(where.values, limit) as number[]
    // Part of what the screen shows; the comparison of counts is enough to check it.
    this.db.prepare(`SELECT t / 86400000 AS day, status, count(*) FROM entry WHERE ${where.sql} GROUP BY 1, 2`).all(where.values)
    const facets = facetField.options.map((field) => [field, this.facet(field, conjuncts, facetLimit)] as const)
    return { total, newest, facets: new Map(facets) }
  }

  private facet(field: FacetField, conjuncts: readonly Filter[], limit: number): { value: string; count: number }[] {
    const column = facetColumns[field]
    const others = conditionOf({ kind: 'and', of: conjuncts.filter((part) => onlyField(part) !== field) })
    return this.db
      .prepare(
        `SELECT ${column} AS value, count(*) AS count FROM entry WHERE ${others.sql} AND ${column} IS NOT NULL
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`,
      )
      .all(others.values, limit) as { value: string; count: number }[]
  }

  /** How many raw texts hold a part, whatever its letter case (ASCII). */
  countRaw(part: string): number {
    return this.db
      .prepare(`SELECT count(*) FROM entry WHERE raw LIKE ? ESCAPE '\\'`)
      .pluck()
      .get(`%${escaped(part)}%`) as number
  }

  close(): void {
    this.db.close()
  }
}

interface Condition {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

const columnsOf: Readonly<Record<string, readonly string[]>> = {
  text: ['actor_email', 'actor_name', 'actor_id', 'target_id', 'target_email', 'target_name', 'resource_id', 'resource_name'],
  action: ['action'],
  status: ['status'],
  resource: ['resource_type'],
  'resource.name': ['resource_id', 'resource_name'],
  actor: ['actor_email', 'actor_name', 'actor_id'],
  target: ['target_id', 'target_email', 'target_name'],
  ip: ['ip'],
}

function conditionOf(filter: Filter): Condition {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const inner = filter.of.map(conditionOf)
      if (inner.length === 0) return { sql: filter.kind === 'and' ? '1' : '0', values: [] }
      const joint = filter.kind === 'and' ? ' AND ' : ' OR '
      return { sql: `(${inner.map(({ sql }) => sql).join(joint)})`, values: inner.flatMap(({ values }) => values) }
    }
    case 'not': {
      const inner = conditionOf(filter.of)
      return { sql: `NOT coalesce(${inner.sql}, 0)`, values: inner.values }
    }
    case 'text':
      return likeAny(columnsOf['text'] ?? [], `%${escaped(filter.text)}%`)
    case 'field':
      return fieldCondition(filter.field, filter.value)
  }
}

function fieldCondition(field: string, value: string): Condition {
  if (field === 'after' || field === 'before' || field === 'on') {
    const range = resolve(value, field, { zone: 'UTC', now: 0 })
    return { sql: '(t >= ? AND t < ?)', values: [range?.from ?? 0, range?.to ?? Number.MAX_SAFE_INTEGER] }
  }
  const columns = columnsOf[field]
  if (!columns) throw new Error(`The SQL peer does not know the field ${field}.`)
  return likeAny(columns, escaped(value).replaceAll('*', '%'))
}

function likeAny(columns: readonly string[], pattern: string): Condition {
  const one = columns.map((column) => `coalesce(${column} LIKE ? ESCAPE '\\', 0)`)
  return { sql: `(${one.join(' OR ')})`, values: columns.map(() => pattern) }
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (char) => `\\${char}`)
}

function partsOf(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.of.flatMap(partsOf) : [filter]
}

/** The one field that a part is about. */
function onlyField(filter: Filter): string | null {
  if (filter.kind === 'text') return null
  if (filter.kind === 'field') return filter.field
  const inner = new Set((filter.kind === 'not' ? [filter.of] : filter.of).map(onlyField))
  return inner.size === 1 ? ([...inner][0] ?? null) : null
}
