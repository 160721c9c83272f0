import type { ServiceProcess, StartService } from './process.ts'

/**
 * Starts the service now, for a host whose code is still to be read; what the service says meanwhile is kept for it. Further starts are
 * the host's own. A start that fails is left to the host, which knows what to do.
 */
export function startAhead(start: StartService): StartService {
  let first: ServiceProcess | null = null
  try {
    first = keeping(start())
  } catch {
    // The host's own attempt fails in the same way.
  }
  return () => {
    const process = first ?? start()
    first = null
    return process
  }
}

function keeping(process: ServiceProcess): ServiceProcess {
  const frames: unknown[] = []
  let hear = (frame: unknown): void => void frames.push(frame)
  let exited: string | null = null
  process.onFrame((frame) => hear(frame))
  process.onExit((reason) => (exited = reason))
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
