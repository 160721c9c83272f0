import { createHash } from 'node:crypto'
import type { ConnectorDefinition } from '@contract/connector.ts'

/**
 * Which tenant is asked how, but for window, cursor and size of the page: a cursor that came from another request is not used (docs/decisions/sync.md, 121). Where
 * pages are numbered, their size is a part of it.
 */
export function askedBy({ request, paging, window, order, narrowed, job }: ConnectorDefinition, url: string): string {
  const { auth: _, timeouts: __, pageSize, ...rest } = request
  const size = paging.style === 'page' ? pageSize : pageSize.parameter
  return createHash('sha256')
    .update(JSON.stringify([url, rest, size ?? null, paging, window, order, narrowed ?? null, ...(job ? [job.poll] : [])]))
    .digest('hex')
    .slice(0, 32)
}

/** Whether a cursor is a count from an end of the window. A count is no place: what comes or goes before it moves it, so it is good for its own walk alone. */
export function isCount({ paging, job }: Pick<ConnectorDefinition, 'paging' | 'job'>): boolean {
  // Of a file that was read in part, too, nothing is a place to go on from.
  return job?.file !== undefined || paging.style === 'offset' || paging.style === 'page'
}
