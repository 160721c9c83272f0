import { createHash } from 'node:crypto'
import { everything, facetField } from '@contract/filter.ts'
import type { EntryRow } from '@contract/entry.ts'
import { parse } from '@language/parse.ts'
import type { DataService } from '../../src-main/data-service/service.ts'
import { tenantId } from './sync-support.ts'

/** Everything that two caches of the same log must agree on, whatever happened while they were filled. */
export interface Picture {
  readonly entries: number
  /** Every entry by its hash, with what the columns say of it, in the order of time. */
  readonly rows: string
  readonly facets: unknown
  readonly histogram: unknown
  readonly coverage: readonly { readonly from: number; readonly to: number; readonly settled: boolean; readonly narrowed: string | null }[]
  readonly gaps: unknown
  readonly counts: unknown
  readonly unfinished: boolean
  /** How many entries each of some queries finds. */
  readonly answers: Readonly<Record<string, number>>
}

/** Through every kind of column, the changes and the raw texts. */
const queries = [
  'status:failed',
  'ada OR role',
  'action:role_*',
  'ip:198.51.100.0/25',
  'has:changes',
  'added:iam*',
  'raw:"acme.test"',
  '-is:invalid',
]

const step = 500

/**
 * Read through the columns, and beside each row the entry read from its raw text: throws where the two differ.
 * `ofArrival`: also what depends on when an entry arrived.
 */
export async function picture(service: DataService, ofArrival = true): Promise<Picture> {
  const answer = await service.handle('log.query', {
    tenant: tenantId,
    filter: everything,
    zone: 'UTC',
    facets: facetField.options,
    facetLimit: 200,
    histogramBuckets: 200,
    order: 'asc',
    firstRows: 0,
  })
  const { result, total, facets, histogram } = answer
  const lines: string[] = []
  for (let offset = 0; offset < total; offset += step) {
    const page = { tenant: tenantId, result, order: 'asc', offset, limit: step } as const
    const [{ rows }, entries] = [await service.handle('log.rows', page), await service.handle('log.entries', page)]
    rows.forEach((row, i) => {
      const entry = entries[i]
      if (!entry || told(row) !== told(entry)) throw new Error(`The columns say ${told(row)} of ${JSON.stringify(entry)}`)
      lines.push(`${String(row.occurredAt)} ${entry.id} ${entry.sha256} ${told(row)} ${ofArrival ? JSON.stringify(row.flags) : ''}`)
    })
  }
  const times = lines.map((line) => Number.parseInt(line, 10))
  if (times.some((time, at) => at > 0 && time < (times[at - 1] as number))) throw new Error('The entries are not in the order of time')
  const { unfinished } = await service.handle('sync.state', { tenant: tenantId })
  const { intervals, gaps, invalid, drifted, late, oldest, newest } = await service.handle('coverage.get', { tenant: tenantId })
  const answers: Record<string, number> = {}
  for (const query of queries) answers[query] = await countOf(service, query)
  return {
    entries: total,
    rows: createHash('sha256').update(lines.sort().join('\n')).digest('hex'),
    facets: facets.map(({ field, values }) => ({ field, values: values.map(({ value, count }) => `${value} ${String(count)}`).sort() })),
    histogram,
    coverage: intervals.map(({ from, to, settled, narrowed }) => ({ from, to, settled, narrowed })),
    gaps,
    counts: { invalid, oldest, newest, ...(ofArrival && { drifted, late }) },
    unfinished: unfinished !== null,
    answers,
  }
}

async function countOf(service: DataService, query: string): Promise<number> {
  const parsed = parse(query)
  if (!parsed.ok) throw new Error(`${query}: ${parsed.error.message}`)
  const { total } = await service.handle('log.query', {
    tenant: tenantId,
    filter: parsed.filter,
    zone: 'UTC',
    facets: [],
    facetLimit: 1,
    histogramBuckets: 0,
    order: 'asc',
    firstRows: 0,
  })
  return total
}

function told({ actor, action, resource, target, status, ip, userAgent }: Omit<EntryRow, 'key' | 'flags' | 'marks'>): string {
  const parts = [actor.email, actor.id, action, resource.type, resource.id, target?.id, target?.email, status, ip, userAgent]
  // Half a surrogate pair is no text in a database.
  return Buffer.from(parts.join(' | ')).toString()
}
