import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FacetField, Filter } from '../../src-preload/contract/filter.ts'
import { exportColumns } from './export-columns.ts'
import type { SqlAnswer } from './sql-peer.ts'
import { questionsOf, rawQuestion, type Question } from './sql-questions.ts'

/** As much of DuckDB's package as is used: it is installed beside the repository's packages, where no compiler looks. */
interface DuckModule {
  readonly DuckDBInstance: { readonly create: (path: string) => Promise<DuckInstance> }
}
interface DuckInstance {
  readonly connect: () => Promise<DuckConnection>
  readonly closeSync: () => void
}
interface DuckConnection {
  readonly runAndReadAll: (sql: string, values?: readonly unknown[]) => Promise<{ readonly getRows: () => readonly (readonly unknown[])[] }>
  readonly closeSync: () => void
}

const attributes: readonly (readonly [column: string, sql: string])[] = [
  ['id', "line ->> '$.id'"],
  ['t', "epoch_ms(CAST(line ->> '$.timestamp' AS TIMESTAMP))"],
  ['action', "line ->> '$.action'"],
  ['status', "line ->> '$.status'"],
  ...(['actor', 'resource', 'target'] as const).flatMap((of) =>
    (of === 'resource' ? ['type', 'id', 'name'] : ['id', 'email', 'name']).map((part): readonly [string, string] => [
      `${of}_${part}`,
      `line ->> '$.${of}.${part}'`,
    ]),
  ),
  ['target', "coalesce(line ->> '$.target.email', line ->> '$.target.name', line ->> '$.target.id')"],
  ['ip', "line ->> '$.ip_address'"],
  ['agent', "line ->> '$.user_agent'"],
  ['permission', "line ->> '$.error.permission'"],
  ['raw', 'line'],
]

/** The questions of the SQL peer asked of DuckDB, with both processors; and the table that is exported. */
export class DuckPeer {
  private constructor(
    private readonly instance: DuckInstance,
    private readonly connection: DuckConnection,
  ) {}

  /** @param packages folder in whose `node_modules` DuckDB is */
  static async open(packages: string, path: string, ndjson: string): Promise<DuckPeer> {
    const entry = createRequire(join(packages, 'package.json')).resolve('@duckdb/node-api')
    const { DuckDBInstance } = (await import(/* @vite-ignore */ pathToFileURL(entry).href)) as DuckModule
    const instance = await DuckDBInstance.create(path)
    const peer = new DuckPeer(instance, await instance.connect())
    const lines = `read_csv('${ndjson}', columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '', header = false, auto_detect = false)`
    const table = (name: string, columns: readonly (readonly [string, string])[]): string =>
      `CREATE TABLE ${name} AS SELECT ${columns.map(([column, sql]) => `${sql} AS ${column}`).join(', ')} FROM ${lines}`
    await peer.rows({ sql: table('entry', attributes), values: [] })
    const wide = exportColumns.map(([column, member]) => [column, `line ->> '$.${member}'`] as const)
    await peer.rows({ sql: table('wide', wide), values: [] })
    return peer
  }

  async rows(question: Question): Promise<readonly (readonly unknown[])[]> {
    const { sql, values } = asFast(question)
    const result = await this.connection.runAndReadAll(sql, values)
    return result.getRows()
  }

  async query(filter: Filter, limits: { readonly limit: number; readonly facetLimit: number }): Promise<SqlAnswer> {
    const { total, newest, histogram, facets } = questionsOf(filter, limits)
    await this.rows(histogram)
    const counted: [FacetField, { value: string; count: number }[]][] = []
    for (const [field, question] of facets)
      counted.push([field, (await this.rows(question)).map(([value, count]) => ({ value: String(value), count: Number(count) }))])
    return {
      total: Number((await this.rows(total))[0]?.[0]),
      newest: (await this.rows(newest)).map(([t]) => Number(t)),
      facets: new Map(counted),
    }
  }

  async countRaw(part: string): Promise<number> {
    return Number((await this.rows(rawQuestion(part)))[0]?.[0])
  }

  /** As CSV, newest first. @returns how many entries */
  async copy(columns: string, path: string): Promise<number> {
    const sql = `COPY (SELECT ${columns} FROM wide ORDER BY rowid DESC) TO '${path}' (FORMAT csv, HEADER false)`
    return Number((await this.rows({ sql, values: [] }))[0]?.[0])
  }

  /** A file into a table of its own, which is dropped. @returns how many rows it had */
  async read(path: string, reader: 'read_csv' | 'read_json'): Promise<number> {
    await this.rows({ sql: `CREATE TABLE imported AS SELECT * FROM ${reader}('${path}')`, values: [] })
    const [counted] = await this.rows({ sql: 'SELECT count(*) FROM imported', values: [] })
    await this.rows({ sql: 'DROP TABLE imported', values: [] })
    return Number(counted?.[0])
  }

  close(): void {
    this.connection.closeSync()
    this.instance.closeSync()
  }
}

/** Its LIKE heeds letter case; lower-case texts are compared faster than with ILIKE, and without ESCAPE three times faster still. */
function asFast({ sql, values }: Question): Question {
  const escapes = values.some((value) => String(value).includes('\\'))
  return {
    sql: sql.replaceAll(/(\w+) LIKE \? ESCAPE '\\'/g, escapes ? "lower($1) LIKE ? ESCAPE '\\'" : 'lower($1) LIKE ?'),
    values: values.map((value) => (typeof value === 'string' ? value.toLowerCase() : value)),
  }
}
