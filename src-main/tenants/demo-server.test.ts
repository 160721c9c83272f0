import { describe, expect, it } from 'vitest'
import { memoryStore } from '../fixtures/memory-store.ts'
import { createDemoServer } from './demo-server.ts'

const line = (port: number): string => JSON.stringify({ url: `http://127.0.0.1:${port}`, token: 'demo-token', entries: 1 })

function setUp(store = memoryStore(), said: () => Promise<string> = () => Promise.resolve(line(4242))) {
  const started: string[][] = []
  let stopped = 0
  const server = createDemoServer({
    store,
    now: () => Date.UTC(2026, 0, 2),
    start(args) {
      started.push([...args])
      return { said: said(), stop: () => stopped++ }
    },
  })
  return { server, started, store, stops: () => stopped }
}
const argument = (args: string[] | undefined, name: string): string | undefined => args?.[args.indexOf(name) + 1]

describe('the demo tenant that the application runs', () => {
  it('is started once, when it is first wanted', async () => {
    const { server, started } = setUp()
    expect(started).toEqual([])
    expect(await Promise.all([server.offer(), server.offer()])).toEqual(
      Array(2).fill({ url: 'http://127.0.0.1:4242', token: 'demo-token' }),
    )
    expect(started).toHaveLength(1)
    expect(argument(started[0], '--port')).toBe('0')
  })

  it('is the same after a restart: same place, same end of its history', async () => {
    const first = setUp()
    await first.server.offer()
    const again = setUp(first.store)
    expect([again.server.serves('http://127.0.0.1:4242'), again.server.serves('http://127.0.0.1:1')]).toEqual([true, false])
    await again.server.offer()
    expect(argument(again.started[0], '--port')).toBe('4242')
    expect(argument(again.started[0], '--until')).toBe(argument(first.started[0], '--until'))
  })

  it('that cannot be started says so, and is tried again', async () => {
    let tries = 0
    const { server, stops } = setUp(memoryStore(), () =>
      tries++ === 0 ? Promise.reject(new Error('port taken')) : Promise.resolve(line(1)),
    )
    await expect(server.offer()).rejects.toMatchObject({ error: { code: 'tenant-unreachable', details: 'port taken' } })
    expect(stops()).toBe(1)
    expect(await server.offer()).toMatchObject({ token: 'demo-token' })
  })

  it('is another one once it was erased', async () => {
    const { server, stops } = setUp()
    await server.offer()
    server.forget()
    expect([stops(), server.serves('http://127.0.0.1:4242')]).toEqual([1, false])
  })
})
