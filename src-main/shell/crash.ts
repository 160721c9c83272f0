import type { BrowserWindow } from 'electron'
import { createCrashPolicy } from './crash-policy.ts'
import { askAfterCrash } from './dialogs.ts'
import type { Log } from './log.ts'

/** Loads the window again when its process ends unexpectedly; asks when it happens again soon. */
export function recoverFromCrash(window: BrowserWindow, log: Log): void {
  const policy = createCrashPolicy(Date.now)
  const reload = (): void => {
    if (!window.isDestroyed()) window.webContents.reload()
  }
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.error(`The window's process ended: ${reason} (${exitCode})`)
    if (policy.next() === 'reload') reload()
    else void askAfterCrash(window).then((again) => (again ? reload() : window.close()))
  })
  window.on('unresponsive', () => log.warn('The window does not respond'))
  window.on('responsive', () => log.info('The window responds again'))
  window.webContents.on('did-fail-load', (_event, code, description) =>
    log.error(`The window could not be loaded: ${description} (${code})`),
  )
  window.webContents.on('preload-error', (_event, _path, error) => log.error('The bridge failed to load', error))
}

/** Errors that nobody caught are logged, and the application goes on: everything that matters is committed elsewhere. */
export function logUnhandled(log: Log): void {
  process.on('uncaughtException', (error) => log.error('Uncaught error', error))
  process.on('unhandledRejection', (reason) => log.error('Unhandled rejection', reason))
}
