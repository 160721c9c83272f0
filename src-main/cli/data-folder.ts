import { mkdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ExportProgress } from '@contract/export.ts'
import type { Filter } from '@contract/filter.ts'
import type { Tenant } from '@contract/tenant.ts'
import { parse } from '@language/parse.ts'
import { edited } from '@language/query-error.ts'
import type { KeyValueStore } from '../settings/store.ts'
import { forgetUnfinished } from '../tenants/first-import.ts'
import { createTenantData, type TenantData } from '../tenants/tenant-data.ts'
import { tenantFolders } from '../tenants/tenant-folders.ts'
import { createTenants, type Tenants } from '../tenants/tenants.ts'
import { UsageFailure } from './exit-code.ts'
import type { CliPorts, Hears, OwnService } from './ports.ts'
import { visible } from './printing.ts'
import { settingsFile } from './settings-file.ts'

/** A data folder that this command has to itself. */
export interface OpenDataFolder {
  readonly store: KeyValueStore
  readonly tenants: Tenants
  readonly data: TenantData
  /** For what is about no tenant. */
  readonly service: Pick<OwnService, 'call'>
}

export interface DataFolderOptions {
  readonly data: string
  /** Make the folder when it is not there. */
  readonly create?: boolean
  readonly onProgress?: (progress: ExportProgress) => void
  readonly hears?: Hears
}

/** Opens the folder, does the work, and lets go of it however the work ends. */
export async function withDataFolder<T>(
  ports: CliPorts,
  options: DataFolderOptions,
  work: (folder: OpenDataFolder) => Promise<T>,
): Promise<T> {
  const folder = resolve(options.data)
  if (options.create) mkdirSync(folder, { recursive: true, mode: 0o700 })
  else if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageFailure(`There is no data folder at ${folder}.`)
  const service = await ports.openService(folder, options.onProgress ?? (() => undefined), options.hears)
  try {
    // The lock is had from here on: the settings file is read after it.
    await service.call('service.ping', undefined)
    const warn = (message: string): void => ports.err(`${message}\n`)
    const store = settingsFile(folder)
    const tenants = createTenants({ store, tokenState: () => 'none', folders: tenantFolders(folder), warn })
    const data = createTenantData(service, tenants, (id, { database, details }) =>
      warn(`The ${database} of tenant ${id} was damaged and set aside: ${details}`),
    )
    await forgetUnfinished({ tenants, data })
    return await work({ store, tenants, service, data })
  } finally {
    await service.close()
  }
}

/** The tenant of that name, id or URL; without one the only one there is. */
export function chosenTenant({ tenants }: OpenDataFolder, name: string | undefined): Tenant {
  const list = tenants.list()
  const names = list.map((tenant) => tenant.name).join(', ')
  if (list.length === 0) throw new UsageFailure('This data folder holds no tenant yet: run sync first.')
  const fitting = name === undefined ? list : list.filter((tenant) => [tenant.name, tenant.id, tenant.url].includes(name))
  const [only] = fitting
  if (only && fitting.length === 1) return only
  if (name === undefined || fitting.length > 1) throw new UsageFailure(`Say which tenant with --tenant, by name or URL: ${names}.`)
  throw new UsageFailure(`There is no tenant “${name}” here. There is: ${names}.`)
}

/** What was derived with another connector is derived anew before it is read; a command does not show what is about to change. */
export async function derived({ data }: OpenDataFolder, { id }: Tenant, ports: CliPorts): Promise<void> {
  let isTold = false
  while ((await data.call('coverage.get', { tenant: id })).rereading !== undefined && !ports.signal.aborted) {
    if (!isTold) ports.err('Reading what is cached again with the changed connector …\n')
    isTold = true
    await pause(100)
  }
}

export function filterOf(query: string): Filter {
  const parsed = parse(query)
  if (parsed.ok) return parsed.filter
  const { message, from, to, suggestions } = parsed.error
  const others = suggestions.map((edit) => edited(query, edit)).filter((text) => text !== '' && text.length <= longestShown)
  throw new UsageFailure([message, ...place(query, from, to), ...others.map((text) => `Try: ${visible(text)}`)].join('\n'))
}

/** Of a longer query only what stands around the mistake is repeated. */
const longestShown = 120
const around = 40

/** Where in the query it is wrong, as two lines. */
function place(query: string, from: number, to: number): string[] {
  const isLong = query.length > longestShown
  const [begin, end] = isLong ? [Math.max(0, from - around), Math.min(query.length, from + around)] : [0, query.length]
  const before = `${begin > 0 ? '…' : ''}${visible(query.slice(begin, from))}`
  const after = `${visible(query.slice(from, end))}${end < query.length ? '…' : ''}`
  const marks = Math.max(1, Math.min(visible(query.slice(from, Math.min(to, end))).length, after.length))
  return [`  ${before}${after}`, `  ${' '.repeat(before.length)}${'^'.repeat(marks)}`]
}
