import type { Filter } from '@contract/filter.ts'
import { looseMoments } from '@language/loose-times.ts'
import { parse } from '@language/parse.ts'
import { writeValue } from '@language/quote.ts'

const mostDates = 3

/** Days, weeks, months, quarters and years that a text may mean, as `on:` takes them: `31.3.2026`, `March 2026`, `2026-Q1`, `today`. */
export function datesIn(typed: string, context: { readonly zone: string; readonly now: number }): readonly string[] {
  const text = typed.trim()
  if (!/\d{4}|^(?:today|yesterday)$/i.test(text)) return []
  const candidates = new Set([text, ...looseMoments(text)])
  return [...candidates].filter((each) => isDate(each, context)).slice(0, mostDates)
}

function isDate(value: string, context: { readonly zone: string; readonly now: number }): boolean {
  const parsed = parse(`on:${writeValue('on', value)}`, () => context)
  return parsed.ok && isOn(parsed.filter)
}
const isOn = (filter: Filter): boolean => filter.kind === 'field' && filter.field === 'on'
