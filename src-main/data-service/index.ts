import { join } from 'node:path'
import { toAppError } from '@contract/errors.ts'
import type { KeptAnswer } from '@contract/log.ts'
import type { FirstFrame, FromService } from '@contract/service.ts'
import { readFirstAnswer } from './boot/first-answer.ts'
import { connectParent } from './parent.ts'
import type { DataService } from './service.ts'
import { lockFolder, type FolderLock } from './sqlite/folder-lock.ts'

/**
 * Entry point of the data service's own process: `--data FOLDER`, and `--first TENANT` where a window is about to ask about it. What the
 * window asks first is answered from here, while everything else starts; the service's own code is read after that.
 */
process.umask(0o077)
const parent = connectParent()
const send = (frame: FromService | FirstFrame): void => parent.send(frame)

try {
  start(argument('--data'), argument('--first'))
} catch (error) {
  refuse(error)
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at >= 0 ? process.argv[at + 1] : undefined
}

function refuse(error: unknown): void {
  send({ kind: 'refused', error: toAppError(error) })
}

function start(dataFolder: string | undefined, tenant: string | undefined): void {
  if (!dataFolder) throw new Error('--data FOLDER is missing')
  const lock = lockFolder(dataFolder)
  const kept = tenant === undefined ? null : readFirstAnswer(join(dataFolder, 'tenants', tenant))
  // Who names no tenant has nobody who listens for it.
  if (tenant !== undefined) send({ kind: 'first', kept })
  serve(
    lock,
    async () => {
      const { createDataService } = await import('./service.ts')
      return createDataService({
        dataFolder,
        lock,
        given: kept && (tenant ?? null),
        emit: (name, payload) => send({ kind: 'event', name, payload }),
        print: (job) => send({ kind: 'export.print', ...job }),
      })
    },
    kept,
  )
}

function serve(lock: FolderLock, create: () => Promise<DataService>, kept: KeptAnswer | null): void {
  const running = new Map<number, AbortController>()
  let made: Promise<DataService> | null = null
  const service = (): Promise<DataService> => (made ??= create())
  // Every commit is on disk; what is only begun is nothing yet.
  const close = async (): Promise<void> => (made ? (await made).close() : lock.release())
  parent.onFrame((frame) => {
    if (frame.kind === 'cancel') {
      running.get(frame.id)?.abort()
      return
    }
    if (frame.kind === 'stop') {
      void close().finally(() => parent.end())
      return
    }
    const { id, name, params, asText } = frame
    const controller = new AbortController()
    running.set(id, controller)
    service()
      .then((made) => made.handle(name, params, controller.signal))
      .then((value) => send({ kind: 'answer', id, ok: true, value: asText ? JSON.stringify(value) : value }))
      .catch((error: unknown) => send({ kind: 'failure', id, error: toAppError(error) }))
      .finally(() => running.delete(id))
  })
  // The parent is gone without a word.
  parent.onGone(() => void close().finally(() => process.exit(0)))
  // Where the first rows are known, the window has the processors to itself until somebody asks for more.
  const ready = kept ? Promise.resolve() : service()
  ready.then(() => send({ kind: 'ready' }), refuse)
}
