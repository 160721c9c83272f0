import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Session } from 'electron'
import { forgiving, type KeyValueStore } from '../settings/store.ts'
import { groundColour } from './theme.ts'
import { minimumSize, placeWindow, readWindowState, writeWindowState } from './window-state.ts'

export interface WindowOptions {
  readonly url: string
  readonly preload: string
  readonly session: Session
  readonly store: KeyValueStore
  readonly icon: string
  readonly developerTools: boolean
}

/** What a level of zoom is, as Chromium counts. */
const zoomStep = 1.2

/** ms after loading in which the first frame is usually announced. */
const firstFrameLimit = 1500

/** Opens the one window: sandboxed, isolated, without Node, shown when its first frame is ready. */
export function openWindow({ url, preload, session, store, icon, developerTools }: WindowOptions): BrowserWindow {
  const state = readWindowState(store)
  const areas = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    ...placeWindow(state.bounds, areas),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'IAM Audit Desk',
    icon,
    autoHideMenuBar: true,
    // What is seen before the first frame and while resizing: the ground of the theme, not white.
    backgroundColor: groundColour(nativeTheme.shouldUseDarkColors),
    webPreferences: {
      preload,
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      // As it will be, from the first row on.
      zoomFactor: zoomStep ** state.zoomLevel,
      devTools: developerTools,
    },
  })
  if (state.maximized) window.maximize()
  if (state.fullScreen) window.setFullScreen(true)

  const appear = (): void => {
    if (window.isDestroyed() || window.isVisible()) return
    window.webContents.setZoomLevel(state.zoomLevel)
    window.show()
  }
  window.once('ready-to-show', appear)
  // Where the GPU process fails to start, the first frame is not always announced: a window must appear all the same.
  window.webContents.once('did-finish-load', () => setTimeout(appear, firstFrameLimit))
  const keep = (): void =>
    writeWindowState(forgiving(store), {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
      zoomLevel: window.webContents.isCrashed() ? state.zoomLevel : window.webContents.getZoomLevel(),
    })
  window.on('close', keep)
  nativeTheme.on('updated', recolour)
  window.once('closed', () => nativeTheme.off('updated', recolour))
  function recolour(): void {
    window.setBackgroundColor(groundColour(nativeTheme.shouldUseDarkColors))
  }

  void window.loadURL(url)
  return window
}
