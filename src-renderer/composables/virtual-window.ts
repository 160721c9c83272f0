/**
 * Which rows of a result are on screen, for results taller than the browser can make an element (about 33.5 million
 * pixels in Chromium). `top` is the truth: the distance in real pixels from the first row to the upper edge of the
 * viewport. The scroll bar only mirrors it; beyond {@link maxSpacer} it does so in proportion.
 */
export interface Extent {
  /** Rows in the whole result. */
  readonly total: number
  /** Height of a row, CSS pixels. */
  readonly rowHeight: number
  /** Height in which rows are visible, CSS pixels. */
  readonly viewport: number
}

/** Rows drawn beyond either edge. */
export const overscan = 1

/** Far under the element-height limit of every engine, and fine enough: a scroll bar of 1,000 px moves 8,000 px a pixel. */
export const maxSpacer = 8_000_000

/** Height of all rows, CSS pixels. */
export function contentHeight({ total, rowHeight }: Extent): number {
  return total * rowHeight
}

/** Height of the element that makes the scroll bar, CSS pixels. */
export function spacerHeight(extent: Extent): number {
  return Math.min(contentHeight(extent), maxSpacer)
}

/** Whether the scroll bar stands for more than its own pixels, so that wheel and keys must move `top` themselves. */
export function isScaled(extent: Extent): boolean {
  return contentHeight(extent) > maxSpacer
}

/** Furthest `top`: the last row is then at the lower edge. */
export function maxTop(extent: Extent): number {
  return Math.max(0, contentHeight(extent) - extent.viewport)
}

function maxScroll(extent: Extent): number {
  return Math.max(0, spacerHeight(extent) - extent.viewport)
}

export function clampTop(top: number, extent: Extent): number {
  return Math.min(Math.max(0, top), maxTop(extent))
}

/** The scroll position that shows `top`. */
export function scrollForTop(top: number, extent: Extent): number {
  if (!isScaled(extent)) return clampTop(top, extent)
  return (clampTop(top, extent) / maxTop(extent)) * maxScroll(extent)
}

/** The `top` that a scroll position stands for; both ends are exact. */
export function topForScroll(scroll: number, extent: Extent): number {
  if (!isScaled(extent)) return clampTop(scroll, extent)
  const furthest = maxScroll(extent)
  // Browsers round scroll positions to device pixels: without this the last rows could be out of the bar's reach.
  if (scroll >= furthest - 1) return maxTop(extent)
  return clampTop((scroll / furthest) * maxTop(extent), extent)
}

export interface RowSpan {
  /** First row to draw. */
  readonly first: number
  /** One past the last row to draw. */
  readonly end: number
}

/** Rows at least partly visible, and `overscan` more on either side. */
export function visibleRows(top: number, extent: Extent, overscan = 0): RowSpan {
  const first = Math.floor(top / extent.rowHeight)
  const end = Math.ceil((top + extent.viewport) / extent.rowHeight)
  return { first: Math.max(0, first - overscan), end: Math.min(extent.total, Math.max(end, first + 1) + overscan) }
}

/** Rows to draw: all that can be partly visible at a height of the window, and `overscan` more on either side. Always as many, where there are as many. */
export function drawnRows(top: number, { total, rowHeight, viewport }: Extent, overscan: number): RowSpan {
  const count = Math.ceil(viewport / rowHeight) + 1 + 2 * overscan
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - overscan, total - count))
  return { first, end: Math.min(total, first + count) }
}

/** Whole rows that fit, at least one: what PageUp and PageDown move by, less one for context. */
export function rowsPerPage(extent: Extent): number {
  return Math.max(1, Math.floor(extent.viewport / extent.rowHeight) - 1)
}

/** The smallest move of `top` that brings a row wholly into view. */
export function topToReveal(index: number, top: number, extent: Extent): number {
  const rowTop = index * extent.rowHeight
  const rowEnd = rowTop + extent.rowHeight
  if (rowTop < top) return clampTop(rowTop, extent)
  if (rowEnd > top + extent.viewport) return clampTop(rowEnd - extent.viewport, extent)
  return clampTop(top, extent)
}

/** The `top` that puts a row in the middle, for jumps. */
export function topToCentre(index: number, extent: Extent): number {
  return clampTop(index * extent.rowHeight - (extent.viewport - extent.rowHeight) / 2, extent)
}
