import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { settings as settingsSchema } from '@contract/settings.ts'
import type { Settings } from '@contract/settings.ts'
import type { Tenant } from '@contract/tenant.ts'
import { useSession } from './session.ts'

const acme: Tenant = {
  id: 'acmeacme',
  name: 'Acme',
  url: 'https://acme.example.com',
  connector: 'tenant-iam',
  zone: 'Europe/Zurich',
  demo: false,
  token: 'encrypted',
}
const globex: Tenant = { ...acme, id: 'globexglobex', name: 'Globex', zone: 'Not/A_Zone' }
const info = {
  version: '0.1.0',
  electron: '45',
  platform: 'linux',
  dataFolder: '/data',
  localZone: 'Asia/Kolkata',
  serviceUp: true,
  vault: 'encrypted',
  fallbackRuntime: false,
  found: [],
  exposed: [],
}

let kept: Settings
let listeners: Map<string, (payload: unknown) => void>
let answers: Record<string, (params: never) => unknown>

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  setActivePinia(createPinia())
  kept = settingsSchema.parse({})
  listeners = new Map()
  answers = {
    'app.info': () => ({ ok: true, value: info }),
    'settings.get': () => ({ ok: true, value: kept }),
    'settings.set': (patch: Partial<Settings>) => {
      kept = { ...kept, ...patch }
      return { ok: true, value: kept }
    },
    'tenant.list': () => ({ ok: true, value: [acme, globex] }),
  }
  vi.stubGlobal('window', {
    api: {
      request: (name: string, params: never) => Promise.resolve(answers[name]?.(params)),
      cancel: () => undefined,
      on: (name: string, listener: (payload: unknown) => void) => {
        listeners.set(name, listener)
        return () => listeners.delete(name)
      },
    },
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the session', () => {
  it('reads everything once and then follows main', async () => {
    const session = useSession()
    await session.start()
    expect(session.ready).toBe(true)
    expect(session.tenant).toEqual(acme)
    listeners.get('tenant.list')?.([globex])
    expect(session.tenant).toEqual(globex)
    listeners.get('service.state')?.({ up: false })
    expect(session.serviceUp).toBe(false)
  })

  it('says why it could not start, and starts when asked again', async () => {
    const session = useSession()
    const working = answers['app.info']
    answers['app.info'] = () => ({ ok: false, error: { code: 'folder-locked', message: 'Another window uses this folder.' } })
    await session.start()
    expect(session.ready).toBe(false)
    expect(session.startError?.code).toBe('folder-locked')
    answers['app.info'] = working as () => unknown
    await session.load()
    expect(session.ready).toBe(true)
    expect(session.startError).toBeNull()
  })

  it('names the zone behind the choice, and UTC for one that this machine does not know', async () => {
    const session = useSession()
    await session.start()
    expect(session.zone).toBe('UTC')
    await session.patch({ zone: 'local' })
    expect(session.zone).toBe('Asia/Kolkata')
    await session.patch({ zone: 'tenant' })
    expect(session.zone).toBe('Europe/Zurich')
    await session.selectTenant(globex.id)
    expect(session.zone).toBe('UTC')
  })

  it('shows a change at once and is not thrown back by an older echo', async () => {
    const session = useSession()
    await session.start()
    const first = session.patch({ drawerWidth: 500 })
    const second = session.patch({ drawerWidth: 600 })
    expect(session.settings.drawerWidth).toBe(600)
    listeners.get('settings.changed')?.({ ...kept, drawerWidth: 500 })
    expect(session.settings.drawerWidth).toBe(600)
    await Promise.all([first, second])
    expect(kept.drawerWidth).toBe(600)
    expect(session.settings.drawerWidth).toBe(600)
  })

  it('keeps the change on screen and says so when it could not be kept', async () => {
    const session = useSession()
    await session.start()
    answers['settings.set'] = () => ({ ok: false, error: { code: 'disk-full', message: 'The disk is full.' } })
    await session.patch({ theme: 'dark' })
    await settle()
    expect(session.settings.theme).toBe('dark')
    expect(session.settingsError?.code).toBe('disk-full')
  })
})
