import type { KnownValue, ValueKind } from './fields.ts'
import type { PeriodUnit } from './period.ts'
import { periodAt, periodBefore, startOf, timeLiteral, type CalendarUnit, type TimeContext } from './time.ts'

const longer: readonly PeriodUnit[] = ['week', 'month', 'quarter', 'year']

/** Days and periods that somebody is likely to mean, as values of a field that takes a moment or a period. */
export function nearDays(kind: ValueKind, { now, zone }: TimeContext): readonly KnownValue[] {
  const days = [
    { value: periodAt(now, 'day', zone), description: 'today' },
    { value: periodBefore(now, 'day', zone), description: 'yesterday' },
  ]
  if (kind === 'period')
    return [
      ...days,
      ...longer.flatMap((unit) => [
        { value: periodAt(now, unit, zone), description: `this ${unit}` },
        { value: periodBefore(now, unit, zone), description: `last ${unit}` },
      ]),
    ]
  const start = (unit: CalendarUnit, ms: number): string => timeLiteral(startOf(ms, unit, zone), zone)
  return [
    ...days,
    { value: start('week', now), description: 'start of this week' },
    { value: start('month', now), description: 'start of this month' },
    { value: start('month', startOf(now, 'month', zone) - 1), description: 'start of last month' },
  ]
}
