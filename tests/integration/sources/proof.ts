import { describe, expect, it } from 'vitest'
import type { ConnectorRef } from '@contract/connector.ts'
import type { AuditEntry } from '@contract/entry.ts'
import { openDesk, tenantId, type Desk } from '../sync-support.ts'
import type { SourceFault, SourceServer } from './source-server.ts'

/** What a reader who knows nothing of the product finds in a record: only members that it names are compared. */
export interface Expected {
  readonly id: string
  readonly action: string
  readonly [fact: string]: unknown
}

export interface Source {
  readonly name: string
  /** Begins anew. */
  readonly server: () => Promise<SourceServer>
  /** What is behind the server's origin in the tenant's URL. */
  readonly path?: string
  readonly token: string
  readonly connector?: ConnectorRef
  /** Of all records that it has, each once. */
  readonly expected: () => readonly Expected[]
  /** How often the faults are tried, each time with others; 1 when absent. */
  readonly rounds?: number
}

export function deskOf(server: SourceServer, { name, path = '', token, connector = name }: Source, givenToken = token): Desk {
  return openDesk({ url: server.url + path, token: givenToken, connector })
}

/** Everything that is kept, by id. */
export async function kept(desk: Desk): Promise<Map<string, AuditEntry>> {
  const found = new Map<string, AuditEntry>()
  const entries = await desk.entries()
  for (let key = 0; key < entries; key++) {
    const { entry } = await desk.service.handle('log.entry', { tenant: tenantId, key })
    found.set(entry.id, entry)
  }
  expect(found.size).toBe(entries)
  return found
}

export async function expectAll(desk: Desk, expected: readonly Expected[]): Promise<void> {
  const entries = await kept(desk)
  expect([...entries.keys()].sort()).toEqual(expected.map(({ id }) => id).sort())
  for (const each of expected) expect(entries.get(each.id)).toMatchObject(each)
  expect([...entries.values()].flatMap(({ id, parseError }) => (parseError === undefined ? [] : [`${id}: ${parseError}`]))).toEqual([])
}

const faults: readonly SourceFault[] = ['limited', 'unavailable', 'reset', 'half', 'cursor-gone']

/** What holds of every source: what is kept is what was sent, whatever failed on the way; a token that it refuses is said to be. */
export function proves(source: Source): void {
  const { name, server: begin, expected, rounds = 1 } = source

  describe(`${name}, asked as its documentation says`, () => {
    it('is kept whole, and each entry says what its record says', async () => {
      const server = await begin()
      const desk = deskOf(server, source)
      expect(await desk.sync()).toMatchObject({ phase: 'idle', error: null, run: { invalid: 0 } })
      await expectAll(desk, expected())
      const { gaps, unfinished } = await desk.service.handle('sync.state', { tenant: tenantId })
      expect({ gaps: gaps.filter(({ cause }) => cause !== 'beyond-retention'), unfinished }).toEqual({ gaps: [], unfinished: null })
      // Asked once more, there is nothing new.
      expect(await desk.sync()).toMatchObject({ phase: 'idle', run: { inserted: 0, drifted: 0 } })
      await desk.close()
      await server.close()
    })

    it('is kept whole through refusals, cut connections and cursors that end', async () => {
      for (let round = 0; round < rounds; round++) {
        const server = await begin()
        // Each request has its own fault, then comes one that goes well: where the next fault falls differs from round to round.
        server.faultOf = (request) => (request % 2 === 1 && request < 20 ? (faults[(request + round) % faults.length] ?? null) : null)
        const desk = deskOf(server, source)
        for (let attempt = 0; attempt < 6; attempt++) if ((await desk.sync()).phase === 'idle') break
        expect(desk.manager.status(tenantId)).toMatchObject({ phase: 'idle', error: null })
        await expectAll(desk, expected())
        await desk.close()
        await server.close()
      }
    })

    it('says that a token is refused', async () => {
      const server = await begin()
      const desk = deskOf(server, source, 'another')
      const ended = await desk.sync()
      expect(ended).toMatchObject({ phase: 'failed', error: { code: 'unauthorized' } })
      expect(JSON.stringify(ended)).not.toContain(source.token)
      await desk.close()
      await server.close()
    })
  })
}
