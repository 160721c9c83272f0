import { dayMs } from '@contract/time-units.ts'
import { offsetText } from '@language/offset-text.ts'
import { offsetAt } from '@language/zone-offset.ts'
import { textSource, type ByteWriter } from './bytes.ts'

/** ISO 8601 with milliseconds in a zone: `Z` for UTC, `+01:00` and the like for the others. */
export function isoTime(ms: number, zone: string): string {
  if (zone === 'UTC') return new Date(ms).toISOString()
  const offset = offsetAt(ms, zone)
  return new Date(ms + offset).toISOString().slice(0, -1) + offsetText(offset)
}

/** {@link isoTime} as bytes, for a million times in order: a day's text is made once, the rest is arithmetic. */
export class IsoTimes {
  private day = NaN
  private date = textSource('')
  private offset = NaN
  private ending = textSource('')

  constructor(private readonly zone: string) {}

  put(out: ByteWriter, ms: number): void {
    const offset = this.zone === 'UTC' ? 0 : offsetAt(ms, this.zone)
    const day = Math.floor((ms + offset) / dayMs)
    if (day !== this.day || offset !== this.offset) {
      const whole = isoTime(ms, this.zone)
      this.date = textSource(whole.slice(0, whole.indexOf('T') + 1))
      this.ending = textSource(whole.slice(whole.indexOf('.') + 4))
      this.day = day
      this.offset = offset
    }
    const rest = ms + offset - day * dayMs
    const seconds = (rest / 1000) | 0
    const thousandths = rest - seconds * 1000
    const minutes = (seconds / 60) | 0
    const hours = (minutes / 60) | 0
    out.put(this.date)
    out.twoDigits(hours)
    out.byte(colon)
    out.twoDigits(minutes - hours * 60)
    out.byte(colon)
    out.twoDigits(seconds - minutes * 60)
    out.byte(point)
    const hundreds = (thousandths / 100) | 0
    out.byte(zero + hundreds)
    out.twoDigits(thousandths - hundreds * 100)
    out.put(this.ending)
  }
}

const [zero, colon, point] = [48, 58, 46]
