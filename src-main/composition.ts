import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { app, net, safeStorage, shell } from 'electron'
import { crossesAsText } from '@contract/bridge.ts'
import type { Emit } from '@contract/events.ts'
import type { KeptAnswer } from '@contract/log.ts'
import { createViewFiles } from './casework/view-files.ts'
import { createCipher } from './credentials/cipher.ts'
import { createTokenVault } from './credentials/vault.ts'
import { openVaultFile } from './credentials/vault-file.ts'
import { createDataHost } from './data-host/host.ts'
import { loadsAddon } from './data-host/hosting.ts'
import type { StartService } from './data-host/process.ts'
import { createExports } from './exports/exports.ts'
import { createImports } from './imports/imports.ts'
import { createRouter } from './ipc/router.ts'
import type { Router } from './ipc/router.ts'
import { shellHandlers } from './ipc/shell-handlers.ts'
import { shownTenant } from './settings/shown-tenant.ts'
import type { SettingsKeeper } from './settings/settings.ts'
import { layoutKey } from './boot/first-look.ts'
import { forgiving, within } from './settings/store.ts'
import type { KeyValueStore } from './settings/store.ts'
import { createSyncManager, systemClock } from './sync/index.ts'
import { readConnectorFile } from './tenants/connector-file.ts'
import { createConnections } from './tenants/connections.ts'
import type { Connections } from './tenants/connections.ts'
import { offered, type DemoOffer } from './tenants/demo-offer.ts'
import { createDemoServer } from './tenants/demo-server.ts'
import { demoStarter } from './tenants/start-demo.ts'
import { forgetUnfinished } from './tenants/first-import.ts'
import { createTenantData } from './tenants/tenant-data.ts'
import { keepPages } from './tenants/set-aside.ts'
import { spoolFiles } from './tenants/spool.ts'
import { tenantFolders } from './tenants/tenant-folders.ts'
import { createTenants } from './tenants/tenants.ts'
import { writeClipboard } from './shell/clipboard.ts'
import { askWhereToExport, chooseToImport, chooseToOpen, chooseToSave } from './shell/dialogs.ts'
import { printReport } from './shell/print-report.ts'
import type { Log } from './shell/log.ts'
import { tenantFetch, watchNetwork } from './shell/network.ts'
import type { Paths } from './paths.ts'
import type { Redactor } from './shell/redact.ts'

/** What the window draws first has both processors to itself for so long, unless somebody asks for more, ms. */
const firstRowsMs = 1000

export interface CompositionOptions {
  readonly dataFolder: string
  readonly paths: Paths
  readonly startService: StartService
  /** What was kept for the window's first question. */
  readonly first: Promise<KeptAnswer | null>
  readonly store: KeyValueStore
  readonly settings: SettingsKeeper
  readonly log: Log
  readonly redactor: Redactor
  /** Of the command that started the application. */
  readonly offer: DemoOffer | null
  /** To the window, once there is one. */
  readonly emit: Emit
}

/** Everything behind the window, wired together. */
export interface Composition {
  readonly router: Router
  readonly connections: Connections
  /** Starts the data service and the automatic sync. */
  start(): void
  /** Ends the sync, then the data service; what is committed stays. */
  stop(): Promise<void>
}

