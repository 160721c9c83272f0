import { extname } from 'node:path'
import { fail } from '@contract/errors.ts'
import type {
  AccessFileRequest,
  ExportFormat,
  ExportRecord,
  ExportRequest,
  GroupsFileRequest,
  StateFileRequest,
  StoryFileRequest,
} from '@contract/export.ts'
import type { TenantId } from '@contract/tenant.ts'
import { dayMs } from '@contract/time-units.ts'
import type { TenantData } from '../tenants/tenant-data.ts'
import type { Tenants } from '../tenants/tenants.ts'
import { proposedAccessName, proposedGroupsName, proposedName, proposedStateName, proposedStoryName } from './proposed-name.ts'

export interface Exports {
  /** Asks the person where to, then writes. Null when they changed their mind. Rejects with an `AppFailure`. */
  save(request: ExportRequest, signal: AbortSignal): Promise<ExportRecord | null>
  /** The same for a state as of a time. */
  saveState(request: StateFileRequest, signal: AbortSignal): Promise<ExportRecord | null>
  /** The same for the groups of a result. */
  saveGroups(request: GroupsFileRequest, signal: AbortSignal): Promise<ExportRecord | null>
  /** The same for who has which roles, what changed, or what was denied. */
  saveAccess(request: AccessFileRequest, signal: AbortSignal): Promise<ExportRecord | null>
  /** The same for a story. */
  saveStory(request: StoryFileRequest, signal: AbortSignal): Promise<ExportRecord | null>
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
  /** Where to, and for what; null when they changed their mind. */
  async function place(proposed: string, { tenant, format }: Pick<ExportRequest, 'tenant' | 'format'>) {
    const { name, url } = tenants.find(tenant)
    const chosen = await chooseFile(proposed, format)
    if (chosen === null) return null
    // A name without an ending gets one; then nobody was asked about the file of that name.
    const path = extname(chosen) === '' ? `${chosen}.${format}` : chosen
    return { path, overwrite: path === chosen, application, shown: { name, url } }
  }

  return {
    async save(request, signal) {
      const where = await place(proposedName(tenants.find(request.tenant).name, request, now()), request)
      return where && (await data.call('export.run', { ...where, request, via: 'window' }, { signal, timeoutMs: patienceMs }))
    },
    async saveState(request, signal) {
      const where = await place(proposedStateName(tenants.find(request.tenant).name, request), request)
      return where && (await data.call('export.state', { ...where, request }, { signal, timeoutMs: patienceMs }))
    },
    async saveGroups(request, signal) {
      const where = await place(proposedGroupsName(tenants.find(request.tenant).name, request, now()), request)
      return where && (await data.call('export.groups', { ...where, request }, { signal, timeoutMs: patienceMs }))
    },
    async saveAccess(request, signal) {
      const { tenant } = request.of
      const where = await place(proposedAccessName(tenants.find(tenant).name, request, now()), { ...request, tenant })
      return where && (await data.call('export.access', { ...where, request }, { signal, timeoutMs: patienceMs }))
    },
    async saveStory(request, signal) {
      const where = await place(proposedStoryName(tenants.find(request.tenant).name, request, now()), request)
      return where && (await data.call('export.story', { ...where, request }, { signal, timeoutMs: patienceMs }))
    },
    async show(tenant, id) {
      const record = (await data.call('export.list', { tenant })).find((each) => each.id === id)
      const path = record?.files[0]?.path
      if (path === undefined || !showInFolder(path))
        throw fail('not-found', 'The file is not there any more.', 'It was moved or removed; export again if you need it.')
    },
  }
}
