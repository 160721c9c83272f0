import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fail } from '@contract/errors.ts'
import { outcome } from '../fixtures/outcome.ts'
import { FakeService } from './fixtures/fake-service.ts'
import { createDataHost } from './host.ts'
import type { HostOptions } from './host.ts'

const tenant = 'abcdefgh12345678'
const opened = { entries: 0, recovered: [] }
const pong = { rssBytes: 1, pid: 1 }

function setUp(options: Partial<HostOptions> = {}) {
  const services: FakeService[] = []
  const states: boolean[] = []
  const changes: unknown[] = []
  const host = createDataHost({
    startService: () => {
      const service = new FakeService()
      services.push(service)
      return service
    },
    onState: (up) => states.push(up),
    onEvent: (...event) => changes.push(event),
    log: { info: () => undefined, warn: () => undefined },
    checkAnswers: true,
    backOffMs: [100, 1_000],
    healthyMs: 30_000,
    stopMs: 50,
    ...options,
  })
  host.start()
  const newest = (): FakeService => services.at(-1)!
  return { host, services, states, changes, newest }
}
const settled = async () => await vi.advanceTimersByTimeAsync(0)

describe('the data host', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('holds requests back until the service is ready for the first time', async () => {
    const { host, newest, states } = setUp()
    const asked = host.call('service.ping', undefined)
    await settled()
    expect(newest().requests()).toEqual([])
    newest().says({ kind: 'ready' })
    await settled()
    newest().answer('service.ping', pong)
    expect(await asked).toEqual(pong)
    expect(states).toEqual([true])
    expect(host.up).toBe(true)
  })

  it('asks for the text of an answer that is only passed on', async () => {
    const { host, newest } = setUp()
    newest().says({ kind: 'ready' })
    const text = host.text('coverage.get', { tenant })
    await settled()
    expect(newest().requests()[0]).toMatchObject({ name: 'coverage.get', asText: true })
    newest().answer('coverage.get', '{"intervals":[]}')
    expect(await text).toBe('{"intervals":[]}')
  })

  it('fails what is waiting and what comes next at once when the service dies, and restarts it', async () => {
    const { host, services, newest, states } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    const waiting = outcome(host.call('service.ping', undefined))
    await settled()
    newest().exit()
    expect(await waiting).toBe('service-down')
    expect(await outcome(host.call('service.ping', undefined))).toBe('service-down')
    expect(states).toEqual([true, false])
    await vi.advanceTimersByTimeAsync(100)
    expect(services).toHaveLength(2)
  })

  it('opens the tenants that were open again before it answers', async () => {
    const { host, newest, states } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    const opening = host.call('tenant.open', { tenant, connector: 'tenant-iam' })
    await settled()
    newest().answer('tenant.open', opened)
    await opening
    newest().exit()
    await vi.advanceTimersByTimeAsync(100)
    newest().says({ kind: 'ready' })
    await settled()
    expect(newest().requests()).toMatchObject([{ name: 'tenant.open', params: { tenant, connector: 'tenant-iam' } }])
    expect(await outcome(host.call('service.ping', undefined))).toBe('service-down')
    newest().answer('tenant.open', opened)
    await settled()
    expect(states).toEqual([true, false, true])
  })

  it('still opens them when it dies again while opening', async () => {
    const { host, newest } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    const opening = host.call('tenant.open', { tenant, connector: 'tenant-iam' })
    await settled()
    newest().answer('tenant.open', opened)
    await opening
    for (const wait of [100, 1_000]) {
      newest().exit()
      await vi.advanceTimersByTimeAsync(wait)
      newest().says({ kind: 'ready' })
      await settled()
      expect(newest().requests()).toMatchObject([{ name: 'tenant.open' }])
    }
  })

  it('does not open a closed or erased tenant again', async () => {
    const { host, newest, states } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    for (const [name, answer] of [['tenant.open', opened], ['tenant.close', undefined]] as const) {
      const asked = name === 'tenant.open' ? host.call(name, { tenant, connector: 'tenant-iam' }) : host.call(name, { tenant })
      await settled()
      newest().answer(name, answer)
      await asked
    } // prettier-ignore
    newest().exit()
    await vi.advanceTimersByTimeAsync(100)
    newest().says({ kind: 'ready' })
    await settled()
    expect(states.at(-1)).toBe(true)
    expect(newest().requests()).toEqual([])
  })

  it('waits longer before each restart, up to the cap, and starts over after a healthy time', async () => {
    const { services, newest } = setUp()
    const restartsAfter = async (ms: number): Promise<void> => {
      const before = services.length
      newest().exit()
      await vi.advanceTimersByTimeAsync(ms - 1)
      expect(services).toHaveLength(before)
      await vi.advanceTimersByTimeAsync(1)
      expect(services).toHaveLength(before + 1)
    }
    await restartsAfter(100)
    await restartsAfter(1_000)
    await restartsAfter(1_000)
    newest().says({ kind: 'ready' })
    await vi.advanceTimersByTimeAsync(30_000)
    await restartsAfter(100)
  })

  it('tries again for as long as another process has the data folder, and ends the one that was refused', async () => {
    const { host, services, newest, states } = setUp({ lockedMs: 200 })
    newest().says({ kind: 'refused', error: fail('folder-locked', 'A command is at work.').error })
    await settled()
    expect(newest().killed).toBe(true)
    expect(await outcome(host.call('service.ping', undefined))).toBe('folder-locked')
    await vi.advanceTimersByTimeAsync(200)
    expect(services).toHaveLength(2)
    newest().says({ kind: 'ready' })
    await settled()
    const asked = host.call('service.ping', undefined)
    await settled()
    newest().answer('service.ping', pong)
    expect(await asked).toEqual(pong)
    expect(states).toEqual([false, true])
  })

  it('gives a refusal to everyone who asks and does not restart', async () => {
    const { host, services, newest } = setUp()
    const early = outcome(host.call('service.ping', undefined))
    newest().says({ kind: 'refused', error: fail('cache-newer', 'Made by a newer version.').error })
    newest().exit('exit code 0')
    expect(await early).toBe('cache-newer')
    await vi.advanceTimersByTimeAsync(120_000)
    expect(await outcome(host.call('service.ping', undefined))).toBe('cache-newer')
    expect(services).toHaveLength(1)
  })

  it('tells the service to stop working on what was cancelled or took too long', async () => {
    const { host, newest } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    const controller = new AbortController()
    const cancelled = outcome(host.call('service.ping', undefined, { signal: controller.signal }))
    const slow = outcome(host.call('service.ping', undefined, { timeoutMs: 500 }))
    await settled()
    controller.abort()
    expect(await cancelled).toBe('cancelled')
    await vi.advanceTimersByTimeAsync(500)
    expect(await slow).toBe('timeout')
    const [first, second] = newest().requests()
    expect(newest().sent.filter(({ kind }) => kind === 'cancel')).toEqual([
      { kind: 'cancel', id: first?.id },
      { kind: 'cancel', id: second?.id },
    ])
    expect(() => newest().answer('service.ping', pong)).not.toThrow()
  })

  it('does not send what was cancelled before', async () => {
    const { host, newest } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    expect(await outcome(host.call('service.ping', undefined, { signal: AbortSignal.abort() }))).toBe('cancelled')
    expect(newest().requests()).toEqual([])
  })

  it('passes failures and its own events on, and ignores frames and events it does not know', async () => {
    const { host, newest, changes } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    const asked = outcome(host.call('coverage.get', { tenant }))
    await settled()
    newest().says({ kind: 'surprise' })
    newest().says({ kind: 'event', name: 'cache.changed', payload: { tenant, entries: 5, inserted: 2 } })
    newest().says({ kind: 'event', name: 'cache.changed', payload: { tenant, entries: 'many' } })
    newest().says({ kind: 'event', name: 'settings.changed', payload: {} })
    newest().says({ kind: 'failure', id: newest().requests()[0]!.id, error: fail('disk-full', 'The disk is full.').error })
    expect(await asked).toBe('disk-full')
    expect(changes).toEqual([['cache.changed', { tenant, entries: 5, inserted: 2 }]])
  })

  it('notices an answer that does not fit the contract', async () => {
    const { host, newest } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    const asked = host.call('service.ping', undefined)
    await settled()
    newest().answer('service.ping', { rssBytes: 'many' })
    await expect(asked).rejects.toThrow('service.ping')
  })

  it('restarts a service that cannot even be started', async () => {
    let tries = 0
    const { host } = setUp({
      startService: () => {
        tries++
        throw new Error('no such file')
      },
    })
    expect(await outcome(host.call('service.ping', undefined))).toBe('service-down')
    await vi.advanceTimersByTimeAsync(100)
    expect(tries).toBe(2)
  })

  it('asks the service to stop, and kills it when it does not', async () => {
    const { host, newest, services } = setUp()
    newest().says({ kind: 'ready' })
    await settled()
    const waiting = outcome(host.call('service.ping', undefined))
    await settled()
    const stopped = host.stop()
    expect(newest().sent.at(-1)).toEqual({ kind: 'stop' })
    expect(await waiting).toBe('service-down')
    expect(newest().killed).toBe(false)
    await vi.advanceTimersByTimeAsync(50)
    await stopped
    expect(newest().killed).toBe(true)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(services).toHaveLength(1)
  })
})
