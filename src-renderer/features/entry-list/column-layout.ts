import { columnTitles, type Density } from '@contract/setting-names.ts'
import type { ColumnId } from '@contract/settings.ts'
import { gridColumn, type TimeParts } from './columns.ts'

/** CSS pixels. */
export const rowHeights: Readonly<Record<Density, number>> = { compact: 27, normal: 33, comfortable: 41 }
export const headHeight = 32

/** Marks before the first column, and the gap at the right edge, CSS pixels. */
export const marksWidth = 32
const timeSuffix = { year: 38, allOf: 14, offset: 48 } as const

/** Width below which a column hides what it must show; the time column depends on the parts it shows. */
export function minWidth(id: ColumnId, time: TimeParts): number {
  const { min } = gridColumn(id)
  return id === 'time'
    ? min + (time.year ? timeSuffix.year : time.allOf === null ? 0 : timeSuffix.allOf) + (time.offset ? timeSuffix.offset : 0)
    : min
}

/** Width at which a title says a word, CSS pixels: its letters, and the button of its menu (the arrow of the order stands in its place). */
const titleRoom = (id: ColumnId): number => (columnTitles[id].split(' ')[0] ?? '').length * 7 + 40

/** Width to which a column gives way. */
export const floorWidth = (id: ColumnId, time: TimeParts): number => Math.max(gridColumn(id).floor ?? minWidth(id, time), titleRoom(id))

/** Widths of columns, CSS pixels; none for those that nobody set, or that need no more than their smallest. */
export type ColumnWidths = Partial<Record<ColumnId, number | undefined>>

/** Width at which no column hides what it must show, CSS pixels. */
export function leastWidth(columns: readonly ColumnId[], widths: ColumnWidths, time: TimeParts): number {
  return columns.reduce((sum, id) => sum + (widths[id] ?? minWidth(id, time)), marksWidth)
}

/** The columns that stand beside open details: the address, which they show, gives way to the others where there is no room for all. */
export function besideDetails(columns: readonly ColumnId[], widths: ColumnWidths, time: TimeParts, room: number): readonly ColumnId[] {
  return room > 0 && columns.length > 1 && leastWidth(columns, widths, time) > room ? columns.filter((id) => id !== 'ip') : columns
}

interface Share {
  readonly id: ColumnId
  readonly grow: number
  readonly need: number
  width: number
}

/** Hands out `left` pixels: to all alike until each has what it needs, what then remains by `grow`. */
function handOut(shares: readonly Share[], left: number): void {
  for (;;) {
    const wanting = shares.filter(({ width, need }) => width < need)
    const each = Math.floor(left / wanting.length)
    if (wanting.length === 0 || each < 1) break
    for (const share of wanting) {
      const more = Math.min(each, share.need - share.width)
      share.width += more
      left -= more
    }
  }
  const all = shares.reduce((sum, { grow }) => sum + grow, 0)
  for (const share of shares) share.width += Math.floor((Math.max(0, left) * share.grow) / all)
}

export interface GridLayout {
  /** `grid-template-columns` of the header and of every row. */
  readonly template: string
  /** How wide the rows are, CSS pixels; in less room the grid scrolls sideways. */
  readonly width: number
  /** Where each column begins, CSS pixels. */
  readonly starts: ReadonlyMap<ColumnId, number>
}

/**
 * Lays the columns out in so much room. A column with long texts does not cut the others, and none has room to spare while another is cut. Where not
 * all have their smallest width, as many as can be squeezed in share the room exactly, so that none is cut by the edge; the others are reached by scrolling.
 */
export function layOut(columns: readonly ColumnId[], widths: ColumnWidths, time: TimeParts, needs: ColumnWidths, room: number): GridLayout {
  const least = (id: ColumnId): number => widths[id] ?? minWidth(id, time)
  const floor = (id: ColumnId): number => widths[id] ?? floorWidth(id, time)
  const sum = (ids: readonly ColumnId[], widthOf: (id: ColumnId) => number): number => ids.reduce((total, id) => total + widthOf(id), 0)

  const all = marksWidth + sum(columns, least) <= room
  const fitting = columns.filter((_, at) => all || marksWidth + sum(columns.slice(0, at + 1), floor) <= room)
  const smallest = all ? least : floor
  const shares = fitting
    .filter((id) => widths[id] === undefined && gridColumn(id).grow > 0)
    .map((id): Share => ({ id, grow: gridColumn(id).grow, need: needs[id] ?? 0, width: smallest(id) }))
  handOut(shares, room - marksWidth - sum(fitting, smallest))
  const tracks = columns.map((id) => shares.find((share) => share.id === id)?.width ?? least(id))
  const starts = new Map<ColumnId, number>()
  let width = marksWidth
  columns.forEach((id, at) => {
    starts.set(id, width)
    width += tracks[at] ?? 0
  })
  return {
    starts,
    // Without a flexible track at the end, chosen widths would leave the rows' hairlines short of the edge.
    template: `${marksWidth}px ${tracks.map((width) => `${width}px`).join(' ')} minmax(0, 1fr)`,
    width,
  }
}

/** The columns with one moved by `step` places; unchanged at the ends. */
export function moved(columns: readonly ColumnId[], id: ColumnId, step: number): readonly ColumnId[] {
  const from = columns.indexOf(id)
  const to = Math.min(columns.length - 1, Math.max(0, from + step))
  if (from < 0 || to === from) return columns
  const rest = columns.filter((column) => column !== id)
  return [...rest.slice(0, to), id, ...rest.slice(to)]
}

/** The columns with one shown or hidden; the last one stays. */
export function toggled(columns: readonly ColumnId[], id: ColumnId): readonly ColumnId[] {
  if (!columns.includes(id)) return [...columns, id]
  return columns.length === 1 ? columns : columns.filter((column) => column !== id)
}
