import { defaultFacets, facetFields } from '@contract/filter-names.ts'
import { columnIds, densities, themes, zoneChoices } from '@contract/setting-names.ts'
import type { FirstLook, Layout } from '@contract/first-look.ts'
import type { Settings } from '@contract/settings.ts'
import { shownTenant } from '../settings/shown-tenant.ts'
import { isObject } from '../settings/store.ts'
import type { KeyValueStore } from '../settings/store.ts'

/** Where the layout is kept. */
export const layoutKey = 'layout'

/**
 * What the window needs to draw its first rows, from the settings file; null when anything is missing or not as the application writes it. By hand,
 * because the schemas are read only afterwards: reading them takes as long as a fifth of the start. A test holds it against `firstLook`.
 */
export function readFirstLook(kept: Pick<KeyValueStore, 'get'>): FirstLook | null {
  const [settings, layout, tenant] = [kept.get('settings'), layoutIn(kept.get(layoutKey)), shownTenant(kept)]
  if (!isObject(settings) || !layout || tenant === null) return null
  const [zoneChoice, theme] = [firstSettings.zone(settings['zone']), firstSettings.theme(settings['theme'])]
  const zone = zoneChoice && { utc: 'UTC', local: localZone(), tenant: zoneOf(tenant, kept) }[zoneChoice]
  const columns = firstSettings.columns(settings['columns'])
  const columnWidths = firstSettings.columnWidths(settings['columnWidths'])
  const facets = firstSettings.facets(settings['facets'])
  const density = firstSettings.density(settings['density'])
  return zoneChoice && theme && zone && columns && columnWidths && facets && density
    ? { tenant, zone, zoneChoice, theme, columns, facets, columnWidths, density, layout }
    : null
}

const oneOf =
  <T extends string>(known: readonly T[]) =>
  (kept: unknown): T | null =>
    known.find((one) => one === kept) ?? null

/** How the first rows read each setting from the file; null for what they do not need. */
const firstSettings = {
  theme: oneOf(themes),
  zone: oneOf(zoneChoices),
  columns: columnsIn,
  facets: facetsIn,
  columnWidths: widthsIn,
  railCollapsed: null,
  facetsCollapsed: null,
  drawerWidth: null,
  syncEveryMinutes: null,
  currentTenant: null,
  recentQueries: null,
  density: densityIn,
  privilegedPatterns: null,
  reconcileColumns: null,
  pinnedColumns: null,
  singleKeys: null,
  keys: null,
} satisfies { readonly [K in keyof Settings]: ((kept: unknown) => Settings[K] | null) | null }

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

function zoneOf(id: string, kept: Pick<KeyValueStore, 'get'>): string | null {
  const tenants = kept.get('tenants')
  const tenant: unknown = Array.isArray(tenants) ? tenants.find((one: unknown) => isObject(one) && one['id'] === id) : null
  const zone = isObject(tenant) ? tenant['zone'] : null
  return typeof zone === 'string' ? zone : null
}

function columnsIn(kept: unknown): FirstLook['columns'] | null {
  const columns = columnIds.filter((id) => Array.isArray(kept) && kept.includes(id))
  return Array.isArray(kept) && kept.length > 0 && kept.length === columns.length ? (kept as FirstLook['columns']) : null
}

/** Settings that were written before facets could be chosen have none. */
function facetsIn(kept: unknown): FirstLook['facets'] | null {
  if (kept === undefined) return [...defaultFacets]
  return Array.isArray(kept) && kept.every((each) => facetFields.some((field) => field === each)) ? (kept as FirstLook['facets']) : null
}

/** Settings that were written before rows could be closer have none. */
function densityIn(kept: unknown): FirstLook['density'] | null {
  return kept === undefined ? 'normal' : oneOf(densities)(kept)
}

function widthsIn(kept: unknown): FirstLook['columnWidths'] | null {
  return isObject(kept) && Object.entries(kept).every(([id, width]) => columnIds.some((one) => one === id) && isPixels(width)) ? kept : null
}

function layoutIn(kept: unknown): Layout | null {
  if (!isObject(kept)) return null
  const { window, rail, grid } = kept
  if (!isObject(window) || !isObject(grid) || !isPixels(rail)) return null
  const [{ width, height }, at] = [window, grid]
  if (!isPixels(width) || !isPixels(height)) return null
  const { x, y, width: gridWidth, height: gridHeight } = at
  if (!isPixels(x) || !isPixels(y) || !isPixels(gridWidth) || !isPixels(gridHeight)) return null
  return { window: { width, height }, rail, grid: { x, y, width: gridWidth, height: gridHeight } }
}

const isPixels = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 20_000
