import type { EntryKey } from '@contract/entry.ts'
import { valueOf } from '@language/fields.ts'
import { ask } from './client.ts'

/** The key of the entry with the tenant's id; null where it is not in the cache. Rejects with an AppFailure. */
export async function findEntry(tenant: string, id: string): Promise<EntryKey | null> {
  const answer = await ask('log.query', {
    tenant,
    filter: { kind: 'field', field: 'id', value: valueOf('id', id) },
    zone: 'UTC',
    facets: [],
    facetLimit: 1,
    histogramBuckets: 0,
    order: 'desc',
    firstRows: 1,
  })
  return answer.rows[0]?.key ?? null
}
