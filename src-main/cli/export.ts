import { resolve } from 'node:path'
import { reportWords, type ReportWords } from '@contract/export.ts'
import { exportFormats, type ExportFormat } from '@contract/export-formats.ts'
import type { Direction } from '@contract/order.ts'
import type { ColumnId } from '@contract/settings.ts'
import { dayMs } from '@contract/time-units.ts'
import { isZone } from '@language/zone-offset.ts'
import { chosenTenant, derived, withDataFolder } from './data-folder.ts'
import { exitCode, UsageFailure, type ExitCode } from './exit-code.ts'
import type { CliPorts } from './ports.ts'
import { periodInWords, toldPeriod } from './period.ts'
import { ProgressBar } from './printing.ts'
import { rowOrderOf } from './order.ts'
import { chosenBy, type SelectionOptions } from './selection.ts'

export interface ExportOptions extends SelectionOptions {
  readonly data: string
  readonly format: ExportFormat
  readonly out: string
  readonly tenant?: string
  readonly zone: string
  readonly sort?: string
  readonly order?: Direction
  readonly columns: 'all' | readonly ColumnId[]
  readonly notes?: boolean
  readonly exact?: boolean
  readonly overwrite?: boolean
  /** For Excel: beside each time its exact text. */
  readonly timeTexts?: boolean
  readonly title?: string
  readonly reference?: string
  readonly preparedBy?: string
  readonly reviewedBy?: string
}

/** An export takes as long as it takes. */
const patienceMs = dayMs

/** Writes what is chosen to a file, newest first or sorted, and prints its hash as `sha256sum` does. */
export async function exportEntries(options: ExportOptions, ports: CliPorts): Promise<ExitCode> {
  const selection = chosenBy(options)
  if (!isZone(options.zone)) throw new UsageFailure(`There is no time zone named ${options.zone}. Use a name such as Europe/Zurich or UTC.`)
  if (options.format === 'pdf' && !ports.prints)
    throw new UsageFailure(
      'A PDF is made by the application’s own executable, which this is not. Export as html and print that, or use the installed application.',
    )
  const rowOrder = rowOrderOf(options)
  const report = wordsOf(options)
  const bar = new ProgressBar(ports)
  const onProgress = ({ done, total }: { done: number; total: number }): void =>
    bar.draw(total === 0 ? null : done / total, `${done} of ${total} entries`)
  return await withDataFolder(ports, { data: options.data, onProgress }, async (folder) => {
    const tenant = chosenTenant(folder, options.tenant)
    await derived(folder, tenant, ports)
    const { format, zone, exact = false, notes = false, timeTexts = false } = options
    const request = {
      tenant: tenant.id,
      ...(await selection(folder, tenant)),
      zone,
      ...rowOrder,
      format,
      columns: options.columns === 'all' ? ('all' as const) : [...options.columns],
      exact,
      notes,
      timeTexts,
      report,
    }
    const run = {
      request,
      path: resolve(options.out),
      overwrite: options.overwrite === true,
      via: 'command line' as const,
      application: ports.application,
      shown: { name: tenant.name, url: tenant.url },
    }
    try {
      const record = await folder.data.call('export.run', run, { signal: ports.signal, timeoutMs: patienceMs })
      bar.clear()
      const { gaps } = record.coverage
      if (gaps.length > 0) ports.err(`The log has ${gaps.length} gaps in this cache: the export names them.\n`)
      ports.err(`${record.entries} entries written.\n`)
      if (request.source.kind === 'filter') {
        const coverage = await folder.data.call('coverage.get', { tenant: tenant.id })
        ports.err(periodInWords(toldPeriod(request.filter, coverage, record.startedAt), record.entries === 0))
      }
      const { label, most } = exportFormats[format]
      if (most !== null && record.entries === most) ports.err(`A ${label} lists at most ${most} entries; it says how many it leaves out.\n`)
      const written = [...record.files, ...(record.manifest ? [record.manifest] : [])]
      await ports.out(written.map(hashLine).join(''))
      return exitCode.done
    } finally {
      bar.clear()
    }
  })
}

/** What the report says of itself. @throws UsageFailure for a text that it does not take */
function wordsOf({ title, reference, preparedBy, reviewedBy }: ExportOptions): ReportWords {
  const words = reportWords.safeParse({ title, reference, preparedBy, reviewedBy })
  if (words.success) return words.data
  const [{ path, message } = { path: [], message: '' }] = words.error.issues
  const flag = String(path[0]).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  throw new UsageFailure(`--${flag} ${message}.`)
}

/** As `sha256sum` writes it and `sha256sum -c` reads it: a name over several lines is escaped and the line says so. */
function hashLine({ path, sha256 }: { readonly path: string; readonly sha256: string }): string {
  const escaped = path.replace(/[\\\n\r]/g, (character) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r' })[character] ?? '')
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`
}
