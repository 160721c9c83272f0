import type { TimeRange } from '@contract/log.ts'
import { dayMs, hourMs, minuteMs } from '@contract/time-units.ts'
import { bucketAt, zonedParts, type CalendarUnit } from '@language/time.ts'

/** A place on the axis: when, and what stands there. */
export interface Tick {
  readonly at: number
  readonly label: string
}

interface Step {
  readonly unit: CalendarUnit
  /** Every how many of the unit, counted from its natural origin (midnight, the first of the month, January). */
  readonly every: number
  /** Rough length, ms. */
  readonly span: number
}

const steps: readonly Step[] = [
  ...[1, 2, 5, 10, 15, 30].map((every): Step => ({ unit: 'minute', every, span: every * minuteMs })),
  ...[1, 2, 3, 6, 12].map((every): Step => ({ unit: 'hour', every, span: every * hourMs })),
  ...[1, 2].map((every): Step => ({ unit: 'day', every, span: every * dayMs })),
  { unit: 'week', every: 1, span: 7 * dayMs },
  { unit: 'day', every: 15, span: 15 * dayMs },
  ...[1, 2, 3, 6, 12, 24, 60, 120].map((every): Step => ({ unit: 'month', every, span: every * 30.4 * dayMs })),
]
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number): string => String(value).padStart(2, '0')

function isOnStep(at: number, { unit, every }: Step, zone: string): boolean {
  const parts = zonedParts(at, zone)
  if (unit === 'minute') return parts.minute % every === 0
  if (unit === 'hour') return parts.minute === 0 && parts.hour % every === 0
  if (unit === 'month') return (parts.year * 12 + parts.month - 1) % every === 0
  // Half months begin on the 1st and the 15th; with shorter steps the 31st would stand right beside the 1st.
  if (unit === 'day')
    return every === 15 ? parts.day === 1 || parts.day === 15 : (parts.day - 1) % every === 0 && (every === 1 || parts.day < 30)
  return true
}

function labelOf(at: number, { unit }: Step, zone: string, years: boolean): string {
  const { year, month, day: dayOfMonth, hour: hours, minute: minutes } = zonedParts(at, zone)
  const name = months[month - 1] ?? ''
  if ((unit === 'minute' || unit === 'hour') && (hours !== 0 || minutes !== 0)) return `${two(hours)}:${two(minutes)}`
  if (unit === 'month') return years || month === 1 ? `${name} ${year}` : name
  return years && dayOfMonth === 1 && month === 1 ? `${dayOfMonth} ${name} ${year}` : `${dayOfMonth} ${name}`
}

/**
 * Round moments of the zone's calendar inside a range, at most `most` of them, with labels as short as they can be.
 * Days, hours and months are the zone's: over a clock change the ticks stay on the hour.
 */
export function axisTicks(range: TimeRange, zone: string, most: number): readonly Tick[] {
  const span = range.to - range.from
  if (!(span > 0) || most < 1) return []
  const step = steps.find((one) => span / one.span <= most) ?? steps[steps.length - 1]
  if (!step) return []
  const years = zonedParts(range.from, zone).year !== zonedParts(range.to - 1, zone).year
  const ticks: Tick[] = []
  for (let at = bucketAt(range.from, step.unit, zone).from; at < range.to; at = bucketAt(at, step.unit, zone).to) {
    if (at >= range.from && isOnStep(at, step, zone)) ticks.push({ at, label: labelOf(at, step, zone, years) })
  }
  return ticks
}
