import { net, powerMonitor, session } from 'electron'
import type { Session } from 'electron'
import type { Fetch, SyncManager } from '../sync/index.ts'

/** How often the operating system is asked whether there is a network; Electron's main process gets no event for it. */
const lookEveryMs = 5_000

/**
 * The only way to the network: Chromium's stack (the system's proxy and certificates apply) in a session of its own, in
 * memory, without cookies or cache, that follows no redirect.
 */
export function tenantFetch(userAgent: string): Fetch {
  let own: Session | null = null
  const opened = (): Session => {
    const network = session.fromPartition('tenant-network', { cache: false })
    network.setUserAgent(userAgent)
    network.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
    network.setPermissionCheckHandler(() => false)
    return network
  }
  return (url, init) => {
    // Opened when first needed: the start of the window does not wait for it.
    own ??= opened()
    return own.fetch(url, { ...init, credentials: 'omit', cache: 'no-store', redirect: 'error' })
  }
}

/** Tells the sync of sleep, waking up, and the network's coming and going. @returns a function that ends it */
export function watchNetwork(sync: Pick<SyncManager, 'suspend' | 'resume' | 'networkChanged'>): () => void {
  let online = net.isOnline()
  const timer = setInterval(() => {
    const now = net.isOnline()
    if (now !== online) sync.networkChanged(now)
    online = now
  }, lookEveryMs)
  const asleep = (): void => sync.suspend()
  const awake = (): void => sync.resume()
  powerMonitor.on('suspend', asleep)
  powerMonitor.on('resume', awake)
  return () => {
    clearInterval(timer)
    powerMonitor.off('suspend', asleep)
    powerMonitor.off('resume', awake)
  }
}
