import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An HTTP server that can stop listening for a while and come back on the same port. */
export class Listener {
  private readonly server: Server
  private readonly host: string
  private port: number
  private reopening: NodeJS.Timeout | undefined
  private changing: Promise<void> = Promise.resolve()
  private closed = false

  constructor(handle: RequestListener, host: string, port: number) {
    this.host = host
    this.port = port
    this.server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, handle)
  }

  get url(): string {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host
    return `http://${host}:${String(this.port)}`
  }

  async open(): Promise<void> {
    clearTimeout(this.reopening)
    await this.change(async () => {
      if (this.server.listening || this.closed) return
      await new Promise<void>((resolve, reject) => {
        this.server.once('error', reject)
        this.server.listen(this.port, this.host, () => {
          this.server.off('error', reject)
          resolve()
        })
      })
      this.port = (this.server.address() as AddressInfo).port
    })
  }

  /** Refuses connections and cuts those there are; listens again after `ms` when given. */
  async refuse(ms?: number): Promise<void> {
    clearTimeout(this.reopening)
    await this.change(() => this.stop())
    if (ms !== undefined) this.reopening = setTimeout(() => void this.open(), ms)
  }

  async close(): Promise<void> {
    clearTimeout(this.reopening)
    this.closed = true
    await this.change(() => this.stop())
  }

  private async stop(): Promise<void> {
    if (!this.server.listening) return
    const stopped = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.server.closeAllConnections()
    await stopped
  }

  /** One change after the other. */
  private change(work: () => Promise<void>): Promise<void> {
    const done = this.changing.then(work)
    this.changing = done.catch(() => undefined)
    return done
  }
}
