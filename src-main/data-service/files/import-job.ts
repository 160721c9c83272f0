import type { BadRow, ImportedFile, ImportProgress } from '@contract/import.ts'
import type { ServiceAnswer } from '@contract/service.ts'
import { unknownTime } from '../../connector/times.ts'
import { detachBuffer, giveBack } from '../bytes/given-back.ts'
import { packParts } from '../cache/blocks/blocks.ts'
import { stateBit } from '../cache/columns/columns.ts'
import { KeyRuns, minus } from '../cache/key-runs.ts'
import type { CacheStore } from '../cache/store.ts'
import type { PackedRaw } from '../cache/blocks/raw-block.ts'
import { inTurns } from '../in-turns.ts'
import { PageReader } from '../ingest/page-reader.ts'
import { buffersOf } from '../ingest/reader-frames.ts'
import type { ReadRecords } from '../ingest/read-records.ts'
import { rawsOf, Sorting, textsOf } from '../ingest/sorting.ts'
import { mainOf, readingsOf, type Asked } from './preview.ts'
import { keptOfLong, type RecordBatch } from './readers/record-batch.ts'
import { guessedColumns, guessedName } from './guess.ts'
import type { FileReading } from './reading.ts'
import { cancelled, recordsOf } from './records.ts'
import { digestsOf } from './digests.ts'

export interface ImportAsked extends Asked {
  readonly tenant: string
  readonly digestKey?: string | undefined
}

/** Records that do not fit which are kept with the import, and those that are told at once. */
const [mostBad, mostTold] = [100_000, 200]
const shownOfRaw = 2000
const toldEveryMs = 100

interface Waiting {
  readonly batch: RecordBatch
  readonly reading: Promise<ReadRecords>
}

/**
 * Reads files into a cache whose transaction was begun: the caller ends it, with all of it or with nothing. Entries are read in a thread while those before them
 * are written.
 */
export class ImportJob {
  private readonly counts = { read: 0, inserted: 0, known: 0, drifted: 0, invalid: 0 }
  private readonly known = new KeyRuns()
  private readonly bad: BadRow[] = []
  private badKept = 0
  private toldAt = 0
  private readonly id: number
  private readonly firstKey: number
  private readonly receivedAt: number

  constructor(
    private readonly store: CacheStore,
    private readonly asked: ImportAsked,
    private readonly ports: {
      readonly signal: AbortSignal
      readonly now: () => number
      readonly progress: (told: ImportProgress) => void
    },
  ) {
    this.id = store.imports.nextId
    this.firstKey = store.columns.length
    this.receivedAt = ports.now()
  }

  async run(): Promise<ServiceAnswer<'files.import'>> {
    const { store, asked, ports, id, counts } = this
    const { readings, passedOver } = await readingsOf(asked, [store.connector.definition])
    if (ports.signal.aborted) throw cancelled()
    await inTurns(store.prepareToCommit())
    const total = [...new Set(readings.map(({ beginning }) => beginning.input.disk))].reduce((sum, { size }) => sum + size, 0)
    const files: ImportedFile[] = []
    let done = 0
    for (const reading of readings) {
      files.push(await this.takeFile(reading, { done, total }))
      if (readings[files.length]?.beginning.input.disk !== reading.beginning.input.disk) done += reading.beginning.input.disk.size
    }
    const sealed = asked.digestKey === undefined ? [] : await digestsOf(asked.paths, asked.digestKey, ports.signal)
    const main = mainOf(readings)
    const { definition } = main.connector
    const zone = readings.find(({ assumed }) => assumed.zone !== null)?.assumed.zone ?? null
    const record = { id, at: this.receivedAt, source: definition.name, title: definition.title, files, ...counts, zone }
    store.transaction(() => {
      store.imports.add(record)
      store.imports.hold(
        id,
        [{ from: this.firstKey, to: store.columns.length }].filter(({ from, to }) => from < to),
        true,
      )
      // Not those that it brought itself and has twice.
      store.imports.hold(id, minus(this.known.runs, [{ from: this.firstKey, to: Infinity }]), false)
      store.imports.noteSealed(id, sealed)
    })
    const capped = files.flatMap(({ file, rows, capped }) => (capped === null ? [] : [{ file, rows }]))
    const isGuess = definition.name.startsWith(guessedName) && asked.source === undefined
    return {
      ...record,
      capped,
      bad: this.bad,
      passedOver: [...passedOver],
      assumed: { zone },
      columns: isGuess ? guessedColumns(main.beginning, asked.zone).columns : [],
    }
  }

