import type { FirstFrame, FromService, ToService } from '@contract/service.ts'

/** What Electron's utility process offers; typed here because the data service imports nothing from Electron. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

export interface Parent {
  readonly send: (frame: FromService | FirstFrame) => void
  readonly onFrame: (listener: (frame: ToService) => void) => void
  readonly onGone: (listener: () => void) => void
  readonly end: () => void
}

/** The process that started this one: Electron's main by a message port, or Node by its channel. Both are ours; frames are trusted. */
export function connectParent(): Parent {
  const port = (process as unknown as { parentPort?: ParentPort }).parentPort
  if (port) {
    return {
      send: (frame) => port.postMessage(frame),
      onFrame: (listener) => port.on('message', ({ data }) => listener(data as ToService)),
      onGone: () => undefined,
      end: () => process.exit(0),
    }
  }
  return {
    // What was still running when it was told to stop answers into nothing.
    send: (frame) => {
      if (process.connected) process.send?.(frame)
    },
    onFrame: (listener) => process.on('message', (message) => listener(message as ToService)),
    onGone: (listener) => process.on('disconnect', listener),
    end: () => {
      process.removeAllListeners('disconnect')
      process.disconnect()
    },
  }
}
