import type { Clock } from '../../src-main/sync/ports.ts'

interface Timer {
  readonly at: number
  readonly task: () => void
}

/** A clock that stands still until it is driven. */
export class SimulatedClock implements Clock {
  private time: number
  private timers: Timer[] = []
  private changes = 0

  constructor(startAt = Date.UTC(2026, 10, 23)) {
    this.time = startAt
  }

  readonly now = () => this.time

  readonly after = (ms: number, task: () => void) => {
    const timer = { at: this.time + Math.max(0, ms), task }
    this.timers.push(timer)
    this.changes++
    return () => {
      this.timers = this.timers.filter((each) => each !== timer)
      this.changes++
    }
  }

  /** Lets everything happen that needs no time; true when nothing more does. */
  async settle(): Promise<void> {
    let before: number
    do {
      before = this.changes
      for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve))
    } while (this.changes !== before)
  }

  /** Moves on by `ms`, running what falls due on the way. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms
    for (;;) {
      await this.settle()
      const next = this.earliest()
      if (!next || next.at > until) break
      this.fire(next)
    }
    this.time = until
    await this.settle()
  }

  /** Moves on as far as `work` needs to be settled. */
  async drive<T>(work: Promise<T>): Promise<T> {
    const state = { settled: false }
    const end = () => {
      state.settled = true
    }
    work.then(end, end)
    for (;;) {
      await this.settle()
      if (state.settled) return work
      const next = this.earliest()
      if (!next) throw new Error('It waits for something that no timer will bring')
      this.fire(next)
    }
  }

  /** Lets time pass without any timer, as for a computer that slept. */
  jump(ms: number): void {
    this.time += ms
  }

  private earliest(): Timer | undefined {
    return this.timers.reduce<Timer | undefined>((first, timer) => (!first || timer.at < first.at ? timer : first), undefined)
  }

  private fire(timer: Timer): void {
    this.timers = this.timers.filter((each) => each !== timer)
    this.time = Math.max(this.time, timer.at)
    timer.task()
  }
}
