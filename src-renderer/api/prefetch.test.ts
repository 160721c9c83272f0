import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepPrefetched, prefetch, takePrefetched } from './prefetch.ts'
import { createClient } from './client.ts'

const asked: string[] = []
const bridge = {
  request: (name: string) => {
    asked.push(name)
    return Promise.resolve({ ok: true, value: `answer ${asked.length}` } as never)
  },
  cancel: () => undefined,
  dropped: () => Promise.reject(new Error('nothing is dropped here')),
  on: () => () => undefined,
}
beforeEach(() => {
  asked.length = 0
  vi.stubGlobal('window', { api: bridge })
})
afterEach(() => vi.unstubAllGlobals())
const client = createClient(() => bridge)

it('what is asked ahead is not asked twice, and later anew', async () => {
  await prefetch('app.info', undefined)
  expect(await client.ask('app.info')).toBe('answer 1')
  expect(await client.ask('app.info')).toBe('answer 2')
  expect(asked).toEqual(['app.info', 'app.info'])
})

it('only the first request of a name takes an answer over, and only when it asks the same', async () => {
  const question = { tenant: 'abcdefgh' }
  keepPrefetched('coverage.get', question, 'known' as never)
  expect(await client.ask('coverage.get', { tenant: 'ijklmnop' })).toBe('answer 1')
  expect(await client.ask('coverage.get', question)).toBe('answer 2')
  keepPrefetched('coverage.get', question, 'known' as never)
  expect(await client.ask('coverage.get', question)).toBe('known')
  expect(takePrefetched('coverage.get', question)).toBeNull()
})
