import { firstQuestion } from '@contract/first-question.ts'
import type { Layout } from '@contract/first-look.ts'
import { useDebounceFn, useResizeObserver } from '@vueuse/core'
import { computed, watch, type Ref } from 'vue'
import { ask } from '../api/client.ts'
import { useSession } from '../stores/session.ts'
import { samePlace, startPlace } from '../stores/view-state.ts'
import { useView } from '../stores/view.ts'

/** What is kept for the next start is for a window that has come to rest, ms. */
const restMs = 1000

/**
 * Has main keep what the next start draws first: where the grid stands, and which question is asked of the data service.
 * Only while nothing is open that a start does not show: the grid then stands where it will. `filtering`: the advanced filters are open.
 */
export function useNextStart(grid: () => HTMLElement | null, filtering: Readonly<Ref<boolean>>): void {
  const session = useSession()
  const view = useView()
  const isPlain = (): boolean => samePlace(view.place, startPlace) && view.error === null && !filtering.value
  const keep = useDebounceFn(() => {
    const element = grid()
    if (element && session.tenant && isPlain()) {
      void ask('layout.keep', layoutOf(element)).catch(() => undefined)
      void ask('log.begin', firstQuestion(session.tenant.id, session.zone, innerWidth, session.settings.facets)).catch(() => undefined)
    }
  }, restMs)
  useResizeObserver(computed(grid), () => void keep())
  watch([() => session.tenant?.id, () => session.zone, () => session.settings.facets, isPlain], () => void keep())
}

function layoutOf(grid: HTMLElement): Layout {
  const { x, y, width, height } = grid.getBoundingClientRect()
  return {
    window: { width: innerWidth, height: innerHeight },
    rail: grid.closest('main')?.getBoundingClientRect().x ?? 0,
    grid: { x, y, width, height },
  }
}
