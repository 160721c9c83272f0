import Database from 'better-sqlite3'
import type { Db, Migration } from './database.ts'
import { teachSeals } from './seals.ts'

interface SchemaRow {
  readonly type: string
  readonly name: string
  readonly tbl_name: string
  readonly sql: string | null
}

const schemas = new Map<readonly Migration[], Map<number, string>>()

/** The schema as SQLite keeps it, without what it keeps for itself and without what it makes no difference to. */
export function schemaIn(db: Db): string {
  const rows = db.prepare("SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite!_stat%' ESCAPE '!'").all()
  const lines = (rows as SchemaRow[]).map(({ type, name, tbl_name, sql }) =>
    JSON.stringify([type, name, tbl_name, sql?.replace(/\s+/g, ' ')]),
  )
  return lines.sort().join('\n')
}

/** What the steps up to a version make of an empty file. */
export function expectedSchema(migrations: readonly Migration[], version: number): string {
  const known = schemas.get(migrations) ?? new Map<number, string>()
  schemas.set(migrations, known)
  let schema = known.get(version)
  if (schema !== undefined) return schema
  const db = new Database(':memory:')
  teachSeals(db)
  for (const step of migrations) if (step.version <= version) step.up(db)
  schema = schemaIn(db)
  db.close()
  known.set(version, schema)
  return schema
}
