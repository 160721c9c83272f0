import type { EntryRow } from '@contract/entry.ts'
import type { ColumnId } from '@contract/setting-names.ts'
import { containing, fold } from '@language/pattern.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellsOf } from './row-cells.ts'
import { rowHits } from './row-hits.ts'

const flags = { bookmarked: false, noted: false, late: false, drifted: false, invalid: false, vanished: false }
const text = fc.string({ unit: fc.constantFrom('a', 'A', 'ß', 's', 'é', '\u0301', 'i', 'İ', '@', ' ', '.', '\u202e', 'x'), maxLength: 6 })
const maybe = fc.option(text, { nil: undefined })
const anyRow: fc.Arbitrary<EntryRow> = fc.record({
  key: fc.constant(1),
  occurredAt: fc.constant(0),
  actor: fc.record({ email: text, name: maybe, id: maybe }),
  action: fc.constant('role_assign'),
  resource: fc.record({ type: text, id: maybe, name: maybe }),
  target: fc.option(fc.record({ type: maybe, id: maybe, email: maybe, name: maybe }), { nil: undefined }),
  status: fc.constant('success' as const),
  permission: maybe,
  userAgent: maybe,
  flags: fc.constant(flags),
  marks: fc.constant(0),
})
const anyColumns = fc.subarray<ColumnId>(['time', 'actor', 'resource', 'target', 'agent'], { minLength: 1 })
const terms = (names: readonly string[], agents: readonly string[] = []) => ({ names: names.map(fold), agents: agents.map(fold) })

describe('what a search hit in a row', () => {
  it('is said of every row that the filter finds, in a cell or in words, and of no other', () => {
    fc.assert(
      fc.property(anyRow, anyColumns, text, (row, columns, part) => {
        fc.pre(fold(part) !== '')
        const { actor, resource, target } = row
        const texts = [actor.email, actor.name, actor.id, resource.id, resource.name, target?.id, target?.email, target?.name]
        const isFound = texts.some((each) => each !== undefined && containing(part)(each))
        const { cells, note } = rowHits(row, columns, terms([part]))
        expect(cells.size > 0 || note !== null).toBe(isFound)
        expect(note === null || cells.size === 0).toBe(true)
        // What is marked in a cell is what was looked for.
        const shown = cellsOf(row, columns, 'UTC', { year: true, allOf: null, offset: true })
        for (const [column, hits] of cells) {
          const cell = shown[columns.indexOf(column)]
          for (const { from, to } of hits) expect(containing(part)(`${cell?.text}${cell?.after}`.slice(from, to))).toBe(true)
        }
      }),
      { numRuns: 3000 },
    )
  })

  const row: EntryRow = {
    key: 1,
    occurredAt: 0,
    actor: { email: 'ann@acme.test', name: 'Ann Lee', id: 'usr_1' },
    action: 'role_assign',
    resource: { type: 'role', id: 'rol_9', name: 'Billing' },
    target: { email: 'bob@acme.test', name: 'Robert Ray', id: 'usr_2' },
    status: 'success',
    userAgent: 'curl/8.5',
    flags,
    marks: 0,
  }

  it('is in words where no column shows it, in the cell that it is about', () => {
    const shown: readonly ColumnId[] = ['time', 'actor', 'resource']
    expect(rowHits(row, shown, terms(['lee'])).note).toEqual({ column: 'actor', text: 'in name' })
    expect(rowHits(row, shown, terms(['ROBERT'])).note).toEqual({ column: 'resource', text: 'in target’s name' })
    expect(rowHits(row, [...shown, 'target'], terms(['robert', 'rol_9'])).note).toEqual({
      column: 'target',
      text: 'in name, in resource’s id',
    })
    expect(rowHits(row, shown, terms([], ['CURL'])).note).toEqual({ column: 'resource', text: 'in user agent' })
    expect(rowHits(row, ['time'], terms(['ann'])).note).toEqual({ column: 'time', text: 'in user’s email' })
  })

  it('is not said again where a column shows it', () => {
    const { cells, note } = rowHits(row, ['actor', 'resource'], terms(['ann', 'acme', 'billing']))
    expect(note).toBeNull()
    expect([...cells]).toEqual([
      [
        'actor',
        [
          { from: 0, to: 3 },
          { from: 4, to: 8 },
        ],
      ],
      [
        'resource',
        [
          { from: 0, to: 7 },
          { from: 14, to: 18 },
        ],
      ],
    ])
  })
})
