import { minuteMs } from '@contract/time-units.ts'

/** `+01:00`, `-03:30`, `+00:00`; `Z` for zero is left to the reader. */
export function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / minuteMs)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
