import { spawn } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aliases } from '../../scripts/lib/aliases.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { startDemoTenant } from '../demo-tenant/index.ts'
import { OktaLike, oktaToken } from '../okta-like/server.ts'
import { picture, type Picture } from './picture.ts'
import { openDesk, tenantId } from './sync-support.ts'

/** Five for every change; `KILLS=100` for the long run. */
const attempts = Number(process.env['KILLS'] ?? 5)
/** More pages than are fetched between the kills. */
const total = attempts * 4000

interface Source {
  readonly connector: string
  readonly url: string
  readonly token: string
  readonly close: () => Promise<void>
}

/** Two quite different servers: one lists the newest first with cursors, the other by arrival with links, week by week. */
const sources: readonly (readonly [string, () => Promise<Source>])[] = [
  [
    'tenant-iam',
    async () => {
      const tenant = await startDemoTenant({ entries: total, frozen: true })
      return { connector: 'tenant-iam', url: tenant.url, token: tenant.tokens.full, close: () => tenant.close() }
    },
  ],
  [
    'okta-system-log',
    async () => {
      const okta = await new OktaLike({ events: total, everyMs: Math.floor((80 * 86_400_000) / total), lateByMs: 600_000 }).listen()
      return { connector: 'okta-system-log', url: okta.url, token: oktaToken, close: () => okta.close() }
    },
  ],
]

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

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-kill-'))
  folders.push(folder)
  return folder
}

interface Ended {
  readonly pages: number
  readonly killed: boolean
  readonly complaint: string
}

/** Runs the child; kills it `afterMs` after its `atPage`th page, when that comes. */
function run(source: Source, folder: string, kill: { readonly atPage: number; readonly afterMs: number } | null): Promise<Ended> {
  const child = spawn(process.execPath, [join(built, 'child.mjs'), source.url, source.token, folder, source.connector], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
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

async function contents({ url, token, connector }: Source, folder: string): Promise<Picture> {
  const desk = openDesk({ url, token, connector, dataFolder: folder })
  await desk.service.handle('tenant.open', { tenant: tenantId, connector })
  const seen = await picture(desk.service)
  await desk.close()
  return seen
}

it.each(sources)(
  `%s killed ${attempts} times at random points ends with the entries, the coverage and the columns of an undisturbed sync`,
  async (_, open) => {
    const source = await open()
    const [calm, disturbed] = [dataFolder(), dataFolder()]
    expect(await run(source, calm, null)).toMatchObject({ killed: false, complaint: '' })
    let kills = 0
    for (let attempt = 0; attempt < attempts; attempt++) {
      const ended = await run(source, disturbed, { atPage: 1 + Math.floor(Math.random() * 4), afterMs: Math.random() * 12 })
      if (ended.killed) kills++
    }
    expect(kills).toBeGreaterThanOrEqual(attempts * 0.6)
    const half = await contents(source, disturbed)
    expect(half.entries).toBeGreaterThan(0)
    expect(await run(source, disturbed, null)).toMatchObject({ killed: false, complaint: '' })
    const [wanted, got] = [await contents(source, calm), await contents(source, disturbed)]
    expect(wanted).toMatchObject({ entries: total, gaps: [], unfinished: false })
    expect(got).toEqual(wanted)
    await source.close()
  },
  attempts * 60_000,
)
