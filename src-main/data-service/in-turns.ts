import { setImmediate as nextTurn } from 'node:timers/promises'

/** Work without giving way, ms. */
const sliceMs = 5

/** Does all pieces of the work. Other requests have their turn between two of them. */
export async function inTurns<T>(work: Iterator<unknown, T>): Promise<T> {
  for (let begun = performance.now(); ;) {
    const { done, value } = work.next()
    if (done) return value
    if (performance.now() - begun < sliceMs) continue
    await nextTurn()
    begun = performance.now()
  }
}

/** The same at once, for who cannot wait. */
export function atOnce<T>(work: Iterator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done) return value
  }
}

/** Tells whether so many ms are over. */
export function byClock(ms: number): () => boolean {
  const end = performance.now() + ms
  return () => performance.now() >= end
}
