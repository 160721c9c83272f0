import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ConnectorRef } from '@contract/connector.ts'
import { AppFailure } from '@contract/errors.ts'
import { fileEncoding, type BadRow, type CappedFile, type FileEncoding, type PassedOver, type ReadingAsked } from '@contract/import.ts'
import type { Tenant } from '@contract/tenant.ts'
import { dayMs } from '@contract/time-units.ts'
import { isZone } from '@language/zone-offset.ts'
import { withNewTenant } from '../tenants/first-import.ts'
import type { NewTenant } from '../tenants/tenants.ts'
import { definitionNamed } from './definition-named.ts'
import { chosenTenant, derived, withDataFolder, type OpenDataFolder } from './data-folder.ts'
import { exitCode, UsageFailure, type ExitCode } from './exit-code.ts'
import type { CliPorts } from './ports.ts'
import { jsonLine, ProgressBar, visible } from './printing.ts'

export interface ReadingOptions {
  readonly source?: string
  readonly zone?: string
  readonly encoding?: FileEncoding
}

export interface ImportOptions extends ReadingOptions {
  readonly data: string
  readonly tenant?: string
  readonly digestKey?: string
  readonly undo?: string
  readonly json?: boolean
}

/** An import takes as long as it takes. */
const patienceMs = dayMs
/** Records that do not fit and are named one by one. */
const mostNamed = 20

/** What `--source`, `--zone` and `--encoding` ask for. */
export function readingAskedBy({ source, zone, encoding }: ReadingOptions): ReadingAsked {
  if (zone !== undefined && !isZone(zone))
    throw new UsageFailure(`There is no time zone named ${zone}. Use a name such as Europe/Zurich or UTC.`)
  return {
    ...(source !== undefined && { source: definitionNamed(source, 'source') }),
    ...(zone !== undefined && { zone }),
    ...(encoding !== undefined && { encoding }),
  }
}

export const encodings = fileEncoding.options

/** Reads files into a tenant: all of them, or nothing. Ends with one line of JSON, if that is asked for. */
export async function importFiles(files: readonly string[], options: ImportOptions, ports: CliPorts): Promise<ExitCode> {
  if (options.undo !== undefined) return await undo(options, ports)
  if (files.length === 0) throw new UsageFailure('Name the files to import, or --undo with the number of an import.')
  const asked = readingAskedBy(options)
  const digestKey = options.digestKey === undefined ? undefined : keyIn(options.digestKey)
  const paths = files.map((file) => resolve(file))
  const bar = new ProgressBar(ports)
  const hears = {
    'import.progress': ({ done, total, read }: { done: number; total: number; read: number }) =>
      bar.draw(total === 0 ? null : done / total, `${read} records`),
  }
  return await withDataFolder(ports, { data: options.data, create: true, hears }, async (folder) => {
    const into = async (tenant: Tenant): Promise<ExitCode> => {
      await derived(folder, tenant, ports)
      const request = { ...asked, tenant: tenant.id, paths, ...(digestKey !== undefined && { digestKey }) }
      const done = await folder.data.call('files.import', request, { signal: ports.signal, timeoutMs: patienceMs })
      bar.clear()
      tellOf(done, ports)
      const { read, inserted, known, drifted, invalid, source } = done
      const capped = done.capped.map(({ file }) => file)
      if (options.json) await ports.out(jsonLine({ files: done.files.length, read, inserted, known, drifted, invalid, capped, source, id: done.id }))
      else await ports.out(`${read} records of ${done.files.length} files read as ${visible(done.title)}: ${inserted} new, ${known} known, ${drifted} that differ from what is known, ${invalid} that do not fit (import ${done.id})\n`) // prettier-ignore
      return exitCode.done
    }
    try {
      const target = await tenantFor(folder, options.tenant, { paths, asked }, ports)
      return 'id' in target ? await into(target) : await withNewTenant(folder, target, into)
    } catch (thrown) {
      bar.clear()
      throw thrown
    }
  })
}

