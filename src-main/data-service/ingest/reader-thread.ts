import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { toAppError } from '@contract/errors.ts'
import { compileConnector } from '../connector/compile.ts'
import { atOnce } from '../in-turns.ts'
import { readPage } from './read-page.ts'
import { buffersOf, type Asked, type ReaderData, type Told } from './reader-frames.ts'

// The whole program of a thread that reads pages; see `page-reader.ts`.

giveWay()

const { definition } = workerData as ReaderData
const connector = compileConnector(definition)
const tell = (told: Told, handedOver: ArrayBuffer[] = []): void => parentPort?.postMessage(told, handedOver)

parentPort?.on('message', ({ room, length, ...asked }: Asked) => {
  try {
    const page = atOnce(readPage(connector, { ...asked, body: new Uint8Array(room, 0, length) }))
    tell({ page }, buffersOf(page))
  } catch (thrown) {
    tell({ error: toAppError(thrown) })
  }
})
tell({ ready: true })

/** Whoever asks for something comes first. On Linux this is about the thread; elsewhere it would be about the whole process. */
function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Where that is not allowed it has its share like any other.
  }
}
