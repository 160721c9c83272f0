import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hearing } from '../../src-preload/contract/events.ts'
import { runCli } from '../../src-main/cli/program.ts'
import { createDataService } from '../../src-main/data-service/service.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

type Answer = (request: IncomingMessage & { readonly asked: URL; readonly number: number }, response: ServerResponse) => void

/** A definition for a source that pages by cursor, newest first, with changes of its parts. */
export function definitionOf(change: object = {}): object {
  return {
    schema: 1,
    name: 'g',
    title: 'G',
    request: { path: '/log', auth: { template: 'Bearer {secret}' }, pageSize: { parameter: 'limit', min: 2, max: 2 } },
    paging: { style: 'cursor', next: '/next', parameter: 'cursor' },
    window: {
      from: { parameter: 'from', format: 'iso', inclusive: true },
      to: { parameter: 'to', format: 'iso', inclusive: false },
    },
    order: { direction: 'desc', by: 'occurrence' },
    items: '/items',
    entry: { id: '/id', time: { from: '/t', format: 'iso' }, action: '/a', actor: { email: '/actor' }, resource: { type: '/rt' }, status: [{ always: 'success' }] },
    ...change,
  } // prettier-ignore
}

/** An entry that happened `minutes` ago, by whole seconds. */
export function entryOf(id: string, minutes: number, more: object = {}): { id: string; t: string; a: string; actor: string } {
  const t = new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000).toISOString()
  return { id, t, a: 'x', actor: 'a@b.c', ...more }
}

/** A server that answers as it is told, and the command line in a folder of its own. */
export class UnhelpfulSource {
  readonly requests: URL[] = []
  private readonly folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-unhelpful-'))
  private readonly server: Server

  constructor(public answer: Answer) {
    this.server = createServer((request, response) => {
      const asked = new URL(request.url ?? '/', this.url)
      const number = this.requests.push(asked) - 1
      this.answer(Object.assign(request, { asked, number }), response)
    })
  }

  static async answering(answer: Answer): Promise<UnhelpfulSource> {
    const source = new UnhelpfulSource(answer)
    await new Promise<void>((resolve) => source.server.listen(0, '127.0.0.1', resolve))
    return source
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`
  }

  async cli(...args: string[]): Promise<Ran> {
    let [out, err] = ['', '']
    const code = await runCli([...args, '--data', join(this.folder, 'data')], {
      fetch,
      env: { IAM_AUDIT_TOKEN: 'token' },
      signal: new AbortController().signal,
      terminal: false,
      prints: false,
      application: 'IAM Audit Desk test',
      out: (text) => Promise.resolve(void (out += text)),
      err: (text) => void (err += text),
      openService: (dataFolder, progress) => {
        const service = createDataService({ dataFolder, emit: hearing({ 'export.progress': progress }) })
        return {
          call: (name, params, options) => service.handle(name, params, options?.signal),
          close: () => Promise.resolve(service.close()),
        }
      },
    })
    return { code, out, err }
  }

  async sync(definition: object): Promise<Ran> {
    const file = join(this.folder, 'connector.json')
    writeFileSync(file, JSON.stringify(definition))
    return await this.cli('sync', '--url', this.url, '--connector', file, '--json')
  }

  async ids(): Promise<string[]> {
    const { out } = await this.cli('query', '--filter', '', '--limit', '100000', '--json')
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { id: string }).id)
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export function json(response: ServerResponse, page: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(typeof page === 'string' ? page : JSON.stringify(page))
}
