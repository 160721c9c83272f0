import { app, session } from 'electron'
import type { BrowserWindow } from 'electron'
import type { Emit } from '@contract/events.ts'
import type { FirstLook } from '@contract/first-look.ts'
import type { KeptAnswer } from '@contract/log.ts'
import { startRequests } from '../boot/start-requests.ts'
import { openIpc } from '../ipc/index.ts'
import type { Router } from '../ipc/router.ts'
import type { Paths } from '../paths.ts'
import type { KeyValueStore } from '../settings/store.ts'
import { appOrigin, appStart } from './app-files.ts'
import { serveAppScheme } from './app-protocol.ts'
import { recoverFromCrash } from './crash.ts'
import { lockSession } from './lock-down.ts'
import type { Log } from './log.ts'
import { openWindow } from './window.ts'

export interface MainWindow {
  readonly emit: Emit
  /** What answers the window's requests is to be read now. */
  readonly needed: Promise<void>
  /** What answers the window's requests from now on; those that came before have waited for it. */
  answerWith(router: Router): void
  /** Opens the window, or brings it to the front. */
  show(): void
  /** Gives the window a link as soon as it listens. */
  openLink(link: string): void
}

export interface MainWindowOptions {
  readonly store: KeyValueStore
  /** What the page draws before anything else is read: see `startRequests`. */
  readonly look: FirstLook | null
  readonly first: Promise<KeptAnswer | null>
  readonly paths: Paths
  readonly log: Log
  /** URL of the development server; null in everything that was built. */
  readonly development: string | null
}

/** The application's one window with its locked session and its channel to main. Call when Electron is ready. */
export function createMainWindow({ store, look, first, paths, log, development }: MainWindowOptions): MainWindow {
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
  /** Events for an application whose page is there and whose code is not. */
  const untold: (() => void)[] = []
  let link: string | null = null

  let answerWith: (router: Router) => void = () => undefined
  const router = new Promise<Router>((resolve) => (answerWith = resolve))
  const start = startRequests(look, first, () => {
    listening = true
    for (const tell of untold.splice(0)) tell()
    deliverLink()
  })
  const send = openIpc({
    handle: async (sender, frame) => await (start.answer(frame) ?? (await router).handle(sender, frame)),
    cancel: (sender, id) => void router.then((answering) => answering.cancel(sender, id)),
    window: () => window,
    origin: development === null ? appOrigin : new URL(development).origin,
    warn,
  })

  const emit: Emit = (name, payload) => {
    if (listening) send(name, payload)
    else if (window) untold.push(() => send(name, payload))
  }

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
      untold.length = 0
      void router.then((answering) => answering.forget(id))
    }
    opened.webContents.on('did-start-loading', () => {
      if (opened.webContents.isLoadingMainFrame()) nobodyListens()
    })
    opened.webContents.on('render-process-gone', nobodyListens)
    opened.once('closed', () => {
      nobodyListens()
      window = null
    })
    recoverFromCrash(opened, log)
    return opened
  }

  return {
    emit,
    // The page first: all of main waits for its own code.
    needed: asked.then(() => start.needed),
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
