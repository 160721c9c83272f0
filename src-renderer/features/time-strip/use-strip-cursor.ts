import type { Histogram, HistogramBucket, TimeRange } from '@contract/log.ts'
import { computed, ref, watch, type Ref } from 'vue'

/** The time strip by keyboard: a bucket one is at, a stretch that grows from an anchor, Enter to zoom into it. */
export function useStripCursor(histogram: Ref<Histogram | null>, zoom: (range: TimeRange) => void, zoomOut: () => void) {
  const at = ref(-1)
  const anchor = ref(-1)
  const buckets = computed<readonly HistogramBucket[]>(() => histogram.value?.buckets ?? [])
  const bucket = computed(() => buckets.value[at.value] ?? null)
  /** The stretch from the anchor to the cursor, one bucket when there is no anchor. */
  const stretch = computed<TimeRange | null>(() => {
    const from = buckets.value[Math.min(at.value, anchor.value < 0 ? at.value : anchor.value)]
    const to = buckets.value[Math.max(at.value, anchor.value)]
    return from && to ? { from: from.from, to: to.to } : null
  })
  watch(histogram, () => {
    at.value = Math.min(at.value, buckets.value.length - 1)
    anchor.value = -1
  })

  function moveTo(to: number, extend: boolean): void {
    if (buckets.value.length === 0) return
    if (extend && anchor.value < 0) anchor.value = at.value
    if (!extend) anchor.value = -1
    at.value = Math.min(buckets.value.length - 1, Math.max(0, to))
  }
  function enter(): void {
    if (at.value < 0) at.value = buckets.value.length - 1
  }
  function leave(): void {
    at.value = -1
    anchor.value = -1
  }
  /** @returns whether the key meant something here */
  function key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: at.value - 1,
      ArrowRight: at.value + 1,
      ArrowDown: at.value - 1,
      ArrowUp: at.value + 1,
      PageDown: at.value - 10,
      PageUp: at.value + 10,
      Home: 0,
      End: buckets.value.length - 1,
    }
    const to = steps[event.key]
    if (to !== undefined) moveTo(to, event.shiftKey)
    else if ((event.key === 'Enter' || event.key === '+') && stretch.value) zoom(stretch.value)
    else if (event.key === '-') zoomOut()
    else if (event.key === 'Escape' && anchor.value >= 0) anchor.value = -1
    else return false
    return true
  }
  /** Whether the stretch is more than the bucket one is at. */
  const isStretched = computed(() => anchor.value >= 0 && anchor.value !== at.value)
  return { at, bucket, stretch, isStretched, enter, leave, key }
}
