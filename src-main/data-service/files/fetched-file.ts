import { AppFailure, fail } from '@contract/errors.ts'
import type { ConnectorRef } from '@contract/connector.ts'
import type { PageAnswer, PageRequest, ServiceAnswer, ServiceParams } from '@contract/service.ts'
import type { CacheStore } from '../cache/store.ts'
import { retentionOf } from '../connector/compile.ts'
import { inTurns } from '../in-turns.ts'
import type { Prepared } from '../ingest/page.ts'
import { PageReader } from '../ingest/page-reader.ts'
import type { ReadRecords } from '../ingest/read-records.ts'
import { preview, readingsOf } from './preview.ts'
import type { RecordBatch } from './readers/record-batch.ts'
import { isForeign, type FileReading } from './reading.ts'
import { recordsOf } from './records.ts'

/** A tenant that is open. */
export interface FetchingTenant {
  readonly store: CacheStore
  readonly isOpen: boolean
  page(request: PageRequest, prepared: Prepared): PageAnswer
}

interface Part {
  readonly reading: FileReading
  readonly batch: RecordBatch
  readonly read: ReadRecords
}

/** Where a walk through a file goes on that was not read to its end: nowhere, it begins anew. */
const unfinished = 'file'

/**
 * Commits the records of a file that a source made, a batch at a time; the last one claims its window. What came before a failure is kept and nothing is
 * claimed of it. Fails with `invalid-page` where the file is cut off or damaged, with `connector-mismatch` where it is another one.
 */
export async function takeFetched(
  { path, ...place }: ServiceParams<'sync.file'>,
  settled: (tenant: string) => Promise<FetchingTenant>,
  signal: AbortSignal,
): Promise<PageAnswer> {
  const sums = new Sums()
  const { definition } = (await settled(place.tenant)).store.connector
  const retention = retentionOf(definition)(undefined, place.tenantNow ?? place.receivedAt)
  const commit = async ({ reading, batch, read }: Part, next: string | null): Promise<void> => {
    const tenant = await settled(place.tenant)
    if (signal.aborted) throw cancelled()
    await inTurns(tenant.store.prepareToCommit())
    const request: PageRequest = { ...place, first: place.first && sums.isEmpty, body: batch.body, source: reading.connector.definition }
    if (!tenant.isOpen) throw fail('not-found', 'The tenant was closed meanwhile.', 'It is fetched again by itself.')
    sums.add(
      tenant.page(request, { read: { ...read, next, retention }, packed: null, pinned: reading.connector.definition !== definition }),
    )
  }
  let waiting: Part | null = null
  for await (const part of partsIn(await readings(path, definition), place.receivedAt, signal)) {
    refuseBroken(part)
    if (waiting) await commit(waiting, unfinished)
    waiting = part
  }
  if (waiting) {
    refuseCutOff(waiting)
    await commit(waiting, null)
    return sums.answer(retention)
  }
  // It holds nothing: nothing happened in its window.
  const tenant = await settled(place.tenant)
  await inTurns(tenant.store.prepareToCommit())
  const read = await emptyOf(tenant.store)
  sums.add(tenant.page({ ...place, body: new Uint8Array() }, { read: { ...read, next: null, retention }, packed: null }))
  return sums.answer(retention)
}

/** What the connector makes of the beginning of such a file. Fails as reading it would. */
export async function tryFetched(path: string, source: ConnectorRef): Promise<ServiceAnswer<'connector.try-file'>> {
  try {
    const { read, entries, unread, to } = await preview({ paths: [path], source })
    return { read, entries, unread, to }
  } catch (thrown) {
    if (isEmpty(thrown)) return { read: 0, entries: [], unread: [], to: null }
    throw asPageFailure(thrown)
  }
}

const isEmpty = (thrown: unknown): boolean => thrown instanceof AppFailure && thrown.error.code === 'file-empty'

