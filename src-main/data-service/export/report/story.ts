import type { StoryFileRun } from '@contract/export.ts'
import type { Band, StoryAnswer, StoryRow, StoryValues } from '@contract/story.ts'
import { causeSentence } from '@language/denied-words.ts'
import { durationText } from '@language/duration-text.ts'
import {
  bandName,
  outstandingName,
  outstandingText,
  partWords,
  ruleText,
  storyKind,
  storyLimits,
  stretchText,
} from '@language/story-text.ts'
import { humanDay, humanMoment } from '../human-time.ts'
import { isoTime } from '../iso-time.ts'
import { doesNotProve } from '../manifest.ts'
import type { Begun } from '../small-file.ts'
import { policyFor, style } from './style.ts'
import { breakable, html, number } from './text.ts'
import { timeHtml } from './time.ts'

export interface StoryReport extends Begun {
  readonly run: StoryFileRun
  readonly story: StoryAnswer
  /** The first rows of the time line. */
  readonly rows: readonly StoryRow[]
  readonly fontFaces: string
}

const own = `
.bands { display: grid; grid-template-columns: minmax(180px, 1fr) 2fr; gap: 4px 14px; align-items: center } .bands svg { height: 10px; border: 0; background: var(--soft) } .bands p { margin: 0; overflow-wrap: anywhere }
.bands small { grid-column: 1 / -1; margin: -2px 0 4px; color: var(--muted) } svg .b { fill: var(--accent) } svg .d { fill: #8fb0ee } svg .g { fill: #b9c0cb }
.hours { border-collapse: separate; border-spacing: 1px; table-layout: fixed } .hours td, .hours th { padding: 0; height: 15px; text-align: center; font-size: 0.8em; font-weight: 400 } .hours th { color: var(--muted); width: 36px }
${[0, 1, 2, 3, 4].map((step) => `.h${step} { background: rgb(37 99 217 / ${0.04 + step * 0.17}) }`).join(' ')}
@media print { .bands svg { height: 8pt } .hours td, .hours th { height: 10pt } }
`

/** A story as one page: whose, what it cannot know, bands, habits, counts and its time line. Nothing in it is loaded, and nothing of the log is markup. */
export function storyHtml(report: StoryReport): string {
  const { run, story, fontFaces, startedAt, who } = report
  const { zone, of } = run.request
  const sheet = fontFaces + style + own
  const time = (ms: number): string => humanMoment(ms, zone)
  const title = `Story of ${storyKind(of)} ${story.name}`
  const limits = storyLimits(story, time).map((each) => `<li>${html(each)}</li>`)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(sheet)}">
