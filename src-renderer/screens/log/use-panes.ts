import { useMediaQuery, useWindowSize } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import { useSession } from '../../stores/session.ts'

const leastDrawer = 320
const leastGrid = 340
/** Widths of the window, CSS pixels, in which there is room for the facets: beside the grid, and beside the grid with the drawer. */
const [withGrid, withDrawer] = [1000, 1400]

/** Which panes stand beside the grid, and how wide: the facets give way first, then the drawer lies over the grid. */
export function usePanes(hasDrawer: () => boolean) {
  const session = useSession()
  const { width } = useWindowSize()
  const hasRoomForFacets = computed(() => width.value >= (hasDrawer() ? withDrawer : withGrid))
  const overlays = useMediaQuery('(max-width: 1099px)')
  const opened = ref(false)

  const facets = computed(() => (hasRoomForFacets.value ? !session.settings.facetsCollapsed : opened.value))
  function toggleFacets(): void {
    if (hasRoomForFacets.value) void session.patch({ facetsCollapsed: !session.settings.facetsCollapsed })
    else opened.value = !opened.value
  }

  const drawerMax = computed(() => Math.max(leastDrawer, Math.min(1200, width.value - 200 - (facets.value ? 236 : 0) - leastGrid)))
  const chosen = ref(session.settings.drawerWidth)
  watch(
    () => session.settings.drawerWidth,
    (kept) => (chosen.value = kept),
  )
  const drawerWidth = computed({
    get: () => Math.min(drawerMax.value, Math.max(leastDrawer, chosen.value)),
    set: (next) => (chosen.value = next),
  })
  const keepDrawerWidth = (next: number): void => void session.patch({ drawerWidth: Math.round(next) })

  return { facets, toggleFacets, overlays, drawerWidth, drawerMax, leastDrawer, keepDrawerWidth }
}
