let marked = false

/** Marks, once, the moment after the first rows were painted: what the benchmark of the start waits for. */
export function markFirstRows(): void {
  if (marked) return
  marked = true
  // The frame that is asked for here is the one with the rows; a task after it runs when it has been handed over.
  requestAnimationFrame(() => setTimeout(() => performance.mark('rows')))
}
