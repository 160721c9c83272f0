import { describe, expect, it } from 'vitest'
import type { Bridge, Crossing } from '@contract/bridge.ts'
import { AppFailure } from '@contract/errors.ts'
import type { AppError, Result } from '@contract/errors.ts'
import { createClient } from './client.ts'

interface Asked {
  readonly name: string
  readonly params: unknown
  readonly id: number
  readonly answer: (result: Result<never>) => void
  readonly break: (reason: unknown) => void
}

function fakeBridge(): { bridge: Bridge; asked: Asked[]; cancelled: number[] } {
  const asked: Asked[] = []
  const cancelled: number[] = []
  const bridge: Bridge = {
    request: (name, params, id) =>
      new Promise((resolve, reject) => {
        asked.push({ name, params, id, answer: (result) => resolve(result as Crossing<typeof name>), break: reject })
      }),
    cancel: (id) => cancelled.push(id),
    dropped: () => Promise.reject(new Error('nothing is dropped here')),
    on: () => () => undefined,
  }
  return { bridge, asked, cancelled }
}

const failed = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => {
      throw new Error('It should have failed.')
    },
    (thrown: unknown) => {
      expect(thrown).toBeInstanceOf(AppFailure)
      return (thrown as AppFailure).error
    },
  )

describe('ask', () => {
  it('resolves with the value and gives each request an id of its own', async () => {
    const { bridge, asked } = fakeBridge()
    const { ask } = createClient(() => bridge)
    const first = ask('tenant.list')
    const second = ask('coverage.get', { tenant: 'abcdefgh' })
    expect(asked.map(({ name, params }) => [name, params])).toEqual([
      ['tenant.list', undefined],
      ['coverage.get', { tenant: 'abcdefgh' }],
    ])
    expect(asked[0]?.id).not.toBe(asked[1]?.id)
    asked[1]?.answer({ ok: true, value: 'coverage' as never })
    asked[0]?.answer({ ok: true, value: 'tenants' as never })
    expect(await first).toBe('tenants')
    expect(await second).toBe('coverage')
  })

  it('reads the value out of an answer that crosses as text', async () => {
    const { bridge, asked } = fakeBridge()
    const rows = createClient(() => bridge).ask('log.rows', { tenant: 'abcdefgh', result: 1, order: 'desc', offset: 0, limit: 1 })
    asked[0]?.answer({ ok: true, value: '{"offset":0,"rows":[]}' as never })
    expect(await rows).toEqual({ offset: 0, rows: [] })
  })

  it('throws the failure that main answers', async () => {
    const { bridge, asked } = fakeBridge()
    const promise = createClient(() => bridge).ask('tenant.list')
    const error: AppError = { code: 'service-down', message: 'It is restarting.', next: 'Wait.' }
    asked[0]?.answer({ ok: false, error })
    expect(await failed(promise)).toEqual(error)
  })

  it('turns a broken bridge into an internal failure with its text as details', async () => {
    const { bridge, asked } = fakeBridge()
    const promise = createClient(() => bridge).ask('tenant.list')
    asked[0]?.break(new Error('object could not be cloned'))
    const error = await failed(promise)
    expect(error.code).toBe('internal')
    expect(error.details).toContain('could not be cloned')
  })

  it('cancels by the id of the request and does not wait for the answer', async () => {
    const { bridge, asked, cancelled } = fakeBridge()
    const controller = new AbortController()
    const promise = createClient(() => bridge).ask('coverage.get', { tenant: 'abcdefgh' }, { signal: controller.signal })
    controller.abort()
    expect((await failed(promise)).code).toBe('cancelled')
    expect(cancelled).toEqual([asked[0]?.id])
  })

  it('asks nothing when it was cancelled before', async () => {
    const { bridge, asked } = fakeBridge()
    const promise = createClient(() => bridge).ask('coverage.get', { tenant: 'abcdefgh' }, { signal: AbortSignal.abort() })
    expect((await failed(promise)).code).toBe('cancelled')
    expect(asked).toEqual([])
  })

  it('cancels nothing once the answer is there', async () => {
    const { bridge, asked, cancelled } = fakeBridge()
    const controller = new AbortController()
    const promise = createClient(() => bridge).ask('coverage.get', { tenant: 'abcdefgh' }, { signal: controller.signal })
    asked[0]?.answer({ ok: true, value: null as never })
    await promise
    // The listener goes in a `finally` after the answer.
    await new Promise((resolve) => setTimeout(resolve))
    controller.abort()
    expect(cancelled).toEqual([])
  })
})
