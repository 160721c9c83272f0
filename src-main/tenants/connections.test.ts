import { describe, expect, it } from 'vitest'
import { fail } from '@contract/errors.ts'
import type { TokenVault } from '../credentials/vault.ts'
import { memoryStore } from '../fixtures/memory-store.ts'
import { createSettings } from '../settings/settings.ts'
import type { SyncManager } from '../sync/index.ts'
import { createConnections } from './connections.ts'
import { offered } from './demo-offer.ts'
import type { ConnectionsPorts } from './connections.ts'
import { createTenants } from './tenants.ts'

const url = 'https://acme.test/base'
const token = 'canary-token-0042'
const demo = { url: 'http://127.0.0.1:4000', token: 'demo-token' }

function setUp(options: Partial<ConnectionsPorts> & { readonly vaultFails?: boolean } = {}) {
  const done: string[] = []
  const lists: string[][] = []
  const secrets: string[] = []
  const store = memoryStore()
  const tokens = new Map<string, { origin: string; token: string }>()
  const vault: TokenVault = {
    exposed: [],
    settled: Promise.resolve(),
    keeping: () => Promise.resolve('memory'),
    set: (id, origin, kept) => {
      if (options.vaultFails) return Promise.reject(fail('storage', 'The disk is full.'))
      tokens.set(id, { origin, token: kept })
      return Promise.resolve()
    },
    get: (id, origin) => {
      const kept = tokens.get(id)
      return kept?.origin === origin ? Promise.resolve(kept.token) : Promise.reject(fail('no-token', 'none'))
    },
    remove: (id) => Promise.resolve(void tokens.delete(id)),
    state: (id) => (tokens.has(id) ? 'memory' : 'none'),
  }
  const note = (what: string) => (id?: string) => {
    done.push(id === undefined ? what : `${what} ${tenants.list().some((tenant) => tenant.id === id) ? 'known' : 'unknown'}`)
    return undefined as never
  }
  const sync = { start: note('start'), cancel: note('cancel'), schedule: note('schedule'), test: note('test') } as unknown as SyncManager
  const settings = createSettings(store, expect.fail)
  const tenants = createTenants({
    store,
    folders: { read: () => [], write: () => undefined, forget: () => undefined },
    tokenState: ({ id }) => vault.state(id),
    warn: expect.fail,
  })
  const connections = createConnections({
    tenants,
    vault,
    settings,
    data: {
      call: expect.fail,
      openFor: expect.fail,
      prepare: expect.fail,
      forgetOpen: expect.fail,
      erase: (id) => Promise.resolve(note('erase')(id)),
    },
    sync: () => sync,
    demo: { offer: expect.fail, serves: () => false, forget: expect.fail },
    rememberSecret: (secret) => secrets.push(secret),
    onList: (list) => lists.push(list.map(({ name }) => name)),
    localZone: 'Europe/Zurich',
    ...options,
  })
  return { connections, tenants, settings, tokens, done, lists, secrets, store }
}

describe('connecting a tenant', () => {
  it('keeps it, binds the token to its origin, makes it the current one and starts its sync', async () => {
    const { connections, settings, tokens, done, lists, secrets, store } = setUp()
    const tenant = await connections.connect({ url, token })
    expect(tenant).toMatchObject({ url, name: 'acme.test', zone: 'Europe/Zurich', demo: false, token: 'memory', connector: 'tenant-iam' })
    expect(tokens.get(tenant.id)).toEqual({ origin: 'https://acme.test', token })
    expect(settings.get().currentTenant).toBe(tenant.id)
    expect([done, lists, secrets.every((secret) => secret === token)]).toEqual([['start known'], [['acme.test']], true])
    expect(JSON.stringify([...store.kept])).not.toContain(token)
    expect(await connections.tokenFor(tenant)).toBe(token)
    await expect(connections.tokenFor({ ...tenant, url: 'https://evil.test' })).rejects.toMatchObject({ error: { code: 'no-token' } })
  })

  it('gives a tenant that is connected already its new token and no second cache', async () => {
    const { connections, tokens } = setUp()
    const first = await connections.connect({ url, token, name: 'Acme' })
    const second = await connections.connect({ url, token: 'another-token' })
    expect(second).toEqual(first)
    expect(connections.list()).toHaveLength(1)
    expect(tokens.get(first.id)?.token).toBe('another-token')
  })

  it('leaves nothing behind when the token cannot be kept', async () => {
    const { connections, settings, done } = setUp({ vaultFails: true })
    await expect(connections.connect({ url, token })).rejects.toMatchObject({ error: { code: 'storage' } })
    expect([connections.list(), settings.get().currentTenant, done]).toEqual([[], null, []])
  })

  it('refuses a zone that does not exist', async () => {
    const { connections } = setUp()
    await expect(connections.connect({ url, token, zone: 'Mars/Olympus' })).rejects.toMatchObject({ error: { code: 'invalid-request' } })
    expect(connections.list()).toEqual([])
  })
})

describe('the demo tenant', () => {
  it('is connected at start once, and its token is asked of whoever runs it', async () => {
    const { connections, tokens, done, secrets } = setUp({ demo: offered(demo) })
    await connections.resumeDemo()
    await connections.resumeDemo()
    const [tenant] = connections.list()
    expect(tenant).toMatchObject({ name: 'Demo tenant', demo: true, zone: 'UTC', url: demo.url })
    expect(done).toEqual(['start known'])
    tokens.clear()
    expect(await connections.tokenFor(tenant!)).toBe(demo.token)
    expect(secrets).toContain(demo.token)
  })

  it('is another one after it was erased', async () => {
    let forgotten = 0
    const { connections } = setUp({ demo: { ...offered(demo), forget: () => forgotten++ } })
    const { id, name } = await connections.connectDemo()
    await connections.erase(id, name)
    expect([forgotten, connections.list()]).toEqual([1, []])
  })
})

describe('a connected tenant', () => {
  it('is renamed', async () => {
    const { connections, lists } = setUp()
    const { id } = await connections.connect({ url, token })
    expect(connections.rename(id, 'New name', 'Asia/Tokyo')).toMatchObject({ name: 'New name', zone: 'Asia/Tokyo' })
    expect(lists.at(-1)).toEqual(['New name'])
    expect(() => connections.rename(id, 'x', 'Nowhere')).toThrow('Nowhere')
  })

  it('gets a new token', async () => {
    const { connections, tokens, done } = setUp()
    const { id } = await connections.connect({ url, token })
    await connections.replaceToken(id, 'another-token')
    expect(tokens.get(id)?.token).toBe('another-token')
    expect(done).toEqual(['start known', 'start known'])
    await expect(connections.replaceToken('zzzzzzzz', token)).rejects.toMatchObject({ error: { code: 'not-found' } })
  })

  it('is erased with everything, when its name is typed', async () => {
    const { connections, settings, tokens, done, lists } = setUp()
    const { id: kept } = await connections.connect({ url: 'https://b.test', token })
    const { id } = await connections.connect({ url, token, name: 'Acme' })
    await expect(connections.erase(id, 'acme')).rejects.toMatchObject({ error: { code: 'invalid-request' } })
    expect(connections.list()).toHaveLength(2)
    await connections.erase(id, 'Acme')
    expect(done.slice(2)).toEqual(['cancel known', 'erase known', 'schedule'])
    expect([...tokens.keys()]).toEqual([kept])
    expect(settings.get().currentTenant).toBe(kept)
    expect(lists.at(-1)).toEqual(['b.test'])
  })
})
