import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Filter } from '@contract/filter.ts'
import { fold } from '@language/pattern.ts'
import { CacheStore } from '../cache/store.ts'
import { blocksTogether } from '../cache/text-index/text-index-store.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from '../ingest/page.ts'
import { QueryEngine } from './engine.ts'

const never = new AbortController().signal

let folder: string
let store: CacheStore
let engine: QueryEngine
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  store = new CacheStore(join(folder, 'cache.db'), connectorOf('tenant-iam'))
  engine = new QueryEngine(store)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/* Texts that fold to others, that hold quotation marks, and that hold each other. */
const text = fc.constantFrom(
  'scim-sync/2.1', 'SCIM-SYNC/2.1', 'scim', 'straße', 'STRASSE', 'ſcim-ſync', 'İstanbul', 'istanbul', 'cafe\u0301 noir', 'café', 'Σίσυφος', 'say "scim-sync"',
  'back\\slash', 'a\u0001b', 'two\nlines', 'half \ud83d', '\ufffd', 'tab\tand / slash', '\u0301combining', 'x', '', 'evt_1', 'role_assigned', 'role_assign', '2001:DB8::1', '😀 grin', 'GRIN 😀',
) // prettier-ignore
const person = fc.record({ id: text, email: text, name: text }, { requiredKeys: [] })
const item = fc.record({
  actor: person,
  action: text,
  resource: fc.record({ type: text, id: text, name: text }, { requiredKeys: ['type'] }),
  target: fc.option(person),
  status: fc.constantFrom('success', 'failed'),
  error: fc.option(fc.record({ permission: text, message: text })),
  changes: fc.option(fc.record({ before: fc.constant(null), after: fc.dictionary(text, text, { maxKeys: 2 }) })),
  ip_address: text,
  user_agent: text,
})
/** Some servers write more of JSON's escapes than they must: what stands in the text is then not what the dictionary has. */
const escaped = (json: string): string =>
  json.replace(/[s@/éß]|\ud83d|\ude00|\\"/g, (found, at: number) => {
    const code = found
      .charCodeAt(found.length - 1)
      .toString(16)
      .padStart(4, '0')
    return found === '/' && at % 2 ? '\\/' : `\\u${at % 3 ? code : code.toUpperCase()}`
  })
/** The truth: a text as it was sent, or with every string read by the runtime. */
const read = (json: string): string => json.replace(/"(?:[^"\\]|\\.)*"/g, (string) => `"${String(JSON.parse(string))}"`)
const forms = new Map<string, readonly string[]>()
const inEither = (value: string) => {
  const folded = fold(value)
  return (json: string): boolean => {
    const known = forms.get(json) ?? [fold(json), fold(read(json))]
    forms.set(json, known)
    return known.some((form) => form.includes(folded))
  }
}

const ingest = (lines: readonly string[], receivedAt: number): unknown =>
  ingestPage(store, {
    tenant: 'tenant01',
    window: { from: null, to: null },
    tenantNow: 2e12,
    first: true,
    body: Buffer.from(`{"items":[${lines.join(',')}],"next_cursor":null}`),
    receivedAt,
  })

async function found(value: string): Promise<number[]> {
  const filter: Filter = { kind: 'field', field: 'raw', value }
  return [...(await engine.matching({ filter, zone: 'UTC' }, 0, never))].sort((a, b) => a - b)
}

