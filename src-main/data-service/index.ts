import { toAppError } from '@contract/errors.ts'
import type { FromService } from '@contract/service.ts'
import { connectParent } from './parent.ts'
import { createDataService } from './service.ts'

/** Entry point of the data service's own process: `--data FOLDER`. */
process.umask(0o077)
const at = process.argv.indexOf('--data')
const dataFolder = at >= 0 ? process.argv[at + 1] : undefined
const parent = connectParent()
const send = (frame: FromService): void => parent.send(frame)

try {
  if (!dataFolder) throw new Error('--data FOLDER is missing')
  serve(
    createDataService({
      dataFolder,
      emit: (changed) => send({ kind: 'cache.changed', ...changed }),
      progress: (progress) => send({ kind: 'export.progress', ...progress }),
      print: (job) => send({ kind: 'export.print', ...job }),
    }),
  )
} catch (error) {
  send({ kind: 'refused', error: toAppError(error) })
}

function serve(service: ReturnType<typeof createDataService>): void {
  const running = new Map<number, AbortController>()
  parent.onFrame((frame) => {
    if (frame.kind === 'cancel') {
      running.get(frame.id)?.abort()
      return
    }
    if (frame.kind === 'stop') {
      service.close()
      parent.end()
      return
    }
    const { id, name, params, asText } = frame
    const controller = new AbortController()
    running.set(id, controller)
    service
      .handle(name, params, controller.signal)
      .then((value) => send({ kind: 'answer', id, ok: true, value: asText ? JSON.stringify(value) : value }))
      .catch((error: unknown) => send({ kind: 'failure', id, error: toAppError(error) }))
      .finally(() => running.delete(id))
  })
  // The parent is gone without a word: nothing is lost, every commit is on disk.
  parent.onGone(() => {
    service.close()
    process.exit(0)
  })
  send({ kind: 'ready' })
}
