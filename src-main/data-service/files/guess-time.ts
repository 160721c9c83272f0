import type { EntryTimeFormat } from '@contract/connector-parts.ts'
import { patternReader } from '../../connector/pattern-times.ts'
import { timeFormats } from '../../connector/times.ts'

/** Patterns that consoles write, the plainest first. Where day and month can be told apart in none of the samples, the day comes first. */
const withoutZone = [
  'yyyy-MM-dd HH:mm:ss[.SSS]',
  "yyyy-MM-dd'T'HH:mm:ss[.SSS]",
  'yyyy-MM-dd HH:mm',
  "yyyy-MM-dd'T'HH:mm",
  'yyyy/MM/dd HH:mm[:ss]',
  'd.M.yyyy HH:mm[:ss]',
  'd.M.yyyy, HH:mm[:ss]',
  'd/M/yyyy HH:mm[:ss]',
  'd/M/yyyy, HH:mm[:ss]',
  'M/d/yyyy H:mm[:ss]',
  'M/d/yyyy, HH:mm[:ss]',
  'M/d/yyyy h:mm[:ss] a',
  'M/d/yyyy, h:mm[:ss] a',
  'd/M/yyyy h:mm[:ss] a',
  'd/M/yyyy, h:mm[:ss] a',
  'MMM d, yyyy, h:mm[:ss] a',
  'MMM d, yyyy h:mm[:ss] a',
  'MMM d, yyyy HH:mm[:ss]',
  'd MMM yyyy HH:mm[:ss]',
  'd MMM yyyy, HH:mm[:ss]',
  'EEE MMM d HH:mm:ss yyyy',
  'yyyy-MM-dd',
  'd.M.yyyy',
  'd/M/yyyy',
  'M/d/yyyy',
]
const withZone = [
  'yyyy-MM-dd HH:mm:ss[.SSS]X',
  'yyyy-MM-dd HH:mm:ss[.SSS] X',
  'yyyy-MM-dd HH:mm:ss[.SSS] z',
  'EEE, d MMM yyyy HH:mm:ss z',
  'd MMM yyyy HH:mm:ss z',
  'MMM d, yyyy, h:mm:ss a z',
  'M/d/yyyy h:mm:ss a z',
]
const numbers = ['epoch_ms', 'epoch_s', 'epoch_us', 'epoch_ns'] as const

/** Of so many values in ten, those that a format reads. */
const most = 0.8

export interface GuessedTime {
  readonly format: EntryTimeFormat
  /** The zone that was taken because the times say none; null where they do. */
  readonly zone: string | null
  readonly reason: string
  /** Of the values, 0 to 1. */
  readonly share: number
}

/** In which form times are written; null where these are none. */
export function guessTime(values: readonly string[], zone: string | undefined): GuessedTime | null {
  if (values.length === 0) return null
  const shareOf = (read: (text: string) => number | null): number => values.filter((text) => read(text) !== null).length / values.length
  const iso = shareOf(timeFormats.iso.parse)
  if (iso >= most) return { format: 'iso', zone: null, share: iso, reason: 'a date and time with its zone' }
  for (const format of numbers) {
    const share = shareOf(timeFormats[format].parse)
    if (share >= most) return { format, zone: null, share, reason: timeFormats[format].label }
  }
  const zoned = bestOf(withZone, undefined, shareOf)
  if (zoned) return { format: { pattern: zoned.pattern }, zone: null, share: zoned.share, reason: `written ${zoned.pattern}` }
  const assumed = zone ?? 'UTC'
  const found = bestOf(withoutZone, assumed, shareOf)
  if (!found) return null
  const { pattern, share } = found
  const also = withoutZone.filter((each) => each !== pattern && shareOf(patternReader({ pattern: each, zone: assumed })) >= share)
  const isUnsure = also.some((each) => each.startsWith('M/') !== pattern.startsWith('M/') && /^[dM]\//.test(each))
  return {
    // The same without seconds, where some have none.
    format: { pattern, zone: assumed },
    zone: assumed,
    share,
    reason: `written ${pattern}, without a zone${isUnsure ? '; day and month could be the other way round' : ''}`,
  }
}

function bestOf(patterns: readonly string[], zone: string | undefined, shareOf: (read: (text: string) => number | null) => number) {
  let best: { readonly pattern: string; readonly share: number } | null = null
  for (const pattern of patterns) {
    const share = shareOf(patternReader({ pattern, ...(zone !== undefined && { zone }) }))
    if (share >= most && share > (best?.share ?? 0)) best = { pattern, share }
  }
  return best
}
