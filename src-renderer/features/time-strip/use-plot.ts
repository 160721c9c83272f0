import type { Histogram, HistogramBucket } from '@contract/log.ts'
import { useElementSize, useMutationObserver } from '@vueuse/core'
import type uPlot from 'uplot'
import { nextTick, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { palettes, type Palette } from '../../theme/palette.ts'
import { sum, tallest } from './strip-maths.ts'

/** From the palette itself: reading it off the page would make the page lay itself out for every bar series. */
const colour = (name: keyof Palette): string => palettes[document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'][name]

const gapPx = 1

/** The bars, each as wide as its bucket really is: months and clock-change days differ. Heights are cumulative, tallest drawn first. */
function columns(buckets: () => readonly HistogramBucket[]): uPlot.Series.PathBuilder {
  return (plot, series, first, last) => {
    const path = new Path2D()
    const base = plot.valToPos(0, 'y', true)
    const gap = gapPx * devicePixelRatio
    for (let at = first; at <= last; at += 1) {
      const bucket = buckets()[at]
      const value = plot.data[series]?.[at] ?? 0
      if (!bucket || value <= 0) continue
      const left = plot.valToPos(bucket.from, 'x', true)
      const width = Math.max(1, plot.valToPos(bucket.to, 'x', true) - left - gap)
      // A single entry must not round to nothing.
      const height = Math.max(devicePixelRatio, base - plot.valToPos(value, 'y', true))
      path.rect(left, base - height, width, height)
    }
    return { fill: path }
  }
}

/** What is drawn where: everything in the colour of failures, over it what did not fail, over that what succeeded. */
function dataOf(buckets: readonly HistogramBucket[]): uPlot.AlignedData {
  return [
    buckets.map(({ from }) => from),
    buckets.map(sum),
    buckets.map(({ success, unknown }) => success + unknown),
    buckets.map(({ success }) => success),
  ]
}

export interface PlotEvents {
  /** A drag ended: both ends as shares (0 to 1) of the width. */
  readonly dragged: (from: number, to: number) => void
  /** The pointer is over a share of the width; null when it left. */
  readonly hovered: (share: number | null) => void
}

/** A uPlot of a histogram in an element, following its size, its data and the theme. */
export function usePlot(
  element: Ref<HTMLElement | null>,
  histogram: Ref<Histogram | null>,
  on: PlotEvents,
): { readonly width: Ref<number> } {
  const { width, height } = useElementSize(element)
  let plot: uPlot | null = null
  const library = shallowRef<typeof uPlot | null>(null)
  // With the first answer, not before: what draws it would be read while the window waits for its rows.
  const stop = watch(
    histogram,
    (first) => {
      if (!first) return
      void import('uplot').then((loaded) => (library.value = loaded.default))
      void nextTick(() => stop())
    },
    { immediate: true },
  )

  const buckets = (): readonly HistogramBucket[] => histogram.value?.buckets ?? []
  const bars = (name: keyof Palette): uPlot.Series => ({
    fill: () => colour(name),
    width: 0,
    paths: columns(buckets),
    points: { show: false },
  })

  function make(Plot: typeof uPlot, target: HTMLElement): uPlot {
    const share = (left: number): number => left / Math.max(1, width.value)
    return new Plot(
      {
        width: width.value,
        height: height.value,
        ms: 1,
        padding: [1, 0, 0, 0],
        legend: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: {
          x: { time: false, range: () => [histogram.value?.range.from ?? 0, histogram.value?.range.to ?? 1] },
          y: { range: () => [0, tallest(buckets())] },
        },
        series: [{}, bars('barFailed'), bars('edge'), bars('bar')],
        cursor: {
          x: false,
          y: false,
          points: { show: false },
          drag: { x: true, y: false, setScale: false, dist: 4 },
          // uPlot would reset its own scale; zooming out is the owner's.
          bind: { dblclick: () => () => null },
        },
        hooks: {
          setSelect: [
            (self) => {
              const { left, width: selected } = self.select
              self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
              if (selected > 0) on.dragged(share(left), share(left + selected))
            },
          ],
          setCursor: [(self) => on.hovered((self.cursor.left ?? -1) < 0 ? null : share(self.cursor.left ?? 0))],
        },
      },
      dataOf(buckets()),
      target,
    )
  }
  function remove(): void {
    plot?.destroy()
    plot = null
  }

  watch([element, width, height, library], ([target, wide, high, Plot]) => {
    if (!target || !Plot || wide < 1 || high < 1) return remove()
    if (plot) plot.setSize({ width: wide, height: high })
    else plot = make(Plot, target)
  })
  watch(histogram, () => plot?.setData(dataOf(buckets())))
  useMutationObserver(document.documentElement, () => plot?.redraw(), { attributeFilter: ['data-theme'] })
  onScopeDispose(remove)

  return { width }
}
