import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fail } from '@contract/errors.ts'
import { memoryStore } from '../fixtures/memory-store.ts'
import { demoOffer } from './demo-offer.ts'
import { takeDemoWords } from './demo-words.ts'
import { forgetUnfinished, withNewTenant } from './first-import.ts'
import { tenantFolders } from './tenant-folders.ts'
import { createTenants } from './tenants.ts'

const acme = { url: 'https://acme.test', name: 'Acme', connector: 'tenant-iam', zone: 'UTC', demo: false }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenants-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function setUp(store = memoryStore()) {
  const warnings: string[] = []
  const folders = tenantFolders(folder)
  return {
    store,
    warnings,
    tenants: createTenants({ store, folders, tokenState: () => 'memory', warn: (message) => warnings.push(message) }),
  }
}

describe('the list of tenants', () => {
  it('keeps tenants in the order they came, each with an id of its own, and no token', () => {
    const { tenants, store } = setUp()
    const first = tenants.add(acme)
    const second = tenants.add({ ...acme, url: 'https://b.test' })
    expect(first.id).toMatch(/^[0-9a-f]{16}$/)
    expect(first.id).not.toBe(second.id)
    expect(setUp(store).tenants.list()).toEqual([first, second])
    expect(first.token).toBe('memory')
    expect(JSON.stringify(store.get('tenants'))).not.toContain('token')
  })

  it('finds, changes and removes', () => {
    const { tenants } = setUp()
    const { id } = tenants.add(acme)
    expect(tenants.byUrl('https://acme.test')?.id).toBe(id)
    expect(tenants.change(id, { name: 'New' })).toMatchObject({ id, name: 'New', zone: 'UTC' })
    tenants.remove(id)
    expect(tenants.list()).toEqual([])
    expect(() => tenants.find(id)).toThrow('not connected')
    expect(() => tenants.change(id, { name: 'x' })).toThrow('not connected')
  })

  it('leaves out what it does not understand, and says so', () => {
    const kept = { ...acme, id: 'abcdefgh' }
    const { tenants, warnings } = setUp(memoryStore({ tenants: [{ ...kept, id: '../../x' }, kept, 7] }))
    expect(tenants.list().map(({ id }) => id)).toEqual(['abcdefgh'])
    expect(warnings).toHaveLength(2)
    expect(setUp(memoryStore({ tenants: 'none' })).warnings).toContain('The list of tenants was not understood')
  })
})

describe('a tenant that is made for an import', () => {
  const made = { ...acme, url: '' }
  const imports = { of: new Map<string, number>(), erased: [] as string[] }
  const data = {
    call: ((_: string, { tenant }: { tenant: string }) => {
      const count = imports.of.get(tenant)
      return count === undefined ? Promise.reject(fail('storage', 'It cannot be read.')) : Promise.resolve(Array.from({ length: count }))
    }) as never,
    erase: (id: string) => Promise.resolve(void imports.erased.push(id)),
  }

  it('is there when the import ended, and gone when it failed', async () => {
    const { tenants, store } = setUp()
    const { id } = await withNewTenant({ tenants, data }, made, (tenant) => Promise.resolve(tenant))
    expect(tenants.list().map((tenant) => tenant.id)).toEqual([id])
    expect(JSON.stringify(store.get('tenants'))).not.toContain('unfinished')
    await expect(withNewTenant({ tenants, data }, made, () => Promise.reject(new Error('unreadable')))).rejects.toThrow('unreadable')
    expect(tenants.list().map((tenant) => tenant.id)).toEqual([id])
  })

  it('is gone at the next start when nothing of the import was kept; with one it stays, and so does what cannot be read', async () => {
    const { tenants, store } = setUp()
    const [empty, kept, unread, synced] = [made, made, made, acme].map((each) => tenants.add(each, { unfinished: true }).id) as [string, string, string, string]
    imports.of.set(empty, 0).set(kept, 1)
    const again = setUp(store)
    expect(await forgetUnfinished({ tenants: again.tenants, data })).toBe(true)
    expect(again.tenants.list().map(({ id }) => id)).toEqual([kept, unread, synced])
    expect(setUp(store).tenants.unfinished.map(({ id }) => id)).toEqual([unread])
    // Its folder knows it, too.
    expect(setUp().tenants.unfinished.map(({ id }) => id)).toEqual([unread])
  }) // prettier-ignore
})

describe('settings that were lost', () => {
  it('do not lose the tenants: their folders know them', () => {
    const { tenants } = setUp()
    const { id } = tenants.add(acme)
    tenants.change(id, { name: 'Acme, renamed' })
    const gone = tenants.add({ ...acme, url: 'https://gone.test' })
    tenants.remove(gone.id)

    const again = setUp(memoryStore())
    expect(again.tenants.found).toMatchObject([{ id, name: 'Acme, renamed', url: acme.url }])
    expect(again.tenants.list()).toEqual(again.tenants.found)
    // The settings know it from here on.
    expect(setUp(again.store).tenants.found).toEqual([])
  })

  it('are not made up from folders that say nothing sensible', () => {
    for (const [name, text] of [
      ['abcdefgh', '{'],
      ['bcdefghi', '{"id":"../x"}'],
    ] as const) {
      mkdirSync(join(folder, 'tenants', name), { recursive: true })
      writeFileSync(join(folder, 'tenants', name, 'tenant.json'), text)
    }
    expect(setUp().tenants.list()).toEqual([])
  })

  it('find tenants that a version connected which did not mark their folders', () => {
    const store = memoryStore({ tenants: [{ ...acme, id: 'abcdefgh' }] })
    setUp(store)
    expect(setUp(memoryStore()).tenants.found.map(({ id }) => id)).toEqual(['abcdefgh'])
  })
})

describe('the offer of a demo tenant', () => {
  it('is taken out of the environment', () => {
    const env = { IAM_AUDIT_DESK_DEMO_URL: 'http://127.0.0.1:4000/', IAM_AUDIT_DESK_DEMO_TOKEN: 'demo-token', PATH: '/bin' }
    expect(demoOffer(takeDemoWords(env))).toEqual({ url: 'http://127.0.0.1:4000', token: 'demo-token' })
    expect(env).toEqual({ PATH: '/bin' })
  })

  it.each([
    {},
    { IAM_AUDIT_DESK_DEMO_URL: 'http://127.0.0.1:1' },
    { IAM_AUDIT_DESK_DEMO_URL: 'http://elsewhere.test', IAM_AUDIT_DESK_DEMO_TOKEN: 't' },
  ])('is none from %j', (env) => {
    expect(demoOffer(takeDemoWords({ ...env }))).toBeNull()
  })
})
