import Database from 'better-sqlite3'
import type { FacetField, Filter } from '../../src-preload/contract/filter.ts'
import { questionsOf, rawQuestion, type Question } from './sql-questions.ts'

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
  readonly target?: { readonly type?: string; readonly id?: string; readonly email?: string; readonly name?: string } | null
  readonly ip_address?: string | null
  readonly user_agent?: string | null
  readonly error?: { readonly permission?: string } | null
}

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
      ip TEXT, agent TEXT, permission TEXT, raw TEXT, target_type TEXT)`)
    if (indexes)
      this.db.exec(
        'CREATE INDEX by_t ON entry (t); CREATE INDEX by_action ON entry (action, t); CREATE INDEX by_actor ON entry (actor_email, t)',
      )
    this.insertOne = this.db.prepare(`INSERT INTO entry VALUES (${Array.from({ length: 19 }, () => '?').join(', ')})`)
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
      target?.email ?? target?.name ?? target?.id ?? null, entry.ip_address ?? null, entry.user_agent ?? null, entry.error?.permission ?? null, line, target?.type ?? null,
    ) // prettier-ignore
  }

  /** Total, all facets and the first page. */
  query(filter: Filter, limits: { readonly limit: number; readonly facetLimit: number }): SqlAnswer {
    const { total, newest, histogram, facets } = questionsOf(filter, limits)
    const all = ({ sql, values }: Question): unknown[] => this.db.prepare(sql).all(values)
    const column = ({ sql, values }: Question): number[] => this.db.prepare(sql).pluck().all(values) as number[]
    // Part of what the screen shows; the comparison of counts is enough to check it.
    all(histogram)
    return {
      total: column(total)[0] ?? 0,
      newest: column(newest),
      facets: new Map(facets.map(([field, question]) => [field, all(question) as { value: string; count: number }[]])),
    }
  }

  /** Rows as lists of values. */
  rows({ sql, values }: Question): readonly (readonly unknown[])[] {
    return this.db.prepare(sql).raw().all(values) as unknown[][]
  }

  /** As {@link rawQuestion}. */
  countRaw(part: string): number {
    const { sql, values } = rawQuestion(part)
    return this.db.prepare(sql).pluck().get(values) as number
  }

  close(): void {
    this.db.close()
  }
}