<meta name="viewport" content="width=device-width">
<title>${html(title)}</title>
<style>${sheet}</style>
</head>
<body>
<h1>${html(title)}</h1>
<p>According to the IAM audit log of ${html(run.shown.name)}, times in ${html(zone)}.</p>
${facts(report, time)}
${limits.length > 0 ? `<h2>What it cannot know</h2>\n<ul class="warn">${limits.join('')}</ul>` : ''}
${story.access ? bandsHtml('Its access over time', story.access.has, report, false) + bandsHtml('Who had it over time', story.access.hadBy, report, true) : ''}
${habits(story, time)}
${counts(story)}
${denials(story, zone)}
${bookmarks(story, zone)}
${timeLine(report)}
<footer>Exported ${html(isoTime(startedAt, zone))} by ${html(who)} with ${html(run.application)} from ${html(run.shown.url)}. ${doesNotProve}</footer>
</body>
</html>
`
}

function facts({ run, story }: StoryReport, time: (ms: number) => string): string {
  const { total, range, names, ids } = story
  const seen = (ms: number | null): string => (ms === null ? 'not known' : isoTime(ms, run.request.zone))
  const lines: readonly (readonly [string, string])[] = [
    ['First seen', seen(story.first)],
    ['Last seen', seen(story.last)],
    ['Read', range ? `what was fetched from ${time(range.from)} to ${time(range.to)}; before and after that nothing is known here` : 'nothing was fetched'],
    ['Entries', `${number(total.all)}: ${number(total.did)} that it did, ${number(total.done)} done to it, ${number(total.through)} that changed a role or group while it had that`],
    ...(names ? [['Names', `one person under ${number(names.length)} names: ${names.join(', ')}`] as const] : []),
    ...(ids.length > 0 ? [['Ids', ids.slice(0, 50).join(', ') + (ids.length > 50 ? ` and ${number(ids.length - 50)} more` : '')] as const] : []),
  ] // prettier-ignore
  return `<dl>${lines.map(([name, text]) => `<dt>${name}</dt><dd>${html(text)}</dd>`).join('')}</dl>`
}

type Bands = NonNullable<StoryAnswer['access']>['has']

function bandsHtml(title: string, { rows, more }: Bands, { run, story }: StoryReport, isHadBy: boolean): string {
  if (rows.length === 0) return ''
  const time = (ms: number): string => humanMoment(ms, run.request.zone)
  const lines = rows.map((band) => {
    const words = band.stretches.map((stretch) => stretchText(stretch, time)).join('; ')
    const rest = band.moreStretches > 0 ? `; and ${number(band.moreStretches)} more times` : ''
    return `<p>${breakable(bandName(band, isHadBy))}</p>${track(band, story)}<small>${html(words + rest)}</small>`
  })
  return `<h2>${title}</h2>\n<div class="bands">${lines.join('\n')}</div>${more > 0 ? `<p class="muted">and ${number(more)} more</p>` : ''}\n`
}

function track({ stretches }: Band, { range, unfetched }: StoryAnswer): string {
  if (!range) return '<span></span>'
  const x = (ms: number): number => Math.min(1000, Math.max(0, Math.round(((ms - range.from) / Math.max(1, range.to - range.from)) * 1000)))
  const bar = (kind: string, from: number, to: number): string =>
    `<rect class="${kind}" x="${Math.min(997, x(from))}" y="0" width="${Math.max(3, x(to) - x(from))}" height="10"/>`
  const bars = stretches.map(({ from, to, sure }) => bar(sure ? 'b' : 'd', from ?? range.from, to ?? range.to))
  const gaps = unfetched.map(({ from, to }) => bar('g', from, to))
  return `<svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${[...bars, ...gaps].join('')}</svg>`
}

function habits({ habits: of }: StoryAnswer, time: (ms: number) => string): string {
  const said = of.outstanding.map((each) => `<li><b>${html(outstandingName(each))}</b> ${html(outstandingText(each, time))}</li>`)
  const more = of.moreOutstanding > 0 ? `<p>And ${number(of.moreOutstanding)} older ones of these kinds.</p>` : ''
  const most = Math.max(1, ...of.hours)
  const step = (count: number): number => (count === 0 ? 0 : 1 + Math.min(3, Math.floor((4 * count) / (most + 1))))
  const hours = Array.from({ length: 24 }, (_, hour) => hour)
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((day, at) => {
    const cells = hours.map((hour) => {
      const count = of.hours[at * 24 + hour] ?? 0
      return `<td class="h${step(count)}">${count === 0 ? '' : number(count)}</td>`
    })
    return `<tr><th scope="row">${day}</th>${cells.join('')}</tr>`
  })
  const head = hours.map((hour) => `<th scope="col">${hour}</th>`).join('')
  return `<h2>What stands out</h2>
${said.length > 0 ? `<ul>${said.join('')}</ul>` : ''}${more}<p class="muted">${html(ruleText(of))}</p>
<h2>Hours</h2>
<p class="muted">${number(of.entries)} entries ${of.of === 'did' ? 'that it did' : 'done to it'}${of.undated > 0 ? `, ${number(of.undated)} of them at a time that cannot be read` : ''}.</p>
<table class="hours"><thead><tr><th></th>${head}</tr></thead><tbody>${days.join('')}</tbody></table>
<h2>Where from</h2>
<div class="spread">${values('Networks', of.networks)}${values('Addresses', of.addresses)}${values('User agents', of.programs)}</div>`
}

const mostValues = 20
function values(title: string, { listed, distinct, other }: StoryValues): string {
  const rows = listed
    .slice(0, mostValues)
    .map(({ value, entries }) => `<tr><td>${breakable(value)}</td><td class="number">${number(entries)}</td></tr>`)
  const more = distinct > mostValues ? `<p class="muted">and ${number(distinct - mostValues)} more</p>` : ''
  return `<div><h3>${title}</h3><table><tbody>${rows.join('')}</tbody></table>${more}${other > 0 ? `<p class="muted">${number(other)} entries without one</p>` : ''}</div>`
}

function counts({ actions }: StoryAnswer): string {
  const rows = actions.listed.map(
    ({ action, entries, failed, unknown }) =>
      `<tr><td>${breakable(action)}</td><td class="number">${number(entries)}</td><td class="number">${number(failed)}</td><td class="number">${number(unknown)}</td></tr>`,
  )
  const more =
    actions.distinct > actions.listed.length
      ? `<p class="muted">and ${number(actions.distinct - actions.listed.length)} rarer ones</p>`
      : ''
  return `<h2>Actions</h2>
