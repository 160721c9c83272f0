import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll } from 'vitest'
import type { ConnectorRef } from '@contract/connector.ts'
import { builtChild } from './child-program.ts'
import { picture, type Picture } from './picture.ts'
import { openDesk, tenantId } from './sync-support.ts'

/** A server, and how it is read. */
export interface Source {
  readonly connector: ConnectorRef
  readonly url: string
  readonly token: string
  readonly close: () => Promise<void>
}

let child: string
const folders: string[] = []

beforeAll(async () => {
  child = await builtChild('sync-child.ts')
}, 120_000)
afterAll(() => {
  for (const folder of [dirname(child), ...folders]) rmSync(folder, { recursive: true, force: true })
})

/** Removed when the tests of this file are over. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-kill-'))
  folders.push(folder)
  return folder
}

export interface Kill {
  readonly atPage: number
  readonly afterMs: number
  /** Asked to stop, not killed. */
  readonly isCancel?: boolean
}

export interface RunOptions {
  /** The longest that one answer may take. */
  readonly patienceMs?: number
  /** The oldest time to ask for, ms. */
  readonly since?: number | null
  /** After each page. */
  readonly page?: () => void
}

export interface Ended {
  readonly pages: number
  readonly killed: boolean
  readonly complaint: string
}

/** Runs the child; kills it `afterMs` after its `atPage`th page, when that comes. */
export function run(
  source: Source,
  folder: string,
  kill: Kill | null,
  { patienceMs = 5000, since = null, page }: RunOptions = {},
): Promise<Ended> {
  const { connector } = source
  const named = typeof connector === 'string' ? connector : JSON.stringify(connector)
  const told = [source.url, source.token, folder, named, String(patienceMs), since === null ? '' : String(since)]
  const sync = spawn(process.execPath, [child, ...told], { stdio: ['ignore', 'pipe', 'pipe'] })
  let pages = 0
  let complaint = ''
  createInterface({ input: sync.stdout }).on('line', (line) => {
    if (!line.startsWith('page')) return
    page?.()
    if (++pages === kill?.atPage) setTimeout(() => sync.kill(kill.isCancel ? 'SIGTERM' : 'SIGKILL'), kill.afterMs)
  })
  sync.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()))
  return new Promise((resolve, reject) => {
    sync.on('error', reject)
    sync.on('close', (_, signal) => resolve({ pages, killed: signal === 'SIGKILL', complaint }))
  })
}

export async function contents({ url, token, connector }: Source, folder: string, ofArrival = true): Promise<Picture> {
  const desk = openDesk({ url, token, connector, dataFolder: folder })
  await desk.service.handle('tenant.open', { tenant: tenantId, connector })
  const seen = await picture(desk.service, ofArrival)
  await desk.close()
  return seen
}
