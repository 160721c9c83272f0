import type { Answer } from '@contract/api.ts'
import type { ConnectorDefinition } from '@contract/connector.ts'
import type { Layout } from '@contract/first-look.ts'
import { builtIns } from '../connector/built-in.ts'
import type { Exports } from '../exports/exports.ts'
import type { Imports } from '../imports/imports.ts'
import type { SettingsKeeper } from '../settings/settings.ts'
import type { SyncManager } from '../sync/index.ts'
import type { ViewFiles } from '../casework/view-files.ts'
import type { Connections } from '../tenants/connections.ts'
import type { ShellHandlers } from './handler.ts'

export interface ShellPorts {
  readonly connections: Connections
  readonly settings: SettingsKeeper
  readonly sync: SyncManager
  readonly viewFiles: ViewFiles
  readonly exports: Exports
  readonly imports: Imports
  readonly appInfo: () => Promise<Answer<'app.info'>>
  readonly openDataFolder: () => Promise<void>
  readonly notices: () => Promise<string>
  readonly keepLayout: (layout: Layout) => void
  /** `html`: the same for who takes more than text. */
  readonly copy: (text: string, html?: string) => Promise<void>
  /** A connector's definition from a file that a person chooses; null when they think better of it. */
  readonly openConnector: () => Promise<ConnectorDefinition | null>
}

/** Everything main answers itself; each line is a name of the contract and who knows. */
export function shellHandlers(ports: ShellPorts): ShellHandlers {
  const { connections, settings, sync, viewFiles, exports, imports, appInfo, keepLayout, openDataFolder, notices, copy, openConnector } =
    ports
  return {
    'app.info': () => appInfo(),
    'app.openDataFolder': async () => {
      await openDataFolder()
      return undefined
    },
    'app.notices': () => notices(),
    'clipboard.write': async ({ text, html }) => {
      await copy(text, html)
      return undefined
    },
    'layout.keep': (layout) => {
      keepLayout(layout)
      return undefined
    },
    'settings.get': () => settings.get(),
    'settings.set': (patch) => settings.set(patch),
    'tenant.list': () => [...connections.list()],
    'connector.list': () => builtIns(),
    'connector.open': () => openConnector(),
    'tenant.test': ({ url, token, connector }) => connections.test(url, token, connector),
    'tenant.connect': (request) => connections.connect(request),
    'tenant.connectDemo': () => connections.connectDemo(),
    'tenant.replaceToken': ({ tenant, token }) => connections.replaceToken(tenant, token),
    'tenant.rename': ({ tenant, name, zone }) => connections.rename(tenant, name, zone),
    'tenant.erase': async ({ tenant, confirm }) => {
      await connections.erase(tenant, confirm)
      return undefined
    },
    'export.save': (request, { signal }) => exports.save(request, signal),
    'export.saveState': (request, { signal }) => exports.saveState(request, signal),
    'export.saveGroups': (request, { signal }) => exports.saveGroups(request, signal),
    'export.saveAccess': (request, { signal }) => exports.saveAccess(request, signal),
    'export.saveStory': (request, { signal }) => exports.saveStory(request, signal),
    'export.show': async ({ tenant, id }) => {
      await exports.show(tenant, id)
      return undefined
    },
    'import.choose': ({ what }) => imports.choose(what),
    'import.take': ({ paths }) => imports.take(paths),
    'import.look': (asked, { signal }) => imports.look(asked, signal),
    'import.preview': (asked, { signal }) => imports.preview(asked, signal),
    'import.run': (asked, { signal }) => imports.run(asked, signal),
    'reconcile.look': (asked) => imports.lookAtTable(asked),
    'reconcile.run': (asked, { signal }) => imports.reconcile(asked, signal),
    'import.saveBad': ({ tenant, id }) => imports.saveBad(tenant, id),
    'import.saveDefinition': ({ definition }) => imports.saveDefinition(definition),
    'sync.start': ({ tenant }) => sync.start(tenant),
    'sync.cancel': ({ tenant }) => sync.cancel(tenant),
    'sync.fetchRange': ({ tenant, range, recheck }) => sync.start(tenant, { range, recheck }),
    'sync.skipGap': async ({ tenant, range }) => {
      await sync.skip(tenant, range)
      return undefined
    },
    'sync.status': ({ tenant }) => sync.status(tenant),
    'view.export': ({ tenant }) => viewFiles.export(tenant),
    'view.import': ({ tenant }) => viewFiles.import(tenant),
  }
}
