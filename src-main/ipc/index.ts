import { ipcMain } from 'electron'
import type { BrowserWindow, IpcMainEvent, IpcMainInvokeEvent } from 'electron'
import { channels } from '@contract/bridge.ts'
import { fail } from '@contract/errors.ts'
import type { Emit } from '@contract/events.ts'
import type { Router } from './router.ts'
import { isTrustedSender } from './sender.ts'

export interface IpcOptions extends Pick<Router, 'handle' | 'cancel'> {
  readonly window: () => BrowserWindow | null
  /** The only origin that may ask: `app://desk`, or the development server's. */
  readonly origin: string
  readonly warn: (message: string) => void
}

/** Closes the channel by which electron-store, once it is used, tells any asker the data folder; nothing of ours asks. */
export function closeStoreChannel(): void {
  ipcMain.removeAllListeners('electron-store-get-data')
}

/**
 * Opens the two channels from the window to main. Every frame's sender is checked before anything else is looked at.
 * @returns the typed way back: pushes an event to the window, if there is one.
 */
export function openIpc({ handle, cancel, window, origin, warn }: IpcOptions): Emit {
  const trusted = (event: IpcMainEvent | IpcMainInvokeEvent): boolean => {
    const own = window()
    const ok = own !== null && !own.isDestroyed() && isTrustedSender(event, own.webContents, origin)
    if (!ok) warn(`IPC refused from ${event.senderFrame?.origin ?? 'a frame that is gone'}`)
    return ok
  }

  ipcMain.handle(channels.request, async (event, frame: unknown) =>
    trusted(event)
      ? await handle(event.sender.id, frame)
      : { ok: false, error: fail('untrusted-sender', 'Only the application window may ask.').error },
  )
  ipcMain.on(channels.cancel, (event, id: unknown) => {
    if (trusted(event)) cancel(event.sender.id, id)
  })

  return (name, payload) => {
    const own = window()
    if (own && !own.isDestroyed() && !own.webContents.isCrashed()) own.webContents.send(channels.event, name, payload)
  }
}
