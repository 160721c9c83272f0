import fc from 'fast-check'
import type { EntryRow } from '@contract/entry.ts'
import { describe, expect, it } from 'vitest'
import { PageCache } from './page-cache.ts'

const row = (key: number): EntryRow => ({
  key,
  occurredAt: key,
  actor: { email: 'mara@acme.test' },
  action: 'role_update',
  resource: { type: 'role' },
  status: 'success',
  flags: { bookmarked: false, noted: false, late: false, drifted: false, invalid: false, vanished: false },
  marks: 0,
})
const page = (number: number, size: number): EntryRow[] => Array.from({ length: size }, (_, at) => row(number * size + at))

describe('the page cache', () => {
  it('finds a row by its index in the result', () => {
    const cache = new PageCache(10, 4)
    cache.put(3, page(3, 10))
    expect(cache.row(34)?.key).toBe(34)
    expect(cache.row(29)).toBeUndefined()
    expect(cache.row(40)).toBeUndefined()
  })

  it('keeps its full pages for a result that goes on where this one ends', () => {
    const cache = new PageCache(10, 4)
    cache.put(0, page(0, 10))
    cache.put(1, page(1, 10).slice(0, 3))
    expect(cache.fullPages().missing(0, 20)).toEqual([1])
  })

  it('names what a span of rows still needs', () => {
    const cache = new PageCache(10, 4)
    cache.put(1, page(1, 10))
    expect(cache.missing(5, 25)).toEqual([0, 2])
    expect(cache.missing(10, 20)).toEqual([])
    expect(cache.missing(7, 7)).toEqual([0])
  })

  it('drops what was used longest ago, never what was just touched', () => {
    const cache = new PageCache(10, 2)
    cache.put(0, page(0, 10))
    cache.put(1, page(1, 10))
    cache.touch(0, 5)
    cache.put(2, page(2, 10))
    expect(cache.has(0, 10)).toBe(true)
    expect(cache.has(10, 20)).toBe(false)
  })

  it('holds no more than its capacity and only ever the right rows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { maxLength: 200 }), fc.integer({ min: 1, max: 8 }), (wanted, capacity) => {
        const cache = new PageCache(7, capacity)
        for (const index of wanted) {
          for (const missing of cache.missing(index, index + 1)) cache.put(missing, page(missing, 7))
          cache.touch(index, index + 1)
          expect(cache.row(index)?.key).toBe(index)
          expect(cache.pages).toBeLessThanOrEqual(capacity)
        }
      }),
    )
  })
})
