import { dayMs } from '@contract/time-units.ts'
import { offsetAt } from '@language/zone-offset.ts'
import { textSource, type ByteWriter } from '../bytes.ts'
import type { PutTime } from '../cells.ts'

/** A workbook counts days from here (ECMA-376, 18.17.4.1), and believes in a 29 February 1900: dates from March 1900 on are right. */
const dayZero = Date.UTC(1899, 11, 30)
const [first, end] = [Date.UTC(1900, 2, 1), Date.UTC(10_000, 0, 1)]
/** Ten digits of a day: a millisecond is told from the next. */
const fractions = 1e10

const [before, point, after] = ['<c s="3"><v>', '.', '</v></c>'].map(textSource) as [
  ReturnType<typeof textSource>, ReturnType<typeof textSource>, ReturnType<typeof textSource>,
] // prettier-ignore

/** Times as dates of a workbook, by the clock of a zone: a date knows no zone itself. What no workbook can have as a date is left to be a text. */
export function xlsxDates(zone: string): PutTime {
  return {
    put(out: ByteWriter, ms: number): boolean {
      const local = ms + (zone === 'UTC' ? 0 : offsetAt(ms, zone))
      if (local < first || local >= end) return false
      const day = Math.floor(local / dayMs)
      const fraction = Math.round(((local - day * dayMs) / dayMs) * fractions)
      out.put(before)
      out.decimal(day - dayZero / dayMs)
      out.put(point)
      out.digits(fraction, 10)
      out.put(after)
      return true
    },
  }
}
