import type { Histogram, TimeRange } from '@contract/log.ts'
import { computed, type ComputedRef, type Ref } from 'vue'
import { useSession } from '../../stores/session.ts'
import { useView } from '../../stores/view.ts'
import { bucketIndex, timeAt, type gapsWithin } from './strip-maths.ts'
import { bucketText, stripGapText, unsearchedText } from './strip-text.ts'

/** What is said of the place under the pointer, a share of the width: a gap before what is not searched yet before the entries there. */
export function useStripHint(of: {
  readonly hover: Ref<number | null>
  readonly range: Ref<TimeRange | null>
  readonly histogram: Ref<Histogram | null>
  readonly gaps: Ref<ReturnType<typeof gapsWithin>>
}): ComputedRef<{ readonly text: string; readonly left: number } | null> {
  const view = useView()
  const session = useSession()

  function wordsAt(time: number, { buckets, unit }: Histogram): string | null {
    const { unsearched } = view
    const gap = of.gaps.value.find((one) => time >= one.from && time < one.to)
    if (gap) return stripGapText(gap, session.zone)
    if (unsearched && time >= unsearched.from && time < unsearched.to) return unsearchedText(unsearched, session.zone)
    const over = buckets[bucketIndex(time, buckets)]
    return over ? bucketText(over, unit, session.zone) : null
  }
  return computed(() => {
    const { hover, range, histogram } = of
    if (hover.value === null || !range.value || !histogram.value) return null
    const text = wordsAt(timeAt(hover.value, range.value), histogram.value)
    return text === null ? null : { text, left: hover.value }
  })
}
