import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listener on another origin. It notes who came and whether they brought the token, which they must not. */
export class Elsewhere {
  requests = 0
  withAuthorization = 0
  private readonly server: Server

  constructor() {
    this.server = createServer((request, response) => {
      this.requests++
      if (request.headers.authorization !== undefined) this.withAuthorization++
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[],"next_cursor":null}')
    })
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve)
    })
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo
    return `http://127.0.0.1:${String(port)}/api/v1/iam/audit-logs`
  }

  close(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }
}
