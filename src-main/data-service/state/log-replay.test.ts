import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { DemoLog } from '../history/fixtures/demo-log.ts'
import { createDataService, type DataService } from '../service.ts'

/* Entries that come in any order, and a cache that is asked after every page: it has to say what one says that is asked for the first time. */

const tenant = 'tenantofreplay01'
const begin = Date.UTC(2026, 0, 1)
const always = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2030, 0, 1) }

const anyOf = <T>(...list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list)
const status = fc.oneof(
  { weight: 12, arbitrary: anyOf('success') },
  { weight: 1, arbitrary: anyOf('failed') },
  { weight: 1, arbitrary: anyOf('odd') },
)
/** Somebody by the id, the email, both, or a name: that two are one may be told late. */
const user = anyOf(
  { type: 'user', id: 'u1' },
  { type: 'user', email: 'u1@acme.test' },
  { type: 'user', id: 'u1', email: 'U1@acme.test' },
  { type: 'user', id: 'u2', email: 'u2@acme.test', name: 'Second' },
  { type: 'user', name: 'u2@acme.test' },
  { type: 'user', name: 'third' },
)
const role = anyOf(
  { type: 'role', id: 'r1', name: 'One' },
  { type: 'role', id: 'r1', name: 'Uno' },
  { type: 'role', id: 'r2', name: 'Two' },
  { type: 'role', name: 'One' },
  { type: 'role', id: 'r3', name: 'One' },
)
const group = anyOf({ type: 'group', id: 'g1', name: 'All' }, { type: 'group', id: 'g2', name: 'Few' }, { type: 'group', name: 'All' })
const roles = fc.subarray(['One', 'Two', 'Uno', 'Other'])
const members = fc.subarray(['u1@acme.test', 'u2@acme.test', 'third'])
const permissions = fc.subarray(['a:read', 'a:write', 'b:*'])
const sides = <T extends object>(made: fc.Arbitrary<T>): fc.Arbitrary<object> =>
  fc.oneof(
    fc.record({ after: made }),
    fc.record({ before: made, after: made }),
    fc.record({ before: fc.constant(null), after: made }),
    fc.record({ before: made, after: fc.constant(null) }),
    fc.constant({}),
  )
const entry = fc.oneof(
  { weight: 5, arbitrary: fc.record({ action: anyOf('role_assign', 'role_assign', 'role_revoke'), resource: role, target: fc.oneof(user, group), changes: fc.oneof(fc.constant(null), sides(fc.record({ roles }))), status }) },
  { weight: 5, arbitrary: fc.record({ action: anyOf('group_member_add', 'group_member_add', 'group_member_remove'), resource: group, target: fc.oneof(user, group), changes: fc.oneof(fc.constant(null), sides(fc.record({ members })), sides(fc.record({ member_count: fc.nat(3) }))), status }) },
  { weight: 3, arbitrary: fc.record({ action: anyOf('role_update', 'role_create', 'role_delete'), resource: role, changes: sides(fc.record({ permissions, name: anyOf('One', 'Uno', 'Two') })), status }) },
  { weight: 2, arbitrary: fc.record({ action: anyOf('group_update', 'group_create', 'group_delete'), resource: group, changes: sides(fc.record({ name: anyOf('All', 'Few'), members })), status }) },
  { weight: 2, arbitrary: fc.record({ action: anyOf('user_invite', 'user_remove', 'user_update'), resource: anyOf({ type: 'user', id: 'u1' }, { type: 'tenant', id: 't' }), target: user, changes: sides(fc.record({ state: anyOf('on', 'off'), roles })), status }) },
  { weight: 2, arbitrary: fc.record({ action: anyOf('settings_update'), resource: anyOf({ type: 'tenant', id: 't' }), changes: sides(fc.record({ mfa: fc.boolean() })), status }) },
  { weight: 2, arbitrary: fc.record({ action: anyOf('permission_check'), resource: anyOf({ type: 'thing', id: 'x' }), status: anyOf('failed'), error: anyOf({ code: 'permission_denied', message: 'no', permission: 'a:read' }) }) },
) // prettier-ignore
const time = fc.oneof({ weight: 15, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.constant(null) })
const log = fc
  .array(
    fc.tuple(entry, time, anyOf({ email: 'u1@acme.test' }, { id: 'u1', email: 'u1@acme.test' }, { email: 'u2@acme.test' }, { id: 'u2' })),
    { minLength: 15, maxLength: 90 },
  )
  .map((all) =>
    all.map(([each, at, actor], i) =>
      JSON.stringify({ ...each, id: `e${i}`, timestamp: at === null ? 'never' : new Date(begin + at * 1000).toISOString(), actor }),
    ),
  )
