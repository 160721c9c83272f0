import { describe, expect, it } from 'vitest'
import type { FirstLook } from '@contract/first-look.ts'
import { startRequests } from './start-requests.ts'

const look = { tenant: 'abcdefgh' } as FirstLook
const kept = { request: '{}', answer: '{}' }
const settled = async (promise: Promise<void>): Promise<boolean> =>
  await Promise.race([promise.then(() => true), new Promise<boolean>((r) => setTimeout(() => r(false)))])

describe('the first requests of a page', () => {
  it('give what can be drawn once, and nothing else is needed for it', async () => {
    const start = startRequests(look, Promise.resolve(kept), () => undefined)
    expect(await start.answer({ id: 1, name: 'start.first' })).toEqual({ ok: true, value: { look, kept } })
    expect(await start.answer({ id: 2, name: 'start.first' })).toEqual({ ok: true, value: null })
    expect(await settled(start.needed)).toBe(false)
    expect(start.answer({ id: 3, name: 'settings.get' })).toBeNull()
    expect(await settled(start.needed)).toBe(true)
  })

  it.each([
    ['the page looks different', null, new Promise<never>(() => undefined)],
    ['nothing is kept', look, Promise.resolve(null)],
  ])('need everything at once when %s', async (_why, looks, answers) => {
    const start = startRequests(looks, answers, () => undefined)
    expect(await settled(start.needed)).toBe(true)
    expect(await start.answer({ id: 1, name: 'start.first' })).toEqual({ ok: true, value: null })
  })

  it('say when the application listens', async () => {
    let heard = 0
    const start = startRequests(look, Promise.resolve(kept), () => heard++)
    expect(await start.answer({ id: 1, name: 'start.listening' })).toEqual({ ok: true, value: undefined })
    expect(heard).toBe(1)
  })

  it.each([null, 'start.first', [], { name: ['start.first'] }])('leave to the router what is none: %j', (frame) => {
    expect(startRequests(look, Promise.resolve(kept), () => undefined).answer(frame)).toBeNull()
  })
})
