import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFirstAnswer } from '../../src-main/data-service/boot/first-answer.ts'
import { createDataService, type DataService } from '../../src-main/data-service/service.ts'
import { openVaultFile } from '../../src-main/credentials/vault-file.ts'
import { settingsFile } from '../../src-main/cli/settings-file.ts'
import { tenantFolders } from '../../src-main/tenants/tenant-folders.ts'
import { createTenants } from '../../src-main/tenants/tenants.ts'
import { parse } from '../../src-preload/language/parse.ts'
import { firstRequest, now } from './folder.ts'

/** What a folder answers to one question: a value, or that it cannot. */
export type Answer = { readonly value: unknown } | { readonly error: string }

export interface Answers {
  /** By question, those about the cache first. */
  readonly cache: Readonly<Record<string, Answer>>
  readonly casework: Readonly<Record<string, Answer>>
  readonly files: Readonly<Record<string, Answer>>
  /** Everything that was said of damage, in the order in which it was. */
  readonly said: readonly string[]
  /** Every entry that was shown, as `SHA-256 text`. */
  readonly entries: readonly string[]
}

const queries = [
  '',
  'status:failed',
  'raw:"a"',
  'changed:name',
  'is:late',
  'is:drifted',
  'actor:*',
  'is:bookmarked',
  'added:*',
  'request:*',
]

/** What takes longest to ask for. */
export const exportKinds = ['ndjson', 'csv', 'frozen'] as const
export type ExportKind = (typeof exportKinds)[number]

/** Asks a data folder whatever a person could see of it, and for these exports. */
export async function ask(folder: string, tenant: string, exports: readonly ExportKind[] = exportKinds): Promise<Answers> {
  const said: string[] = []
  const warn = (message: string): void => void said.push(message)
  const entries: string[] = []
  const answered = async (work: () => unknown): Promise<Answer> => {
    try {
      return { value: await work() }
    } catch (error) {
      return { error: String((error as { error?: { code: string } }).error?.code ?? error) }
    }
  }
  const files: Record<string, Answer> = {
    kept: await answered(() => readFirstAnswer(join(folder, 'tenants', tenant))),
    tenants: await answered(() =>
      createTenants({ store: settingsFile(folder), tokenState: () => 'none', folders: tenantFolders(folder), warn }).list(),
    ),
    token: await answered(() => openVaultFile(join(folder, 'tokens.json'), warn).get(tenant)?.toString()),
  }
  let service: DataService | null = null
  const cache: Record<string, Answer> = {}
  const casework: Record<string, Answer> = {}
  const open = await answered(async () => {
    service = createDataService({ dataFolder: folder, emit: () => undefined, now: () => now, author: 'ines' })
    const { recovered } = await service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
    for (const { database } of recovered) said.push(`${database} recovered`)
  })
  if ('error' in open) cache['open'] = open
  const asked = service as DataService | null
  if (asked && !('error' in open)) {
    for (const text of queries) cache[`query ${text}`] = await answered(() => query(asked, tenant, text))
    cache['entries'] = await answered(() => everyEntry(asked, tenant, entries))
    cache['details'] = await answered(() => details(asked, tenant))
    for (const format of ['ndjson', 'csv'] as const)
      if (exports.includes(format)) cache[format] = await answered(() => exported(asked, tenant, format))
    cache['coverage'] = await answered(async () => {
      const { intervals, gaps, rebuilding, diskBytes: _, ...counts } = await asked.handle('coverage.get', { tenant })
      for (const { cause } of gaps) if (cause === 'damaged') said.push('a gap')
      if (rebuilding) said.push('rebuilding')
      return { intervals, gaps, counts }
    })
    cache['history'] = await answered(() => asked.handle('coverage.history', { tenant }))
    casework['overview'] = await answered(async () => {
      const { recovery, ...rest } = await asked.handle('casework.overview', { tenant })
      if (recovery) said.push('casework recovered')
      return rest
    })
    casework['bookmarks'] = await answered(() => bookmarks(asked, tenant))
    if (exports.includes('frozen')) casework['frozen'] = await answered(() => exported(asked, tenant, 'ndjson', true))
  }
  try {
    asked?.close()
  } catch (error) {
    said.push(String(error))
  }
  return { cache, casework, files, said, entries }
}

async function query(service: DataService, tenant: string, text: string): Promise<unknown> {
  const parsed = parse(text)
  if (!parsed.ok) throw new Error(text)
  const { total, facets, histogram } = await service.handle('log.query', { ...firstRequest(tenant), filter: parsed.filter, firstRows: 0 })
  return { total, facets, histogram }
}

async function everyEntry(service: DataService, tenant: string, into: string[]): Promise<unknown> {
  const { result, total } = await service.handle('log.query', { ...firstRequest(tenant), firstRows: 0 })
  const all = await service.handle('log.entries', { tenant, result, order: 'desc', offset: 0, limit: total })
  into.push(...all.map(({ raw, sha256 }) => `${sha256} ${raw}`))
  return all
}

async function details(service: DataService, tenant: string): Promise<unknown> {
  const { rows } = await service.handle('log.query', { ...firstRequest(tenant), firstRows: 100 })
  const shown = []
  for (const { key } of rows.filter((_, i) => i % 25 === 0)) {
    const { key: _, flags: __, ...detail } = await service.handle('log.entry', { tenant, key })
    shown.push(detail)
  }
  return shown
}

async function exported(service: DataService, tenant: string, format: 'ndjson' | 'csv', frozen = false): Promise<unknown> {
  const out = mkdtempSync(join(tmpdir(), 'iam-audit-desk-damage-out-'))
  try {
    const path = join(out, `all.${format}`)
    await service.handle('export.run', {
      request: {
        tenant, source: frozen ? { kind: 'bookmarks', text: '' } : { kind: 'filter' }, filter: { kind: 'and', of: [] }, zone: 'UTC', order: 'desc', format, columns: 'all', exact: true, notes: frozen,
      },
      path, overwrite: false, via: 'command line', application: 'test', shown: { name: 'Acme', url: 'https://acme.test' },
    }) // prettier-ignore
    return readFileSync(path, 'utf8')
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

async function bookmarks(service: DataService, tenant: string): Promise<unknown> {
  const { bookmarks: all } = await service.handle('bookmark.list', {
    tenant,
    text: '',
    sort: 'occurred',
    order: 'desc',
    offset: 0,
    limit: 100,
  })
  const shown = []
  for (const { key: _, cached: __, ...bookmark } of all) {
    const { id } = bookmark
    shown.push({
      bookmark,
      copy: await service.handle('bookmark.entry', { tenant, id }),
      edits: await service.handle('bookmark.history', { tenant, id }),
    })
  }
  return shown
}
