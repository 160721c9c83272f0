import { isObject, type KeyValueStore } from '../settings/store.ts'

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
const fresh: WindowState = { bounds: null, maximized: false, fullScreen: false, zoomLevel: 0 }

/** What the settings file keeps of the window, or what a new one begins with. By hand: zod would have to be read before the window opens. */
export function readWindowState(file: Pick<KeyValueStore, 'get'>): WindowState {
  const kept = file.get(key)
  if (!isObject(kept)) return fresh
  const { bounds, maximized, fullScreen, zoomLevel } = kept
  const fits =
    (bounds === null || isRectangle(bounds)) &&
    typeof maximized === 'boolean' &&
    typeof fullScreen === 'boolean' &&
    typeof zoomLevel === 'number' &&
    zoomLevel >= -4 &&
    zoomLevel <= 5
  return fits ? { bounds, maximized, fullScreen, zoomLevel } : fresh
}

function isRectangle(value: unknown): value is Rectangle {
  if (!isObject(value)) return false
  const { x, y, width, height } = value
  const whole = [x, y, width, height].every(Number.isSafeInteger)
  return whole && Number(width) > 0 && Number(height) > 0
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
