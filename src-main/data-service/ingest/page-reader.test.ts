import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { AppFailure } from '@contract/errors.ts'
import type { PageBody } from '@contract/service.ts'
import { codePoint } from '@language/testing/code-point.ts'
import { connectorOf } from '../connector/registry.ts'
import { atOnce } from '../in-turns.ts'
import { PageReader } from './page-reader.ts'
import { readPage, type ReadPage } from './read-page.ts'

const connector = connectorOf('tenant-iam')
/** Makes a page large enough for a thread. */
const filler = ' '.repeat(64 * 1024)
const pageOf = (text: string): PageBody => ({ body: Buffer.from(text + filler), receivedAt: 1 })
const page = (items: readonly unknown[]): PageBody => pageOf(JSON.stringify({ items, next_cursor: 'c1', retention: { days: 90 } }))
const readHere = (body: PageBody): ReadPage => atOnce(readPage(connector, body))
const lines: string[] = []
const warn = (line: string): unknown => lines.push(line)

let reader: PageReader
const begun = async (program?: string): Promise<PageReader> => {
  lines.length = 0
  reader = new PageReader({ connector, warn, ...(program !== undefined && { program: () => Promise.resolve(program) }) })
  await reader.begun()
  return reader
}
afterEach(() => reader.close())

const text = fc.oneof(
  fc.constantFrom('', 'a', 'user@acme.test', '\u0000', '\u0001', '\u0002@', 'ünï', '𝄞', 'ﬀ'),
  fc.string({ unit: codePoint }),
)
const maybe = fc.option(text, { nil: undefined })
const list = fc.array(fc.constantFrom('iam:*', 'iam:read', ''), { maxLength: 3 })
const item = fc.record({
  id: fc.oneof(fc.constantFrom('e1', 'E1'), text),
  timestamp: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-01T00:00:00.123456Z', 'yesterday', null),
  actor: fc.record({ email: maybe, name: maybe, id: maybe }),
  action: fc.constantFrom('role_assign', 'role_assigned', 'x', null),
  resource: fc.record({ type: maybe, id: maybe, name: maybe }),
  target: fc.option(fc.record({ type: maybe, id: maybe, email: maybe, name: maybe }), { nil: undefined }),
  status: fc.constantFrom('success', 'failed', 'odd'),
  ip_address: maybe,
  user_agent: maybe,
  error: fc.option(fc.record({ permission: maybe }), { nil: undefined }),
  changes: fc.option(fc.record({ before: fc.record({ permissions: list }), after: fc.record({ permissions: list, name: text }) }), { nil: undefined }),
}) // prettier-ignore

describe('pages read in a thread', () => {
  it('are what they are when they are read here, whatever is in them', async () => {
    await begun()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof({ weight: 9, arbitrary: item }, fc.jsonValue()), { maxLength: 40 }), async (items) => {
        const body = page(items)
        // More at a time than are ever on their way in a sync.
        for (const read of await Promise.all([reader.read(body), reader.read(body)])) expect(read).toEqual(readHere(body))
      }),
      { numRuns: 60 },
    )
    expect(lines).toEqual([])
  })

  it.each([
    ['cut off', '{"items":[{"id":"a"},{"id":"b'],
    ['not JSON inside', '{"items":[{"id":a}]}'],
    ['another shape', '{"entries":[]}'],
    ['a web page', '<html></html>'],
  ])('fail as here: %s', async (_, body) => {
    await begun()
    const failure = await reader.read(pageOf(body)).catch((thrown: unknown) => thrown)
    expect(failure).toBeInstanceOf(AppFailure)
    expect(() => readHere(pageOf(body))).toThrow(failure)
    const good = page([{ id: 'a' }])
    expect(await reader.read(good)).toEqual(readHere(good))
  })

  const dies = `const { parentPort } = require('node:worker_threads')
    parentPort.on('message', () => process.exit(7))
    parentPort.postMessage({ ready: true })`
  it.each([
    ['dies while it reads', dies],
    ['cannot be had', 'throw new Error("no thread")'],
  ])('are read here when the thread %s', async (_, program) => {
    await begun(program)
    const body = page([{ id: 'a' }, { id: 'b' }])
    expect(await Promise.all([reader.read(body), reader.read(body)])).toEqual([readHere(body), readHere(body)])
    expect(lines).toEqual([expect.stringContaining('service-down')])
    expect(await reader.read(body)).toEqual(readHere(body))
  })

  it('are read all the same when the thread ends meanwhile, and the next one begins another', async () => {
    await begun()
    const body = page([{ id: 'a' }])
    const read = reader.read(body)
    reader.end()
    expect(await read).toEqual(readHere(body))
    await reader.begun()
    expect(await reader.read(body)).toEqual(readHere(body))
    expect(lines).toEqual([])
  })
})
