import { z } from 'zod'
import { defaultFacets, facetFields } from './filter-names.ts'
import { reconcileColumns } from './reconcile-columns.ts'
import { columnIds, densities, themes, zoneChoices, type ColumnId } from './setting-names.ts'

export const zoneChoice = z.enum(zoneChoices)
export type ZoneChoice = z.infer<typeof zoneChoice>

export const columnId = z.enum(columnIds)
export type { ColumnId }

/** Everything a person set and expects to find again. Kept by main in electron-store; every key has a default. */
export const settings = z.object({
  theme: z.enum(themes).default('system'),
  zone: zoneChoice.default('utc'),
  railCollapsed: z.boolean().default(false),
  facetsCollapsed: z.boolean().default(false),
  drawerWidth: z.number().min(280).max(1200).default(414),
  /** Columns on screen, in order; widths in CSS pixels where changed from the default. */
  columns: z.array(columnId).min(1).default(['time', 'actor', 'action', 'resource', 'status', 'ip']),
  /** Facets on screen, in order. */
  facets: z
    .array(z.enum(facetFields))
    .max(facetFields.length)
    .default([...defaultFacets]),
  columnWidths: z.partialRecord(columnId, z.number().min(40).max(1200)).default({}),
  /** Minutes between automatic syncs; 0 is never. */
  syncEveryMinutes: z.number().int().min(0).max(1440).default(15),
  currentTenant: z.string().nullable().default(null),
  /** Whether keys without Ctrl, ⌘ or Alt run commands (WCAG 2.1.4: who speaks to the computer turns them off). */
  singleKeys: z.boolean().default(true),
  /** Keys that a person chose for a command, by its id, in the place of its own; none: it has no key. */
  keys: z
    .record(z.string().max(64), z.array(z.string().min(1).max(40)).max(4))
    .refine((chosen) => Object.keys(chosen).length <= 200, 'at most 200 commands')
    .default({}),
  recentQueries: z.array(z.string().max(4096)).max(50).default([]),
  /** Patterns of permissions and names of roles that count as privileged; null: what does by default. */
  privilegedPatterns: z.array(z.string().min(1).max(1024)).max(200).nullable().default(null),
  /** By tenant, the columns of the last file with users and roles that was compared. */
  reconcileColumns: z.record(z.string().max(32), reconcileColumns).default({}),
  density: z.enum(densities).default('normal'),
  /** Columns on screen that stand first and stay while the others scroll sideways. */
  pinnedColumns: z.array(columnId).default([]),
})
export type Settings = z.infer<typeof settings>

type WithoutDefaults = { [K in keyof typeof settings.shape]: ReturnType<(typeof settings.shape)[K]['unwrap']> }
const withoutDefaults = Object.fromEntries(Object.entries(settings.shape).map(([key, value]) => [key, value.unwrap()])) as WithoutDefaults
/** Only the keys to change: `settings.partial()` would fill in every default and so reset what was left out. */
export const settingsPatch = z.object(withoutDefaults).partial()
export type SettingsPatch = z.infer<typeof settingsPatch>
