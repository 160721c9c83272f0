import type { EntryRow } from '@contract/entry.ts'
import { paintHits } from '../../shared/hits/paint-hits.ts'
import { createRow, type Line, type RowAppearance, type RowElement } from './row-element.ts'

/** What is drawn: rows from `first` on as seen from `top`; undefined where a row is not here yet. */
export interface Frame {
  readonly top: number
  readonly first: number
  readonly rows: readonly (EntryRow | undefined)[]
}

/** What is told of a row beside the entry it shows. */
export type LineState = Omit<Line, 'index' | 'row' | 'y'>

/** Rows from the layer's origin beyond which it is set anew: browsers place nothing too far away. */
const farthest = 10_000

/**
 * Draws frames into a layer. A row keeps its element and its place while it is on screen; only the layer moves. An element that leaves at
 * one end comes back at the other, and when nothing of the last frame is left, every element stays where it is and shows another row.
 */
export function createRowPainter(layer: HTMLElement, idPrefix: string) {
  let appearance: RowAppearance | null = null
  let lines: RowElement[] = []
  let first = 0
  /** The row at the layer's origin. */
  let origin = 0
  let made = 0
  let shift = NaN
  let isMarked = false

  function reset(next: RowAppearance): void {
    for (const line of lines) line.remove()
    lines = []
    appearance = next
  }

  /** Brings the elements into the order of the rows from `to` on. */
  function turn(to: number): void {
    const by = to - first
    first = to
    if (Math.abs(by) >= lines.length) {
      origin += by
      return
    }
    const moved = by > 0 ? lines.splice(0, by) : lines.splice(lines.length + by)
    if (by > 0) {
      lines.push(...moved)
      layer.append(...moved.map(({ element }) => element))
    } else {
      lines.unshift(...moved)
      layer.prepend(...moved.map(({ element }) => element))
    }
  }

  return {
    draw(frame: Frame, now: RowAppearance, stateOf: (index: number, row: EntryRow | undefined) => LineState): void {
      if (now !== appearance) reset(now)
      const { rowHeight } = now
      turn(frame.first)
      while (lines.length > frame.rows.length) lines.pop()?.remove()
      while (lines.length < frame.rows.length) {
        const line = createRow(now, `${idPrefix}-${made++}`)
        lines.push(line)
        layer.append(line.element)
      }
      if (Math.abs(first - origin) > farthest) origin = first
      frame.rows.forEach((row, at) => {
        const index = first + at
        lines[at]?.show({ index, row, y: (index - origin) * rowHeight, ...stateOf(index, row) })
      })
      const ranges = lines.flatMap((line) => line.hitRanges())
      if (ranges.length > 0 || isMarked) paintHits('hit', ranges)
      isMarked = ranges.length > 0
      // Whole pixels: text between two of them is blurred.
      const to = Math.round(origin * rowHeight - frame.top)
      if (to !== shift) layer.style.transform = `translateY(${to}px)`
      shift = to
    },
    /** The element that shows a row; null when it is not drawn. */
    idOf: (index: number): string | undefined => lines[index - first]?.element.id,
    clear(): void {
      for (const line of lines) line.remove()
      lines = []
      if (isMarked) paintHits('hit', [])
    },
  }
}

export type RowPainter = ReturnType<typeof createRowPainter>
