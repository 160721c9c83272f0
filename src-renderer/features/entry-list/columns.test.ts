import { columnId, type ColumnId } from '@contract/settings.ts'
import { describe, expect, it } from 'vitest'
import { allColumns, columnOf, gridTemplate, leastWidth, minWidth, moved, toggled } from './columns.ts'

const plain = { year: false, offset: false }

describe('columns', () => {
  it('has one for every id of the contract', () => {
    expect(allColumns.map(({ id }) => id).sort()).toEqual([...columnId.options].sort())
    for (const id of columnId.options) expect(columnOf(id).title).not.toBe('')
  })

  it('moves one without losing any, and stops at the ends', () => {
    const columns: readonly ColumnId[] = ['time', 'actor', 'action']
    expect(moved(columns, 'time', 1)).toEqual(['actor', 'time', 'action'])
    expect(moved(columns, 'action', -2)).toEqual(['action', 'time', 'actor'])
    expect(moved(columns, 'action', 5)).toBe(columns)
    expect(moved(columns, 'ip', 1)).toBe(columns)
  })

  it('hides and shows, and keeps the last one', () => {
    expect(toggled(['time', 'ip'], 'ip')).toEqual(['time'])
    expect(toggled(['time'], 'time')).toEqual(['time'])
    expect(toggled(['time'], 'agent')).toEqual(['time', 'agent'])
  })

  it('uses chosen widths as they are and shares the rest', () => {
    expect(gridTemplate(['time', 'actor'], { time: 300 }, plain)).toBe('32px 300px minmax(130px, 1fr) minmax(0, 0.01fr)')
  })

  it('knows the least room it needs', () => {
    expect(leastWidth(['time', 'actor'], { time: 300 }, plain)).toBe(32 + 300 + 130)
  })

  it('makes room for a year and an offset in the time column', () => {
    expect(minWidth('time', { year: true, offset: true })).toBeGreaterThan(minWidth('time', { year: true, offset: false }))
    expect(minWidth('ip', { year: true, offset: true })).toBe(minWidth('ip', plain))
  })
})
