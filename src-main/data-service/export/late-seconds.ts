import { unknownTime } from '../../connector/times.ts'

/** Whole seconds from when an entry happened until it was received; empty where one of the two is not known. */
export function lateSeconds(time: number, receivedAt: number): string {
  const late = time === unknownTime ? NaN : Math.round((receivedAt - time) / 1000)
  return Number.isFinite(late) ? String(Math.max(0, late)) : ''
}
