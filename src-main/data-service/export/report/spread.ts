import type { Histogram } from '@contract/log.ts'
import { facetInfo } from '@language/fields.ts'
import { isoTime } from '../iso-time.ts'
import type { Summary } from '../summary.ts'
import { html, number } from './text.ts'

/** How the entries are spread: over time, and over the values that they have. */
export function spread({ facets, histogram }: Summary): string {
  const lists = facets
    .filter(({ values }) => values.length > 0)
    .map(({ field, values, distinct }) => {
      const rows = values
        .map(
          ({ value, label, count }) =>
            `<tr><td>${html(field === 'mark' ? (label ?? value) : value)}</td><td class="number">${number(count)}</td></tr>`,
        )
        .join('')
      const more = distinct > values.length ? `<p class="muted">and ${number(distinct - values.length)} more</p>` : ''
      return `<div><h3>${facetInfo(field).plural}</h3><table><tbody>${rows}</tbody></table>${more}</div>`
    })
  const drawn = histogram ? `<h2 id="over-time">Over time</h2>\n${drawing(histogram)}` : ''
  return `${drawn}${lists.length > 0 ? `\n<h2 id="summary">Summary</h2>\n<div class="spread">${lists.join('')}</div>` : ''}`
}

/** Stacked bars, failures on top. */
function drawing({ buckets, unit, range, before, after, undated: unknownTimes }: Histogram): string {
  const most = Math.max(1, ...buckets.map(({ success, failed, unknown }) => success + failed + unknown))
  const width = 1000 / Math.max(1, buckets.length)
  const round = (value: number): string => String(Math.round(value * 10) / 10)
  const bars = buckets.flatMap(({ success, unknown, failed }, i) => {
    let top = 100
    return ([['s', success], ['u', unknown], ['f', failed]] as const).flatMap(([kind, count]) => {
      const height = (count / most) * 100
      top -= height
      return count === 0 ? [] : [`<rect class="${kind}" x="${round(i * width)}" y="${round(top)}" width="${round(width * 0.86)}" height="${round(height)}"/>`]
    })
  }) // prettier-ignore
  const anyUnknown = buckets.some(({ unknown }) => unknown > 0)
  const day = (ms: number): string => isoTime(ms, 'UTC').slice(0, 10)
  const scale = `Entries per ${unit}, at most ${number(most)}`
  const words = `${scale}, from ${day(range.from)} to ${day(range.to)}.`
  const outside = [
    ...(before > 0 ? [`${number(before)} before ${day(buckets[0]?.from ?? range.from)}`] : []),
    ...(after > 0 ? [`${number(after)} after ${day(buckets.at(-1)?.to ?? range.to)}`] : []),
    ...(unknownTimes > 0 ? [`${number(unknownTimes)} at an unknown time`] : []),
  ]
  const missing = outside.length > 0 ? `\n<p class="muted">Not drawn: ${outside.join(', ')}.</p>` : ''
  return `<svg viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="${words}">${bars.join('')}</svg>
<p class="axis"><span>${day(range.from)}</span><span>${scale}<i class="s"></i>successful<i class="f"></i>failed${anyUnknown ? '<i class="u"></i>unknown' : ''}</span><span>${day(range.to)}</span></p>${missing}`
}
