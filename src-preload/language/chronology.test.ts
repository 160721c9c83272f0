import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chronology } from './chronology.ts'

const entryOf = (n: number, at: number | null) => ({ entryId: `e${n}`, at })
const words = (
  items: ReturnType<typeof chronology<ReturnType<typeof entryOf>, { text: string; after: string | null; at: number | null }>>,
) => items.map((item) => (item.kind === 'entry' ? item.entry.entryId : item.note.text))

const time = fc.option(fc.integer({ min: 0, max: 8 }), { nil: null })
const entries = fc
  .array(time, { maxLength: 8 })
  .map((times) => times.sort((a, b) => (a ?? Infinity) - (b ?? Infinity) || 0).map((at, n) => entryOf(n, at)))
const notes = fc
  .array(fc.record({ after: fc.option(fc.nat(9), { nil: null }), at: time }), { maxLength: 6 })
  .map((places) => places.map(({ after, at }, n) => ({ text: `n${n}`, after: after === null ? null : `e${after}`, at })))

describe('a case as a chronology', () => {
  it('has a note after its entry, and by its time when the entry is gone', () => {
    const all = [entryOf(1, 10), entryOf(2, 20), entryOf(3, 20), entryOf(4, 30), entryOf(5, null)]
    const written = [
      { text: 'of 2', after: 'e2', at: 20 },
      { text: 'before all', after: null, at: 9 },
      { text: 'of 5', after: 'e5', at: null },
      { text: 'of 2, too', after: 'e2', at: 20 },
    ]
    expect(words(chronology(all, written))).toEqual(['before all', 'e1', 'e2', 'of 2', 'of 2, too', 'e3', 'e4', 'e5', 'of 5'])
    const without = all.filter(({ entryId }) => entryId !== 'e2' && entryId !== 'e5')
    expect(words(chronology(without, written))).toEqual(['before all', 'e1', 'e3', 'of 2', 'of 2, too', 'e4', 'of 5'])
  })

  it('is turned around newest first, but for what has no time', () => {
    const written = [{ text: 'n', after: 'e1', at: 10 }]
    expect(words(chronology([entryOf(2, 20), entryOf(1, 10), entryOf(3, null)], written, 'desc'))).toEqual(['e2', 'n', 'e1', 'e3'])
    fc.assert(
      fc.property(entries, notes, (all, notes) => {
        const newest = [...all.filter(({ at }) => at !== null).reverse(), ...all.filter(({ at }) => at === null)]
        const items = chronology(newest, notes, 'desc')
        expect(items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []))).toEqual(newest)
        expect(items).toHaveLength(all.length + notes.length)
      }),
    )
  })

  it('has every entry and every note once, the entries in their order, whatever came and went', () => {
    fc.assert(
      fc.property(entries, notes, (all, written) => {
        const items = chronology(all, written)
        expect(items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []))).toEqual(all)
        expect(items.flatMap((item) => (item.kind === 'note' ? [item.note.text] : [])).sort()).toEqual(
          written.map(({ text }) => text).sort(),
        )
        for (const note of written) {
          const at = items.findIndex((item) => item.kind === 'note' && item.note === note)
          const before = items.slice(0, at).flatMap((item) => (item.kind === 'entry' ? [item.entry] : []))
          if (all.some(({ entryId }) => entryId === note.after)) expect(before.at(-1)?.entryId).toBe(note.after)
          // Told apart from the merge: exactly those that happened no later stand before it.
          else expect(before.length).toBe(all.filter((each) => (each.at ?? Infinity) <= (note.at ?? Infinity)).length)
        }
      }),
    )
  })
})
