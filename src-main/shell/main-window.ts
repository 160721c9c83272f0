import { app, session } from 'electron'
import type { BrowserWindow } from 'electron'
import { openIpc } from '../ipc/index.ts'
import type { Emit } from '../ipc/index.ts'
import type { Router } from '../ipc/router.ts'
import type { KeyValueStore } from '../settings/store.ts'
import { appOrigin, appStart } from './app-files.ts'
import { serveAppScheme } from './app-protocol.ts'
import { recoverFromCrash } from './crash.ts'
import { lockSession } from './lock-down.ts'
import type { Log } from './log.ts'
import type { Paths } from './paths.ts'
import { openWindow } from './window.ts'

export interface MainWindow {
  readonly emit: Emit
  /** The page has been asked for: its process starts, and main has nothing to do for it until it asks for more. */
  readonly asked: Promise<void>
  /** What answers the window's requests from now on; those that came before have waited for it. */
  answerWith(router: Router): void
  /** Opens the window, or brings it to the front. */
  show(): void
  /** Gives the window a link as soon as it listens. */
  openLink(link: string): void
}

export interface MainWindowOptions {
  readonly store: KeyValueStore
  readonly paths: Paths
  readonly log: Log
  /** URL of the development server; null in everything that was built. */
  readonly development: string | null
}

/** The application's one window with its locked session and its channel to main. Call when Electron is ready. */
export function createMainWindow({ store, paths, log, development }: MainWindowOptions): MainWindow {
  const warn = (message: string): void => log.warn(message)
  const own = session.fromPartition('desk')
  const asked = new Promise<void>((resolve) => {
    serveAppScheme(own, paths.renderer, resolve)
    // Then another server is asked.
    if (development !== null) resolve()
  })
  lockSession(own, development, warn)

  let window: BrowserWindow | null = null
  let listening = false
  let link: string | null = null

  let answerWith: (router: Router) => void = () => undefined
  const router = new Promise<Router>((resolve) => (answerWith = resolve))
  const emit = openIpc({
    handle: async (sender, frame) => (await router).handle(sender, frame),
    cancel: (sender, id) => void router.then((answering) => answering.cancel(sender, id)),
    window: () => window,
    origin: development === null ? appOrigin : new URL(development).origin,
    warn,
  })

  function deliverLink(): void {
    if (link === null || !listening) return
    emit('link.opened', { link })
    link = null
  }

  function open(): BrowserWindow {
    const opened = openWindow({
      url: development ?? appStart,
      preload: paths.preload,
      session: own,
      store,
      icon: paths.icon,
      developerTools: !app.isPackaged,
    })
    const { id } = opened.webContents
    const nobodyListens = (): void => {
      listening = false
      void router.then((answering) => answering.forget(id))
    }
    opened.webContents.on('did-start-loading', nobodyListens)
    opened.webContents.on('render-process-gone', nobodyListens)
    opened.webContents.on('did-finish-load', () => {
      listening = true
      deliverLink()
    })
    opened.once('closed', () => {
      nobodyListens()
      window = null
    })
    recoverFromCrash(opened, log)
    return opened
  }

  return {
    emit,
    asked,
    answerWith,
    show() {
      window ??= open()
      if (window.isMinimized()) window.restore()
      if (window.isVisible()) window.focus()
    },
    openLink(opened) {
      link = opened
      deliverLink()
    },
  }
}
