import { expect, it } from 'vitest'
import type { Parts } from '../cache/dictionary/dictionary-encoding.ts'
import { ValueSearch } from './value-search.ts'

const absent: Parts = [undefined]

it('answers the same while it is prepared in pieces, also for values that come meanwhile', () => {
  const values: Parts[] = [absent]
  const add = (count: number): void => {
    for (let i = 0; i < count; i++) values.push([`user${values.length}@acme.test`, values.length % 7 === 0 ? 'Zoë' : undefined])
  }
  const dictionary = {
    get size() {
      return values.length
    },
    at: (id: number) => values[id] ?? absent,
  }
  const index = new ValueSearch(dictionary, (parts) => parts)
  const marked = (needle: string): number[] => {
    const table = new Uint8Array(values.length)
    index.mark(needle, table)
    return [...table.keys()].filter((id) => table[id] === 1)
  }
  add(2500)
  let pieces = 0
  for (const _ of index.preparing()) if (++pieces === 2) add(1500)
  expect(pieces).toBe(4)
  const expected = (): number[] => [...values.keys()].filter((id) => id > 0 && id % 7 === 0)
  expect(marked('zoë')).toEqual(expected())
  add(1200)
  const work = index.preparing()
  work.next()
  add(10)
  expect(marked('zoë')).toEqual(expected())
  expect(work.next().done).toBe(true)
  expect(marked(`user${values.length - 1}@`)).toEqual([values.length - 1])
})

it('a text of control characters is found where it stands, and not where values are kept apart (issue 13.10)', () => {
  const values: Parts[] = [absent, ['ann', 'Ann'], ['bob\u0001', 'Bob'], ['c\u0000d'], ['e', '\u0001f', 'g']]
  const index = new ValueSearch({ size: values.length, at: (id) => values[id] ?? absent }, (parts) => parts)
  for (const needle of ['\u0001', '\u0000', '\u0001f', 'n\u0001a', 'c\u0000d', '\u0001b', 'e\u0001']) {
    const table = new Uint8Array(values.length)
    index.mark(needle, table)
    const holds = values.map((parts) => (parts.some((part) => part?.includes(needle)) ? 1 : 0))
    expect([needle, [...table]]).toEqual([needle, holds])
  }
})
