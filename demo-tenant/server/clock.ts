/** The tenant's clock: begins at a fixed time and runs on from there, unless it is stopped or set. */
export class TenantClock {
  private base: number
  private since: number | null

  constructor(start: number, frozen = false) {
    this.base = start
    this.since = frozen ? null : performance.now()
  }

  /** Ms since the epoch. */
  now(): number {
    return Math.floor(this.base + (this.since === null ? 0 : performance.now() - this.since))
  }

  advance(ms: number): void {
    this.base += ms
  }

  set(now: number): void {
    this.base = now
    if (this.since !== null) this.since = performance.now()
  }

  freeze(frozen: boolean): void {
    this.base = this.now()
    this.since = frozen ? null : performance.now()
  }
}
