import { spawn } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aliases } from '../../scripts/lib/aliases.mjs'
import { root } from '../../scripts/lib/paths.mjs'
import { startDemoTenant, type DemoTenant } from '../demo-tenant/index.ts'
import { openDesk, tenantId } from './sync-support.ts'

/** Five for every change; `KILLS=100` for the long run. */
const attempts = Number(process.env['KILLS'] ?? 5)
/** More pages than are fetched between the kills. */
const total = attempts * 4000

let tenant: DemoTenant
let built: string
const folders: string[] = []

beforeAll(async () => {
  tenant = await startDemoTenant({ entries: total, frozen: true })
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
afterAll(async () => {
  await tenant.close()
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
function run(folder: string, kill: { readonly atPage: number; readonly afterMs: number } | null): Promise<Ended> {
  const child = spawn(process.execPath, [join(built, 'child.mjs'), tenant.url, tenant.tokens.full, folder], {
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

async function contents(
  folder: string,
): Promise<{ digest: string; entries: number; gaps: number; unfinished: boolean; from: number | undefined }> {
  const desk = openDesk({ url: tenant.url, token: tenant.tokens.full, dataFolder: folder })
  await desk.service.handle('tenant.open', { tenant: tenantId, connector: 'tenant-iam' })
  const state = await desk.service.handle('sync.state', { tenant: tenantId })
  const digest = await desk.digest()
  await desk.close()
  return { digest, entries: state.entries, gaps: state.gaps.length, unfinished: state.unfinished !== null, from: state.intervals[0]?.from }
}

it(
  `killed ${attempts} times at random points, a sync ends with exactly what an undisturbed one brings`,
  async () => {
    const [calm, disturbed] = [dataFolder(), dataFolder()]
    expect(await run(calm, null)).toMatchObject({ killed: false, complaint: '' })
    let kills = 0
    for (let attempt = 0; attempt < attempts; attempt++) {
      const ended = await run(disturbed, { atPage: 1 + Math.floor(Math.random() * 4), afterMs: Math.random() * 12 })
      if (ended.killed) kills++
    }
    expect(kills).toBeGreaterThanOrEqual(attempts * 0.6)
    const half = await contents(disturbed)
    expect(half.entries).toBeGreaterThan(0)
    expect(await run(disturbed, null)).toMatchObject({ killed: false, complaint: '' })
    const [wanted, got] = [await contents(calm), await contents(disturbed)]
    expect(wanted).toMatchObject({ entries: total, gaps: 0, unfinished: false })
    expect(got).toEqual(wanted)
  },
  attempts * 48_000,
)
