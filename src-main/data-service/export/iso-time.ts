import { offsetAt, offsetText } from '@language/time.ts'
import type { ByteWriter } from './bytes.ts'

const dayMs = 86_400_000

/** ISO 8601 with milliseconds in a zone: `Z` for UTC, `+01:00` and the like for the others. */
export function isoTime(ms: number, zone: string): string {
  if (zone === 'UTC') return new Date(ms).toISOString()
  const offset = offsetAt(ms, zone)
  return new Date(ms + offset).toISOString().slice(0, -1) + offsetText(offset)
}

/** {@link isoTime} as bytes, for a million times in order: a day's text is made once, the rest is arithmetic. */
export class IsoTimes {
  private day = NaN
  private date = Buffer.alloc(0)
  private offset = NaN
  private ending = Buffer.alloc(0)

  constructor(private readonly zone: string) {}

  put(out: ByteWriter, ms: number): void {
    const offset = this.zone === 'UTC' ? 0 : offsetAt(ms, this.zone)
    const day = Math.floor((ms + offset) / dayMs)
    if (day !== this.day || offset !== this.offset) {
      const whole = isoTime(ms, this.zone)
      this.date = Buffer.from(whole.slice(0, whole.indexOf('T') + 1))
      this.ending = Buffer.from(whole.slice(whole.indexOf('.') + 4))
      this.day = day
      this.offset = offset
    }
    const rest = ms + offset - day * dayMs
    out.put(this.date)
    out.digits(Math.floor(rest / 3_600_000), 2)
    out.put(colon)
    out.digits(Math.floor(rest / 60_000) % 60, 2)
    out.put(colon)
    out.digits(Math.floor(rest / 1000) % 60, 2)
    out.put(point)
    out.digits(rest % 1000, 3)
    out.put(this.ending)
  }
}

const colon = Buffer.from(':')
const point = Buffer.from('.')
