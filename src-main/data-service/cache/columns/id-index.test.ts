import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdIndex } from './id-index.ts'

/** An index over ids with given hashes, and how often an id was read. */
function indexOf(ids: readonly string[], hashes: readonly number[]) {
  const read = { count: 0 }
  const column = Uint32Array.from(hashes)
  const index = new IdIndex(
    () => column,
    (key) => {
      read.count++
      return ids[key] as string
    },
  )
  return { index, read }
}

describe('an index of ids (issue 12.19)', () => {
  it('finds the first key of each id, whatever shares its hash', () => {
    const entry = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 2 }))
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 300 }), (entries) => {
        // An id has one hash, and a hash many ids.
        const ids = entries.map(([id, hash]) => `${String(id)}/${String(hash)}`)
        const hashes = entries.map(([, hash]) => hash + 1)
        const { index } = indexOf(ids, hashes)
        ids.forEach((id, key) => {
          if (index.find(hashes[key] as number, () => id) === null) index.add(key)
        })
        ids.forEach((id, key) => expect(index.find(hashes[key] as number, () => id)).toBe(ids.indexOf(id)))
        for (const hash of [1, 2, 3]) {
          const firsts = ids.flatMap((id, key) => (hashes[key] === hash && ids.indexOf(id) === key ? [key] : []))
          expect([...index.candidates(hash)].sort((a, b) => a - b)).toEqual(firsts)
          expect(index.has(hash)).toBe(firsts.length > 0)
        }
        expect(index.find(9, () => 'none')).toBeNull()
      }),
    )
  })

  it('reads each of many ids under one hash a few times at most', () => {
    const ids = Array.from({ length: 5000 }, (_, n) => `id${String(n)}`)
    const { index, read } = indexOf(ids, Array<number>(ids.length).fill(7))
    ids.forEach((id, key) => {
      if (index.find(7, () => id) === null) index.add(key)
    })
    ids.forEach((id, key) => expect(index.find(7, () => id)).toBe(key))
    expect(read.count).toBeLessThan(ids.length * 2)
  })
})
