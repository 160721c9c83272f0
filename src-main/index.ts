import { existsSync } from 'node:fs'
import { app, Menu } from 'electron'
import { AppFailure } from '@contract/errors.ts'
import { commandIn } from './cli/verbs.ts'
import { prestartService, type PrestartedService } from './boot/prestart-service.ts'
import type { Hosting } from './data-host/hosting.ts'
import { hostingHere, serviceStarter } from './data-host/start-service.ts'
import { makePrivateFolder } from './files/files.ts'
import { readFirstLook } from './boot/first-look.ts'
import { earlySettings, themeIn, type EarlySettings } from './boot/early-settings.ts'
import { shownTenant } from './settings/shown-tenant.ts'
import { declareAppScheme } from './shell/app-protocol.ts'
import { tellRefused, tellStartFailed } from './shell/dialogs.ts'
import { createFront } from './shell/front.ts'
import { lockEveryPage, refuseClientCertificates } from './shell/lock-down.ts'
import { bufferedLog } from './shell/buffered-log.ts'
import { createMainWindow } from './shell/main-window.ts'
import { pathsIn } from './paths.ts'
import { createRedactor } from './shell/redact.ts'
import { beTheOnlyInstance, linkIn, refusalOf } from './shell/single-instance.ts'
import { applyTheme } from './shell/theme.ts'
import { localFolder } from './shell/windows-folder.ts'
import { takeDemoWords } from './tenants/demo-words.ts'

// What is imported here is read before Electron is ready: only what opens the window (docs/decisions/window.md, 96). The rest is `application.ts`.

// Every file from here on is its owner's alone.
process.umask(0o077)
const windowsFolder = localFolder({
  platform: process.platform,
  env: process.env,
  name: app.getName(),
  given: app.getPath('userData'),
  isChosen: app.commandLine.hasSwitch('user-data-dir'),
  exists: existsSync,
})
// Chromium's own files go with it.
if (windowsFolder !== null) app.setPath('userData', windowsFolder)
// As the installer names it: Windows then knows whose windows, notifications and pinned buttons these are.
if (process.platform === 'win32') app.setAppUserModelId('app.iam-audit-desk.desktop')
const dataFolder = app.getPath('userData')
// Also where Chromium has made it already.
makePrivateFolder(dataFolder)

const demoWords = takeDemoWords(process.env)
const redactor = createRedactor()
if (demoWords.token !== undefined) redactor.remember(demoWords.token)

// enableSandbox() would cancel --no-sandbox, which a root user needs, and leave a network service that cannot start.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
declareAppScheme()
// Electron would build a menu of its own that ours replaces at once.
Menu.setApplicationMenu(null)

const log = bufferedLog()
const front = createFront(linkIn(process.argv))
// macOS tells the link that starts the application before it is ready, and tells it once.
app.on('open-url', (event, url) => {
  event.preventDefault()
  front.come(linkIn([url]))
})
// Electron would send the first certificate of this computer to whoever asks for one, also for requests of main's own (docs/decisions/security.md, 146).
refuseClientCertificates(app)

const command = commandIn(process.argv, app.getAppPath())
const refusal = command ? null : refusalOf(process.argv, process.cwd())
if (command) {
  void app
    .whenReady()
    // Loaded when asked for: the window starts without it.
    .then(() => import('./cli/electron.ts'))
    .then(({ runCommand }) => runCommand(command))
    .then((code) => app.exit(code))
    .catch(startFailed)
} else if (refusal !== null) {
  tellRefused(refusal)
  app.exit(2)
} else if (beTheOnlyInstance(app, (link) => front.come(link))) {
  // First what takes longest. Electron's own processes can be had only when it is ready.
  const kept = earlySettings(dataFolder)
  const hosting = hostingHere(pathsIn(app.getAppPath()))
  const prestarted = hosting.node === null ? null : prestart(hosting, kept)
  void app
    .whenReady()
    .then(() => start(kept, prestarted ?? prestart(hosting, kept)))
    .catch(startFailed)
} else {
  app.quit()
}

/** Starts the data service; everything else is wired while it reads its code. */
function prestart(hosting: Hosting, kept: EarlySettings): PrestartedService {
  const say = (line: string): void => log.warn('Data service:', line)
  return prestartService(serviceStarter(hosting, { dataFolder, env: process.env, log: say }), shownTenant(kept))
}

/** The window first; everything that answers it is read and wired while it draws its first rows, or as soon as it has none to draw. */
async function start(kept: EarlySettings, { startService, first }: PrestartedService): Promise<void> {
  const development = app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null)
  const paths = pathsIn(app.getAppPath())
  lockEveryPage(app, development, (message) => log.warn(message))
  applyTheme({ theme: themeIn(kept) })
  // A link shows something else than the log as it is.
  const look = front.awaited === null ? readFirstLook(kept) : null
  const opened = createMainWindow({ store: kept, look, first, paths, log, development })
  front.meet(opened)

  await opened.needed
  const { startApplication } = await import('./application.ts')
  opened.answerWith(
    startApplication({
      dataFolder,
      paths,
      startService,
      first,
      log,
      kept,
      redactor,
      demoWords,
      emit: opened.emit,
      comeForward: () => front.come(null),
    }),
  )
}

function startFailed(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  tellStartFailed(error instanceof AppFailure ? redactor.own(reason) : redactor.outside(reason))
  app.exit(1)
}
