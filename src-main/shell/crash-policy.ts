import { minuteMs } from '@contract/time-units.ts'

/** A second crash within this time asks the person instead of reloading again, ms. */
const againMs = minuteMs

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
