import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { everything } from '@contract/filter.ts'
import { createDataService } from '../../src-main/data-service/service.ts'
import { builtChild } from './child-program.ts'
import { tenantId as tenant } from './sync-support.ts'

const before = 700
const imported = 40_000
const start = Date.UTC(2026, 0, 1)
let program: string
let commands: string
let folder: string
const data = (): string => join(folder, 'data')

const item = (n: number): string =>
  JSON.stringify({
    id: `evt_${n}`,
    timestamp: new Date(start + n * 60_000).toISOString(),
    actor: { email: `user${n % 50}@acme.test` },
    action: 'role_assign',
    resource: { type: 'role', id: `r${n % 40}`, name: 'Reader' },
    target: { email: `user${(n >> 2) % 50}@acme.test` },
    status: 'success',
  })
const put = (name: string, from: number, to: number): string => {
  const path = join(folder, name)
  writeFileSync(path, Array.from({ length: to - from }, (_, n) => `${item(from + n)}\n`).join(''))
  return path
}

beforeAll(async () => {
  program = await builtChild('import-child.ts')
  commands = await builtChild('first-import-child.ts')
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-import-kill-'))
})
afterAll(() => {
  for (const each of [dirname(program), dirname(commands), folder]) rmSync(each, { recursive: true, force: true })
})

/** Imports in a process of its own, and kills that once so many records are read, or, for `Infinity`, not at all. @returns whether it came to its end */
function run(file: string, killAt: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, data(), file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let isDone = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    isDone ||= line === 'done'
    if (!isDone && Number(line) >= killAt) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => resolve(isDone))
  })
}

/** What the cache holds now: ids in the order of time, facets that were counted, and the files of its imports. */
async function held() {
  const service = createDataService({ dataFolder: data(), emit: () => {} })
  try {
    await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
    const ask = { tenant, zone: 'UTC', facetLimit: 100, histogramBuckets: 0, order: 'asc' as const, firstRows: 3 }
    const { total, facets, rows } = await service.handle('log.query', { ...ask, filter: everything, facets: ['actor'] })
    const imports = await service.handle('import.list', { tenant })
    const counted = facets[0]?.values.reduce((sum, { count }) => sum + count, 0)
    return { total, counted, first: rows.map(({ occurredAt }) => occurredAt), imports: imports.map(({ files }) => files[0]?.file) }
  } finally {
    service.close()
  }
}

it('killed in the middle, and once more, an import has left nothing; what was there is there, and it can be imported after all', async () => {
  const [small, large] = [put('small.ndjson', 0, before), put('large.ndjson', before, before + imported)]
  expect(await run(small, Infinity)).toBe(true)
  const truth = await held()
  expect(truth).toMatchObject({ total: before, counted: before, imports: ['small.ndjson'] })
  let killed = 0
  for (const share of [0.05, 0.3, 0.6, 0.9, 1]) {
    // One that came to its end all the same would be there whole.
    if (await run(large, imported * share)) break
    killed++
    expect(await held()).toEqual(truth)
  }
  expect(killed).toBeGreaterThan(2)
  if ((await held()).total === before) expect(await run(large, Infinity)).toBe(true)
  const all = before + imported
  expect(await held()).toMatchObject({ total: all, counted: all, first: truth.first, imports: ['small.ndjson', 'large.ndjson'] })
}, 240_000)

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A command in a process of its own, killed as soon as it says so many records on standard error. */
function command(args: readonly string[], killAt = Infinity): Promise<Ran> {
  const child = spawn(process.execPath, [commands, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString()
    const told = err.match(/(\d+) records/g)?.at(-1)
    if (told !== undefined && parseInt(told) >= killAt) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

it('killed in the middle, the first import into a folder leaves no tenant', async () => {
  const [first, file] = [join(folder, 'first'), put('first.ndjson', 0, imported)]
  const query = ['query', '--data', first, '--filter', '', '--count']
  const tenants = join(first, 'tenants')
  for (const share of [0.05, 0.6]) {
    expect(await command(['import', '--data', first, '--tenant', 'Files', file], imported * share)).toMatchObject({ code: null })
    // Until the next command it lies there.
    expect(readdirSync(tenants)).toHaveLength(1)
    expect(await command(query)).toMatchObject({ code: 2, err: expect.stringContaining('no tenant yet') as string })
    expect(readdirSync(tenants)).toEqual([])
  }
  expect(await command(['import', '--data', first, '--tenant', 'Another', file], imported * 0.3)).toMatchObject({ code: null })
  expect(await command(['import', '--data', first, '--tenant', 'Files', file])).toMatchObject({ code: 0 })
  // The one that is left is the only one, so that it need not be named.
  expect(await command(query)).toMatchObject({ code: 0, out: `${imported}\n` })
  expect(readdirSync(tenants)).toHaveLength(1)
}, 240_000)
