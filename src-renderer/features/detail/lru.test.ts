import { describe, expect, it } from 'vitest'
import { createLru } from './lru.ts'

describe('what was used last', () => {
  it('is kept, the rest goes', () => {
    const lru = createLru<number, string>(2, 100, () => 1)
    lru.set(1, 'a')
    lru.set(2, 'b')
    expect(lru.get(1)).toBe('a')
    lru.set(3, 'c')
    expect([lru.get(1), lru.get(2), lru.get(3)]).toEqual(['a', undefined, 'c'])
  })

  it('is bounded by weight too', () => {
    const lru = createLru<number, number>(10, 100, (value) => value)
    lru.set(1, 40)
    lru.set(2, 40)
    lru.set(3, 40)
    expect([lru.get(1), lru.get(2), lru.get(3)]).toEqual([undefined, 40, 40])
    lru.set(2, 51)
    expect([lru.get(2), lru.get(3)]).toEqual([undefined, 40])
    lru.clear()
    expect(lru.get(3)).toBeUndefined()
  })
})
