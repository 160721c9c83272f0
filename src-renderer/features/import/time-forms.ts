import type { TimeForm } from './mapping.ts'

/** Ways in which a column writes times: those that a schema names, and patterns that many consoles use. */
export const timeForms: readonly { readonly value: string; readonly label: string; readonly form: TimeForm }[] = [
  { value: 'iso', label: '2026-01-31T14:05:09Z (ISO 8601)', form: 'iso' },
  { value: 'date', label: '2026-01-31 (days only)', form: 'date' },
  { value: 'epoch_s', label: '1769868309 (seconds since 1970)', form: 'epoch_s' },
  { value: 'epoch_ms', label: '1769868309000 (milliseconds since 1970)', form: 'epoch_ms' },
  { value: 'epoch_us', label: '1769868309000000 (microseconds since 1970)', form: 'epoch_us' },
  { value: 'epoch_ns', label: '1769868309000000000 (nanoseconds since 1970)', form: 'epoch_ns' },
  ...[
    ['yyyy-MM-dd HH:mm:ss[.SSS]', '2026-01-31 14:05:09'],
    ['yyyy-MM-dd HH:mm', '2026-01-31 14:05'],
    ['d.M.yyyy HH:mm[:ss]', '31.01.2026 14:05:09, day first'],
    ['d/M/yyyy HH:mm[:ss]', '31/01/2026 14:05:09, day first'],
    ['M/d/yyyy H:mm[:ss]', '01/31/2026 14:05:09, month first'],
    ['M/d/yyyy h:mm[:ss] a', '1/31/2026 2:05:09 PM, month first'],
    ['d/M/yyyy h:mm[:ss] a', '31/1/2026 2:05:09 PM, day first'],
    ['yyyy-MM-dd HH:mm:ss[.SSS]X', '2026-01-31 14:05:09+01:00'],
  ].map(([pattern = '', label = '']) => ({ value: pattern, label, form: { pattern } })),
]

/** Stands in the list for a pattern that a person writes. */
export const ownPattern = 'own'

/** What of the list a form is; {@link ownPattern} where it is none of them. */
export function listedForm(form: TimeForm): string {
  const text = typeof form === 'string' ? form : typeof form.pattern === 'string' ? form.pattern : ''
  return timeForms.some(({ value }) => value === text) ? text : ownPattern
}

/** The pattern of a form as a person edits it: several of them one after the other. */
export function patternOf(form: TimeForm): string {
  if (typeof form === 'string') return ''
  return typeof form.pattern === 'string' ? form.pattern : form.pattern.join(' | ')
}

export function withPattern(text: string): TimeForm {
  const several = text.split(' | ')
  return { pattern: several.length === 1 ? text : several }
}

/** Whether every time of a pattern says its own zone: it has a letter for it, outside of quoted text and of what may be missing. */
export const saysZone = (pattern: string | readonly string[]): boolean =>
  [pattern].flat().every((each) => /[Xxz]/.test(each.replace(/'[^']*'|\[[^\]]*\]/g, '')))
