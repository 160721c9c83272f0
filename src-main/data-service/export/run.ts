import { toAppError } from '@contract/errors.ts'
import {
  isSelection,
  type ExportFile,
  type ExportProgress,
  type ExportRecord,
  type ExportRequest,
  type ExportRun,
} from '@contract/export.ts'
import { exportFormats, type ExportFormat } from '@contract/export-formats.ts'
import { anyMark } from '@contract/marks.ts'
import { excelRows } from './csv.ts'
import { refuseDataFolder } from './data-folder.ts'
import { asExportFailure, exportCancelled } from './failure.ts'
import type { Job, WriteFormat } from './job.ts'
import { manifestOf } from './manifest.ts'
import { earlierFiles, manifestPath, partPath } from './names.ts'
import { OutputFile } from './output-file.ts'
import type { Print } from './printing.ts'
import { publish, recoverExport } from './publish.ts'
import { select, type ExportSelection } from './select.ts'
import { summarise, wordsOf } from './summary.ts'
import type { ExportedTenant } from './tenant.ts'
import { writeCsv } from './write-csv.ts'
import { writeHtml } from './write-html.ts'
import { writeJson, writeNdjson } from './write-json.ts'
import { writePdf } from './write-pdf.ts'
import { writeXlsx } from './write-xlsx.ts'

const writers: Readonly<Record<ExportFormat, WriteFormat>> = {
  csv: writeCsv,
  xlsx: writeXlsx,
  ndjson: writeNdjson,
  json: writeJson,
  html: writeHtml,
  pdf: writePdf,
}
/** Selections up to here are kept with their keys, so that they can be exported again. */
const keptKeys = 20_000
const progressEveryMs = 100

export interface ExportPorts {
  readonly tenant: ExportedTenant
  readonly now: () => number
  readonly signal: AbortSignal
  readonly progress: (progress: ExportProgress) => void
  readonly print?: Print | null
  /** As in {@link Job}; fewer in tests. */
  readonly sheetRows?: number
}

/**
 * Writes the entries as one selection held them when it began, files and manifest or nothing, and notes it in the
 * ledger either way. Rejects with an `AppFailure`: `cancelled`, `disk-full`, `no-permission`, `folder-gone`, `name-taken`, `storage`, …
 */
export async function runExport(run: ExportRun, ports: ExportPorts): Promise<ExportRecord> {
  const { tenant, now } = ports
  const begun: Omit<ExportRecord, 'id'> = {
    state: 'running',
    startedAt: now(),
    endedAt: null,
    who: tenant.exports.author,
    via: run.via,
    path: run.path,
    format: run.request.format,
    ...wordsOf(tenant, run.request),
    selection: isSelection(run.request),
    entries: 0,
    files: [],
    manifest: null,
    coverage: { intervals: [], gaps: [] },
    error: null,
    again: null,
  }
  const record = { ...begun, id: tenant.exports.begin(begun) }
  try {
    const done = { ...record, ...(await write(run, ports, record)), state: 'done' as const, endedAt: now() }
    tenant.exports.end(done)
    return done
  } catch (thrown) {
    const failure = asExportFailure(thrown, run.path)
    const error = toAppError(failure)
    // The tenant may have been closed or erased under it.
    if (tenant.isOpen) tenant.exports.end({ ...record, state: error.code === 'cancelled' ? 'cancelled' : 'failed', endedAt: now(), error })
    throw failure
  }
}

async function write(run: ExportRun, ports: ExportPorts, record: ExportRecord): Promise<Partial<ExportRecord>> {
  await ports.tenant.engine.marking.ready(anyMark, () => false, ports.signal)
  const selected = await select(ports.tenant, run.request, record.startedAt, ports.signal)
  try {
    return await writeSelected(run, ports, record, selected)
  } finally {
    // The tenant's own cache stays open; copies of bookmarked entries have one of their own.
    selected.frozen?.store.close()
  }
}

async function writeSelected(
  run: ExportRun,
  ports: ExportPorts,
  { id, startedAt }: ExportRecord,
  selected: ExportSelection,
): Promise<Partial<ExportRecord>> {
  const { tenant, signal } = ports
  const { request } = run
  const summary = summarise(tenant, run, selected, startedAt)
  const ordered = await selected.engine.orders.inOrder(selected.keys, request, signal, selected.written)
  const keys = ordered.subarray(0, summary.counts.exported)
  recoverExport(run.path)
  const earlier = run.overwrite ? earlierFiles(run.path) : []
  const opened: OutputFile[] = []
  const create = async (path: string, overwrite = run.overwrite): Promise<OutputFile> => {
    refuseDataFolder(path)
    const file = await OutputFile.create(path, overwrite)
    opened.push(file)
    return file
  }
  const progress = (done: number): void => ports.progress({ tenant: request.tenant, export: id, done, total: keys.length })
  const job: Job = {
    store: selected.store,
    notes: selected.notes,
    request,
    summary,
    keys,
    signal,
    // The person was asked about the first name only; with it goes what belongs to it.
    part: (number) => {
      const path = partPath(run.path, number)
      return create(path, run.overwrite && (number === 1 || earlier.includes(path)))
    },
    sheetRows: ports.sheetRows ?? excelRows,
    print: ports.print ?? null,
    progress: throttled(progress),
  }
  try {
    const notes = await writers[request.format](job)
    progress(keys.length)
    const parts = [...opened]
    const files: ExportFile[] = []
    for (const file of parts) files.push(await file.finish())
    let manifest: ExportFile | null = null
    if (!exportFormats[request.format].selfDescribing) {
      const file = await create(manifestPath(run.path))
      await file.write(`${JSON.stringify(manifestOf(summary, notes, files, ports.now()), null, 2)}\n`)
      manifest = await file.finish()
    }
    const wholes = manifest ? [...files, manifest] : files
    for (const [i, file] of opened.entries()) await file.verify(wholes[i] as ExportFile, signal)
    if (signal.aborted) throw exportCancelled()
    publish(
      run.path,
      opened,
      earlier.filter((path) => !wholes.some((file) => file.path === path)),
    )
    const { intervals, gaps } = summary.coverage
    return {
      entries: keys.length,
      files,
      manifest: manifest && { path: manifest.path, sha256: manifest.sha256 },
      coverage: { intervals, gaps },
      again: againFor(request, selected.keys),
    }
  } catch (error) {
    for (const file of opened) await file.discard()
    throw error
  }
}

/** A result is not held for ever; its filter is, and so are the keys of a selection. */
function againFor(request: ExportRequest, keys: Uint32Array): ExportRequest | null {
  if (request.source.kind === 'bookmarks') return request
  if (!isSelection(request)) return { ...request, source: { kind: 'filter' } }
  return keys.length > 0 && keys.length <= keptKeys ? { ...request, source: { kind: 'keys', keys: [...keys] } } : null
}

function throttled(report: (done: number) => void): (done: number) => void {
  let last = 0
  return (done) => {
    const at = performance.now()
    if (at - last < progressEveryMs) return
    last = at
    report(done)
  }
}