<table><thead><tr><th>Action</th><th>Entries</th><th>Failed</th><th>Status unknown</th></tr></thead><tbody>${rows.join('')}</tbody></table>${more}`
}

function denials({ denials: { entries, lines, total } }: StoryAnswer, zone: string): string {
  if (entries === 0) return '<h2>Denied checks</h2>\n<p class="muted">None, in what was fetched. Not every source logs denials.</p>'
  const day = (ms: number | null): string => (ms === null ? 'time unknown' : humanDay(ms, zone))
  const rows = lines.map(
    (line) =>
      `<tr><td>${breakable(line.permission || 'a permission that is not named')}</td><td class="number">${number(line.count)}</td><td>${day(line.first)} – ${day(line.last)}</td><td>${html(causeSentence({ ...line, grants: [] }))}</td></tr>`,
  )
  const more = total > lines.length ? `<p class="muted">and ${number(total - lines.length)} more permissions</p>` : ''
  return `<h2>Denied checks</h2>
<table><thead><tr><th>Permission</th><th>Denied</th><th>Days</th><th>Likely cause</th></tr></thead><tbody>${rows.join('')}</tbody></table>${more}`
}

function bookmarks({ bookmarks: { rows, total } }: StoryAnswer, zone: string): string {
  if (total === 0) return ''
  const lines = rows.map(
    (row) =>
      `<tr><td class="time">${row.occurredAt === null ? 'time unknown' : timeHtml(row.occurredAt, zone)}</td><td>${breakable(row.action)} ${breakable(what(row))}</td><td>${html([row.note ?? '', ...(row.tags ?? []).map((tag) => `#${tag}`)].join(' '))}</td></tr>`,
  )
  const more = total > rows.length ? `<p class="muted">and ${number(total - rows.length)} older ones</p>` : ''
  return `<h2>Bookmarks</h2>
<table><thead><tr><th>Time</th><th>Entry</th><th>Note</th></tr></thead><tbody>${lines.join('')}</tbody></table>${more}`
}

const what = ({ resource, target, permission }: StoryRow | StoryAnswer['bookmarks']['rows'][number]): string => {
  const thing = resource.name ?? resource.id ?? resource.type
  const other = permission ?? target?.email ?? target?.name ?? target?.id ?? ''
  return other === '' || other === thing ? thing : `${thing} → ${other}`
}
const who = ({ actor }: StoryRow): string => actor.email || actor.name || actor.id || 'not named'

/** Bursts are a line each: what they hold is counted, not listed. */
function timeLine({ run, story: { line }, rows }: StoryReport): string {
  const { zone, order, show } = run.request
  const bursts = new Map<number, number>()
  for (let at = 0; at < line.bursts.length; at += 2) bursts.set(line.bursts[at] as number, line.bursts[at + 1] as number)
  const lines: string[] = []
  for (let at = 0; at < rows.length;) {
    const row = rows[at] as StoryRow
    // One that goes on after the last row is as long as it is here.
    const count = Math.min(bursts.get(at) ?? 1, rows.length - at)
    lines.push(lineHtml(row, count, rows[at + count - 1] as StoryRow, zone))
    at += count
  }
  const left = line.entries - rows.length
  const shown = show === 'all' ? '' : `, only of what is in it as: ${partWords[show]}`
  return `<h2>Time line</h2>
<p class="muted">${order === 'asc' ? 'Oldest' : 'Newest'} first${shown}. ${number(line.entries)} entries; runs of like ones within minutes are one line.</p>
<table class="entries"><thead><tr><th>Time</th><th>User</th><th>Action</th><th>On</th><th>Status</th><th>Why it is here</th></tr></thead><tbody>${lines.join('\n')}</tbody></table>
${left > 0 ? `<p class="warn">${number(left)} ${order === 'asc' ? 'later' : 'earlier'} entries are not in this report, which has ${number(rows.length)} at most.</p>` : ''}`
}

function lineHtml(row: StoryRow, count: number, last: StoryRow, zone: string): string {
  const at = row.occurredAt === null ? 'time unknown' : timeHtml(row.occurredAt, zone)
  const took = row.occurredAt === null || last.occurredAt === null ? '' : ` in ${durationText(Math.abs(last.occurredAt - row.occurredAt))}`
  const action = count === 1 ? row.action : `${number(count)} × ${row.action}${took}`
  const on = count === 1 ? what(row) : ''
  const why = row.part === 'did' ? '' : [partWords[row.part], ...(row.through ?? [])].join(': ')
  return `<tr class="first"><td class="time">${at}</td><td>${breakable(who(row))}</td><td>${breakable(action)}</td><td>${breakable(on)}</td><td class="${row.status === 'failed' ? 'failed' : ''}">${row.status}</td><td>${breakable(why)}</td></tr>`
}
