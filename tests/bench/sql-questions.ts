import type { FacetField, Filter } from '../../src-preload/contract/filter.ts'
import { resolve } from '../../src-preload/language/time.ts'

/** SQL with a question mark for each value. What it says is said alike in SQLite and in DuckDB, but for LIKE. */
export interface Question {
  readonly sql: string
  readonly values: readonly (string | number)[]
}

/** What a database is asked for the screen of a filter. */
export interface Questions {
  readonly total: Question
  readonly newest: Question
  readonly histogram: Question
  readonly facets: readonly (readonly [FacetField, Question])[]
}

const facetColumns: Partial<Readonly<Record<FacetField, string>>> = {
  action: 'action', status: 'status', resource: 'resource_type', actor: 'actor_email', target: 'target', ip: 'ip',
} // prettier-ignore
const facetFields = Object.keys(facetColumns) as FacetField[]

/** Total, all facets, the histogram and the first page. Only the fields that {@link columnsOf} knows. */
export function questionsOf(filter: Filter, { limit, facetLimit }: { readonly limit: number; readonly facetLimit: number }): Questions {
  const conjuncts = partsOf(filter)
  const { sql, values } = conditionOf({ kind: 'and', of: conjuncts })
  const facet = (field: FacetField): Question => {
    const column = facetColumns[field] as string
    const others = conditionOf({ kind: 'and', of: conjuncts.filter((part) => onlyField(part) !== field) })
    const where = `${others.sql} AND ${column} IS NOT NULL`
    return {
      sql: `SELECT ${column} AS value, count(*) AS count FROM entry WHERE ${where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${facetLimit}`,
      values: others.values,
    }
  }
  return {
    total: { sql: `SELECT count(*) FROM entry WHERE ${sql}`, values },
    newest: { sql: `SELECT t FROM entry WHERE ${sql} ORDER BY t DESC LIMIT ${limit}`, values },
    histogram: { sql: `SELECT t - t % 86400000 AS day, status, count(*) FROM entry WHERE ${sql} GROUP BY 1, 2`, values },
    facets: facetFields.map((field) => [field, facet(field)]),
  }
}

/** How many raw texts hold a part, whatever its letter case (ASCII). */
export const rawQuestion = (part: string): Question => ({
  sql: `SELECT count(*) FROM entry WHERE raw LIKE ? ESCAPE '\\'`,
  values: [`%${escaped(part)}%`],
})

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

function conditionOf(filter: Filter): Question {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const inner = filter.of.map(conditionOf)
      if (inner.length === 0) return { sql: filter.kind === 'and' ? '1 = 1' : '1 = 0', values: [] }
      const joint = filter.kind === 'and' ? ' AND ' : ' OR '
      return { sql: `(${inner.map(({ sql }) => sql).join(joint)})`, values: inner.flatMap(({ values }) => values) }
    }
    case 'not': {
      const inner = conditionOf(filter.of)
      return { sql: `NOT coalesce(${inner.sql}, false)`, values: inner.values }
    }
    case 'text':
      return likeAny(columnsOf['text'] ?? [], `%${escaped(filter.text)}%`)
    case 'field':
      return fieldCondition(filter.field, filter.value)
  }
}

function fieldCondition(field: string, value: string): Question {
  if (field === 'after' || field === 'before' || field === 'on') {
    const range = resolve(value, field, { zone: 'UTC', now: 0 })
    return { sql: '(t >= ? AND t < ?)', values: [range?.from ?? 0, range?.to ?? Number.MAX_SAFE_INTEGER] }
  }
  if (field === 'user' || field === 'role' || field === 'group') return subjectCondition(field, escaped(value).replaceAll('*', '%'))
  const columns = columnsOf[field]
  if (!columns) throw new Error(`The SQL peer does not know the field ${field}.`)
  return likeAny(columns, escaped(value).replaceAll('*', '%'))
}

/** Resources and targets of a kind by name, or by the id of one that is found by name; users also as actors. */
function subjectCondition(kind: 'user' | 'role' | 'group', pattern: string): Question {
  const like = (column: string): string => `coalesce(${column} LIKE ? ESCAPE '\\', false)`
  const isAccount = (type: string): string => ['user', 'account', 'member', 'person', 'principal'].map((word) => `${type} LIKE '%${word}%'`).join(' OR ') // prettier-ignore
  const isKind = (type: string): string => (kind === 'user' ? isAccount(type) : `lower(${type}) = '${kind}'`)
  const places = [
    ...(kind === 'user' ? [{ is: 'true', id: 'actor_id', names: ['actor_id', 'actor_email', 'actor_name'] }] : []),
    { is: `(${isKind('resource_type')})`, id: 'resource_id', names: ['resource_id', 'resource_name'] },
    {
      is: kind === 'user' ? `(target_email IS NOT NULL OR target_type IS NULL OR ${isKind('target_type')})` : `(${isKind('target_type')})`,
      id: 'target_id',
      names: ['target_id', 'target_email', 'target_name'],
    },
  ]
  const named = places.map(({ is, names }) => `(${is} AND (${names.map(like).join(' OR ')}))`)
  const ids = places.map(({ id }, at) => `SELECT ${id} AS id FROM entry WHERE ${id} <> '' AND ${named[at] ?? ''}`).join(' UNION ')
  const conditions = places.map(({ is, id }, at) => `${named[at] ?? ''} OR (${is} AND coalesce(${id} IN (${ids}), false))`)
  const asked = (conditions.join(' OR ').match(/\?/g) ?? []).length
  return { sql: `(${conditions.join(' OR ')})`, values: Array.from({ length: asked }, () => pattern) }
}

function likeAny(columns: readonly string[], pattern: string): Question {
  const one = columns.map((column) => `coalesce(${column} LIKE ? ESCAPE '\\', false)`)
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
