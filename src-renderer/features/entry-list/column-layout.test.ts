import type { ColumnId } from '@contract/settings.ts'
import { columnIds, columnTitles } from '@contract/setting-names.ts'
import { describe, expect, it } from 'vitest'
import { besideDetails, floorWidth, layOut, leastWidth, minWidth, moved, toggled, type ColumnWidths } from './column-layout.ts'

const plain = { year: false, allOf: null, offset: false }

describe('the layout of columns', () => {
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

  const tracks = (columns: readonly ColumnId[], widths: ColumnWidths, needs: ColumnWidths, room: number) =>
    layOut(columns, widths, plain, needs, room)
      .template.match(/\b\d+(?=px)/g)
      ?.map(Number)
      .slice(1)

  it('uses chosen widths as they are, and smallest ones where there is no room', () => {
    expect(tracks(['time', 'actor'], { time: 300 }, { actor: 400 }, 0)).toEqual([300, 130])
    expect(tracks(['time', 'actor'], { time: 300 }, {}, 32 + 300 + 200)).toEqual([300, 200])
  })

  it('gives each column what it needs before one has more, and cuts only those that need most', () => {
    const columns: readonly ColumnId[] = ['actor', 'resource', 'ip']
    const needs = { actor: 150, resource: 400, ip: 290 }
    expect(tracks(columns, {}, needs, 32 + 150 + 400 + 290)).toEqual([150, 400, 290])
    expect(tracks(columns, {}, needs, 32 + 150 + 257 + 213)).toEqual([150, 257, 213])
    const wide = tracks(columns, {}, needs, 32 + 150 + 400 + 290 + 290)
    expect(wide).toEqual([250, 550, 330])
  })

  it('squeezes columns before one is cut by the edge, and lets the last go whole', () => {
    const columns: readonly ColumnId[] = ['actor', 'resource', 'status', 'ip']
    const room = 32 + 100 + 120 + 84 + 60
    // With their smallest widths, the status would be cut in the middle.
    expect(32 + 130 + 160 + 84).toBeGreaterThan(room)
    const found = tracks(columns, {}, { actor: 300, resource: 300 }, room) ?? []
    expect(32 + found.slice(0, 3).reduce((sum, width) => sum + width, 0)).toBe(room)
    expect(found[2]).toBe(84)
    expect(layOut(columns, {}, plain, { actor: 300, resource: 300 }, room).width).toBe(room + 116)
    // A width that somebody chose is kept.
    expect(tracks(columns, { actor: 200 }, {}, room)?.[0]).toBe(200)
  })

  it('never squeezes a title to less than its first word (7 px a letter, and the button of its menu)', () => {
    for (const id of columnIds.filter((each) => each !== 'time')) {
      const [word = ''] = columnTitles[id].split(' ')
      expect(tracks(['time', id], {}, {}, 32 + 150 + floorWidth(id, plain))?.at(-1)).toBeGreaterThanOrEqual(word.length * 7 + 40)
    }
  })

  it('knows the least room it needs', () => {
    expect(layOut(['time', 'actor'], { time: 300 }, plain, {}, 0).width).toBe(32 + 300 + 130)
  })

  it('beside open details gives up the address, which they show, and only where there is no room for all', () => {
    const columns: readonly ColumnId[] = ['time', 'actor', 'ip', 'action']
    const least = leastWidth(columns, {}, plain)
    expect(besideDetails(columns, {}, plain, least)).toEqual(columns)
    expect(besideDetails(columns, {}, plain, least - 1)).toEqual(['time', 'actor', 'action'])
    expect(besideDetails(['ip'], {}, plain, 1)).toEqual(['ip'])
    // Before the grid has a width, nothing is known.
    expect(besideDetails(columns, {}, plain, 0)).toEqual(columns)
  })

  it('makes room for a year and an offset in the time column', () => {
    expect(minWidth('time', { year: true, allOf: null, offset: true })).toBeGreaterThan(
      minWidth('time', { year: true, allOf: null, offset: false }),
    )
    expect(minWidth('ip', { year: true, allOf: null, offset: true })).toBe(minWidth('ip', plain))
  })
})
