import { contentsOf } from './contents.ts'
import type { Fact } from '../about/facts.ts'
import { factsOf } from '../about/facts.ts'
import type { Summary } from '../summary.ts'
import type { Section } from './sections.ts'
import { spread } from './spread.ts'
import { policyFor, style } from './style.ts'
import { html, number } from './text.ts'

/** Everything above the entries: what this is, the period and its coverage, what it rests on, and how it is spread. `fonts` are rules of a style sheet, `caseText` is what was written of the case. */
export function reportHead(summary: Summary, sections: readonly Section[], fonts: string, caseText = ''): string {
  const { report } = summary.run.request
  const title = report.title || `IAM audit log of ${summary.run.shown.name}`
  const sheet = `${fonts}\n${style}`
  const [period, coverage, ...others] = factsOf(summary)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(sheet)}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${html(report.reference === '' ? title : `${title} · ${report.reference}`)}</title>
<style>${sheet}</style>
</head>
<body>
<header>
<h1>${html(title)}</h1>
<p class="muted">${report.reference === '' ? '' : `Reference ${html(report.reference)} · `}${html(summary.description)}.</p>
</header>
${caseText}
<section aria-labelledby="period">
<h2 id="period">Period and coverage</h2>
${[period, coverage].map((each) => (each ? prominent(each) : '')).join('\n')}
</section>
${figures(summary)}
${signatures(summary)}
${contentsOf(sections, summary)}
<h2 id="basis">What this rests on</h2>
<dl>
${others.map(fact).join('\n')}
</dl>
${spread(summary)}
${summary.counts.exported > 0 ? '<h2 id="entries">Entries</h2>' : ''}
`
}

const sentencesOf = ({ sentences }: Fact): string => sentences.map(html).join('<br>')
const tone = (each: Fact): string => (each.tone ? ` class="${each.tone}"` : '')
const prominent = (each: Fact): string => `<p${tone(each)}><b>${each.name}:</b> ${sentencesOf(each)}</p>`
const fact = (each: Fact): string => `<dt>${each.name}</dt><dd${tone(each)}>${sentencesOf(each)}</dd>`

function figures({ counts, coverage }: Summary): string {
  const gaps = coverage.gaps.length
  const shown = [
    [number(counts.matching), 'entries', ''],
    [number(counts.success), 'successful', ''],
    [number(counts.failed), 'failed', counts.failed > 0 ? 'failed' : ''],
    [number(gaps), gaps === 1 ? 'coverage gap in the whole log' : 'coverage gaps in the whole log', gaps > 0 ? 'warn' : ''],
  ]
  return `<div class="figures">${shown.map(([value, name, tone]) => `<div><b class="${tone}">${value}</b>${name}</div>`).join('')}</div>`
}

/** Names where they are given; lines to sign and date on in any case. */
function signatures({ run }: Summary): string {
  const { preparedBy, reviewedBy } = run.request.report
  const row = (role: string, name: string): string =>
    `<tr><th scope="row">${role}</th><td class="blank">${html(name)}</td><td class="blank"></td><td class="blank"></td></tr>`
  return `<table class="signatures" aria-label="Prepared and reviewed by">
<thead><tr><td></td><th scope="col">Name</th><th scope="col">Signature</th><th scope="col">Date</th></tr></thead>
<tbody>${row('Prepared by', preparedBy)}${row('Reviewed by', reviewedBy)}</tbody>
</table>`
}
