import { z } from 'zod'
import { columnId, settings } from './settings.ts'
import { facetFields } from './filter-names.ts'
import { tenantId } from './tenant.ts'

const pixels = z.number().min(0).max(20_000)

/** Where the grid stands in a window of this size when nothing is opened beside or above it, CSS pixels. */
export const layout = z.object({
  window: z.object({ width: pixels, height: pixels }),
  /** Width of the rail. */
  rail: pixels,
  grid: z.object({ x: pixels, y: pixels, width: pixels, height: pixels }),
})
export type Layout = z.infer<typeof layout>

/** What the window needs to draw the first rows where they will stand, before the application's own code is read. */
export const firstLook = z.object({
  tenant: tenantId,
  /** IANA name of the zone in which times are shown. */
  zone: z.string(),
  /** The person's choice of zone, which the header names. */
  zoneChoice: settings.shape.zone.unwrap(),
  theme: settings.shape.theme.unwrap(),
  columns: z.array(columnId),
  facets: z.array(z.enum(facetFields)),
  columnWidths: z.partialRecord(columnId, z.number()),
  density: settings.shape.density.unwrap(),
  layout,
})
export type FirstLook = z.infer<typeof firstLook>
