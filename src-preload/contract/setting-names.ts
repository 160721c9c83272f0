/** What some settings can be. Free of zod: main and the window look at these before the schemas are read. */
export const zoneChoices = ['utc', 'local', 'tenant'] as const
export const themes = ['system', 'light', 'dark'] as const

/** Every column of the grid with its title, which reports have, too. */
export const columnTitles = {
  time: 'Time',
  actor: 'User',
  action: 'Action',
  resource: 'Resource',
  target: 'Target',
  status: 'Status',
  ip: 'IP address',
  agent: 'User agent',
  permission: 'Permission',
} as const
export type ColumnId = keyof typeof columnTitles
export const columnIds = Object.keys(columnTitles) as readonly ColumnId[]
