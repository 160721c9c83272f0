import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll } from 'vitest'
import { aliases } from '../../scripts/lib/aliases.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { picture, type Picture } from './picture.ts'
import { openDesk, tenantId } from './sync-support.ts'

/** A server, and how it is read. */
export interface Source {
  readonly connector: string
  readonly url: string
  readonly token: string
  readonly close: () => Promise<void>
}

let built: string
const folders: string[] = []

beforeAll(async () => {
  // Inside the repository, so that what it imports is found.
  mkdirSync(join(root, 'artifacts'), { recursive: true })
  built = mkdtempSync(join(root, 'artifacts', 'sync-child-'))
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: aliases },
    build: {
      ssr: join(import.meta.dirname, 'sync-child.ts'),
      outDir: built,
      target: 'node24',
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  })
}, 120_000)
afterAll(() => {
  for (const folder of [built, ...folders]) rmSync(folder, { recursive: true, force: true })
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
}

export interface Ended {
  readonly pages: number
  readonly killed: boolean
  readonly complaint: string
}

/** `patienceMs`: the longest that one answer may take. Runs the child; kills it `afterMs` after its `atPage`th page, when that comes. */
export function run(source: Source, folder: string, kill: Kill | null, patienceMs?: number): Promise<Ended> {
  const told = [source.url, source.token, folder, source.connector, ...(patienceMs === undefined ? [] : [String(patienceMs)])]
  const child = spawn(process.execPath, [join(built, 'child.mjs'), ...told], { stdio: ['ignore', 'pipe', 'pipe'] })
  let pages = 0
  let complaint = ''
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('page') && ++pages === kill?.atPage) setTimeout(() => child.kill('SIGKILL'), kill.afterMs)
  })
  child.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (_, signal) => resolve({ pages, killed: signal === 'SIGKILL', complaint }))
  })
}

export async function contents({ url, token, connector }: Source, folder: string, ofArrival = true): Promise<Picture> {
  const desk = openDesk({ url, token, connector, dataFolder: folder })
  await desk.service.handle('tenant.open', { tenant: tenantId, connector })
  const seen = await picture(desk.service, ofArrival)
  await desk.close()
  return seen
}
