import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { api } from '@contract/api.ts'
import { fail } from '@contract/errors.ts'
import type { Call, Relay, ShellHandlers } from './handler.ts'
import { createRouter } from './router.ts'
import type { RouterOptions } from './router.ts'

const tenant = 'abcdefgh12345678'

function setUp(handlers: Partial<ShellHandlers> = {}, options: Partial<RouterOptions> = {}) {
  const reports: unknown[] = []
  const relayed: unknown[] = []
  const relay = ((name: string, params: unknown) => {
    relayed.push([name, params])
    return Promise.resolve('relayed')
  }) as unknown as Relay
  const router = createRouter({
    // The tests that call another handler give it.
    handlers: handlers as ShellHandlers,
    relay,
    redactor: { own: (text) => text.replaceAll('canary', '<secret>'), outside: (text) => text.replaceAll('canary', '<secret>') },
    report: (message, cause) => reports.push([message, cause]),
    ...options,
  })
  return { router, reports, relayed }
}
const code = (result: unknown): unknown => (result as { error?: { code: string } }).error?.code

describe('the IPC router', () => {
  it('answers a request of main with a value', async () => {
    const { router } = setUp({ 'app.openDataFolder': () => true as never })
    expect(await router.handle(1, { id: 1, name: 'app.openDataFolder', params: undefined })).toEqual({ ok: true, value: true })
  })

  it('passes a request of the data service on, with parsed parameters', async () => {
    const { router, relayed } = setUp()
    expect(await router.handle(1, { id: 1, name: 'coverage.get', params: { tenant, extra: 1 } })).toEqual({ ok: true, value: 'relayed' })
    expect(relayed).toEqual([['coverage.get', { tenant }]])
  })

  it.each([
    ['no frame', undefined],
    ['a text', 'settings.get'],
    ['no id', { name: 'settings.get' }],
    ['a negative id', { id: -1, name: 'settings.get' }],
    ['a name that is not in the contract', { id: 1, name: 'service.ping' }],
    ['a name of every object', { id: 1, name: 'constructor' }],
    ['a prototype', { id: 1, name: '__proto__' }],
    ['parameters of another shape', { id: 1, name: 'coverage.get', params: { tenant: '../../etc' } }],
    ['parameters where there are none', { id: 1, name: 'settings.get', params: { a: 1 } }],
  ])('refuses %s', async (_what, frame) => {
    const { router, relayed } = setUp({ 'settings.get': () => expect.fail('must not be called') })
    expect(code(await router.handle(1, frame))).toBe('invalid-request')
    expect(relayed).toEqual([])
  })

  it('answers anything at all with a Result and never rejects', async () => {
    const { router } = setUp()
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.anything(), fc.record({ id: fc.nat(), name: fc.constantFrom(...Object.keys(api)), params: fc.anything() })),
        async (frame) => {
          expect(typeof (await router.handle(1, frame)).ok).toBe('boolean')
        },
      ),
    )
  })

  it('does not quote what was sent: it may be a token', async () => {
    const { router } = setUp()
    const answer = await router.handle(1, { id: 1, name: 'tenant.connect', params: { url: 'https://a.test', token: 'can ary' } })
    expect(code(answer)).toBe('invalid-request')
    expect(JSON.stringify(answer)).not.toContain('can ary')
  })

  it('gives an expected failure as it is and an unexpected one as internal, both without secrets', async () => {
    const { router, reports } = setUp({
      'settings.get': () => {
        throw fail('not-found', 'no canary here', 'look for canary', 'canary')
      },
      'tenant.list': () => {
        throw new Error('canary broke')
      },
    })
    expect(await router.handle(1, { id: 1, name: 'settings.get', params: undefined })).toEqual({
      ok: false,
      error: { code: 'not-found', message: 'no <secret> here', next: 'look for <secret>', details: '<secret>' },
    })
    expect(reports).toEqual([])
    const unexpected = await router.handle(1, { id: 2, name: 'tenant.list', params: undefined })
    expect(code(unexpected)).toBe('internal')
    expect(JSON.stringify(unexpected)).not.toContain('canary')
    expect(reports).toHaveLength(1)
  })

  it('cancels by sender and id', async () => {
    const calls: Call[] = []
    const { router } = setUp({
      'settings.get': (_params, call) => {
        calls.push(call)
        return new Promise(() => undefined)
      },
    })
    const first = router.handle(1, { id: 7, name: 'settings.get', params: undefined })
    const other = router.handle(2, { id: 7, name: 'settings.get', params: undefined })
    await vi.waitFor(() => expect(calls).toHaveLength(2))
    router.cancel(1, 7)
    router.cancel(1, 'seven')
    router.cancel(3, 7)
    expect(code(await first)).toBe('cancelled')
    expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, false])
    router.forget(2)
    expect(code(await other)).toBe('cancelled')
  })

  it('refuses an id that is under way, and takes it again afterwards', async () => {
    let finish: (value: boolean) => void = () => undefined
    const { router } = setUp({
      'app.openDataFolder': () => new Promise<never>((resolve) => (finish = resolve as unknown as typeof finish)),
    })
    const first = router.handle(1, { id: 1, name: 'app.openDataFolder', params: undefined })
    expect(code(await router.handle(1, { id: 1, name: 'app.openDataFolder', params: undefined }))).toBe('invalid-request')
    await vi.waitFor(() => {
      finish(true)
    })
    expect(await first).toEqual({ ok: true, value: true })
    const again = router.handle(1, { id: 1, name: 'app.openDataFolder', params: undefined })
    await Promise.resolve()
    finish(false)
    expect(await again).toEqual({ ok: true, value: false })
  })

  it('gives up after the time limit and tells the handler', async () => {
    const calls: Call[] = []
    const { router } = setUp(
      {
        'settings.get': (_params, call) => {
          calls.push(call)
          return new Promise(() => undefined)
        },
      },
      { timeoutMs: () => 1 },
    )
    expect(code(await router.handle(1, { id: 1, name: 'settings.get', params: undefined }))).toBe('timeout')
    expect(calls[0]?.signal.aborted).toBe(true)
  })
})
