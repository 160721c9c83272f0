import { extname } from 'node:path'
import { fail } from '@contract/errors.ts'
import type { ExportFormat, ExportRecord, ExportRequest } from '@contract/export.ts'
import type { TenantId } from '@contract/tenant.ts'
import { dayMs } from '@contract/time-units.ts'
import type { TenantData } from '../tenants/tenant-data.ts'
import type { Tenants } from '../tenants/tenants.ts'

export interface Exports {
  /** Asks the person where to, then writes. Null when they changed their mind. Rejects with an `AppFailure`. */
  save(request: ExportRequest, signal: AbortSignal): Promise<ExportRecord | null>
  /** Shows the first file of a finished export in its folder. @throws AppFailure `not-found` */
  show(tenant: TenantId, id: number): Promise<void>
}

export interface ExportsPorts {
  readonly data: Pick<TenantData, 'call'>
  readonly tenants: Pick<Tenants, 'find'>
  /** The system's own save dialog, which asks before a file is replaced. Null when it was left. */
  readonly chooseFile: (name: string, format: ExportFormat) => Promise<string | null>
  readonly showInFolder: (path: string) => boolean
  readonly now: () => number
  /** Name and version. */
  readonly application: string
}

/** An export takes as long as it takes. */
const patienceMs = dayMs

/** Exports for the window. Paths come from the system's dialog and the ledger, never from the window. */
export function createExports({ data, tenants, chooseFile, showInFolder, now, application }: ExportsPorts): Exports {
  return {
    async save(request, signal) {
      const { name, url } = tenants.find(request.tenant)
      const chosen = await chooseFile(proposedName(name, request.format, now()), request.format)
      if (chosen === null) return null
      // A name without an ending gets one; then nobody was asked about the file of that name.
      const path = extname(chosen) === '' ? `${chosen}.${request.format}` : chosen
      const run = { request, path, overwrite: path === chosen, via: 'window' as const, application, shown: { name, url } }
      return await data.call('export.run', run, { signal, timeoutMs: patienceMs })
    },
    async show(tenant, id) {
      const record = (await data.call('export.list', { tenant })).find((each) => each.id === id)
      const path = record?.files[0]?.path
      if (path === undefined || !showInFolder(path))
        throw fail('not-found', 'The file is not there any more.', 'It was moved or removed; export again if you need it.')
    },
  }
}

/** `iam-audit-acme-2026-11-23.csv`. */
export function proposedName(tenant: string, format: ExportFormat, now: number): string {
  const plain = tenant
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return ['iam-audit', plain, `${new Date(now).toISOString().slice(0, 10)}.${format}`].filter(Boolean).join('-')
}
