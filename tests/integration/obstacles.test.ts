import { randomBytes } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hearing } from '../../src-preload/contract/events.ts'
import { runCli } from '../../src-main/cli/program.ts'
import { createDataService } from '../../src-main/data-service/service.ts'
import { startDemoTenant, type DemoTenant } from '../../demo-tenant/index.ts'

let demo: DemoTenant
let root: string
let pristine: string
let folder: string
let id: string

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function cli(verb: string, args: readonly string[], at = folder, onPage = (): void => undefined): Promise<Ran> {
  let [out, err] = ['', '']
  const code = await runCli([verb, '--data', at, ...args], {
    fetch: async (...request) => {
      const answer = await fetch(...request)
      onPage()
      return answer
    },
    env: { IAM_AUDIT_TOKEN: demo.tokens.full },
    signal: new AbortController().signal,
    terminal: false,
    prints: false,
    application: 'test',
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

beforeAll(async () => {
  demo = await startDemoTenant({ entries: 1500, seed: 3 })
  root = mkdtempSync(join(tmpdir(), 'iam-audit-desk-obstacles-'))
  pristine = join(root, 'pristine')
  folder = join(root, 'data')
  expect((await cli('sync', ['--url', demo.url], pristine)).code).toBe(0)
  const settings = JSON.parse(readFileSync(join(pristine, 'settings.json'), 'utf8')) as { tenants: { id: string }[] }
  id = settings.tenants[0]!.id
  writeFileSync(join(pristine, 'tokens.json'), '{"version":1,"tokens":{}}')
})
afterAll(async () => {
  await demo.close()
  rmSync(root, { recursive: true, force: true })
})
const renewed = (): void => {
  rmSync(folder, { recursive: true, force: true })
  cpSync(pristine, folder, { recursive: true })
}

const inTenant = [
  'cache.db',
  'cache.db-wal',
  'cache.db-shm',
  'casework.db',
  'casework.db-wal',
  'casework.db-shm',
  'tenant.json',
  'casework-backups',
]
const files = ['settings.json', 'tokens.json', 'lock.db', 'lock.db-journal', 'tenants', 'the tenant’s folder', ...inTenant]
const obstacles: Readonly<Record<string, (path: string) => void>> = {
  'a folder': (path) => mkdirSync(path),
  'a folder with something in it': (path) => {
    mkdirSync(path)
    writeFileSync(join(path, 'x'), 'x')
  },
  'a link to nothing': (path) => symlinkSync(join(root, 'nowhere', 'x'), path),
  'a link in a circle': (path) => symlinkSync(path, path),
  garbage: (path) => writeFileSync(path, randomBytes(5000)),
  'an empty file': (path) => writeFileSync(path, ''),
  'a file that may not be read': (path) => {
    writeFileSync(path, 'x')
    chmodSync(path, 0o000)
  },
}

describe('in the place of each of our files (issue 12.25)', () => {
  it.each(files.flatMap((file) => Object.keys(obstacles).map((obstacle) => [file, obstacle] as const)))(
    '%s: %s is told in a sentence with what to do, or changes nothing',
    async (file, obstacle) => {
      renewed()
      const path = inTenant.includes(file)
        ? join(folder, 'tenants', id, file)
        : join(folder, file === 'the tenant’s folder' ? join('tenants', id) : file)
      rmSync(path, { recursive: true, force: true })
      obstacles[obstacle]!(path)
      for (const [verb, args] of [
        ['coverage', ['--json']],
        ['query', ['--filter', '', '--count']],
        ['sync', ['--url', demo.url]],
      ] as const) {
        const { code, out, err } = await cli(verb, args)
        expect(`${verb} ${code} ${out}${err}`).not.toContain('Something went wrong')
        if (code !== 0) expect(err.trim().split('\n').length, err).toBeGreaterThanOrEqual(code === 2 ? 1 : 2)
        else if (verb === 'query' && out !== '1500\n')
          // With the tenant's whole folder every trace of its cache is gone.
          expect(err, file).toMatch(
            inTenant.includes(file) ? /damaged|set aside|cache\.db/ : /damaged|settings|Found again|Nothing was fetched/,
          )
      }
    },
  )
})

describe('a database of which nothing is left (issue 12.11, 12.25)', () => {
  const emptied = (path: string): void => writeFileSync(path, '')
  const gone = (path: string): void => rmSync(path)
  const overwritten = (path: string): void => writeFileSync(path, Buffer.alloc(readFileSync(path).length))

  it.each([
    ['emptied', emptied],
    ['gone', gone],
    ['cut to a letter', (path: string): void => writeFileSync(path, 'x')],
    ['overwritten', overwritten],
  ] as const)('a cache that is %s is lost and no tenant that was never asked, until a sync has brought it back', async (_, lose) => {
    renewed()
    lose(join(folder, 'tenants', id, 'cache.db'))
    const first = await cli('query', ['--filter', '', '--count'])
    expect(first.err).toContain('damaged')
    for (const filter of ['', 'after:2020-01-01', 'last:7d', 'after:2999-01-01']) {
      const { code, out, err } = await cli('query', ['--filter', filter, '--count'])
      expect({ code, out }).toEqual({ code: 0, out: '0\n' })
      expect(err).toContain('lost with a damaged file')
      expect(err).not.toContain('Nothing was fetched')
    }
    expect((await cli('coverage', ['--json'])).out).toContain('"cause":"damaged"')
    expect((await cli('sync', ['--url', demo.url])).code).toBe(0)
    const after = await cli('query', ['--filter', '', '--count'])
    expect(after).toEqual({ code: 0, out: '1500\n', err: '' })
  })

  it('a casework that is emptied before its first backup is told', async () => {
    renewed()
    emptied(join(folder, 'tenants', id, 'casework.db'))
    expect((await cli('query', ['--filter', '', '--count'])).err).toMatch(/casework .* was damaged and set aside/)
    expect(await cli('query', ['--filter', 'is:bookmarked', '--count'])).toMatchObject({ code: 0, out: '0\n' })
  })

  it('a tenant that was never asked is told as that', async () => {
    renewed()
    for (const name of ['cache.db', 'casework.db']) rmSync(join(folder, 'tenants', id, name))
    expect(await cli('query', ['--filter', '', '--count'])).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^Nothing was fetched/) as string,
    })
  })
})

