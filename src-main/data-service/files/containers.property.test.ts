import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import type { AuditEntry } from '@contract/entry.ts'
import { rowOf } from '../connector/cells.ts'
import { tryFiles } from './preview.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'containers-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '7', ' ', ',', ';', '"', '\n', '\\', 'é', '😀', '{', '[', ':'),
  minLength: 1,
  maxLength: 12,
})
const maybe = fc.option(text, { nil: undefined })
const state = fc.dictionary(fc.constantFrom('name', 'roles', 'a b', 'x.y'), fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { maxLength: 2 })), { minKeys: 1, maxKeys: 3 }) // prettier-ignore

/** Entries by the schema of tenant-api.yaml; what is null or empty there says as much as what is absent. */
const entry = fc.record({
  id: fc.uuid(),
  timestamp: fc
    .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  actor: fc.record({ id: text, email: text, name: maybe }),
  action: fc.constantFrom('role_assigned', 'user_invite', 'permission_check', 'something else'),
  resource: fc.record({ type: text, id: text, name: maybe }),
  target: fc.option(fc.record({ type: text, id: text, email: maybe, name: maybe }), { nil: undefined }),
  status: fc.constantFrom('success', 'failed'),
  error: fc.option(fc.record({ code: text, message: text, permission: maybe }), { nil: undefined }),
  changes: fc.option(fc.record({ before: state, after: state }), { nil: undefined }),
  ip_address: maybe,
  user_agent: maybe,
  request_id: maybe,
})
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never

/** By column the cells of an entry: names of places joined by `_`, as the contract of imports says. */
function cellsBy(entry: Entry): Record<string, string> {
  const cells: Record<string, string> = {}
  const put = (value: unknown, name: string): void => {
    if (value === undefined) return
    if (typeof value === 'object' && !name.startsWith('changes_')) {
      for (const [key, inner] of Object.entries(value as object)) put(inner, name === '' ? key : `${name}_${key}`)
    } else cells[name] = typeof value === 'string' ? value : JSON.stringify(value)
  }
  put(entry, '')
  return cells
}

const columns = [
  'id', 'timestamp', 'actor_id', 'actor_email', 'actor_name', 'action', 'resource_type', 'resource_id', 'resource_name', 'target_type', 'target_id',
  'target_email', 'target_name', 'status', 'error_code', 'error_message', 'error_permission', 'changes_before', 'changes_after', 'ip_address',
  'user_agent', 'request_id',
] // prettier-ignore

function table(entries: readonly Entry[], separator: string): string {
  const rows = entries.map(cellsBy).map((cells) => columns.map((column) => cells[column] ?? ''))
  return [columns, ...rows].map((cells) => rowOf(cells, separator)).join('\r\n')
}

async function zipOf(name: string, bytes: string): Promise<Buffer> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from(bytes), name)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

async function readBack(name: string, bytes: Buffer | string): Promise<Partial<AuditEntry>[]> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  const entries: AuditEntry[] = []
  await tryFiles({ paths: [path], source: 'tenant-iam' }, new AbortController().signal, (told) => entries.push(...told.entries))
  return entries.map(({ raw: _, sha256: __, ...facts }) => withParsedChanges(facts))
}

const withParsedChanges = ({ changes, ...facts }: Omit<AuditEntry, 'raw' | 'sha256'>): Partial<AuditEntry> => ({
  ...facts,
  ...(changes && {
    changes: Object.fromEntries(Object.entries(changes).map(([side, json]) => [side, JSON.parse(json as string) as never])),
  }),
})

it('a record of the tenant’s schema comes out the same, whatever it lies in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 4 }), fc.constantFrom(',', ';', '\t'), async (entries, separator) => {
      const lines = entries.map((each) => JSON.stringify(each)).join('\n')
      const array = await readBack('array.json', JSON.stringify(entries))
      expect(array.map(({ id }) => id)).toEqual(entries.map(({ id }) => id))
      expect(array.every(({ parseError }) => parseError === undefined)).toBe(true)
      expect(await readBack('page.json', JSON.stringify({ items: entries, next_cursor: null }, null, 1))).toEqual(array)
      expect(await readBack('lines.ndjson', `${lines}\n`)).toEqual(array)
      expect(await readBack('lines.gz', gzipSync(lines))).toEqual(array)
      expect(await readBack('lines.zip', await zipOf('any/name', `\ufeff${lines}`))).toEqual(array)
      expect(await readBack('table.csv', table(entries, separator))).toEqual(array)
      expect(await readBack('table.gz', gzipSync(Buffer.from(`\ufeff${table(entries, separator)}`, 'utf16le')))).toEqual(array)
    }),
    { numRuns: 60 },
  )
})
