import type { ToService } from '@contract/service.ts'

/** A running data service as the host sees it, whichever runtime carries it. */
export interface ServiceProcess {
  readonly pid: number | undefined
  send(frame: ToService): void
  onFrame(listener: (frame: unknown) => void): void
  /** Called once; no frame follows. */
  onExit(listener: (reason: string) => void): void
  kill(): void
}

/** With the tenant whose first answer is to be told, where a window will show one: see `prestartService`. */
export type StartService = (first?: string | null) => ServiceProcess

/**
 * Node's own default lets short-lived objects take three times 16 MB. A page's are gone after it, so that half of it costs no time
 * and the process stays some 60 MB smaller. What a long sync leaves behind is given back at its end (`data-service/memory.ts`).
 */
export const serviceArguments: readonly string[] = ['--max-semi-space-size=8', '--expose-gc']

export const processArguments = (dataFolder: string, first: string | null | undefined): string[] => [
  '--data',
  dataFolder,
  ...(first ? ['--first', first] : []),
]

export interface StartOptions {
  /** Path of the built data service. */
  readonly modulePath: string
  readonly dataFolder: string
  readonly env: NodeJS.ProcessEnv
  readonly log: (line: string) => void
}
