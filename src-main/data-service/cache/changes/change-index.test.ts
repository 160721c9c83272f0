import type { Json } from '@contract/exact-json.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileFolded } from '@language/pattern.ts'
import { changeDictionaryKind, ChangeIndex } from './change-index.ts'
import { changedPaths, listDifference } from './change-facts.ts'
import { Dictionary } from '../dictionary/dictionary.ts'
import { factsOf, type ChangeKind } from './fact-batch.ts'
import { hasBit, emptyBitmap } from '../../query/bitmap.ts'

const list = fc.array(fc.constantFrom('iam:*', 'iam:read', 'Storage:Write', 'ß', ''), { maxLength: 4 })
const state = fc.option(fc.record({ permissions: list, name: fc.constantFrom('a', 'b'), nested: fc.record({ members: list }) }), {
  nil: null,
})
const changes = fc.option(fc.record({ before: state, after: state }), { nil: undefined })

function facts(entry: { before: Json | undefined; after: Json | undefined } | undefined, kind: ChangeKind): readonly string[] {
  if (!entry) return []
  return kind === 'changed' ? changedPaths(entry.before, entry.after) : listDifference(entry.before, entry.after)[kind]
}

function marked(index: ChangeIndex, kind: ChangeKind, pattern: string, n: number): number[] {
  const bits = index.mark(index.table(kind, compileFolded(pattern)), emptyBitmap(n))
  return Array.from({ length: n }, (_, key) => (hasBit(bits, key) ? 1 : 0))
}

const indexOf = (base = 0): ChangeIndex => new ChangeIndex(new Dictionary(changeDictionaryKind), base)

describe('the index of changes', () => {
  it('finds what reading every change finds, also after packing and in pages', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(changes, { minLength: 1, maxLength: 6 }), { maxLength: 6 }),
        fc.constantFrom<ChangeKind>('added', 'removed', 'changed'),
        fc.constantFrom('iam:*', 'IAM:READ', '*write', 'SS', 'permissions', 'nested.members', '*'),
        fc.nat(6),
        (pages, kind, pattern, cut) => {
          const dictionary = new Dictionary(changeDictionaryKind)
          const index = new ChangeIndex(dictionary)
          const again = new ChangeIndex(dictionary)
          const head = new ChangeIndex(dictionary)
          const tail = new ChangeIndex(dictionary, pages.slice(0, cut).flat().length)
          for (const [n, page] of pages.entries()) {
            const first = index.length
            index.append(factsOf(page))
            again.unpack(index.pack(first, index.length), page.length)
            if (n < cut) head.append(factsOf(page))
            else {
              tail.append(factsOf(page))
              expect(tail.pack(first, index.length)).toEqual(index.pack(first, index.length))
            }
          }
          head.join(tail)
          const all = pages.flat()
          const matches = compileFolded(pattern)
          const fold = (text: string): string => text.toUpperCase().toLowerCase()
          const expected = all.map((entry) => (facts(entry, kind).some((fact) => matches(fold(fact))) ? 1 : 0))
          expect(marked(index, kind, pattern, all.length)).toEqual(expected)
          expect(marked(again, kind, pattern, all.length)).toEqual(expected)
          expect(marked(head, kind, pattern, all.length)).toEqual(expected)
        },
      ),
    )
  })

  it('knows nothing of keys it has not taken in, and forgets what was not committed', () => {
    const index = indexOf()
    const grant = { before: { permissions: [] }, after: { permissions: ['iam:*'] } }
    index.append(factsOf([grant, grant]))
    expect(marked(index, 'added', 'iam:*', 3)).toEqual([1, 1, 0])
    index.truncate(1)
    index.append(factsOf([undefined]))
    expect(marked(index, 'added', 'iam:*', 3)).toEqual([1, 0, 0])
  })

  it('refuses a damaged blob', () => {
    const index = indexOf()
    index.append(factsOf([{ before: {}, after: { name: 'a' } }]))
    const packed = index.pack(0, 1)
    expect(() => indexOf().unpack(packed.subarray(0, 9), 1)).toThrow()
    expect(() => indexOf().unpack(packed, 2)).toThrow(RangeError)
  })
})
