/**
 * Where the end of the window moves, a page that is shorter than was asked for may be all that is left, or all that the source sends at once: the next page
 * tells. The cursor is the time of the last entry, with how many entries came with it; `probes`, when it is one step behind that time, to see whether there is anything.
 */
export interface TimeCursor {
  /** Ms. */
  readonly time: number
  readonly received: number
  readonly probes: boolean
}

const probe = 'behind'

export function readTime(cursor: string | null): TimeCursor | null {
  if (cursor === null) return null
  const [time = '', mark] = cursor.split(' ', 2)
  return { time: Number(time), received: mark === undefined || mark === probe ? 0 : Number(mark), probes: mark === probe }
}

export function writeTime({ time, received, probes }: TimeCursor): string {
  return `${time} ${probes ? probe : received}`
}
