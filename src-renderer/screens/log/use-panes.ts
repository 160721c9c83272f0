import { useMediaQuery, useWindowSize } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { settings } from '@contract/settings.ts'
import { leastWidth } from '../../features/entry-list/column-layout.ts'
import { useSession } from '../../stores/session.ts'

const leastDrawer = 320
const leastGrid = 340
/** As wide as the details are, where nobody chose a width: as designed, and where the columns have no room beside that, CSS pixels. */
const [usualDrawer, closeDrawer] = [settings.parse({}).drawerWidth, 340]
/** Widths of the window, CSS pixels, in which there is room for the facets beside the grid, and for the drawer beside it. */
const withGrid = 1000
const [rail, foldedRail] = [212, 53]
const widestFacets = 236

/** Which panes stand beside the grid, and how wide. For the columns (but the address, which the details show) the facets give way first, then the details become closer. */
export function usePanes(hasDrawer: () => boolean) {
  const session = useSession()
  const { width } = useWindowSize()
  const overlays = useMediaQuery('(max-width: 1099px)')
  const opened = ref(false)
  const chosen = ref(session.settings.drawerWidth)
  watch(
    () => session.settings.drawerWidth,
    (kept) => (chosen.value = kept),
  )

  /** What the columns and the pane beside them share. */
  const besideRail = computed(() => width.value - (session.settings.railCollapsed ? foldedRail : rail))
  const needed = computed(() => {
    const columns = session.columns.filter((id) => id !== 'ip')
    return leastWidth(columns, session.settings.columnWidths, { year: true, allOf: null, offset: session.zone !== 'UTC' })
  })
  const hasRoomForFacets = computed(() => {
    if (!hasDrawer()) return width.value >= withGrid
    return besideRail.value - widestFacets - Math.max(leastDrawer, chosen.value) >= needed.value
  })
  const facets = computed(() => (hasRoomForFacets.value ? !session.settings.facetsCollapsed : opened.value))
  function toggleFacets(): void {
    if (hasRoomForFacets.value) void session.patch({ facetsCollapsed: !session.settings.facetsCollapsed })
    else opened.value = !opened.value
  }

  const drawerMax = computed(() => Math.max(leastDrawer, Math.min(1200, width.value - 200 - (facets.value ? widestFacets : 0) - leastGrid)))
  const wished = computed(() =>
    chosen.value === usualDrawer ? Math.max(closeDrawer, Math.min(usualDrawer, besideRail.value - needed.value)) : chosen.value,
  )
  const drawerWidth = computed({
    get: () => Math.min(drawerMax.value, Math.max(leastDrawer, wished.value)),
    set: (next) => (chosen.value = next),
  })
  const keepDrawerWidth = (next: number): void => void session.patch({ drawerWidth: Math.round(next) })

  return { facets, toggleFacets, overlays, drawerWidth, drawerMax, leastDrawer, keepDrawerWidth }
}