describe('a search of the raw texts', () => {
  it.each(['café', 'CAFÉ', 'caf\\u00e9', '😀', 'say "so"', 'a/b', 'two\nlines', 'c:\\dir'])(
    'finds %j however it was escaped (issue 13.10)',
    async (value) => {
      const spelt = [
      '"caf\\u00e9"', '"Caf\\u00C9"', '"café"', '"\\ud83d\\uDE00"', '"😀"', '"say \\"so\\""', '"a\\/b"', '"a/b"', '"two\\nlines"', '"c:\\\\dir"', '"\\\\u00e9"',
    ] // prettier-ignore
      const lines = spelt.map(
        (note, n) => `{"id":"e${n}","timestamp":"${new Date(1e12 - n * 1000).toISOString()}","action":"x","note":${note}}`,
      )
      ingest(lines, 1)
      const expected = lines.flatMap((line, key) => (inEither(value)(line) ? [key] : []))
      expect(expected.length).toBeGreaterThan(0)
      expect(await found(value)).toEqual(expected)
      while (store.textIndex.makeNext());
      engine = new QueryEngine(store)
      expect(await found(value)).toEqual(expected)
    },
  )

  it('finds what reading every text finds: with text indexes, without, with some, and after more has arrived', async () => {
    let n = 0
    let answered = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(item, fc.boolean()), { minLength: 1, maxLength: 12 }),
        fc.oneof(
          text,
          fc.tuple(text, fc.nat(12), fc.nat(12)).map(([whole, from, length]) => whole.slice(from, from + length)),
        ),
        fc.nat(4),
        async (items, value, indexes) => {
          const lines = items.map(([each, more]) => {
            const line = JSON.stringify({ id: `evt_${n}`, timestamp: new Date(1e12 - ++n * 1000).toISOString(), ...each })
            return more ? escaped(line) : line
          })
          await found(value)
          ingest(lines, n)
          for (let i = 0; i < indexes; i++) store.textIndex.makeNext()
          const raws = Array.from({ length: store.columns.length }, (_, key) => store.rawEntry(key).raw.toString())
          const holds = inEither(value)
          const expected = raws.flatMap((raw, key) => (holds(raw) && store.order.keys.includes(key) ? [key] : []))
          expect(await found(value), JSON.stringify(value)).toEqual(expected)
          engine = new QueryEngine(store)
          expect(await found(value), JSON.stringify(value)).toEqual(expected)
          if (indexes > 1 && fold(value).length >= 4) answered++
        },
      ),
      { numRuns: 120 },
    )
    expect(answered).toBeGreaterThan(10)
  })

  it('finds what reading every text finds in blocks that are indexed together, and in those after them', async () => {
    const items = fc.sample(item, { numRuns: 37 * 260, seed: 7 })
    const lines = items.map((each, n) => {
      const line = JSON.stringify({ id: `evt_${n.toString(36)}`, timestamp: new Date(1e12 - n * 1000).toISOString(), ...each })
      return n % 13 ? line : escaped(line)
    })
    for (let from = 0; from < lines.length; from += 260) ingest(lines.slice(from, from + 260), from)
    const blocks = store.blocks.all.length
    const check = async (value: string): Promise<void> => {
      const holds = inEither(value)
      const expected = lines.flatMap((line, key) => (holds(line) ? [key] : []))
      expect(await found(value), JSON.stringify(value)).toEqual(expected)
    }
    const pieceOf = fc
      .tuple(fc.nat(lines.length - 1), fc.nat(300), fc.integer({ min: 1, max: 9 }))
      .map(([n, from, length]) => (lines[n] as string).slice(from, from + length))
      .filter((value) => value !== '')
    expect(blocks).toBeGreaterThan(blocksTogether)
    // Not made yet, half made, made: each block alone, then together.
    for (const pieces of [0, 20, Infinity]) {
      for (let i = 0; i < pieces && store.textIndex.makeNext(); i++);
      engine = new QueryEngine(store)
      await fc.assert(fc.asyncProperty(fc.oneof(pieceOf, text.filter(Boolean)), check), { numRuns: 12 })
    }
    expect(store.textIndex.from(0).length).toBe(1 + blocks - blocksTogether)
  })

  it('reads no block of which the text index and the dictionaries tell enough', async () => {
    const line = (i: number): string =>
      JSON.stringify({
        id: `evt_${i}`,
        timestamp: new Date(1e12 - i * 1000).toISOString(),
        actor: { email: `p${i % 3}@acme.test` },
        action: 'role_assign',
        resource: { type: 'role' },
        status: 'success',
        user_agent: i % 2 ? 'scim-sync/2.1' : 'curl/8.5',
        changes: { before: null, after: { note: i === 700 ? 'a needle in the hay' : 'hay' } },
      })
    ingest(
      Array.from({ length: 1000 }, (_, i) => line(i)),
      1,
    )
    while (store.textIndex.makeNext());
    const read: number[] = []
    const texts = store.blocks.textsBeside.bind(store.blocks)
    store.blocks.textsBeside = (first) => (read.push(first), texts(first))
    expect((await found('SCIM-sync')).length).toBe(500)
    expect(read).toEqual([])
    expect(await found('a needle')).toEqual([700])
    expect((await found('id')).length).toBe(1000)
    expect((await found('curl')).length).toBe(500)
    expect(read).toEqual([])
    // Every entry has an id of its own: of these only what they are made of is known.
    expect(await found('evt_700')).toEqual([700])
    expect(read).toEqual([500])
    // Asked again, nothing is read at all.
    expect(await found('evt_700')).toEqual([700])
    expect(read).toEqual([500])
  })
})
