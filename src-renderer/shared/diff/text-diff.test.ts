import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoint } from '@language/testing/code-point.ts'
import { diffText, foldText } from './text-diff.ts'
import type { TextRun } from './text-diff.ts'

const side = (runs: readonly TextRun[], without: TextRun['kind']): string =>
  runs
    .filter((run) => run.kind !== without)
    .map((run) => run.text)
    .join('')
const words = fc
  .array(fc.constantFrom('alpha', 'beta', 'gamma', ' ', '  ', '\n', ', ', '.', '😀', 'é'), { maxLength: 40 })
  .map((all) => all.join(''))

describe('changed words', () => {
  it('are marked, the rest is not', () => {
    expect(diffText('Manage invoices for finance', 'Manage invoices, exports and grants for finance')).toEqual([
      { kind: 'same', text: 'Manage invoices' },
      { kind: 'added', text: ', exports and grants' },
      { kind: 'same', text: ' for finance' },
    ])
  })

  it('next to each other are one mark', () => {
    expect(diffText('Ask Mara Lindqvist before adding anyone', 'Ask Jonas Weber before adding anyone')).toEqual([
      { kind: 'same', text: 'Ask ' },
      { kind: 'removed', text: 'Mara Lindqvist' },
      { kind: 'added', text: 'Jonas Weber' },
      { kind: 'same', text: ' before adding anyone' },
    ])
  })

  it('that are all of the text need no marks', () => {
    expect(diffText('viewer', 'admin')).toBeNull()
    expect(diffText('one two three four', 'five six seven eight')).toBeNull()
  })

  it('never lose a character of either side', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const runs = diffText(before, after)
        if (runs) expect([side(runs, 'added'), side(runs, 'removed')]).toEqual([before, after])
      }),
    )
  })

  it('in texts that have nothing in common give up early', () => {
    const text = (seed: number): string => Array.from({ length: 4000 }, (_, n) => `w${(n * seed) % 9973}`).join(' ')
    expect(diffText(text(7), text(13))).toBeNull()
  })
})

describe('folding', () => {
  const long = 'lorem ipsum '.repeat(200)

  it('keeps what stands beside a change', () => {
    const folded = foldText([{ kind: 'same', text: long }, { kind: 'added', text: 'new' }, { kind: 'same', text: long }]) // prettier-ignore
    expect(folded.map((run) => run.kind)).toEqual(['folded', 'same', 'added', 'same', 'folded'])
  })

  it('loses nothing and folds no change', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            kind: fc.constantFrom<TextRun['kind']>('same', 'added', 'removed'),
            text: fc.string({ minLength: 1, maxLength: 900, unit: codePoint }),
          }),
        ),
        (runs) => {
          const folded = foldText(runs)
          expect(folded.map((run) => run.text).join('')).toBe(runs.map((run) => run.text).join(''))
          expect(folded.filter((run) => run.kind === 'added' || run.kind === 'removed')).toEqual(runs.filter((run) => run.kind !== 'same'))
        },
      ),
    )
  })
})
