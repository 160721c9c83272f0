import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectorDefinition } from '@contract/connector.ts'
import { CacheStore } from '../cache/store.ts'
import { connectorOf } from '../connector/registry.ts'
import { ingestPage } from '../ingest/page.ts'
import { siblingsOf } from './record-siblings.ts'

const at = Date.UTC(2026, 0, 5)
let folder: string
let store: CacheStore
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-'))
  const own = connectorOf('tenant-iam').definition
  const entry = { ...own.entry, each: '/events', action: '/each/name' }
  store = new CacheStore(join(folder, 'cache.db'), connectorOf(connectorDefinition.parse({ ...own, schema: 2, name: 'several', entry })))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

function arrive(...items: readonly { readonly id: string; readonly events: readonly string[] }[]): void {
  const sent = items.map(({ id, events }) => ({
    id, timestamp: new Date(at).toISOString(), actor: { email: 'a@x' }, resource: { type: 'role', id: 'r' }, status: 'success', events: events.map((name) => ({ name })),
  })) // prettier-ignore
  const body = Buffer.from(JSON.stringify({ items: sent, next_cursor: null }))
  ingestPage(store, { tenant: 't', window: { from: null, to: null }, tenantNow: at + 1000, first: true, body, receivedAt: at })
}
const keyOf = (id: string): number => store.keysOfFoldedId(id)[0] as number

describe('entries out of one record', () => {
  it('name each other, in the order of the record', () => {
    arrive({ id: 'x', events: ['one', 'two', 'three'] }, { id: 'y', events: ['alone'] })
    expect(siblingsOf(store, keyOf('x#2'))).toEqual({
      record: {
        place: 2,
        of: 3,
        others: [
          { key: keyOf('x'), place: 1, action: 'one' },
          { key: keyOf('x#3'), place: 3, action: 'three' },
        ],
      },
    })
    expect(siblingsOf(store, keyOf('x'))).toMatchObject({ record: { place: 1, others: [{ place: 2 }, { place: 3 }] } })
    expect(siblingsOf(store, keyOf('y'))).toEqual({})
  })

  it('are named near it alone where they are many', () => {
    arrive({ id: 'x', events: Array.from({ length: 1000 }, (_, i) => `e${i}`) })
    const { record } = siblingsOf(store, keyOf('x#500'))
    expect([record?.place, record?.of, record?.others.length]).toEqual([500, 1000, 50])
    expect(record?.others.map(({ place }) => place)).not.toContain(500)
  })
})
