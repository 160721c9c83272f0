import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { columnId } from '@contract/settings.ts'
import { sha256 } from '../bytes/sha256.ts'
import { arriving } from '../cache/columns/encode.ts'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { inMemory } from '../sqlite/open.ts'
import { ByteWriter, sourceOf } from './bytes.ts'
import { Rows, type CellFormat } from './cells.ts'
import { tableColumns } from './columns.ts'
import { csvCell, putCsvCell } from './csv.ts'
import { isoTime, IsoTimes } from './iso-time.ts'
import { stepEntries } from './turns.ts'

const tenantIam = connectorOf('tenant-iam')
const out = new ByteWriter()
const taken = (): string => out.take().toString('utf8')

it('a time as bytes is the time as text, in any zone and order', () => {
  const year = 366 * 86_400_000
  fc.assert(
    fc.property(
      fc.constantFrom('UTC', 'Europe/Zurich', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia'),
      fc.array(fc.oneof(fc.integer({ min: -60 * year, max: 8000 * year }), fc.integer({ min: 1_700_000_000_000, max: 1_700_200_000_000 }))),
      (zone, times) => {
        const writer = new IsoTimes(zone)
        for (const time of times) {
          writer.put(out, time)
          expect(taken()).toBe(isoTime(time, zone))
        }
      },
    ),
  )
})

it('a CSV cell from bytes is the one from the text, or is left to it', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('"', ',', ';', '=1', '\u3000', 'é', '-', '\n', ' ', '|', '\t', "'", '@', 'x', '\0'))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), fc.boolean(), (pieces, exact) => {
      const text = pieces.join('')
      const bytes = Buffer.from(`x${text}y`)
      if (putCsvCell(out, sourceOf(bytes), 1, bytes.length - 1)) {
        expect(taken()).toBe(csvCell(text, exact).text)
        // What is changed is recorded, which only the text's own way does.
        expect(csvCell(text, exact).changes).toEqual([])
      } else expect(taken()).toBe('')
    }),
  )
})

const hostile = [
  '=1+1',
  'a;=1',
  'b|"@x',
  'a; b',
  'c|d',
  'a,"b"',
  '\u202Etxt',
  ' blank ',
  'café',
  '\u0000',
  '',
  'x'.repeat(300),
  '-',
  'two\nlines',
]
const item = (n: number, at: (i: number) => string): string =>
  JSON.stringify({
    id: `e${n}`,
    timestamp: new Date(1_700_000_000_000 + n * 1001).toISOString(),
    action: at(0),
    actor: { email: at(1), name: at(2) },
    resource: { type: at(3), id: at(4), name: at(5) },
    status: n % 3 === 0 ? 'success' : n % 3 === 1 ? 'failed' : at(6),
    error: { code: at(7), message: at(8), permission: at(9) },
    changes: { before: { [at(1)]: at(2) }, after: at(0) },
    request_id: at(5),
    ip_address: at(3),
    user_agent: at(4),
  })
const texts = Array.from({ length: 1300 }, (_, n) => item(n, (i) => hostile[(n * 7 + i * (1 + (n >> 4))) % hostile.length] ?? ''))

let stores: CacheStore[]
beforeAll(() => {
  const { findSpans: _, ...reading } = tenantIam
  stores = [tenantIam, reading].map((connector) => {
    const store = new CacheStore(inMemory, connector)
    const entries = arriving(texts.map((text) => connector.mapItem(text, { id: () => '' })))
    const raws = texts.map((text) => ({ raw: Buffer.from(text), receivedAt: 1 }))
    const hashes = Buffer.from(raws.map(({ raw }) => sha256(raw)).join(''), 'hex')
    store.commit(entries, { entries: () => raws, hashes, packed: null }, { coverage: [], walk: null, meta: {} })
    return store
  })
})
afterAll(() => {
  for (const store of stores) store.close()
})

it('a row from bytes and dictionaries is the row from the entry as it is read', () => {
  const format: CellFormat = { cell: (text) => csvCell(text, false), putPlain: putCsvCell, before: '', after: '', numberBefore: '', numberAfter: '', between: ',', rowBefore: '', rowAfter: '\r\n' } // prettier-ignore
  for (const columns of [tableColumns('all'), tableColumns(columnId.options), tableColumns([...columnId.options].reverse())]) {
    const changed: string[][] = [[], []]
    const rows = stores.map(
      (store, i) =>
        new Rows(
          { store, notes: new Map(), request: { zone: 'UTC' } },
          columns,
          format,
          (row, column) => void changed[i]?.push(`${row} ${column}`),
        ),
    )
    const keys = Uint32Array.from(texts, (_, key) => key)
    for (let from = 0; from < keys.length; from += stepEntries) {
      const lines = rows.map((each) => {
        each.put(out, keys, from, Math.min(keys.length, from + stepEntries))
        return taken()
      })
      expect(lines[0]).toBe(lines[1])
    }
    expect(changed[0]).toEqual(changed[1])
    expect(changed[0]?.length).toBeGreaterThan(0)
  }
})
