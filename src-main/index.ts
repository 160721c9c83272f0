import { app, Menu, shell } from 'electron'
import { commandIn } from './cli/verbs.ts'
import { startAhead } from './data-host/start-ahead.ts'
import { runsServiceItself, serviceStarter } from './data-host/start-service.ts'
import type { StartService } from './data-host/process.ts'
import type { Emit } from './ipc/index.ts'
import { openSettingsFile } from './settings/electron-store.ts'
import { createSettings } from './settings/settings.ts'
import { createDesk } from './shell/desk.ts'
import { logUnhandled } from './shell/crash.ts'
import { tellStartFailed } from './shell/dialogs.ts'
import { declareAppScheme } from './shell/app-protocol.ts'
import { lockEveryPage } from './shell/lock-down.ts'
import { openLog } from './shell/log.ts'
import { createMainWindow } from './shell/main-window.ts'
import type { MainWindow } from './shell/main-window.ts'
import { menuTemplate } from './shell/menu.ts'
import { makePrivate, pathsIn } from './shell/paths.ts'
import { quitAfter } from './shell/quit.ts'
import { createRedactor } from './shell/redact.ts'
import { beTheOnlyInstance, linkIn, linkScheme } from './shell/single-instance.ts'
import { applyTheme } from './shell/theme.ts'
import { takeDemoOffer } from './tenants/demo-offer.ts'

// Every file from here on is its owner's alone.
process.umask(0o077)
const dataFolder = app.getPath('userData')
makePrivate(dataFolder)

const offer = takeDemoOffer(process.env)
const redactor = createRedactor()
if (offer) redactor.remember(offer.token)

// enableSandbox() would cancel --no-sandbox, which a root user needs, and leave a network service that cannot start.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
declareAppScheme()
// Electron would build a menu of its own that ours replaces at once.
Menu.setApplicationMenu(null)

let window: MainWindow | null = null
/** What is to be told before there is a log. */
const early: string[] = []
let tell = (line: string): void => void early.push(line)
function comeForward(link: string | null): void {
  window?.show()
  if (link !== null) window?.openLink(link)
}

const command = commandIn(process.argv, app.getAppPath())
if (command) {
  void app
    .whenReady()
    // Loaded when asked for: the window starts without it.
    .then(() => import('./cli/electron.ts'))
    .then(({ runCommand }) => runCommand(command))
    .then((code) => app.exit(code))
    .catch(startFailed)
} else if (beTheOnlyInstance(app, comeForward)) {
  app.on('open-url', (_event, url) => comeForward(linkIn([url])))
  // First what takes longest. Electron's own processes can be had only when it is ready.
  const startService = runsServiceItself ? null : serviceAhead()
  void app
    .whenReady()
    .then(() => start(startService ?? serviceAhead()))
    .catch(startFailed)
} else {
  app.quit()
}

/** Starts the data service; everything else is wired while it reads its code. */
function serviceAhead(): StartService {
  const { dataService, node } = pathsIn(app.getAppPath())
  return startAhead(
    serviceStarter({
      modulePath: dataService,
      dataFolder,
      node: process.env['IAM_AUDIT_DESK_NODE'] ?? node,
      env: process.env,
      log: (line) => tell(`Data service: ${line}`),
    }),
  )
}

function start(startService: StartService): void {
  const log = openLog(dataFolder, redactor, !app.isPackaged)
  tell = (line) => log.warn(line)
  early.forEach(tell)
  logUnhandled(log)
  log.info(`IAM Audit Desk ${app.getVersion()} on Electron ${process.versions.electron}, ${process.platform}`)
  const development = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null)
  const paths = pathsIn(app.getAppPath())
  const warn = (message: string): void => log.warn(message)
  lockEveryPage(app, development, warn)

  // The window first: its process starts while the rest is wired here. Nothing it asks can arrive before this function ends.
  const store = openSettingsFile(dataFolder, warn)
  const settings = createSettings(store, warn)
  applyTheme(settings.get())
  settings.onChange(applyTheme)
  window = createMainWindow({ router: () => desk.router, store, paths, log, development })
  comeForward(linkIn(process.argv))

  const emit: Emit = (name, payload) => window?.emit(name, payload)
  const desk = createDesk({ dataFolder, paths, startService, store, settings, log, redactor, offer, emit })
  quitAfter(() => desk.stop(), log)
  desk.start()

  const menu = menuTemplate({
    platform: process.platform,
    development: !app.isPackaged,
    command: (command) => emit('command', { command }),
    openDataFolder: () => void shell.openPath(dataFolder),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
  app.on('activate', () => comeForward(null))
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)

  if (app.commandLine.hasSwitch('connect-demo')) {
    desk.connections.resumeDemo().catch((error: unknown) => log.error('The demo tenant could not be connected', error))
  }
}

function startFailed(error: unknown): void {
  tellStartFailed(redactor.secrets(error instanceof Error ? error.message : String(error)))
  app.exit(1)
}
