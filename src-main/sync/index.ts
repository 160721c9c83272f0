export { systemClock } from './clock.ts'
export { createSyncManager } from './manager.ts'
export type { SyncManager } from './manager.ts'
export type { Clock, DataHost, Fetch, Random, SyncManagerPorts, SyncStore } from './ports.ts'
