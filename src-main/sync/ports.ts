import type { ServiceAnswer, ServiceName, ServiceParams } from '@contract/service.ts'
import type { TenantId } from '@contract/tenant.ts'

/** Time as an argument, so that tests and a simulated network can own it. All values in ms. */
export interface Clock {
  /** This machine's clock, ms since the epoch. */
  now(): number
  /** Runs `task` once after `ms`; the answer calls it off. */
  after(ms: number, task: () => void): () => void
}

/** The part of `fetch` that is used; Node's `fetch` and a session's `fetch` of Electron both fit. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Uniform in [0, 1). */
export type Random = () => number

/** The data service as main reaches it. Rejects with an `AppFailure`. */
export interface ServicePort {
  call<N extends ServiceName>(
    name: N,
    params: ServiceParams<N>,
    options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
  ): Promise<ServiceAnswer<N>>
}

/** Small values that outlive a restart: plain JSON, null for nothing. */
export interface SyncStore {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

/** Keeps what a tenant sent as a file for a person. */
export type KeepPage = (tenant: TenantId, name: string, body: Uint8Array) => void

/** A file that is written as it comes, and read once by the data service. Writing rejects with the file system's error. */
export interface SpooledFile {
  readonly path: string
  write(piece: Uint8Array): Promise<void>
  close(): Promise<void>
  /** Never rejects. */
  remove(): Promise<void>
}

/** One file a tenant at a time, and one for none: what an earlier run left there goes. */
export type SpoolFile = (tenant: TenantId | null) => Promise<SpooledFile>
