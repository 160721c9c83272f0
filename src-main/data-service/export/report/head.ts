import type { Facet, Histogram } from '@contract/log.ts'
import type { CoverageGap } from '@contract/sync.ts'
import { isoTime } from '../iso-time.ts'
import { copiesAre, doesNotProve } from '../manifest.ts'
import type { Summary } from '../summary.ts'
import { policy, style } from './style.ts'
import { html, number } from './text.ts'

const facetTitles: Readonly<Record<Facet['field'], string>> = {
  action: 'Actions', status: 'Status', resource: 'Resource types', actor: 'Users', target: 'Targets', ip: 'IP addresses',
} // prettier-ignore
const causes: Readonly<Record<CoverageGap['cause'], string>> = {
  'never-asked': 'was not fetched',
  interrupted: 'a sync did not get that far yet',
  failed: 'the tenant could not be asked',
  'beyond-retention': 'the tenant had forgotten it',
  skipped: 'was left out',
  damaged: 'was damaged on this disk and not fetched again yet',
  'entry-too-large': 'holds an entry that is too large',
  'page-set-aside': 'was set aside because reading it failed twice',
}

const fact = (name: string, value: string): string => `<dt>${name}</dt><dd>${value}</dd>`

/** Everything above the entries: what this is, what it rests on, and how it is spread. */
export function reportHead(summary: Summary): string {
  const { run } = summary
  const title = `IAM audit log of ${run.shown.name}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${html(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${html(title)}</h1>
<p class="muted">${html(summary.description)}.</p>
${figures(summary)}
${completeness(summary)}
${spread(summary)}
`
}

function figures({ counts, coverage }: Summary): string {
  const gaps = coverage.gaps.length
  const shown = [
    [number(counts.matching), 'entries', ''],
    [number(counts.success), 'successful', ''],
    [number(counts.failed), 'failed', counts.failed > 0 ? 'failed' : ''],
    [number(gaps), gaps === 1 ? 'gap in what was fetched' : 'gaps in what was fetched', gaps > 0 ? 'warn' : ''],
  ]
  return `<div class="figures">${shown.map(([value, name, tone]) => `<div><b class="${tone}">${value}</b>${name}</div>`).join('')}</div>`
}

function completeness(summary: Summary): string {
  const { run, counts, coverage, span } = summary
  const { request } = run
  const at = (ms: number): string => html(isoTime(ms, request.zone))
  const intervals = coverage.intervals.map(
    ({ from, to, fetchedAt, settled, narrowed }) =>
      `${at(from)} to ${at(to)}${narrowed === null ? '' : `, <span class="warn">only ${html(narrowed)}</span>`} <span class="muted">fetched ${at(fetchedAt)}${settled ? '' : '; late entries may still come'}</span>`,
  )
  const gaps = coverage.gaps.map(({ from, to, cause }) => `${from <= 0 ? 'the beginning' : at(from)} to ${at(to)}: ${causes[cause]}`)
  return `<h2>Completeness and accuracy</h2>
<dl>
${fact('Source', `<code>${html(run.shown.url)}</code>`)}
${fact('Query', summary.query === '' ? '<span class="muted">none: every entry</span>' : `<code>${html(summary.query)}</code>`)}
${fact('Entries', `${number(counts.matching)} of ${number(counts.cached)} cached: ${number(counts.success)} successful, ${number(counts.failed)} failed, ${number(counts.unknown)} unknown`)}
${counts.exported < counts.matching ? fact('Left out', leftOut(summary)) : ''}
${fact('Times', [span ? `${at(span.oldest)} to ${at(span.newest)}, shown in ${html(request.zone)}` : 'none', ...undated(counts)].join('<br>'))}
${fact('Fetched', intervals.join('<br>') || '<span class="warn">nothing</span>')}
${fact('Gaps', gaps.length > 0 ? `<span class="warn">${gaps.join('<br>')}</span>` : 'none in what was fetched')}
${fact('Marks', `${number(counts.late)} arrived late, ${number(counts.drifted)} changed at the tenant, ${number(counts.invalid)} do not fit the expected format`)}
${summary.frozen ? fact('Copies', copies(summary.frozen)) : ''}
${summary.noted === null ? '' : fact('Bookmarked', `${number(summary.noted)} of them, with note, tags and case`)}
${fact('Exported', `${at(summary.startedAt)} by ${html(summary.who)} with ${html(run.application)}`)}
</dl>
<p class="muted">${doesNotProve}</p>`
}

function undated({ undated: count }: Summary['counts']): string[] {
  if (count === 0) return []
  const which = count === 1 ? '1 entry has a time' : `${number(count)} entries have times`
  return [`<span class="warn">${which} that cannot be read</span>, last in the list and in no period`]
}

function leftOut({ counts, run }: Summary): string {
  const { order, sort = 'time' } = run.request
  const which = sort !== 'time' ? 'first' : order === 'asc' ? 'oldest' : 'newest'
  return `<b class="failed">Only the ${which} ${number(counts.exported)} of them are listed below</b>: a PDF takes no more. Counts and histogram are of all.`
}

function copies({ absent, differs, damaged }: NonNullable<Summary['frozen']>): string {
  const counts = `${number(absent)} are not in the cache any more, of ${number(differs)} the cache has another text`
  return `${copiesAre}<br>${counts}${damaged > 0 ? `; <span class="failed">${number(damaged)} no longer have their SHA-256</span>` : ''}`
}

function spread({ facets, histogram }: Summary): string {
  const lists = facets
    .filter(({ values }) => values.length > 0)
    .map(({ field, values, distinct }) => {
      const rows = values.map(({ value, count }) => `<tr><td>${html(value)}</td><td class="number">${number(count)}</td></tr>`).join('')
      const more = distinct > values.length ? `<p class="muted">and ${number(distinct - values.length)} more</p>` : ''
      return `<div><h3>${facetTitles[field]}</h3><table><tbody>${rows}</tbody></table>${more}</div>`
    })
  const drawn = histogram ? `<h2>Over time</h2>\n${drawing(histogram)}` : ''
  return `${drawn}${lists.length > 0 ? `\n<h2>What it holds</h2>\n<div class="spread">${lists.join('')}</div>` : ''}`
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
