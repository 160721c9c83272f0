import { toAppError } from '@contract/errors.ts'
import type { ExportFormat, ExportRecord, StateFileRun } from '@contract/export.ts'
import type { Coverage } from '@contract/sync.ts'
import { refuseDataFolder } from './data-folder.ts'
import { exportCancelled } from './failure.ts'
import { manifestPath } from './names.ts'
import { OutputFile } from './output-file.ts'
import { publish, recoverExport } from './publish.ts'
import type { ExportedTenant } from './tenant.ts'

export interface SmallFilePorts {
  readonly tenant: Pick<ExportedTenant, 'exports' | 'isOpen' | 'times'>
  readonly now: () => number
  readonly signal: AbortSignal
}

/** What the ledger says of it beside where and when. */
interface About {
  readonly format: ExportFormat
  /** The query text, where there is one. */
  readonly query: string
  readonly description: string
}

/** What a file and its manifest are made of. */
export interface Begun {
  readonly startedAt: number
  readonly who: string
  readonly coverage: Coverage
}
export interface WholeFile {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}
interface Made {
  /** Text, or what is not: what was printed, a workbook. */
  readonly bytes: string | Uint8Array
  readonly rows: number
  /** Null where the file itself says what it is. */
  readonly manifest: ((file: WholeFile) => object) | null
}

/**
 * Writes a file that is made whole in memory: file and manifest or nothing, read back, and noted in the ledger either way. Rejects with an `AppFailure`, as
 * `runExport` does.
 */
export async function writeSmallFile(
  { path, overwrite }: Pick<StateFileRun, 'path' | 'overwrite'>,
  about: About,
  { tenant, now, signal }: SmallFilePorts,
  make: (begun: Begun) => Promise<Made>,
): Promise<ExportRecord> {
  const startedAt = now()
  const coverage = tenant.times.coverage()
  const begun: Omit<ExportRecord, 'id'> = {
    state: 'running',
    startedAt,
    endedAt: null,
    who: tenant.exports.author,
    via: 'window',
    path,
    format: about.format,
    query: about.query,
    description: about.description,
    selection: false,
    entries: 0,
    files: [],
    manifest: null,
    coverage: { intervals: coverage.intervals, gaps: coverage.gaps },
    error: null,
    again: null,
  }
  const record = { ...begun, id: tenant.exports.begin(begun) }
  const opened: OutputFile[] = []
  const writeManifest = async (manifest: object) => {
    const file = await OutputFile.create(manifestPath(path), overwrite)
    opened.push(file)
    await file.write(`${JSON.stringify(manifest, null, 2)}\n`)
    const whole = await file.finish()
    await file.verify(whole, signal)
    return whole
  }
  try {
    refuseDataFolder(path)
    const made = await make({ startedAt, who: begun.who, coverage })
    recoverExport(path)
    const file = await OutputFile.create(path, overwrite)
    opened.push(file)
    file.entries = made.rows
    await file.write(made.bytes)
    const whole = await file.finish()
    const wholeManifest = made.manifest && (await writeManifest(made.manifest(whole)))
    await file.verify(whole, signal)
    if (signal.aborted) throw exportCancelled()
    publish(path, opened, [])
    const ended: ExportRecord = {
      ...record,
      state: 'done',
      endedAt: now(),
      entries: whole.entries,
      files: [whole],
      manifest: wholeManifest && { path: wholeManifest.path, sha256: wholeManifest.sha256 },
    }
    tenant.exports.end(ended)
    return ended
  } catch (failure) {
    for (const file of opened) await file.discard()
    const error = toAppError(failure)
    // The tenant may have been closed or erased under it.
    if (tenant.isOpen) tenant.exports.end({ ...record, state: error.code === 'cancelled' ? 'cancelled' : 'failed', endedAt: now(), error })
    throw failure
  }
}
