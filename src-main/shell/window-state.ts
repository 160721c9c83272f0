import { z } from 'zod'
import type { KeyValueStore } from '../settings/store.ts'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the window was, in screen pixels (DIP); `bounds` are those of the window when neither maximised nor full screen. */
export interface WindowState {
  readonly bounds: Rectangle | null
  readonly maximized: boolean
  readonly fullScreen: boolean
  readonly zoomLevel: number
}

export const minimumSize = { width: 900, height: 600 }
export const defaultSize = { width: 1600, height: 1000 }
/** Enough of the title bar to take hold of. */
const grip = 80

const key = 'window'
const kept = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }).nullable(),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
  zoomLevel: z.number().min(-4).max(5),
})

export function readWindowState(store: KeyValueStore): WindowState {
  return kept.safeParse(store.get(key)).data ?? { bounds: null, maximized: false, fullScreen: false, zoomLevel: 0 }
}

export const writeWindowState = (store: KeyValueStore, state: WindowState): void => store.set(key, state)

/**
 * Where to put the window on the screens that are there now: as it was if one can still take hold of it, else centred on the
 * first screen (no position); never larger than the screen it is on, never smaller than the minimum.
 */
export function placeWindow(bounds: Rectangle | null, workAreas: readonly Rectangle[]): Partial<Rectangle> {
  const home = bounds && workAreas.find((area) => canTakeHold(bounds, area))
  const area = home ?? workAreas[0]
  const wanted = bounds ?? defaultSize
  const width = Math.max(minimumSize.width, Math.min(wanted.width, area?.width ?? wanted.width))
  const height = Math.max(minimumSize.height, Math.min(wanted.height, area?.height ?? wanted.height))
  return home ? { x: bounds.x, y: bounds.y, width, height } : { width, height }
}

const canTakeHold = (bounds: Rectangle, area: Rectangle): boolean =>
  bounds.x + bounds.width >= area.x + grip &&
  bounds.x <= area.x + area.width - grip &&
  bounds.y >= area.y &&
  bounds.y <= area.y + area.height - grip
