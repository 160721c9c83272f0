import { hashSeed } from '../cache/dictionary/hash-index.ts'
import type { Connector } from '../connector/connector.ts'
import { inTurns } from '../in-turns.ts'
import { readPage, type Readable, type ReadPage } from './read-page.ts'
import { ReadingThread, ThreadLost } from './reading-thread.ts'

/** A smaller page is read in less time than is worth a thread, bytes. */
const worthAThread = 64 * 1024
/** When nothing was read for so long, the thread ends and its memory with it, ms. */
const idleMs = 5_000

export interface PageReaderPorts {
  readonly connector: Connector
  /** The program of the thread: `reader-thread.ts`. */
  readonly program?: () => Promise<string>
  readonly warn?: (line: string) => void
}

const ownProgram = async (): Promise<string> => (await import('./reader-thread.ts?program')).program
const toErrors = (line: string): unknown => process.stderr.write(`${line}\n`)

/**
 * Reads the pages of a sync beside the commits of those before, in a thread that begins with the first large page. Small pages, those that
 * come before it is there, and all pages once it has failed are read in this thread, in turns with other requests.
 */
export class PageReader {
  private thread: ReadingThread | null = null
  private beginning: Promise<void> | null = null
  private canBegin = true
  /** Pages that are being read. */
  private reading = 0
  private idle: NodeJS.Timeout | null = null

  constructor(private readonly ports: PageReaderPorts) {}

  /** Fails with `invalid-page` or `not-the-tenant`. */
  async read(page: Readable): Promise<ReadPage> {
    if (page.body.length < worthAThread) return await this.readHere(page)
    void this.begun()
    this.reading++
    if (this.idle) clearTimeout(this.idle)
    try {
      return await (this.thread?.read(page) ?? this.readHere(page))
    } catch (error) {
      // The page is still here, and nothing was kept of it.
      if (error instanceof ThreadLost) return await this.readHere(page)
      throw error
    } finally {
      if (--this.reading === 0) this.idle = setTimeout(() => this.end(), idleMs).unref()
    }
  }

  /** The same for a page that is not needed yet: where there is to be a thread, it is worth waiting for. */
  async readAhead(page: Readable): Promise<ReadPage> {
    if (page.body.length >= worthAThread) await this.begun()
    return await this.read(page)
  }

  /** Resolves when a thread reads, or when none can be had. */
  async begun(): Promise<void> {
    if (this.thread || !this.canBegin) return
    this.beginning ??= this.begin().finally(() => (this.beginning = null))
    await this.beginning
  }

  /** Ends the thread; the next large page begins another. */
  end(): void {
    if (this.idle) clearTimeout(this.idle)
    this.thread?.end()
    this.thread = null
  }

  /** Ends the thread for good. */
  close(): void {
    this.canBegin = false
    this.end()
  }

  private readHere(page: Readable): Promise<ReadPage> {
    return inTurns(readPage(this.ports.connector, page))
  }

  private async begin(): Promise<void> {
    const { connector, program = ownProgram } = this.ports
    try {
      const thread = new ReadingThread(await program(), { definition: connector.definition, hashSeed }, (error) => this.lost(error))
      await thread.begun
      if (this.canBegin) this.thread = thread
      else thread.end()
    } catch (error) {
      this.lost(error)
    }
  }

  /** One that failed would fail again. */
  private lost(error: unknown): void {
    this.thread = null
    if (!this.canBegin) return
    this.canBegin = false
    const { warn = toErrors } = this.ports
    warn(`service-down: no thread reads pages; they are read beside the requests. ${String(error)}`)
  }
}
