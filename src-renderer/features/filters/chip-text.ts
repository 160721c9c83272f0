import { isMarkName, markInfo } from '@contract/marks.ts'
import type { Chip } from '@language/edit.ts'
import { everyMark } from '@language/marks/mark-value.ts'
import { periodText, readPeriod } from '@language/period.ts'
import { readMoment, readSpan, type SpanUnit } from '@language/time-literal.ts'

export interface ChipText {
  readonly label: string
  readonly value: string
}

const spans: Readonly<Record<SpanUnit, string>> = { m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' }

function lastText(value: string): string {
  const span = readSpan(value)
  if (!span) return value
  return span.amount === 1 ? `last ${spans[span.unit]}` : `last ${span.amount} ${spans[span.unit]}s`
}

function statusText(value: string): string {
  return value
    .split(' or ')
    .map((one) => ({ success: 'successful', failed: 'failed', unknown: 'unknown' })[one] ?? one)
    .join(' or ')
}

/** A condition in the words of the chip row: `Time` **last 90 days**, `User` **not svc-\***. */
export function chipText(chip: Chip): ChipText {
  const not = chip.excluded ? 'not ' : ''
  switch (chip.field) {
    case 'last':
      return { label: 'Time', value: not + lastText(chip.value) }
    case 'after':
      return { label: 'Time', value: `${not}from ${literalText(chip.value)}` }
    case 'before':
      return { label: 'Time', value: `${not}before ${literalText(chip.value)}` }
    case 'on':
      return { label: 'Time', value: not + chip.value.split(' or ').map(periodChip).join(' or ') }
    case 'status':
      return { label: chip.label, value: not + statusText(chip.value) }
    case 'mark':
      return { label: chip.label, value: not + chip.value.split(' or ').map(markText).join(' or ') }
    case null:
      return { label: chip.label, value: chip.label === 'Text' ? `${not}“${chip.value}”` : chip.value }
    default:
      return { label: chip.label, value: not + chip.value }
  }
}

const markText = (value: string): string => (value === everyMark ? 'any' : isMarkName(value) ? markInfo(value).title : value)
const periodChip = (value: string): string => (readPeriod(value)?.unit === 'day' ? `on ${value}` : `in ${periodText(value)}`)
function literalText(value: string): string {
  const moment = readMoment(value)
  if (!moment) return value
  return moment.kind === 'period' ? periodText(value) : value.replace('T', ' ')
}