/** Who reads the file: the forms of the tenant's own definition. */
async function readings(path: string, source: FileReading['connector']['definition']): Promise<readonly FileReading[]> {
  try {
    const { readings } = await readingsOf({ paths: [path], source }, [])
    if (readings.some(isForeign)) throw foreignFile(`nothing of it is an entry of ${source.name}`)
    return readings
  } catch (thrown) {
    if (isEmpty(thrown)) return []
    throw asPageFailure(thrown)
  }
}

async function* partsIn(files: readonly FileReading[], receivedAt: number, signal: AbortSignal): AsyncGenerator<Part> {
  for (const reading of files) {
    const reader = new PageReader({ connector: reading.connector })
    try {
      for await (const batch of recordsOf(reading, signal)) {
        const { body, starts, ends, lines } = batch
        yield { reading, batch, read: (await reader.readAhead({ body, receivedAt, records: { starts, ends, lines } })) as ReadRecords }
      }
    } catch (thrown) {
      throw asPageFailure(thrown)
    } finally {
      reader.close()
    }
  }
}

/** What is no record is no entry either, and nobody would see it: as of a page that is not valid, nothing is taken of it. */
function refuseBroken({ batch, read }: Part): void {
  const [first] = [...batch.bad, ...read.unread]
  if (first) throw brokenFile(`line ${first.line} ${first.reason}`)
}

/** A last row with fewer cells than its header may be the beginning of one. */
function refuseCutOff({ batch, read }: Part): void {
  const last = batch.starts.at(-1)
  const misfit = read.misfits.find(({ start, reason }) => start === last && /^has \d+ cells/.test(reason))
  if (misfit) throw brokenFile(`its last line, ${misfit.line}, ${misfit.reason}`)
}

function brokenFile(details: string): AppFailure {
  return fail(
    'invalid-page',
    'The file that the source made is cut off or damaged: nothing is claimed of the time that it is for.',
    'It is fetched again by itself; if it stays, copy the details for your administrator.',
    details,
  )
}

function foreignFile(details: string): AppFailure {
  return fail(
    'connector-mismatch',
    'The file that the source made is none that the connector reads.',
    'Check the member files of the connector’s definition, or choose another connector.',
    details,
  )
}

function asPageFailure(thrown: unknown): unknown {
  if (!(thrown instanceof AppFailure)) return thrown
  const { code, message } = thrown.error
  if (code === 'cancelled') return cancelled()
  if (code === 'file-unknown') return foreignFile(message)
  return code.startsWith('file-') ? brokenFile(message) : thrown
}

const cancelled = (): AppFailure => fail('cancelled', 'The sync was cancelled.', 'Start it again; the source is asked for the file anew.')

/** What a page without entries is read as. */
async function emptyOf({ connector }: CacheStore): Promise<ReadRecords> {
  const none = (): Uint32Array<ArrayBuffer> => new Uint32Array(0)
  const reader = new PageReader({ connector })
  try {
    return (await reader.read({
      body: new Uint8Array(),
      receivedAt: 0,
      records: { starts: none(), ends: none(), lines: none() },
    })) as ReadRecords
  } finally {
    reader.close()
  }
}

/** All batches as if they were one page. */
class Sums {
  private sum: PageAnswer | null = null

  get isEmpty(): boolean {
    return this.sum === null
  }

  add(each: PageAnswer): void {
    const { sum } = this
    if (!sum) {
      this.sum = each
      return
    }
    const counts = { received: 0, inserted: 0, known: 0, drifted: 0, invalid: 0, late: 0 }
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] = sum[name] + each[name]
    const ends = (pick: (...times: number[]) => number, a: number | null, b: number | null): number | null =>
      a === null || b === null ? (a ?? b) : pick(a, b)
    this.sum = { ...each, ...counts, oldest: ends(Math.min, sum.oldest, each.oldest), newest: ends(Math.max, sum.newest, each.newest) }
  }

  answer(retention: PageAnswer['retention']): PageAnswer {
    return { ...(this.sum as PageAnswer), next: null, retention }
  }
}