describe('a data folder that goes away (issue 12.25)', () => {
  it('is told during a sync, which then is not complete', async () => {
    rmSync(folder, { recursive: true, force: true })
    const { code, out, err } = await cli('sync', ['--url', demo.url, '--json'], folder, () =>
      rmSync(folder, { recursive: true, force: true }),
    )
    expect(code).not.toBe(0)
    expect(out).not.toContain('"complete":true')
    expect(err).toMatch(/data folder/)
  })
})

describe('export --overwrite (issue 12.25)', () => {
  it.each([
    'settings.json',
    'tokens.json',
    'lock.db',
    'tenants/ID/cache.db',
    'tenants/ID/tenant.json',
    'tenants/ID/new.csv',
    'SETTINGS.JSON',
  ])('never replaces %s of a data folder, by whatever path', async (name) => {
    renewed()
    const other = join(root, 'other')
    rmSync(other, { recursive: true, force: true })
    cpSync(pristine, other, { recursive: true })
    const link = join(root, 'link')
    rmSync(link, { force: true })
    symlinkSync(other, link)
    for (const at of [folder, other, link, join(folder, '..', basename(other)), join(dirname(folder), '.', 'data', 'tenants', '..')]) {
      const out = join(at, name.replace('ID', id))
      const before = existsSync(out) ? readFileSync(out) : null
      const ran = await cli('export', ['--filter', '', '--format', 'ndjson', '--out', out, '--overwrite'])
      expect(ran.code, out).toBe(1)
      expect(ran.err).toContain('data folder')
      expect(existsSync(out) ? readFileSync(out) : null).toEqual(before)
      expect(existsSync(`${out}.part`) || existsSync(`${out}.manifest.json`)).toBe(false)
    }
    const beside = join(root, 'beside.ndjson')
    expect((await cli('export', ['--filter', '', '--format', 'ndjson', '--out', beside, '--overwrite'])).code).toBe(0)
  })
})
