import fc from 'fast-check'
import { expect, it } from 'vitest'
import { unknownTime } from '../../connector/times.ts'
import { Columns, encodedEntries, statuses } from '../cache/columns/columns.ts'
import { bitmapOf } from './bitmap.ts'
import { histogramOf } from './histogram.ts'
import { ZoneMap } from './zone-map.ts'

const hour = 3600_000
const start = Date.UTC(2026, 0, 1)
/* Pages as they come, newest first, one far from the next; now and then a time of its own. */
const page = fc.tuple(fc.nat(72), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 600_000 })).map(([at, length, step]) =>
  Array.from({ length }, (_, i) => start + at * hour - i * step),
) // prettier-ignore
const pages = fc.array(fc.oneof({ weight: 3, arbitrary: page }, fc.oneof(fc.nat(72 * hour).map((at) => start + at), fc.constant(unknownTime)).map((at) => [at])), { maxLength: 8 }) // prettier-ignore

it('counts and cuts whole stretches of entries as it does one by one, also of what has arrived since', () => {
  fc.assert(
    fc.property(pages, pages, fc.nat(80), fc.nat(80), fc.nat(2), (before, after, a, b, of) => {
      const columns = new Columns()
      const zoneMap = new ZoneMap(columns)
      const range = { from: start + (Math.min(a, b) - 8) * hour, to: start + (Math.max(a, b) - 7) * hour }
      for (const times of [before.flat(), after.flat()]) {
        const entries = encodedEntries(times.length)
        entries.time.set(times)
        times.forEach((_, i) => (entries.state[i] = i % 3))
        columns.append(entries)
        zoneMap.refresh()
      }
      const n = columns.length
      const all = Array.from({ length: n }, (_, key) => ({ key, at: columns.time[key] as number, status: columns.statusOf(key) }))
      const inside = all.filter(({ at }) => at >= range.from && at < range.to)
      expect(zoneMap.within(range, 0, n)).toEqual(bitmapOf(inside.map(({ key }) => key), n)) // prettier-ignore
      const late = Math.floor(n / 3)
      expect(zoneMap.within(range, late, n)).toEqual(bitmapOf(inside.map(({ key }) => key).filter((key) => key >= late), n)) // prettier-ignore

      // Also what is outside of the range is counted, beside the buckets.
      const selected = (of === 0 ? all : inside).filter(({ key }) => key % (of + 1) === 0)
      const keysOf = (status: string): number[] => all.filter((each) => each.status === status).map(({ key }) => key)
      const hasMark = ({ key }: { key: number }): boolean => key % 7 === 3
      const marked = bitmapOf(all.filter(hasMark).map(({ key }) => key), n) // prettier-ignore
      const counted = {
        marked,
        failed: bitmapOf(keysOf('failed'), n),
        unknown: bitmapOf(keysOf('unknown'), n),
        time: columns.time,
        zoneMap,
      }
      const chosen = bitmapOf(selected.map(({ key }) => key), n) // prettier-ignore
      const {
        buckets,
        before: earlier,
        after: later,
        undated,
      } = histogramOf({ selected: chosen, ...counted }, { range, zone: 'UTC', most: 24 })
      for (const { from, to, marked: strong, ...counts } of buckets) {
        const within = selected.filter(({ at }) => at >= from && at < to)
        expect(strong ?? 0).toBe(within.filter(hasMark).length)
        expect(counts).toEqual(
          Object.fromEntries(statuses.map((status) => [status, within.filter((each) => each.status === status).length])),
        )
      }
      const edges = [buckets[0]?.from ?? range.from, buckets.at(-1)?.to ?? range.from]
      const known = selected.filter(({ at }) => at !== unknownTime)
      expect(undated).toBe(selected.length - known.length)
      expect([earlier, later]).toEqual([
        known.filter(({ at }) => at < (edges[0] as number)).length,
        known.filter(({ at }) => at >= (edges[1] as number)).length,
      ])
      const drawn = buckets.reduce((sum, { success, failed, unknown }) => sum + success + failed + unknown, 0)
      expect(drawn + earlier + later + undated).toBe(selected.length)
    }),
  )
})
