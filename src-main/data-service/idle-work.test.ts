import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { IdleWork } from './idle-work.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('works piece by piece once nothing was written for a while, and rests once after the last', () => {
  const told: string[] = []
  let pieces = 2
  const idle = new IdleWork(
    () => {
      if (pieces === 0) return false
      pieces--
      told.push('piece')
      return true
    },
    () => told.push('rest'),
  )
  vi.advanceTimersByTime(1_500)
  idle.written()
  vi.advanceTimersByTime(1_500)
  expect(told).toEqual([])
  vi.advanceTimersByTime(10_000)
  expect(told).toEqual(['piece', 'piece', 'rest'])
  // There was nothing to do: nothing is left behind either.
  idle.written()
  vi.advanceTimersByTime(10_000)
  expect(told).toHaveLength(3)
  pieces = 1
  idle.written()
  vi.advanceTimersByTime(10_000)
  expect(told.slice(3)).toEqual(['piece', 'rest'])
  idle.end()
})

it('stands still while somebody asks, and goes on after', () => {
  let done = 0
  const idle = new IdleWork(
    () => ++done < 1000,
    () => undefined,
  )
  vi.advanceTimersByTime(3_000)
  const before = done
  expect(before).toBeGreaterThan(0)
  for (let i = 0; i < 20; i++) {
    idle.asked()
    vi.advanceTimersByTime(100)
  }
  expect(done).toBe(before)
  vi.advanceTimersByTime(1_000)
  expect(done).toBeGreaterThan(before)
  idle.end()
})
