import { afterPaint } from '../../composables/after-paint.ts'

let marked = false

/** Marks, once, the moment after the first rows were painted: what the benchmark of the start waits for. */
export function markFirstRows(): void {
  if (marked) return
  marked = true
  afterPaint(() => performance.mark('rows'))
}
