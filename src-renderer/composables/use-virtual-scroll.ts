import { useEventListener, useResizeObserver } from '@vueuse/core'
import { computed, nextTick, ref, watch, type Ref } from 'vue'
import { clampTop, isScaled, scrollForTop, spacerHeight, topForScroll, type Extent } from './virtual-window.ts'

const pixelsPerLine = 33

/** Ties the virtual window to a scrolling element. `headHeight`: what sticks to its upper edge, CSS pixels. */
export function useVirtualScroll(scroller: Ref<HTMLElement | null>, total: Ref<number>, rowHeight: Ref<number>, headHeight: number) {
  const viewport = ref(0)
  const width = ref(0)
  const top = ref(0)
  const extent = computed<Extent>(() => ({ total: total.value, rowHeight: rowHeight.value, viewport: viewport.value }))
  const spacer = computed(() => spacerHeight(extent.value))
  /** Where this code last put the scroll bar: scroll events that only echo it must not round `top`. */
  let written = 0

  function mirror(): void {
    const element = scroller.value
    const wanted = scrollForTop(top.value, extent.value)
    // Reading the position back makes the browser lay the page out: not for a bar that stands where it should.
    if (!element || wanted === written) return
    element.scrollTop = wanted
    written = element.scrollTop
  }

  function moveTo(to: number): void {
    top.value = clampTop(to, extent.value)
    mirror()
  }

  function onScroll(): void {
    const element = scroller.value
    if (!element) return
    const at = element.scrollTop
    if (isScaled(extent.value) && Math.abs(at - written) < 1) return
    written = at
    top.value = topForScroll(at, extent.value)
  }

  /** On a scaled bar a turn of the wheel would skip hundreds of rows: the wheel moves the rows, and the bar follows. */
  function onWheel(event: WheelEvent): void {
    if (!isScaled(extent.value) || event.ctrlKey || event.deltaY === 0 || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return
    event.preventDefault()
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE ? pixelsPerLine : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? viewport.value : 1
    moveTo(top.value + event.deltaY * unit)
  }

  useEventListener(scroller, 'scroll', onScroll, { passive: true })
  useEventListener(scroller, 'wheel', onWheel, { passive: false })
  useResizeObserver(scroller, () => {
    viewport.value = Math.max(0, (scroller.value?.clientHeight ?? 0) - headHeight)
    width.value = scroller.value?.clientWidth ?? 0
  })
  // The bar's element has its new height only after the update; until then the browser would clamp the position.
  watch(extent, () => void nextTick(() => moveTo(top.value)), { flush: 'post' })

  // The row at the top stays there when rows become higher or lower.
  watch(rowHeight, (now, before) => (top.value = (top.value / before) * now), { flush: 'sync' })

  return { top, extent, viewport, width, spacer, moveTo }
}