export function compose({
  dataFolder,
  paths,
  startService,
  first,
  store,
  settings,
  log,
  redactor,
  offer,
  emit,
}: CompositionOptions): Composition {
  const warn = (message: string, outside?: unknown): void => (outside === undefined ? log.warn(message) : log.warn(message, outside))
  const vault = createTokenVault(createCipher(safeStorage, process.platform), openVaultFile(join(dataFolder, 'tokens.json'), warn), warn)
  const ownDemo = createDemoServer({ start: demoStarter(paths.demoTenant, (line) => log.info('Demo tenant:', line)), store, now: Date.now })
  const demo = offer ? offered(offer) : ownDemo
  const tenants = createTenants({
    store,
    warn,
    folders: tenantFolders(dataFolder),
    tokenState: ({ id, url }) => (demo.serves(url) ? 'memory' : vault.state(id)),
  })

  const host = createDataHost({
    startService,
    log,
    checkAnswers: !app.isPackaged,
    onEvent: emit,
    print: printReport,
    onState(up) {
      if (!up) data.forgetOpen()
      emit('service.state', { up })
    },
  })
  const data = createTenantData(host, tenants, (id, { database, details }) => {
    warn(`Tenant ${id}: ${database} set aside:`, details)
    if (database === 'cache') sync.start(id)
  })

  const sync = createSyncManager({
    host: data,
    fetch: tenantFetch(`IAM-Audit-Desk/${app.getVersion()}`),
    clock: systemClock,
    random: Math.random,
    tokenFor: (tenant) => connections.tokenFor(tenant),
    // One that an import made has nobody to be asked until it gets a URL.
    tenants: () => tenants.list().filter(({ url }) => url !== ''),
    settings: () => settings.get(),
    emit: (status) => emit('sync.status', status),
    store: within(store, 'sync'),
    keepPage: keepPages(dataFolder, warn),
    spool: spoolFiles(dataFolder),
    online: () => net.isOnline(),
  })
  const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const connections = createConnections({
    tenants,
    vault,
    data,
    settings,
    sync: () => sync,
    demo,
    rememberSecret: (token) => redactor.remember(token),
    onList: (list) => emit('tenant.list', [...list]),
    localZone,
  })
  settings.onChange((changed) => {
    emit('settings.changed', changed)
    sync.schedule()
  })

  const exports = createExports({
    data,
    tenants,
    chooseFile: askWhereToExport,
    showInFolder: (path) => {
      const there = existsSync(path)
      if (there) shell.showItemInFolder(path)
      return there
    },
    now: Date.now,
    application: `${app.getName()} ${app.getVersion()}`,
  })

  const router = createRouter({
    handlers: shellHandlers({
      connections,
      settings,
      sync,
      viewFiles: createViewFiles({ data, chooseToSave, chooseToOpen }),
      openConnector: async () => {
        const path = await chooseToOpen()
        return path === null ? null : readConnectorFile(path)
      },
      exports,
      imports: createImports({
        data,
        tenants,
        chooseFiles: chooseToImport,
        chooseToSave,
        onList: () => emit('tenant.list', [...tenants.list()]),
        zone: localZone,
      }),
      appInfo: async () => ({
        version: app.getVersion(),
        electron: process.versions.electron,
        platform: process.platform,
        dataFolder,
        localZone,
        serviceUp: host.up,
        vault: await vault.keeping(),
        fallbackRuntime: !loadsAddon(process.versions['napi']),
        found: tenants.found.map(({ name }) => name),
        exposed: tenants.list().flatMap(({ id, name }) => (vault.exposed.includes(id) ? [name] : [])),
      }),
      keepLayout: (layout) => forgiving(store).set(layoutKey, layout),
      openDataFolder: async () => {
        const problem = await shell.openPath(dataFolder)
        if (problem) log.warn('The data folder could not be opened:', problem)
      },
      notices: async () => await readFile(paths.notices, 'utf8'),
      copy: writeClipboard,
    }),
    relay: async (name, params, { signal }) => {
      if (!crossesAsText(name)) return await data.call(name, params, { signal })
      await data.openFor(params)
      return await host.text(name, params, { signal })
    },
    redactor,
    report: (message, cause) => log.error(message, cause),
  })

  /** Opens the tenant on screen, then syncs; where its first rows are known without that, once they had time to be drawn. */
  async function begin(): Promise<void> {
    if (await first) await pause(firstRowsMs)
    if (await forgetUnfinished({ tenants, data })) emit('tenant.list', [...tenants.list()])
    const shown = shownTenant(store)
    if (shown !== null) await data.prepare(shown)
    sync.schedule()
  }

  let unwatch = (): void => undefined
  return {
    router,
    connections,
    start() {
      host.start()
      unwatch = watchNetwork(sync)
      void begin()
    },
    async stop() {
      unwatch()
      await sync.stop()
      ownDemo.stop()
      await host.stop()
    },
  }
}
