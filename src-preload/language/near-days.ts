import type { KnownValue, ValueKind } from './fields.ts'
import { startOf, timeLiteral, type CalendarUnit, type TimeContext } from './time.ts'

/** Days that somebody is likely to mean, as values of a field that takes a moment or a day. */
export function nearDays(kind: ValueKind, { now, zone }: TimeContext): readonly KnownValue[] {
  const start = (unit: CalendarUnit, ms: number): string => timeLiteral(startOf(ms, unit, zone), zone)
  const today = { value: start('day', now), description: 'today' }
  const yesterday = { value: start('day', startOf(now, 'day', zone) - 1), description: 'yesterday' }
  if (kind === 'day') return [today, yesterday]
  return [
    today,
    yesterday,
    { value: start('week', now), description: 'start of this week' },
    { value: start('month', now), description: 'start of this month' },
    { value: start('month', startOf(now, 'month', zone) - 1), description: 'start of last month' },
  ]
}
