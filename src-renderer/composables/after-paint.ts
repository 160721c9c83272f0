/** Calls once the next frame was handed over, or at once where nothing is drawn and none would come. */
export function afterPaint(work: () => void): void {
  if (document.visibilityState === 'hidden') work()
  else requestAnimationFrame(() => setTimeout(work))
}

/** Longest that a pause is waited for, ms. */
const patience = 200

/** Calls after the next frame, in a pause: what is pressed meanwhile goes first. */
export function inPause(work: () => void): void {
  afterPaint(() => requestIdleCallback(work, { timeout: patience }))
}
