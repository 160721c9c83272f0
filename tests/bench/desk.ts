import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ExportFile, ExportRequest } from '../../src-preload/contract/export.ts'
import type { EntryRow } from '../../src-preload/contract/entry.ts'
import { defaultFacets } from '../../src-preload/contract/filter-names.ts'
import type { Filter } from '../../src-preload/contract/filter.ts'
import type { GroupField, GroupsAnswer } from '../../src-preload/contract/groups.ts'
import type { QueryAnswer } from '../../src-preload/contract/log.ts'
import type { Direction } from '../../src-preload/contract/order.ts'
import { CacheStore } from '../../src-main/data-service/cache/store.ts'
import { connectorOf } from '../../src-main/data-service/connector/registry.ts'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import type { TableField } from './order-questions.ts'

export const tenant = 'tenantofbench001'
const now = Date.UTC(2026, 10, 20)

interface QueryOptions {
  readonly limit?: number
  readonly facetLimit?: number
  readonly patienceMs?: number
}

type SortedRow = readonly [value: string | null, time: number | null]

/** What a row is sorted by, and its time. */
function sortedRow(row: EntryRow, sort: TableField): SortedRow {
  const { actor, action, status, resource, target, permission, ip, userAgent } = row
  const value = {
    actor: actor.email, action, status, resource: resource.type, 'resource.name': resource.name ?? resource.id,
    target: target && (target.email ?? target.name ?? target.id), permission, ip, agent: userAgent,
  }[sort] // prettier-ignore
  return [value ?? null, row.occurredAt]
}

/** The data service alone, fed and asked as main feeds and asks it: in this process, unless it is given as one of its own. */
export class BenchDesk {
  private readonly service: Pick<DataService, 'handle' | 'close'>
  private first = true
  private reached = 0
  private handed = 0

  constructor(
    private readonly dataFolder: string,
    service?: Pick<DataService, 'handle' | 'close'>,
  ) {
    this.service = service ?? createDataService({ dataFolder, emit: () => undefined, now: () => now })
  }

  async open(): Promise<void> {
    await this.service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  }

  /** A page's body from texts in the order of time. */
  static page(lines: readonly string[], next: string | null): Buffer {
    return Buffer.from(`{"items":[${[...lines].reverse().join(',')}],"next_cursor":${JSON.stringify(next)},"retention":{"days":900}}`)
  }

  /** A page of a first sync, which comes newest first. */
  async commit(body: Buffer): Promise<void> {
    await this.commitAll([{ body }])
  }

  /**
   * Pages as fast as they are taken, each handed over while the one before it is committed, as main does. Those with their newest
   * time, ms, are each a window of its own from where the one before ended: for pages that are made in the order of time.
   */
  async commitAll(pages: readonly { readonly body: Buffer; readonly newest?: number }[]): Promise<void> {
    for (const [i, { body, newest }] of pages.entries()) {
      const to = newest === undefined ? null : newest + 1
      const window = { from: to === null ? null : this.reached, to }
      const place = { tenant, window, tenantNow: now, first: to !== null || this.first }
      const page = i === 0 ? { body, receivedAt: now } : { ahead: this.handed }
      const answer = this.service.handle('sync.page', { ...place, ...page })
      const next = pages[i + 1]?.body
      if (next) await this.service.handle('sync.ahead', { tenant, ahead: ++this.handed, body: next, receivedAt: now })
      await answer
      this.first = false
      this.reached = to ?? this.reached
    }
  }

  async query(filter: Filter, { limit = 100, facetLimit = 12, patienceMs }: QueryOptions = {}): Promise<QueryAnswer> {
    return await this.service.handle('log.query', {
      tenant, filter, zone: 'UTC', facets: [...defaultFacets], facetLimit, histogramBuckets: 120, order: 'desc', firstRows: limit, patienceMs,
    }) // prettier-ignore
  }

  async rows(result: number, offset: number, limit: number): Promise<number> {
    const { rows } = await this.service.handle('log.rows', { tenant, result, order: 'desc', offset, limit })
    return rows.length
  }

  /** Everything, sorted: value and time of the first rows. */
  async sorted(
    sort: TableField,
    order: Direction,
    limit: number,
  ): Promise<{ readonly result: number; readonly rows: readonly SortedRow[] }> {
    const { result, rows } = await this.service.handle('log.query', {
      tenant, filter: { kind: 'and', of: [] }, zone: 'UTC', facets: [...defaultFacets], facetLimit: 12, histogramBuckets: 120, order, sort, firstRows: limit,
    }) // prettier-ignore
    return { result, rows: rows.map((row) => sortedRow(row, sort)) }
  }

