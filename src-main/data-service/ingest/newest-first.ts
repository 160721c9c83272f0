import { unknownTime } from '../../connector/times.ts'

/**
 * Entries of one instant are kept in the order in which a source lists them, newest first (TimeOrder). Of a listing that comes oldest first they are turned
 * round, or what was given and taken in one instant would be taken and given. How it comes is what its times show so far.
 */
export class NewestFirst<T> {
  private together: T[] = []
  private time = unknownTime
  /** The last time that is known. */
  private last = unknownTime
  private rising = 0

  constructor(private readonly keep: (item: T) => void) {}

  /** @param time ms, or `unknownTime` */
  add(time: number, item: T): void {
    if (time !== this.time) {
      if (time !== unknownTime) {
        if (this.last !== unknownTime) this.rising += Math.sign(time - this.last)
        this.last = time
      }
      this.end()
      this.time = time
    }
    this.together.push(item)
  }

  /** Keeps what is still held back. */
  end(): void {
    const { together } = this
    if (this.time !== unknownTime && this.rising > 0) together.reverse()
    for (const each of together) this.keep(each)
    this.together = []
  }
}
