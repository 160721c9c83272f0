import { createHash } from 'node:crypto'
import { everything, facetField } from '@contract/filter.ts'
import type { EntryRow } from '@contract/entry.ts'
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
}

const step = 500

/** Read through the columns, and beside each row the entry read from its raw text: throws where the two differ. */
export async function picture(service: DataService): Promise<Picture> {
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
      lines.push(`${String(row.occurredAt)} ${entry.id} ${entry.sha256} ${told(row)} ${JSON.stringify(row.marks)}`)
    })
  }
  const times = lines.map((line) => Number.parseInt(line, 10))
  if (times.some((time, at) => at > 0 && time < (times[at - 1] as number))) throw new Error('The entries are not in the order of time')
  const { unfinished } = await service.handle('sync.state', { tenant: tenantId })
  const { intervals, gaps, invalid, drifted, late, oldest, newest } = await service.handle('coverage.get', { tenant: tenantId })
  return {
    entries: total,
    rows: createHash('sha256').update(lines.sort().join('\n')).digest('hex'),
    facets: facets.map(({ field, values }) => ({ field, values: values.map(({ value, count }) => `${value} ${String(count)}`).sort() })),
    histogram,
    coverage: intervals.map(({ from, to, settled, narrowed }) => ({ from, to, settled, narrowed })),
    gaps,
    counts: { invalid, drifted, late, oldest, newest },
    unfinished: unfinished !== null,
  }
}

function told({ actor, action, resource, target, status, ip, userAgent }: Omit<EntryRow, 'key' | 'marks'>): string {
  const parts = [actor.email, actor.id, action, resource.type, resource.id, target?.id, target?.email, status, ip, userAgent]
  // Half a surrogate pair is no text in a database.
  return Buffer.from(parts.join(' | ')).toString()
}
