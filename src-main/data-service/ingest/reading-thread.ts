import { Worker } from 'node:worker_threads'
import { AppFailure } from '@contract/errors.ts'
import type { Readable, ReadPage } from './read-page.ts'
import type { Asked, ReaderData, Told } from './reader-frames.ts'

/** Memory for bodies is asked of the system in steps of this, bytes. */
const roomStep = 256 * 1024

interface Waiting {
  readonly room: SharedArrayBuffer
  readonly resolve: (page: ReadPage) => void
  readonly reject: (error: unknown) => void
}

/** For who waits for a page when the thread is gone: the page was not at fault. */
export class ThreadLost extends Error {}

/** A thread that reads pages, from this side. */
export class ReadingThread {
  /** Resolves when it can be asked; rejects when it cannot be had. */
  readonly begun: Promise<void>
  private readonly worker: Worker
  private readonly waiting: Waiting[] = []
  /** Shared memory that no page is in. */
  private readonly rooms: SharedArrayBuffer[] = []

  /** `lost` is told when it ends after it had begun, without having been told to. */
  constructor(
    program: string,
    data: ReaderData,
    private readonly lost: (error: Error) => void,
  ) {
    this.worker = new Worker(program, { eval: true, workerData: data })
    // It keeps no process alive: who waits for a page does.
    this.worker.unref()
    this.begun = new Promise((resolve, reject) => {
      this.worker.once('message', () => {
        this.worker.on('message', (told: Told) => this.told(told))
        resolve()
      })
      const gone = (error: Error): void => {
        reject(error)
        this.gone(error)
      }
      this.worker.once('error', gone)
      this.worker.once('exit', (code) => gone(new Error(`exit code ${code}`)))
    })
    this.begun.catch(() => undefined)
  }

  /** Fails with what is wrong with the page, or with `ThreadLost`. */
  read({ body, ...page }: Readable): Promise<ReadPage> {
    const room = this.roomFor(body.length)
    new Uint8Array(room).set(body)
    const asked: Asked = { ...page, room, length: body.length }
    return new Promise((resolve, reject) => {
      this.waiting.push({ room, resolve, reject })
      this.worker.ref()
      this.worker.postMessage(asked)
    })
  }

  end(): void {
    this.worker.removeAllListeners()
    this.drop('it was ended')
    void this.worker.terminate()
  }

  private told(told: Told): void {
    const answered = this.waiting.shift()
    if (!answered || 'ready' in told) return
    if (this.waiting.length === 0) this.worker.unref()
    this.rooms.push(answered.room)
    if ('page' in told) answered.resolve(told.page)
    else answered.reject(new AppFailure(told.error))
  }

  private gone(error: Error): void {
    this.worker.removeAllListeners()
    this.drop(error.message)
    this.lost(error)
  }

  private drop(why: string): void {
    for (const { reject } of this.waiting.splice(0)) reject(new ThreadLost(why))
  }

  /** Used again: what is asked of the system for each page makes V8 collect everything every twenty pages. */
  private roomFor(length: number): SharedArrayBuffer {
    const at = this.rooms.findIndex(({ byteLength }) => byteLength >= length)
    if (at >= 0) return this.rooms.splice(at, 1)[0] as SharedArrayBuffer
    this.rooms.length = 0
    return new SharedArrayBuffer(Math.ceil((length * 1.25) / roomStep) * roomStep)
  }
}