/** Who is who, told before anything else: then nothing has to be played from the beginning again. */
const introduced = [
  { action: 'user_invite', resource: { type: 'tenant', id: 't' }, target: { type: 'user', id: 'u1', email: 'U1@acme.test' } },
  { action: 'user_invite', resource: { type: 'tenant', id: 't' }, target: { type: 'user', id: 'u2', email: 'u2@acme.test' } },
  ...['One', 'Uno', 'Two'].map((name, i) => ({ action: 'role_update', resource: { type: 'role', id: `r${Math.max(1, i)}`, name } })),
  { action: 'role_update', resource: { type: 'role', id: 'r3', name: 'One' } },
  { action: 'group_update', resource: { type: 'group', id: 'g1', name: 'All' } },
  { action: 'group_update', resource: { type: 'group', id: 'g2', name: 'Few' } },
].map((each, i) =>
  JSON.stringify({
    ...each,
    id: `i${i}`,
    timestamp: new Date(begin).toISOString(),
    status: 'success',
    actor: { id: 'u1', email: 'u1@acme.test' },
  }),
)
const pages = fc
  .tuple(log, fc.array(fc.integer({ min: 2, max: 15 }), { minLength: 1, maxLength: 6 }), fc.boolean())
  .map(([lines, sizes, knowsFirst]) => {
    const parts: string[][] = knowsFirst ? [introduced] : []
    let from = 0
    for (let i = 0; from < lines.length; i++) parts.push(lines.slice(from, (from += sizes[i % sizes.length] as number)))
    return parts
  })

class Desk {
  private readonly folder = mkdtempSync(join(tmpdir(), 'iam-audit-desk-replay-'))
  private service: DataService

  private constructor() {
    this.service = this.begin()
  }

  private begin(): DataService {
    return createDataService({ dataFolder: this.folder, emit: () => undefined, now: () => always.to })
  }

  static async open(): Promise<Desk> {
    const desk = new Desk()
    await desk.service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
    return desk
  }

  async take(lines: readonly string[]): Promise<void> {
    const body = Buffer.from(`{"items":[${lines.join(',')}],"next_cursor":null}`)
    await this.service.handle('sync.page', { tenant, window: always, tenantNow: always.to, first: true, body, receivedAt: always.to })
  }

  /** Closed and opened anew; in between something may happen to the file. */
  async again(meanwhile: (cache: Database.Database) => void = () => undefined): Promise<void> {
    this.service.close()
    const cache = new Database(join(this.folder, 'tenants', tenant, 'cache.db'))
    meanwhile(cache)
    cache.close()
    this.service = this.begin()
    await this.service.handle('tenant.open', { tenant, connector: 'tenant-iam' })
  }

  async says(): Promise<unknown> {
    const all = { patterns: null, offset: 0, limit: 5000 }
    const { service } = this
    const at = begin + 20_000
    return [
      await service.handle('access.lines', { tenant, ...all, at }),
      await service.handle('access.lines', { tenant, ...all, at: always.to }),
      await service.handle('access.permissions', { tenant, ...all, at: always.to }),
      await service.handle('access.changes', { tenant, ...all, from: at, to: always.to }),
      await service.handle('access.denied', { tenant, offset: 0, limit: 5000, from: null, to: null }),
      await service.handle('access.continuity', { tenant, offset: 0, limit: 5000 }),
      await service.handle('access.why', { tenant, user: '*', role: '*', at: always.to }),
    ].map((answer) => (Array.isArray(answer) ? answer : { ...answer, played: 0 }))
  }

  close(): void {
    this.service.close()
    rmSync(this.folder, { recursive: true })
  }
}

it('goes on where entries came, as if it had been played once', async () => {
  await fc.assert(
    fc.asyncProperty(pages, async (parts) => {
      const [asked, fresh] = [await Desk.open(), await Desk.open()]
      try {
        for (const part of parts) {
          await asked.take(part)
          await fresh.take(part)
          const said = await asked.says()
          // Opened anew, it plays from the beginning.
          await fresh.again()
          expect(said).toEqual(await fresh.says())
        }
      } finally {
        asked.close()
        fresh.close()
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 12) },
  )
})

const demo = new DemoLog({ entries: 3_600, seed: 5 })
afterAll(() => demo.remove())

it('goes on from what was kept, and is not misled by what is damaged', async () => {
  const lines = demo.lines.map(({ line }) => line).reverse()
  // Newest first, as pages come; some of the middle come later than all others.
  const parts = [lines.slice(900, 1_500).concat(lines.slice(1_560)), lines.slice(300, 900), lines.slice(0, 300), lines.slice(1_500, 1_560)]
  const [asked, fresh] = [await Desk.open(), await Desk.open()]
  const kept = (cache: Database.Database): number => cache.prepare('SELECT count(*) FROM replay').pluck().get() as number
  try {
    for (const [i, part] of parts.entries()) {
      await asked.take(part)
      await fresh.take(part)
      const said = await asked.says()
      await fresh.again((cache) => cache.exec('DELETE FROM replay; DELETE FROM block_told'))
      expect(await fresh.says()).toEqual(said)
      await asked.again((cache) => {
        expect(kept(cache)).toBeGreaterThan(1)
        if (i === 0) cache.exec("UPDATE block_told SET told = x'00'")
        if (i === 1)
          cache.exec("UPDATE replay SET bytes = CAST(substr(bytes, 1, 99) || x'00' || substr(bytes, 101) AS BLOB) WHERE part = 1")
        if (i === 2) cache.exec("DELETE FROM replay WHERE part = 0; UPDATE block_told SET told = x'00'")
      })
      expect(await asked.says()).toEqual(said)
      // What is kept needs no text to be read again.
      if (i === 0)
        await asked.again((cache) => expect(cache.prepare("SELECT count(*) FROM block_told WHERE told <> x'00'").pluck().get()).toBe(0))
    }
  } finally {
    asked.close()
    fresh.close()
  }
})
