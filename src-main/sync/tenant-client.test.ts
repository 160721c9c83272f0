import { describe, expect, it } from 'vitest'
import type { AppError, AppFailure } from '@contract/errors.ts'
import { answering, clientOf, emptyPage, failureOn, firstPage, throwing } from '../../tests/simulation/client.ts'
import { SimulatedClock } from '../../tests/simulation/clock.ts'
import { token } from '../../tests/simulation/world.ts'
import { define } from '../connector/fixtures/define.ts'
import type { Fetch } from './ports.ts'

/** Pieces of a body, each `ms` after the one before; never an end when `open`. */
function body(clock: SimulatedClock, pieces: readonly (string | Uint8Array)[], ms: number, open = false): ReadableStream<Uint8Array> {
  let at = 0
  let wanted = true
  return new ReadableStream({
    pull: (controller) =>
      new Promise((resolve) => {
        clock.after(ms, () => {
          const piece = pieces[at++]
          if (!wanted) return resolve()
          if (piece !== undefined) controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)
          else if (!open) controller.close()
          else return
          resolve()
        })
      }),
    cancel() {
      wanted = false
    },
  })
}

describe('a page', () => {
  it('comes as text, with the tenant’s clock', async () => {
    const { clock, request } = clientOf(
      answering(() => new Response(emptyPage, { headers: { date: new Date(Date.UTC(2026, 10, 23, 1)).toUTCString() } })),
    )
    const got = await request()
    expect(got).toMatchObject({ glimpse: emptyPage, receivedAt: clock.now(), budgetWaitMs: null })
    expect(got.clock.now).toBe(Date.UTC(2026, 10, 23, 1))
  })

  it('may break a character between two pieces', async () => {
    const bytes = new TextEncoder().encode('{"items":[],"next_cursor":"é€😀"}')
    const clock = new SimulatedClock()
    const stream = body(
      clock,
      Array.from(bytes, (byte) => new Uint8Array([byte])),
      10,
    )
    const { request } = clientOf(
      answering(() => new Response(stream)),
      'https://acme.example.com',
      clock,
    )
    expect(Buffer.from((await request()).body).toString('utf8')).toBe('{"items":[],"next_cursor":"é€😀"}')
  })

  it('is asked for without cookies, cache or redirects', async () => {
    let seen: RequestInit | undefined
    await clientOf((_, init) => {
      seen = init
      return Promise.resolve(new Response(emptyPage))
    }).request()
    expect(seen).toMatchObject({ method: 'GET', redirect: 'error', credentials: 'omit', cache: 'no-store' })
  })
})

describe('limits', () => {
  const tooSlow = async (make: (clock: SimulatedClock) => Fetch): Promise<{ error: AppError; after: number }> => {
    const clock = new SimulatedClock()
    const { request } = clientOf(make(clock), 'https://acme.example.com', clock)
    const began = clock.now()
    const thrown: unknown = await request().catch((error: unknown) => error)
    expect((thrown as AppFailure).error.code).toBe('tenant-too-slow')
    return { error: (thrown as AppFailure).error, after: clock.now() - began }
  }

  it('no answer', async () => {
    expect((await tooSlow(() => () => new Promise(() => {}))).after).toBe(3000)
  })
  it('no first byte', async () => {
    expect((await tooSlow((clock) => answering(() => new Response(body(clock, [], 60_000, true))))).after).toBe(2000)
  })
  it('silence in the middle', async () => {
    expect((await tooSlow((clock) => answering(() => new Response(body(clock, ['{"items":['], 500, true))))).after).toBe(1500)
  })
  it('a drip that never ends', async () => {
    const drops = Array.from({ length: 100 }, () => ' ')
    expect((await tooSlow((clock) => answering(() => new Response(body(clock, drops, 900))))).after).toBe(10_000)
  })
  it('a body larger than allowed is cut off while it comes', async () => {
    let sent = 0
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 10_000
          controller.enqueue(new Uint8Array(10_000).fill(32))
        },
      })
    const { error, remedy } = await failureOn(answering(() => new Response(endless())))
    expect([error.code, remedy]).toEqual(['page-too-large', 'smaller-now'])
    expect(sent).toBeLessThan(150_000)
  })
  it('are the definition’s own where it has some', async () => {
    const clock = new SimulatedClock()
    const definition = define({ request: { timeouts: { answerSeconds: 90 } } })
    const { request } = clientOf(() => new Promise(() => {}), undefined, clock, definition)
    const began = clock.now()
    await expect(request()).rejects.toMatchObject({ error: { code: 'tenant-too-slow' } })
    expect(clock.now() - began).toBe(10_000)
    const slow = define({ request: { timeouts: { answerSeconds: 90, totalSeconds: 300 } } })
    await expect(clientOf(() => new Promise(() => {}), undefined, clock, slow).request()).rejects.toThrow()
    expect(clock.now() - began).toBe(100_000)
  })
  it('leaves no timer behind', async () => {
    const { clock, request } = clientOf(answering(() => new Response(emptyPage)))
    await request()
    await expect(clock.drive(new Promise(() => {}))).rejects.toThrow('no timer')
  })
})

describe('what is not the tenant', () => {
  it.each([
    ['a sign-in page', () => new Response('<!doctype html><p>Sign in', { headers: { 'content-type': 'text/html' } })],
    ['markup that says it is JSON', () => new Response('\n <html>', { headers: { 'content-type': 'application/json' } })],
  ])('%s is told', async (_, response) => {
    const { error } = await failureOn(answering(response))
    expect(error.code).toBe('not-the-tenant')
    expect(error.message).toContain('between you and the tenant')
  })

  it('an answer from elsewhere is refused', async () => {
    const { error } = await failureOn(answering(() => Object.defineProperty(new Response(emptyPage), 'redirected', { value: true })))
    expect(error.code).toBe('cross-origin-next')
  })
})

describe('the token', () => {
  it('is taken out of whatever an answer repeats', async () => {
    const echo = JSON.stringify({ error: { code: 'bad', message: `Your token ${token} is wrong` } })
    const { error } = await failureOn(answering(() => new Response(echo, { status: 400 })))
    expect(JSON.stringify(error)).not.toContain(token)
    expect(error.details).toContain('[token]')
    expect(JSON.stringify((await failureOn(throwing(new Error(`net::ERR_FAILED with ${token}`)))).error)).not.toContain(token)
  })

  it('is not sent to a cursor on another origin, nor without encryption', async () => {
    let requests = 0
    const counting: Fetch = () => {
      requests++
      return Promise.resolve(new Response(emptyPage))
    }
    expect((await failureOn(counting, { ...firstPage, cursor: 'https://evil.example/?c=1' })).error.code).toBe('cross-origin-next')
    await expect(clientOf(counting, 'http://acme.example.com').request()).rejects.toMatchObject({ error: { code: 'invalid-request' } })
    expect(requests).toBe(0)
    await clientOf(counting, 'http://127.0.0.1:8080').request()
    expect(requests).toBe(1)
  })
})

describe('cancelling', () => {
  it('ends a request that is under way, whatever fetch does about it', async () => {
    const controller = new AbortController()
    let signal: AbortSignal | null | undefined
    const { clock, request } = clientOf((_, init) => {
      signal = init.signal
      return new Promise(() => {})
    })
    clock.after(100, () => controller.abort())
    await expect(request(firstPage, controller.signal)).rejects.toMatchObject({ error: { code: 'cancelled' } })
    expect(signal?.aborted).toBe(true)
  })
})
