import { join } from 'node:path'
import { app, Menu, shell } from 'electron'
import type { Emit } from '@contract/events.ts'
import { linkScheme } from '@contract/link.ts'
import type { KeptAnswer } from '@contract/log.ts'
import type { StartService } from './data-host/process.ts'
import { closeStoreChannel } from './ipc/index.ts'
import type { Router } from './ipc/router.ts'
import { openSettingsFile } from './settings/electron-store.ts'
import type { EarlySettings } from './boot/early-settings.ts'
import { createSettings } from './settings/settings.ts'
import { logUnhandled } from './shell/crash.ts'
import { compose } from './composition.ts'
import { openLog } from './shell/log.ts'
import type { BufferedLog } from './shell/buffered-log.ts'
import { menuTemplate } from './shell/menu.ts'
import type { Paths } from './paths.ts'
import { quitAfter } from './shell/quit.ts'
import type { Redactor } from './shell/redact.ts'
import { applyTheme } from './shell/theme.ts'
import { demoOffer } from './tenants/demo-offer.ts'
import type { DemoWords } from './tenants/demo-words.ts'

export interface ApplicationOptions {
  readonly dataFolder: string
  readonly paths: Paths
  readonly startService: StartService
  /** What was kept for the window's first question. */
  readonly first: Promise<KeptAnswer | null>
  readonly log: BufferedLog
  readonly kept: EarlySettings
  readonly redactor: Redactor
  readonly demoWords: DemoWords
  /** To the window, while there is one. */
  readonly emit: Emit
  /** Brings the window to the front. */
  readonly comeForward: () => void
}

/** Everything behind the window; read and wired while the window's own process starts. @returns what answers the window */
export function startApplication({
  dataFolder,
  paths,
  startService,
  first,
  log,
  kept,
  redactor,
  demoWords,
  emit,
  comeForward,
}: ApplicationOptions): Router {
  log.become(openLog(dataFolder, redactor, !app.isPackaged))
  logUnhandled(log)
  log.info(`IAM Audit Desk ${app.getVersion()} on Electron ${process.versions.electron}, ${process.platform}`)
  const warn = (message: string): void => log.warn(message)
  const store = openSettingsFile(dataFolder, warn)
  closeStoreChannel()
  kept.become(store)
  const settings = createSettings(store, warn)
  settings.onChange(applyTheme)

  const composition = compose({ dataFolder, paths, startService, first, store, settings, log, redactor, offer: demoOffer(demoWords), emit })
  quitAfter(() => composition.stop(), log)
  composition.start()

  const menu = menuTemplate({
    platform: process.platform,
    development: !app.isPackaged,
    command: (command) => emit('command', { command }),
    openDataFolder: () => void shell.openPath(dataFolder),
    openLogFolder: () => void shell.openPath(join(dataFolder, 'logs')),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
  app.on('activate', comeForward)
  if (app.isPackaged) app.setAsDefaultProtocolClient(linkScheme)

  if (app.commandLine.hasSwitch('connect-demo')) {
    composition.connections.resumeDemo().catch((error: unknown) => log.error('The demo tenant could not be connected', error))
  }
  return composition.router
}
