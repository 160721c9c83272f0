export { durationText } from '@language/duration-text.ts'

const counts = new Intl.NumberFormat('en-US')

/** `1,003,211`. */
export const countText = (value: number): string => counts.format(value)

/** `1 entry`, `1,284 entries`. */
export const pluralText = (value: number, one: string, many = `${one}s`): string => `${countText(value)} ${value === 1 ? one : many}`

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** Decimal units as file managers show them: `980 bytes`, `12.4 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`
}

/** Whole seconds to go as a clock: `0:09`, `2:30`, `1:02:03`. Rounded up, so that it ends at zero. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** `63 %`; never 100 before it is done. */
export const percentText = (share: number): string => `${share >= 1 ? 100 : Math.min(99, Math.floor(Math.max(0, share) * 100))} %`
