import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../fixtures/memory-store.ts'
import { minimumSize, placeWindow, readWindowState, writeWindowState } from './window-state.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1040 }

describe('where the window opens', () => {
  it('is where it was', () => {
    const bounds = { x: 100, y: 50, width: 1200, height: 800 }
    expect(placeWindow(bounds, [screen])).toEqual(bounds)
  })

  it('is on a screen that is there, when the one it was on is not', () => {
    expect(placeWindow({ x: 2500, y: 50, width: 1200, height: 800 }, [screen])).toEqual({ width: 1200, height: 800 })
    expect(placeWindow({ x: 100, y: -900, width: 1200, height: 800 }, [screen])).toEqual({ width: 1200, height: 800 })
  })

  it('is never smaller than the minimum nor larger than its screen', () => {
    const rectangle = fc.record({
      x: fc.integer({ min: -5_000, max: 5_000 }),
      y: fc.integer({ min: -5_000, max: 5_000 }),
      width: fc.integer({ min: 1, max: 9_000 }),
      height: fc.integer({ min: 1, max: 9_000 }),
    })
    fc.assert(
      fc.property(fc.option(rectangle), (bounds) => {
        const placed = placeWindow(bounds, [screen])
        expect(placed.width).toBeGreaterThanOrEqual(minimumSize.width)
        expect(placed.height).toBeGreaterThanOrEqual(minimumSize.height)
        expect(placed.width).toBeLessThanOrEqual(screen.width)
        expect(placed.height).toBeLessThanOrEqual(screen.height)
      }),
    )
  })
})

describe('the kept state of the window', () => {
  it('is read back as it was written', () => {
    const store = memoryStore()
    const state = { bounds: { x: 1, y: 2, width: 1000, height: 700 }, maximized: true, fullScreen: false, zoomLevel: 1 }
    writeWindowState(store, state)
    expect(readWindowState(store)).toEqual(state)
  })

  it.each([
    undefined,
    7,
    { bounds: { x: 'left' } },
    { bounds: { x: 0.5, y: 0, width: 1000, height: 700 }, maximized: false, fullScreen: false, zoomLevel: 0 },
    { bounds: null, maximized: false, fullScreen: false, zoomLevel: 99 },
  ])('falls back from %j', (kept) => {
    expect(readWindowState(memoryStore({ window: kept }))).toEqual({ bounds: null, maximized: false, fullScreen: false, zoomLevel: 0 })
  })
})
