import type { StoryAnswer } from '@contract/story.ts'

/** A line of the time line: the day that begins with a row; a burst, with its first row and how many there are; or a row. */
export type LineItem =
  | { readonly kind: 'day'; readonly row: number }
  | { readonly kind: 'burst'; readonly row: number; readonly count: number; readonly open: boolean }
  | { readonly kind: 'entry'; readonly row: number; readonly inBurst: boolean }

/** All lines by their index; a burst that is not among the open ones hides its rows. */
export class LineItems {
  /** A row, or below zero: days at even, bursts at odd places of what is hidden behind the sign. */
  private readonly codes: Int32Array
  readonly length: number

  constructor(
    private readonly line: Pick<StoryAnswer['line'], 'entries' | 'days' | 'bursts'>,
    private readonly open: ReadonlySet<number>,
  ) {
    const { bursts, days, entries } = line
    const codes = new Int32Array(entries + days.length + bursts.length / 2)
    let [count, day, burst] = [0, 0, 0]
    for (let row = 0; row < entries; row++) {
      if (days[day] === row) codes[count++] = -1 - 2 * day++
      if (bursts[burst] === row) {
        codes[count++] = -2 - burst
        const length = bursts[burst + 1] ?? 0
        burst += 2
        if (!open.has(row)) {
          row += length - 1
          continue
        }
      }
      codes[count++] = row
    }
    this.codes = codes
    this.length = count
  }

  at(index: number): LineItem | undefined {
    const code = this.codes[index]
    if (code === undefined || index >= this.length) return undefined
    const { bursts, days } = this.line
    if (code >= 0) return { kind: 'entry', row: code, inBurst: this.burstOf(code) !== null }
    const hidden = -code - 1
    if (hidden % 2 === 0) return { kind: 'day', row: days[hidden / 2] ?? 0 }
    const row = bursts[hidden - 1] ?? 0
    return { kind: 'burst', row, count: bursts[hidden] ?? 0, open: this.open.has(row) }
  }

  /** The line of a row, or of the burst that hides it; null where there is none. */
  indexOf(row: number): number | null {
    let [low, high] = [0, this.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.lastRow(middle) < row) low = middle + 1
      else high = middle
    }
    // A day and an open burst stand before their first row.
    while (low < this.length && !this.isRow(low, row)) low++
    return low < this.length ? low : null
  }

  /** The first row of the burst in which a row is; null for none. */
  burstOf(row: number): number | null {
    const { bursts } = this.line
    let [low, high] = [0, bursts.length / 2]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((bursts[middle * 2] as number) <= row) low = middle + 1
      else high = middle
    }
    const first = bursts[(low - 1) * 2]
    return first !== undefined && row < first + (bursts[low * 2 - 1] ?? 0) ? first : null
  }

  private lastRow(index: number): number {
    const item = this.at(index)
    if (!item) return Infinity
    return item.kind === 'burst' && !item.open ? item.row + item.count - 1 : item.row
  }

  private isRow(index: number, row: number): boolean {
    const item = this.at(index)
    if (item?.kind === 'burst') return !item.open && row >= item.row && row < item.row + item.count
    return item?.kind === 'entry' && item.row === row
  }
}
