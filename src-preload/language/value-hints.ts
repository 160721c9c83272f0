import ipaddr from 'ipaddr.js'
import { validate, type FieldInfo } from './fields.ts'
import { looseHours } from './hours.ts'
import { isAddress } from './ip.ts'
import { looseMoments, looseSpan } from './loose-times.ts'
import { nearDays } from './near-days.ts'
import { closest } from './suggest.ts'
import { readSpan } from './time-literal.ts'
import { periodAt, resolve, startOf, timeLiteral, type TimeContext } from './time.ts'

/** Words of other tools for a choice. */
const synonyms: Readonly<Record<string, string>> = {
  ok: 'success',
  passed: 'success',
  granted: 'success',
  allowed: 'success',
  error: 'failed',
  denied: 'failed',
  refused: 'failed',
  starred: 'bookmarked',
  marked: 'bookmarked',
  delayed: 'late',
  changed: 'drifted',
  deleted: 'vanished',
  comment: 'note',
  diff: 'changes',
}

function choiceHints({ values }: FieldInfo, value: string): readonly string[] {
  const choices = values.map((choice) => choice.value)
  const meant = closest(value, choices) ?? synonyms[value.toLowerCase()]
  return meant !== undefined && choices.includes(meant) ? [meant] : choices
}

function momentHints(info: FieldInfo, value: string, context: TimeContext): readonly string[] {
  const near = nearDays(info.kind, context)
  const isPeriod = info.kind === 'period'
  const at = (ms: number): string =>
    isPeriod ? periodAt(ms, 'day', context.zone) : timeLiteral(startOf(ms, 'minute', context.zone), context.zone)
  const word = closest(value, ['today', 'yesterday', 'now'])
  if (word) return [near.find(({ description }) => description === word)?.value ?? at(context.now)]
  const span = readSpan(value) && resolve(value, 'last', context)
  if (span?.from) return [at(span.from)]
  if (/^\d{10}$|^\d{13}$/.test(value)) return [at(Number(value.padEnd(13, '0')))]
  const read = looseMoments(value)
  if (read.length > 0) return isPeriod ? read.map((moment) => moment.replace(/T.*/, '')) : read
  return near.slice(0, 3).map((day) => day.value)
}

/** The block that an address with zeros at its end usually stands for. */
function naturalBlock(address: string): string {
  if (address.includes(':')) return `${address}/${address.endsWith('::') ? 64 : 128}`
  const zeros = /(?:\.0){0,3}$/.exec(address)?.[0].length ?? 0
  return `${address}/${32 - zeros * 4}`
}

function maskLength(mask: string): number | null {
  return ipaddr.IPv4.isValidFourPartDecimal(mask) ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() : null
}

function addressHints(value: string): readonly string[] {
  const [host = '', rest = ''] = value.split('/')
  // Brackets, a port, zeros in front of a part.
  const bare = host.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')
  const address = bare.includes(':') ? bare : bare.replace(/(^|\.)0+(?=\d)/g, '$1')
  if (isAddress(address)) {
    const length = rest.includes('.') ? maskLength(rest) : null
    if (length !== null) return [`${address}/${length}`]
    return value.includes('/') && !isAddress(`${address}/${rest}`) ? [naturalBlock(address)] : [rest ? `${address}/${rest}` : address]
  }
  // Two ends of a range have a beginning in common; so has an address with a part that is none.
  const parts = address.split('-')[0]?.split('.') ?? []
  const wrong = parts.findIndex((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)
  const right = parts.slice(0, Math.min(wrong < 0 ? parts.length : wrong, 3))
  return right.length > 0 ? [`${right.join('.')}.*`, value] : [value]
}

/**
 * Values that can stand in the place of one that `validate` refuses, best first; in quotes where only they make it valid (`writeValue`). None for an
 * empty value of a field that takes any.
 */
export function valueHints(info: FieldInfo, value: string, context: TimeContext): readonly string[] {
  const valid = (hints: readonly string[]): readonly string[] =>
    [...new Set(hints)].filter((hint) => validate(info.field, hint, true) === null)
  switch (info.kind) {
    case 'choice':
      return choiceHints(info, value)
    case 'moment':
    case 'period':
      return valid(momentHints(info, value, context))
    case 'span': {
      const span = looseSpan(value)
      return span ? [span] : ['24h', '7d', '30d']
    }
    case 'hour': {
      const hours = looseHours(value)
      return hours ? [hours] : info.examples
    }
    case 'ip':
      return value === '' ? [] : valid(addressHints(value))
    case 'pattern':
    case 'part':
    case 'exact':
      return []
  }
}
