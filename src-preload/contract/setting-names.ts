/** What some settings can be. Free of zod: main and the window look at these before the schemas are read. */
export const zoneChoices = ['utc', 'local', 'tenant'] as const
export const themes = ['system', 'light', 'dark'] as const
/** How much room each row of the grid takes. */
export const densities = ['compact', 'normal', 'comfortable'] as const
export type Density = (typeof densities)[number]
export const densityTitles: Readonly<Record<Density, string>> = { compact: 'Compact', normal: 'Normal', comfortable: 'Comfortable' }

/** Every column of the grid: its title, which reports have, too, and by what the list is sorted when a person chooses it: what its cells show first; null where there is no such order. */
const columns = {
  time: { title: 'Time', sort: 'time' },
  actor: { title: 'User', sort: 'actor' },
  action: { title: 'Action', sort: 'action' },
  resource: { title: 'Resource', sort: 'resource.name' },
  target: { title: 'Target', sort: 'target' },
  status: { title: 'Status', sort: 'status' },
  ip: { title: 'IP address', sort: 'ip' },
  agent: { title: 'User agent', sort: 'agent' },
  permission: { title: 'Permission', sort: 'permission' },
  tags: { title: 'Tags', sort: 'tag' },
  note: { title: 'Note', sort: null },
  late: { title: 'Late by', sort: null },
  marks: { title: 'Marks', sort: 'mark' },
  reason: { title: 'Reason', sort: null },
  source: { title: 'Source', sort: 'source' },
} as const
export type ColumnId = keyof typeof columns
export type ColumnSort = (typeof columns)[ColumnId]['sort']
export const columnIds = Object.keys(columns) as readonly ColumnId[]

const ofColumns = <T>(of: (id: ColumnId) => T): Readonly<Record<ColumnId, T>> =>
  Object.fromEntries(columnIds.map((id) => [id, of(id)])) as Record<ColumnId, T>
export const columnTitles = ofColumns((id): string => columns[id].title)
export const columnSorts = ofColumns((id): ColumnSort => columns[id].sort)

/** Columns that are not in memory: a row has them only where it is asked for with them, because the block of its entry is opened for it. */
export const readColumns = ['late', 'reason'] as const satisfies readonly ColumnId[]
export type ReadColumn = (typeof readColumns)[number]

/** What a question for the rows of these columns asks for beside them; nothing where memory has all of it. */
export function alsoReading(columns: readonly ColumnId[]): { readonly reading?: ReadColumn[] } {
  const reading = readColumns.filter((id) => columns.includes(id))
  return reading.length > 0 ? { reading } : {}
}
