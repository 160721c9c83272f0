/** A second crash within this time asks the person instead of reloading again, ms. */
const againMs = 60_000

/** Decides what to do about a window's process that ended. Pure but for the clock it is given. */
export function createCrashPolicy(now: () => number): { next(): 'reload' | 'ask' } {
  let lastAt = -Infinity
  return {
    next() {
      const at = now()
      const again = at - lastAt < againMs
      lastAt = at
      return again ? 'ask' : 'reload'
    },
  }
}
