import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue'

const waiting: AsyncComponentLoader[] = []

/**
 * A component that is not needed for the first rows: its code is read once the window is at rest, or when it is first
 * shown, whichever is sooner. What the first screen must evaluate decides how soon it is there (docs/benchmarks.md).
 */
export function later<T extends Component>(load: () => Promise<{ default: T }>): T {
  waiting.push(load as AsyncComponentLoader)
  return defineAsyncComponent({ loader: load as AsyncComponentLoader, delay: 0 }) as unknown as T
}

/** Reads everything that was put off, one piece whenever the window is idle. Call once the first screen stands. */
export function loadTheRest(): void {
  requestIdleCallback(() => {
    const load = waiting.shift()
    if (load) void load().finally(loadTheRest)
  })
}
