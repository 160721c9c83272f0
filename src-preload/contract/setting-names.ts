/** What some settings can be. Free of zod: main and the window look at these before the schemas are read. */
export const zoneChoices = ['utc', 'local', 'tenant'] as const
export const themes = ['system', 'light', 'dark'] as const
export const columnIds = ['time', 'actor', 'action', 'resource', 'target', 'status', 'ip', 'agent', 'permission'] as const
