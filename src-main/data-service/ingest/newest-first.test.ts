import { expect, it } from 'vitest'
import { unknownTime } from '../../connector/times.ts'
import { NewestFirst } from './newest-first.ts'

/** Each is its time and a letter. */
function kept(listed: readonly [number, string][]): string {
  let all = ''
  const order = new NewestFirst<string>((name) => (all += name))
  for (const [time, name] of listed) order.add(time, name)
  order.end()
  return all
}

it('turns the entries of one instant round where the listing comes oldest first', () => {
  expect(
    kept([
      [1, 'a'],
      [1, 'b'],
      [2, 'c'],
      [3, 'd'],
      [3, 'e'],
    ]),
  ).toBe('baced')
})

it('keeps the order of a listing that comes newest first, and of one that does not show how it comes', () => {
  expect(
    kept([
      [3, 'a'],
      [3, 'b'],
      [2, 'c'],
      [1, 'd'],
      [1, 'e'],
    ]),
  ).toBe('abcde')
  expect(
    kept([
      [3, 'a'],
      [3, 'b'],
    ]),
  ).toBe('ab')
})

it('leaves entries without a time in the order in which they come', () => {
  expect(
    kept([
      [1, 'a'],
      [2, 'b'],
      [unknownTime, 'c'],
      [unknownTime, 'd'],
      [3, 'e'],
      [3, 'f'],
    ]),
  ).toBe('abcdfe')
})
