import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clampTop, contentHeight, drawnRows, isScaled, maxSpacer, maxTop, rowsPerPage, scrollForTop, spacerHeight,
  topForScroll, topToCentre, topToReveal, visibleRows, type Extent,
} from './virtual-window.ts' // prettier-ignore

const extents: fc.Arbitrary<Extent> = fc.record({
  total: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 50_000_000 })),
  rowHeight: fc.constantFrom(24, 33, 41.25),
  viewport: fc.integer({ min: 40, max: 2_000 }),
})
const withRow = extents
  .filter(({ total }) => total > 0)
  .chain((extent) =>
    fc.tuple(fc.constant(extent), fc.integer({ min: 0, max: extent.total - 1 }), fc.double({ min: 0, max: 1, noNaN: true })),
  )

describe('the virtual window', () => {
  it('never asks for an element taller than the cap', () => {
    fc.assert(fc.property(extents, (extent) => spacerHeight(extent) <= maxSpacer && spacerHeight(extent) <= contentHeight(extent)))
  })

  it('reaches every row from anywhere, wholly visible when it fits', () => {
    fc.assert(
      fc.property(withRow, ([extent, index, at]) => {
        const top = topToReveal(index, at * maxTop(extent), extent)
        const { first, end } = visibleRows(top, extent)
        expect(first).toBeLessThanOrEqual(index)
        expect(end).toBeGreaterThan(index)
        if (extent.viewport >= extent.rowHeight) {
          expect(index * extent.rowHeight).toBeGreaterThanOrEqual(top - 1e-6)
          expect((index + 1) * extent.rowHeight).toBeLessThanOrEqual(top + extent.viewport + 1e-6)
        }
      }),
    )
  })

  it('shows a row it jumped to', () => {
    fc.assert(
      fc.property(withRow, ([extent, index]) => {
        const { first, end } = visibleRows(topToCentre(index, extent), extent)
        expect(first <= index && index < end).toBe(true)
      }),
    )
  })

  it('moves down when the scroll bar moves down, never back', () => {
    fc.assert(
      fc.property(
        extents,
        fc.double({ min: 0, max: maxSpacer, noNaN: true }),
        fc.double({ min: 0, max: maxSpacer, noNaN: true }),
        (extent, a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a]
          expect(topForScroll(low, extent)).toBeLessThanOrEqual(topForScroll(high, extent))
          expect(scrollForTop(low, extent)).toBeLessThanOrEqual(scrollForTop(high, extent))
        },
      ),
    )
  })

  it('has its ends at the ends of the scroll bar, also when the browser rounds down', () => {
    fc.assert(
      fc.property(extents, (extent) => {
        const furthest = Math.max(0, spacerHeight(extent) - extent.viewport)
        expect(topForScroll(0, extent)).toBe(0)
        expect(topForScroll(furthest, extent)).toBeCloseTo(maxTop(extent), 3)
        if (isScaled(extent)) expect(topForScroll(Math.floor(furthest), extent)).toBe(maxTop(extent))
      }),
    )
  })

  it('comes back to the same place through the scroll bar, within what a pixel of it stands for', () => {
    fc.assert(
      fc.property(withRow, ([extent, , at]) => {
        const top = at * maxTop(extent)
        const pixel = maxTop(extent) / Math.max(1, spacerHeight(extent) - extent.viewport)
        expect(Math.abs(topForScroll(Math.round(scrollForTop(top, extent)), extent) - top)).toBeLessThanOrEqual(
          Math.max(1, pixel) * 1.5 + 1e-3,
        )
      }),
    )
  })

  it('draws no more rows than fit, whatever the size of the result', () => {
    fc.assert(
      fc.property(withRow, ([extent, , at]) => {
        const { first, end } = visibleRows(at * maxTop(extent), extent, 4)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(extent.total)
        expect(end - first).toBeLessThanOrEqual(Math.ceil(extent.viewport / extent.rowHeight) + 2 + 8)
      }),
    )
  })

  it('covers the viewport without a hole', () => {
    fc.assert(
      fc.property(withRow, ([extent, , at]) => {
        const top = clampTop(at * contentHeight(extent), extent)
        const { first, end } = visibleRows(top, extent)
        expect(first * extent.rowHeight).toBeLessThanOrEqual(top + 1e-6)
        expect(end * extent.rowHeight).toBeGreaterThanOrEqual(Math.min(top + extent.viewport, contentHeight(extent)) - 1e-6)
      }),
    )
  })

  it('draws every visible row, and as many rows wherever it stands', () => {
    fc.assert(
      fc.property(withRow, ([extent, , at]) => {
        const top = at * maxTop(extent)
        const seen = visibleRows(top, extent)
        const { first, end } = drawnRows(top, extent, 2)
        expect(first).toBeLessThanOrEqual(seen.first)
        expect(end).toBeGreaterThanOrEqual(seen.end)
        const top0 = drawnRows(0, extent, 2)
        expect(end - first).toBe(top0.end - top0.first)
      }),
    )
  })

  it('pages by whole rows and keeps one for context', () => {
    expect(rowsPerPage({ total: 1000, rowHeight: 33, viewport: 330 })).toBe(9)
    expect(rowsPerPage({ total: 1000, rowHeight: 33, viewport: 20 })).toBe(1)
  })
})
