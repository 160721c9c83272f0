/** How long nothing must have been written before the work begins, ms. */
const quietMs = 2000
/** How long nobody must have asked for rows before it goes on, ms: who types or scrolls has the processors to himself. */
const attendedMs = 400
/** Between two pieces, ms: requests come first, and a laptop stays cool. */
const pauseMs = 15

/** Work in small pieces while nobody writes or reads. It keeps no process alive, and what it does not come to is merely slower. */
export class IdleWork {
  private timer: NodeJS.Timeout | null = null
  private writtenAt = -Infinity
  private askedAt = -Infinity
  private worked = false

  /** `piece` answers whether there was anything to do; `rest` comes after the last piece. */
  constructor(
    private readonly piece: () => boolean,
    private readonly rest: () => void,
  ) {
    this.later(quietMs)
  }

  /** Something was written: there may be more to do, but not now. */
  written(): void {
    this.writtenAt = performance.now()
    if (!this.timer) this.later(quietMs)
  }

  /** Somebody is at it: the next piece waits. */
  asked(): void {
    this.askedAt = performance.now()
  }

  end(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private later(ms: number): void {
    this.timer = setTimeout(() => this.work(), ms)
    this.timer.unref()
  }

  private work(): void {
    this.timer = null
    const notBefore = Math.max(this.writtenAt + quietMs, this.askedAt + attendedMs)
    const wait = notBefore - performance.now()
    if (wait > 0) return this.later(wait)
    try {
      if (this.piece()) {
        this.worked = true
        this.later(pauseMs)
      } else if (this.worked) {
        this.worked = false
        this.rest()
      }
    } catch {
      // A full disk, a damaged block: whoever needs it says so. Tried again after the next write.
    }
  }
}
