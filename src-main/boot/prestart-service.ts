import type { KeptAnswer } from '@contract/log.ts'
import type { FirstFrame } from '@contract/service.ts'
import type { ServiceProcess, StartService } from '../data-host/process.ts'

export interface PrestartedService {
  /** Gives the process that was started; further starts are the host's own. */
  readonly startService: StartService
  /** What the service had kept for the window's first question; null when it had nothing. Never rejects. */
  readonly first: Promise<KeptAnswer | null>
}

/**
 * Starts the service now, for a host whose code is still to be read, and has it look for the first answer of a tenant; what the service says
 * meanwhile is kept for the host. A start that fails is left to the host, which knows what to do.
 */
export function prestartService(start: StartService, tenant: string | null): PrestartedService {
  let prestarted: ServiceProcess | null = null
  let tell: (kept: KeptAnswer | null) => void = () => undefined
  const first = new Promise<KeptAnswer | null>((resolve) => (tell = resolve))
  try {
    prestarted = keeping(start(tenant), tell)
  } catch {
    // The host's own attempt fails in the same way.
    tell(null)
  }
  const startService: StartService = () => {
    const process = prestarted ?? start(null)
    prestarted = null
    return process
  }
  return { startService, first }
}

function keeping(process: ServiceProcess, tell: (kept: KeptAnswer | null) => void): ServiceProcess {
  const frames: unknown[] = []
  let hear = (frame: unknown): void => void frames.push(frame)
  let exited: string | null = null
  process.onFrame((frame) => {
    if (isFirst(frame)) return tell(frame.kept)
    // It would have come before everything else.
    tell(null)
    hear(frame)
  })
  process.onExit((reason) => {
    exited = reason
    tell(null)
  })
  return {
    get pid() {
      return process.pid
    },
    send: (frame) => process.send(frame),
    onFrame(listener) {
      hear = listener
      for (const frame of frames.splice(0)) listener(frame)
    },
    onExit(listener) {
      if (exited === null) process.onExit(listener)
      else listener(exited)
    },
    kill: () => process.kill(),
  }
}

const isFirst = (frame: unknown): frame is FirstFrame => (frame as Partial<FirstFrame> | null)?.kind === 'first'
