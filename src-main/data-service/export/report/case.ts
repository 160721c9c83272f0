import type { CaseNote, FrozenRow } from '@contract/casework.ts'
import { caseStatusWords, notInCase } from '@language/case-words.ts'
import type { CaseRecord } from '../case-record.ts'
import { humanTime } from '../human-time.ts'
import { noteHtml, type Embed } from './note.ts'
import { html } from './text.ts'

/** What a person wrote of the case: its state, its summary, and the notes that do not stand between the entries. */
export function caseHtml(record: CaseRecord, zone: string, listed: readonly CaseNote[]): string {
  const { file } = record
  const since = file.statusAt === null ? '' : ` since ${html(humanTime(file.statusAt, zone))}`
  const embed = embedIn(record, zone)
  const summary = file.summary.trim() === '' ? '<p class="muted">No summary is written.</p>' : noteHtml(file.summary, embed)
  const notes = listed.map((note) => noteBlock(note, embed, zone)).join('')
  return `<section class="case" aria-labelledby="case">
<h2 id="case">Case: ${html(file.title)}</h2>
<p><b>State:</b> ${caseStatusWords[file.status]}${since}</p>
${summary}${notes === '' ? '' : `\n<h3>Notes</h3>\n${notes}`}
</section>`
}

/** A note between two entries, as a line of their table. */
export function noteRow(note: CaseNote, record: CaseRecord, zone: string, columns: number): string {
  return `<tbody><tr class="first"><td colspan="${columns}">${noteBlock(note, embedIn(record, zone), zone)}</td></tr></tbody>\n`
}

function noteBlock({ text, author, changedAt }: CaseNote, embed: Embed, zone: string): string {
  return `<div class="note"><p><b class="label">Note</b><span class="muted">${html(author)}, ${html(humanTime(changedAt, zone))}</span></p>${noteHtml(text, embed)}</div>`
}

function embedIn({ entries }: CaseRecord, zone: string): Embed {
  return (id) => {
    const row = entries.get(id)
    return row
      ? `<span class="embed">${entryLine(row, zone)} · <code>${html(id)}</code></span>`
      : `<span class="warn">${html(notInCase(id))}</span>`
  }
}

/** When, who, what, and how it ended. */
function entryLine({ occurredAt, actor, action, resource, target, moreTargets, status }: FrozenRow, zone: string): string {
  const who = actor.email || actor.name || actor.id || 'unknown user'
  const what = [resource.type, resource.name ?? resource.id].filter(Boolean).join(' ')
  const whom = target?.email ?? target?.name ?? target?.id
  const parts = [
    occurredAt === null ? 'time unknown' : humanTime(occurredAt, zone),
    who,
    action,
    what,
    ...(whom === undefined ? [] : [`target ${whom}${moreTargets ? ` and ${moreTargets} more` : ''}`]),
  ]
  return `${parts.map(html).join(' · ')} · <b class="${{ success: 'ok', failed: 'failed', unknown: 'muted' }[status]}">${status}</b>`
}
