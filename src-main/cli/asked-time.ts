import { resolve as resolveTime } from '@language/time.ts'
import { UsageFailure } from './exit-code.ts'

/**
 * The moment that an option names, ms: a moment is itself; of a day, month or year without a time it is the first moment, or the last one that is still part of
 * it. Times without an offset are UTC.
 * @throws UsageFailure
 */
export function momentOf(option: string, text: string, end: 'first' | 'last'): number {
  const context = { zone: 'UTC', now: Date.now() }
  const isMoment = /t/i.test(text)
  const range = resolveTime(text, isMoment || end === 'first' ? 'after' : 'on', context)
  const at = isMoment || end === 'first' ? (range?.from ?? null) : range?.to == null ? null : range.to - 1
  if (at === null) throw new UsageFailure(`${option} “${text}” is not a time: write 2026-03-31 or 2026-03-31T10:00Z.`)
  return at
}
