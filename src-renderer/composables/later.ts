import { defineAsyncComponent, type AsyncComponentLoader } from 'vue'

const waiting: (() => Promise<unknown>)[] = []

/**
 * A component that is not needed for the first rows: its code is read once the window is at rest, or when it is first
 * shown, whichever is sooner. What the first screen must evaluate decides how soon it is there (docs/benchmarks.md).
 */
export function later<T>(load: () => Promise<{ default: T }>): T {
  waiting.push(load)
  // The wrapper passes everything on, so it has the type of what it wraps; Vue's own types say so only for the plainest components.
  const wrapper: unknown = defineAsyncComponent(load as AsyncComponentLoader)
  return wrapper as T
}

/** The window is idle, too, while it waits for its first rows: the rest would get in their way, ms. */
const firstRowsMs = 1000

/** Reads everything that was put off, one piece whenever the window is idle. Call once the first screen stands. */
export function loadTheRest(): void {
  setTimeout(loadNext, firstRowsMs)
}

function loadNext(): void {
  requestIdleCallback(() => {
    const load = waiting.shift()
    if (load) void load().finally(loadNext)
  })
}