  async sortedRows(result: number, sort: TableField, order: Direction, offset: number, limit: number): Promise<readonly SortedRow[]> {
    const { rows } = await this.service.handle('log.rows', { tenant, result, order, sort, offset, limit })
    return rows.map((row) => sortedRow(row, sort))
  }

  /** Groups of everything, most frequent first. */
  async groups(by: readonly GroupField[], asked: { readonly distinct?: GroupField; readonly limit: number }): Promise<GroupsAnswer> {
    const { result } = await this.query({ kind: 'and', of: [] }, { limit: 0 })
    return await this.groupsIn(result, by, asked)
  }

  async groupsIn(
    result: number,
    by: readonly GroupField[],
    asked: { readonly distinct?: GroupField; readonly limit: number },
  ): Promise<GroupsAnswer> {
    return await this.service.handle('log.groups', { tenant, result, by, zone: 'UTC', ...asked })
  }

  /** Who has which roles at a time, ms; null: the newest. @returns the time that was meant */
  async access(at: number | null, limit: number): Promise<number | null> {
    const answer = await this.service.handle('access.lines', { tenant, patterns: null, at, offset: 0, limit })
    return answer.at
  }

  /** What differs between two times, ms. @returns how many lines */
  async accessChanges(from: number, to: number, limit: number): Promise<number> {
    const { total } = await this.service.handle('access.changes', { tenant, patterns: null, from, to, offset: 0, limit })
    return total
  }

  async values(field: 'action' | 'actor' | 'resource' | 'ip' | 'user' | 'role' | 'group', limit: number): Promise<string[]> {
    const values = await this.service.handle('log.values', { tenant, field, part: '', limit })
    return values.map(({ value }) => value)
  }

  /** The whole cache, newest first. @returns the parts */
  async export(path: string, { format, columns }: Pick<ExportRequest, 'format' | 'columns'>): Promise<readonly ExportFile[]> {
    const request = {
      tenant,
      source: { kind: 'filter' },
      filter: { kind: 'and', of: [] },
      zone: 'UTC',
      order: 'desc',
      exact: false,
      format,
      columns,
    }
    const shown = { name: 'Benchmark', url: 'https://bench.test' }
    const run = { request, path, overwrite: true, via: 'command line', application: 'benchmark', shown }
    const { files } = await this.service.handle('export.run', run)
    return files
  }

  /**
   * What is done by itself when nobody writes, done at once. A cache is open once: the service gives it up meanwhile, so results from
   * before are gone. Only where the service is in this process.
   */
  async summarise(): Promise<void> {
    await this.service.handle('tenant.close', { tenant })
    const store = new CacheStore(this.cachePath, connectorOf('tenant-iam'))
    while (store.textIndex.makeNext());
    store.close()
    await this.open()
    // What the first question after an opening loads is measured elsewhere.
    await this.query({ kind: 'and', of: [] })
  }

  /** Opened anew, as with the next start of the application. @param forgets what is derived and not to be there: it is made again */
  async reopen(forgets: 'replay' | 'nothing'): Promise<void> {
    await this.service.handle('tenant.close', { tenant })
    const cache = new Database(this.cachePath)
    if (forgets === 'replay') cache.exec('DELETE FROM replay')
    cache.close()
    await this.open()
  }

  /** What is kept for the replay, bytes on the disk. */
  async replayBytes(): Promise<number> {
    await this.service.handle('tenant.close', { tenant })
    const cache = new Database(this.cachePath)
    const sum = `SELECT (SELECT coalesce(sum(length(told) + length(ids)), 0) FROM block_told) + (SELECT coalesce(sum(length(bytes)), 0) FROM replay)`
    const bytes = cache.prepare(sum).pluck().get() as number
    cache.close()
    await this.open()
    return bytes
  }

  private get cachePath(): string {
    return join(this.dataFolder, 'tenants', tenant, 'cache.db')
  }

  async memoryBytes(): Promise<number> {
    return (await this.service.handle('service.ping', undefined)).rssBytes
  }

  async diskBytes(): Promise<number> {
    return (await this.service.handle('coverage.get', { tenant })).diskBytes
  }

  close(): void {
    this.service.close()
  }
}
