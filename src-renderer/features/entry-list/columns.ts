import type { ColumnId } from '@contract/settings.ts'

export interface Column {
  readonly id: ColumnId
  readonly title: string
  /** Smallest width, CSS pixels. */
  readonly min: number
  /** Share of what is left when nobody chose a width; 0 keeps `min`. */
  readonly grow: number
}

/** Every column there is, in the order the Columns menu lists the ones not on screen. */
export const allColumns: readonly Column[] = [
  { id: 'time', title: 'Time', min: 150, grow: 0 },
  { id: 'actor', title: 'User', min: 130, grow: 1 },
  { id: 'action', title: 'Action', min: 180, grow: 0.5 },
  { id: 'resource', title: 'Resource', min: 160, grow: 1.5 },
  { id: 'target', title: 'Target', min: 140, grow: 1 },
  { id: 'status', title: 'Status', min: 84, grow: 0 },
  { id: 'ip', title: 'IP address', min: 110, grow: 0.4 },
  { id: 'permission', title: 'Permission', min: 180, grow: 1 },
  { id: 'agent', title: 'User agent', min: 160, grow: 1 },
]

const byId: ReadonlyMap<ColumnId, Column> = new Map(allColumns.map((column) => [column.id, column]))
/** The column of an id; every id of the contract has one. */
export function columnOf(id: ColumnId): Column {
  const column = byId.get(id)
  if (!column) throw new RangeError(`No column ${id}`)
  return column
}

/** Marks before the first column, and the gap at the right edge, CSS pixels. */
export const marksWidth = 32
const timeSuffix = { year: 38, offset: 48 } as const

export interface TimeParts {
  readonly year: boolean
  readonly offset: boolean
}

/** Width below which a column hides what it must show; the time column depends on the parts it shows. */
export function minWidth(id: ColumnId, time: TimeParts): number {
  const { min } = columnOf(id)
  return id === 'time' ? min + (time.year ? timeSuffix.year : 0) + (time.offset ? timeSuffix.offset : 0) : min
}

/** `grid-template-columns` of the header and of every row. */
export function gridTemplate(columns: readonly ColumnId[], widths: Partial<Record<ColumnId, number | undefined>>, time: TimeParts): string {
  const tracks = columns.map((id) => {
    const chosen = widths[id]
    if (chosen !== undefined) return `${chosen}px`
    const { grow } = columnOf(id)
    const min = minWidth(id, time)
    return grow > 0 ? `minmax(${min}px, ${grow}fr)` : `${min}px`
  })
  // Without a flexible track at the end, chosen widths would leave the rows' hairlines short of the edge.
  return `${marksWidth}px ${tracks.join(' ')} minmax(0, 0.01fr)`
}

/** Narrowest the rows can be, CSS pixels; in less room the grid scrolls sideways. */
export function leastWidth(columns: readonly ColumnId[], widths: Partial<Record<ColumnId, number | undefined>>, time: TimeParts): number {
  return columns.reduce((sum, id) => sum + (widths[id] ?? minWidth(id, time)), marksWidth)
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
