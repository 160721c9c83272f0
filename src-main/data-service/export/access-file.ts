import { fail } from '@contract/errors.ts'
import { exportFormats } from '@contract/export-formats.ts'
import type { AccessFileRun, ExportRecord } from '@contract/export.ts'
import type { Kept } from '../reconcile/reconcile.ts'
import type { StateTenant } from '../state/answers.ts'
import { excelRows } from './csv.ts'
import { isoTime } from './iso-time.ts'
import { manifestOf, what } from './lines/about.ts'
import { tableOf } from './lines/table.ts'
import { linesWriters } from './lines/writers.ts'
import type { Print } from './printing.ts'
import { writeSmallFile, type SmallFilePorts } from './small-file.ts'

interface AccessFilePorts extends SmallFilePorts {
  readonly tenant: SmallFilePorts['tenant'] & StateTenant
  readonly print: Print | null
  /** A comparison with a file; fails with `result-expired`. */
  readonly kept: (id: number) => Kept
}

/** Writes lines of access, with a manifest where the file does not hold it, and notes it in the ledger. Rejects with an `AppFailure`. */
export function runAccessFile(run: AccessFileRun, ports: AccessFilePorts): Promise<ExportRecord> {
  const { of, zone, format } = run.request
  return writeSmallFile(run, { format, query: '', description: what[of.kind] }, ports, async (begun) => {
    const time = (ms: number | null): string => (ms === null ? '' : isoTime(ms, zone))
    const table = await tableOf(ports.tenant, of, time, ports.kept)
    if (table.rows.length >= excelRows)
      throw fail(
        'invalid-request',
        `These are ${table.rows.length.toLocaleString('en')} lines, more than a spreadsheet has rows.`,
        'Narrow it by user, role or permission.',
      )
    const { bytes, changed } = await linesWriters[format]({ run, table, begun, print: ports.print, signal: ports.signal })
    const told = { run, table, begun, changed, listed: table.rows.length }
    return {
      bytes,
      rows: table.rows.length,
      manifest: exportFormats[format].selfDescribing ? null : (file) => manifestOf(told, file),
    }
  })
}
