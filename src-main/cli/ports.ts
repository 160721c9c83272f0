import type { hearing } from '@contract/events.ts'
import type { ExportProgress } from '@contract/export.ts'
import type { ServicePort, Fetch } from '../sync/index.ts'

/** A data service that this command alone has. */
export interface OwnService extends ServicePort {
  close(): Promise<void>
}

export type Hears = Parameters<typeof hearing>[0]

/** What a command has of the world; the same commands run on Node and in the packaged application. */
export interface CliPorts {
  /** Fails with `folder-locked` (also on the first call) while a window or another command has the folder. */
  readonly openService: (
    dataFolder: string,
    onProgress: (progress: ExportProgress) => void,
    /** What else of it is listened to. */
    hears?: Hears,
  ) => Promise<OwnService> | OwnService
  readonly fetch: Fetch
  /** Whether a report can be printed as PDF: it takes the application’s own executable. */
  readonly prints: boolean
  readonly env: NodeJS.ProcessEnv
  /** The result, and nothing else. Resolves when more may be written. */
  readonly out: (text: string) => Promise<void>
  readonly err: (text: string) => void
  /** Whether a progress bar can be drawn on standard error. */
  readonly terminal: boolean
  /** Fires on Ctrl-C and when the process is asked to end. */
  readonly signal: AbortSignal
  /** Name and version. */
  readonly application: string
}