  private async takeFile(reading: FileReading, { done, total }: { done: number; total: number }): Promise<ImportedFile> {
    const { ports, asked, counts } = this
    const { input } = reading.beginning
    const reader = new PageReader({ connector: reading.connector })
    const span = { from: Infinity, to: -Infinity }
    const before = counts.read
    let waiting: Waiting | null = null
    try {
      for await (const batch of recordsOf(reading, ports.signal)) {
        const { body, starts, ends, lines } = batch
        const ahead = reader.readAhead({ body, receivedAt: this.receivedAt, records: { starts, ends, lines } }) as Promise<ReadRecords>
        ahead.catch(() => undefined)
        if (waiting) {
          await this.commit(waiting, reading, span)
          // The last batches of a file may lie in one piece.
          if (waiting.batch.body.buffer !== body.buffer) giveBack(waiting.batch.body)
        }
        waiting = { batch, reading: ahead }
        this.tell({ tenant: asked.tenant, done: done + input.disk.done, total, read: counts.read, file: input.name })
      }
      if (waiting) await this.commit(waiting, reading, span)
    } finally {
      reader.close()
    }
    const rows = counts.read - before
    const { cap } = reading.recognised.form
    return {
      file: input.name,
      sha256: input.disk.sha256 ?? '',
      rows,
      from: Number.isFinite(span.from) ? Math.floor(span.from) : null,
      to: Number.isFinite(span.to) ? Math.floor(span.to) : null,
      capped: cap !== undefined && rows >= cap ? cap : null,
    }
  }

  private async commit(
    { batch, reading }: Waiting,
    { connector, beginning }: FileReading,
    span: { from: number; to: number },
  ): Promise<void> {
    const { store, counts, ports } = this
    const read = await reading
    if (ports.signal.aborted) throw cancelled()
    const page = { body: batch.body, receivedAt: this.receivedAt }
    const packed = await inTurns(packedAhead(store, read, page))
    const bookkeeping = store.readBookkeeping()
    const request = { ...page, tenant: this.asked.tenant, window: { from: null, to: null }, tenantNow: null, first: false }
    // When a file says something tells nothing about when it could have been known: none of it is late.
    const sorting = new Sorting(store, read, request, { ...bookkeeping, coverage: [] }, { see: (key) => this.known.add(key) }, connector)
    const { arriving, counted } = sorting.sortOut()
    store.commit(arriving, textsOf(read, page, arriving.places, packed), bookkeeping, connector, true)
    counts.read += batch.starts.length + batch.bad.length
    counts.inserted += arriving.places.length - counted.drifted
    counts.known += counted.known
    counts.drifted += counted.drifted
    for (const time of read.time) {
      if (time === unknownTime) continue
      if (time < span.from) span.from = time
      if (time > span.to) span.to = time
    }
    for (const state of read.state) if ((state & stateBit.invalid) !== 0) counts.invalid++
    counts.invalid += batch.bad.length + read.unread.length
    this.noteBad(batch, read, beginning.input.name)
    for (const { bytes } of packed ?? []) detachBuffer(bytes)
    for (const buffer of buffersOf(read)) giveBack(new Uint8Array(buffer))
  }

  private noteBad(batch: RecordBatch, { misfits, unread }: ReadRecords, file: string): void {
    const rows = [
      ...batch.bad,
      ...[...misfits, ...unread].map(({ line, reason, start, end }) => ({ line, reason, raw: batch.body.subarray(start, end) })),
    ].sort((a, b) => a.line - b.line)
    const { store, id } = this
    const kept = rows.slice(0, Math.max(0, mostBad - this.badKept))
    if (kept.length === 0) return
    store.transaction(() => {
      for (const { line, reason, raw } of kept) {
        const cutOf = raw.length > keptOfLong ? raw.length : null
        store.imports.noteBad(id, this.badKept++, { file, line, reason, cutOf }, raw.subarray(0, keptOfLong))
      }
    })
    for (const { line, reason, raw } of kept) {
      if (this.bad.length >= mostTold) return
      const isCut = raw.length > shownOfRaw
      this.bad.push({ file, line, reason, raw: raw.toString('utf8', 0, shownOfRaw), ...(isCut && { cutOf: raw.length }) })
    }
  }

  private tell(told: ImportProgress): void {
    const now = performance.now()
    if (now - this.toldAt < toldEveryMs) return
    this.toldAt = now
    this.ports.progress(told)
  }
}

/** A smaller batch is packed when it is known where its texts go. */
const smallestPacked = 256

/** The texts of a batch that seems to be new, packed a piece at a time: the commit, which is one piece, has less to do. */
function* packedAhead(
  store: CacheStore,
  read: ReadRecords,
  page: { body: Uint8Array; receivedAt: number },
): Generator<undefined, readonly PackedRaw[] | null> {
  const [first = 0, last = 0] = [read.idHash[0], read.idHash.at(-1)]
  if (read.length < smallestPacked || store.mayKnow(first) || store.mayKnow(last)) return null
  const parts: PackedRaw[] = []
  for (const part of packParts(rawsOf(read, page))) {
    parts.push(part)
    yield
  }
  return parts
}