/** The tenant of that name; without a name the only one. One that is to be made where there is none. */
async function tenantFor(
  folder: OpenDataFolder,
  name: string | undefined,
  { paths, asked }: { readonly paths: string[]; readonly asked: ReadingAsked },
  ports: CliPorts,
): Promise<Tenant | NewTenant> {
  const { tenants } = folder
  const list = tenants.list()
  const isKnown = name === undefined ? list.length > 0 : list.some((tenant) => [tenant.name, tenant.id, tenant.url].includes(name))
  if (isKnown) return chosenTenant(folder, name)
  const connector = asked.source ?? (await recognised(folder, paths, asked, ports))
  return { url: '', name: name ?? 'Imported files', connector, zone: asked.zone ?? 'UTC', demo: false }
}

async function recognised({ service }: OpenDataFolder, paths: string[], asked: ReadingAsked, { signal }: CliPorts): Promise<ConnectorRef> {
  const { best, files } = await service.call('files.look', { ...asked, paths }, { signal, timeoutMs: patienceMs })
  if (best) return best.definition ?? best.source
  const [problem] = files.flatMap((file) => file.problem ?? [])
  throw problem ? new AppFailure(problem) : new UsageFailure('Nothing recognises these files. Name a --source.')
}

interface Told {
  readonly title: string
  readonly source: string
  readonly bad: readonly BadRow[]
  readonly invalid: number
  readonly capped: readonly CappedFile[]
  readonly passedOver: readonly PassedOver[]
  readonly assumed: { readonly zone: string | null }
  readonly columns: readonly { readonly name: string; readonly field: string | null; readonly reason: string }[]
}

/** What a person has to know of a reading, for standard error. */
export function tellOf({ title, source, bad, invalid, capped, passedOver, assumed, columns }: Told, { err }: Pick<CliPorts, 'err'>): void {
  err(`Read as ${visible(title)} (${source}).\n`)
  for (const { name, field, reason } of columns) if (field !== null) err(`  ${visible(name)} is ${field}: ${visible(reason)}\n`)
  const rest = columns.filter(({ field, reason }) => field === null && reason !== '')
  if (rest.length > 0) err(`  Nothing is taken from ${rest.map(({ name }) => visible(name)).join(', ')}; they are kept as they are.\n`)
  if (assumed.zone !== null) err(`Times that name no zone are read in ${assumed.zone}.\n`)
  for (const { file, line, reason } of bad.slice(0, mostNamed)) err(`${visible(file)}, line ${line}: ${visible(reason)}\n`)
  if (invalid > Math.min(bad.length, mostNamed)) err(`… and ${invalid - Math.min(bad.length, mostNamed)} more records that do not fit.\n`)
  for (const { file, rows } of capped) {
    err(`${visible(file)} has ${rows} rows, at which its console stops writing and says nothing: entries after its last row are missing. Export smaller periods.\n`) // prettier-ignore
  }
  for (const { file, reason } of passedOver.slice(0, mostNamed)) err(`Not read: ${visible(file)}. ${visible(reason)}\n`)
  if (passedOver.length > mostNamed) err(`… and ${passedOver.length - mostNamed} more files that were not read.\n`)
}

async function undo({ data, tenant, undo: text = '', json }: ImportOptions, ports: CliPorts): Promise<ExitCode> {
  const id = Number(text)
  if (!/^\d{1,9}$/.test(text)) throw new UsageFailure('--undo takes the number of an import: the command coverage lists them.')
  return await withDataFolder(ports, { data }, async (folder) => {
    const { removed, kept } = await folder.data.call(
      'import.undo',
      { tenant: chosenTenant(folder, tenant).id, id },
      { signal: ports.signal, timeoutMs: patienceMs },
    )
    if (json) await ports.out(jsonLine({ removed, kept }))
    else
      await ports.out(`Import ${id} was taken back: ${removed} entries are gone, ${kept} stay because something else brought them, too.\n`)
    return exitCode.done
  })
}

function keyIn(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageFailure(`The key ${path} cannot be read.`)
  }
}
