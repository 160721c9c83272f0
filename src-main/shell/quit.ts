import { app } from 'electron'
import type { Log } from './log.ts'

/** Beyond this the application ends without waiting: every commit is on disk, ms. */
const patienceMs = 8_000

/** Ends the application when its window is closed (not on macOS), after `stop` has let go of network and files. */
export function quitAfter(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (stopping) return
    stopping = true
    const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs))
    void Promise.race([stop(), patience])
      .catch((error: unknown) => log.error('Stopping failed', error))
      .finally(() => app.exit(0))
  })
}
