export { systemClock } from './clock.ts'
export { createSyncManager } from './manager.ts'
export type { SyncManager } from './manager.ts'
export type { Clock, DataHost, Fetch, KeepPage, Random, SyncManagerPorts, SyncStore } from './ports.ts'
