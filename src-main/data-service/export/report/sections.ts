import { dayMs } from '@contract/time-units.ts'
import { offsetAt } from '@language/zone-offset.ts'
import { unknownTime } from '../../../connector/times.ts'

/** Entries that stand together in a report, because they are of one day, month or year. */
export interface Section {
  /** Names the section within the page. */
  readonly id: string
  readonly title: string
  /** Of the entries in their order, the first. */
  readonly first: number
  readonly entries: number
}

/** Fewer entries need no sections, nor a table of contents. */
const shortReport = 60
/** So many lines of contents are a page. */
const mostSections = 62

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const units = {
  day: { length: 10, title: (date: Date) => `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}` },
  month: { length: 7, title: (date: Date) => `${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}` },
  year: { length: 4, title: (date: Date) => String(date.getUTCFullYear()) },
}

/** Sections by the clock of a zone, of days while these are few, else of months, else of years; none for a short report. The keys are in the order of time. */
export function sectionsOf(keys: Uint32Array, times: ArrayLike<number>, zone: string): readonly Section[] {
  if (keys.length <= shortReport) return []
  for (const unit of [units.day, units.month, units.year]) {
    const sections = sectionsBy(unit, keys, times, zone)
    if (sections.length <= mostSections) return sections.length > 1 ? sections : []
  }
  return []
}

function sectionsBy({ length, title }: (typeof units)['day'], keys: Uint32Array, times: ArrayLike<number>, zone: string): Section[] {
  const found: { id: string; title: string; first: number; entries: number }[] = []
  let day = NaN
  let id = ''
  for (let i = 0; i < keys.length; i++) {
    const time = times[keys[i] as number] as number
    const isKnown = time !== unknownTime
    const wall = isKnown ? time + (zone === 'UTC' ? 0 : offsetAt(Math.floor(time), zone)) : NaN
    const date = isKnown ? Math.floor(wall / dayMs) : Infinity
    if (date !== day) {
      day = date
      const iso = isKnown ? new Date(wall).toISOString() : ''
      // Years beyond 9999 and before 0 have a sign and six digits.
      const next = isKnown ? `on-${iso.slice(0, iso.length - 24 + length)}` : 'unknown-time'
      if (next !== id) found.push({ id: (id = next), title: isKnown ? title(new Date(wall)) : 'Time unknown', first: i, entries: 0 })
      if (found.length > mostSections) return found
    }
    const last = found.at(-1)
    if (last) last.entries++
  }
  return found
}
