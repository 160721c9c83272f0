import { resolve } from 'node:path'
import type { ExportFormat } from '@contract/export.ts'
import { isZone } from '@language/time.ts'
import { chosenTenant, derived, filterOf, withDesk } from './desk.ts'
import { exitCode, UsageFailure, type ExitCode } from './exit-code.ts'
import type { CliPorts } from './ports.ts'
import { ProgressBar } from './printing.ts'

export interface ExportOptions {
  readonly data: string
  readonly filter: string
  readonly format: ExportFormat
  readonly out: string
  readonly tenant?: string
  readonly zone: string
  readonly exact?: boolean
  readonly overwrite?: boolean
}

/** An export takes as long as it takes. */
const patienceMs = 24 * 3600_000

/** Writes what matches to a file, newest first, and prints its hash as `sha256sum` does. */
export async function exportEntries(options: ExportOptions, ports: CliPorts): Promise<ExitCode> {
  const filter = filterOf(options.filter)
  if (!isZone(options.zone)) throw new UsageFailure(`There is no time zone named ${options.zone}. Use a name such as Europe/Zurich or UTC.`)
  const bar = new ProgressBar(ports)
  const onProgress = ({ done, total }: { done: number; total: number }): void =>
    bar.draw(total === 0 ? null : done / total, `${done} of ${total} entries`)
  return await withDesk(ports, { data: options.data, onProgress }, async (desk) => {
    const tenant = chosenTenant(desk, options.tenant)
    await derived(desk, tenant, ports)
    const { format, zone, exact = false } = options
    const request = {
      tenant: tenant.id,
      source: { kind: 'filter' as const },
      filter,
      zone,
      order: 'desc' as const,
      format,
      columns: 'all' as const,
      exact,
      notes: false,
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
      const record = await desk.data.call('export.run', run, { signal: ports.signal, timeoutMs: patienceMs })
      bar.clear()
      const { gaps } = record.coverage
      if (gaps.length > 0) ports.err(`The log has ${gaps.length} gaps in this cache: the export names them.\n`)
      ports.err(`${record.entries} entries written.\n`)
      const written = [...record.files, ...(record.manifest ? [record.manifest] : [])]
      await ports.out(written.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''))
      return exitCode.done
    } finally {
      bar.clear()
    }
  })
}
