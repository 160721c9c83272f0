import { factNames } from '@contract/entry-facts.ts'
import type { ExportRequest } from '@contract/export.ts'
import { columnTitles, type ColumnId } from '@contract/setting-names.ts'
import type { MappedEntry } from '../../connector/connector.ts'
import { stateBit } from '../../cache/columns/columns.ts'
import { textIn, textsOf } from '../../connector/fact-columns.ts'
import { markTitles, screenColumns, type Beside, type ReportPlace } from '../screen-columns.ts'
import type { Noted } from '../select.ts'
import { changeLines, type ChangeLine } from './changes.ts'
import { noteHtml } from './note.ts'
import type { Section } from './sections.ts'
import { html, number } from './text.ts'

const factTexts = factNames.flatMap(textsOf)

const usual: readonly ColumnId[] = ['time', 'actor', 'action', 'resource', 'status', 'ip']

/** The entries of a report: the columns on screen, or the usual ones with everything else below each. */
export class ReportTable implements ReportPlace {
  readonly columns: readonly ColumnId[]
  readonly zone: string
  private readonly all: boolean

  constructor({ columns, zone }: Pick<ExportRequest, 'columns' | 'zone'>) {
    this.all = columns === 'all'
    this.columns = columns === 'all' ? usual : columns
    this.zone = zone
  }

  get head(): string {
    const heads = this.columns.map((id) => `<th scope="col">${columnTitles[id]}</th>`)
    const width = (id: ColumnId): number => screenColumns[id].report.width
    const whole = this.columns.reduce((sum, id) => sum + width(id), 0)
    // As an attribute: the page's policy takes no style but its sheet.
    const columns = this.columns.map((id) => `<col width="${Math.round((width(id) / whole) * 1000) / 10}%">`)
    return `<colgroup>${columns.join('')}</colgroup>\n<thead><tr>${heads.join('')}</tr></thead>\n`
  }

  /** The beginning of the entries, and of each section among them: a table of its own, so that its heading is the table's name. */
  begin(section: Section | null): string {
    if (!section) return `<table class="entries" aria-labelledby="entries">\n${this.head}`
    const { id, title, entries } = section
    const heading = `<h3 class="section" id="${html(id)}">${title} <span class="muted">${number(entries)} ${entries === 1 ? 'entry' : 'entries'}</span></h3>`
    return `${heading}\n<table class="entries" aria-labelledby="${html(id)}">\n${this.head}`
  }

  readonly end = '</table>\n'

  /** One entry as a body of its own, so that a page break does not part it. */
  rows(entry: MappedEntry, beside: Beside): string {
    const cells = this.columns.map((id) => this.cell(id, entry, beside))
    const items = this.items(entry, beside)
    const below = `<tr><td class="changes" colspan="${this.columns.length}"><ul>${items.join('')}</ul></td></tr>`
    return `<tbody><tr class="first">${cells.join('')}</tr>${below}</tbody>\n`
  }

  private cell(id: ColumnId, entry: MappedEntry, beside: Beside): string {
    const { look, cell } = screenColumns[id].report
    return `<td${look ? ` ${look(entry)}` : ''}>${cell(entry, this, beside)}</td>`
  }

  private items(entry: MappedEntry, { noted, hash, row, state, marks }: Beside): string[] {
    const { reason, changes } = entry
    const missing =
      reason?.permission && !reason.message?.includes(reason.permission) ? `missing permission ${reason.permission}` : undefined
    const wrong = [reason?.message, reason?.code, missing, entry.parseError].filter((text) => text)
    const rest = factTexts.flatMap((of) => {
      const text = textIn(entry, of) as string | undefined
      return text && of.told ? [` · ${html(of.told(text))}`] : []
    })
    return [
      ...(noted ? noteItems(noted) : []),
      ...(wrong.length > 0 ? [`<li class="failed">${html(wrong.join(' · '))}</li>`] : []),
      ...(changes ? changeLines(changes.before, changes.after).map(changeItem) : []),
      ...(marks === 0 || this.columns.includes('marks') ? [] : [`<li class="warn">Marks: ${html(markTitles(marks))}</li>`]),
      ...flagsOf(state).map((flag) => `<li class="warn">${flag}</li>`),
      `<li class="muted">${number(row)} · <code>${html(entry.id)}</code>${this.all ? rest.join('') : ''}</li>`,
      ...(this.all ? [`<li class="muted">SHA-256 <code>${hash.toString('hex')}</code></li>`] : []),
    ]
  }
}

function flagsOf(state: number): string[] {
  return [
    ...(state & stateBit.late ? ['Arrived late'] : []),
    ...(state & stateBit.drifted ? ['Changed at the tenant after it was received; this is what was received first'] : []),
    ...(state & stateBit.vanished ? ['No longer sent by the tenant, although it keeps that time'] : []),
  ]
}

function noteItems({ note, tags, case: inCase }: Noted): string[] {
  const labels = [...(inCase === null ? [] : [`Case: ${inCase}`]), ...tags].map((label) => `<b class="label">${html(label)}</b>`)
  return [`<li class="note"><p>${labels.join(' ') || '<b class="label">Bookmarked</b>'}</p>${noteHtml(note.trim())}</li>`]
}

function changeItem(line: ChangeLine): string {
  const path = line.path === '' ? '' : `${html(line.path)}: `
  if (line.kind === 'changed')
    return `<li>${path}<code class="failed">− ${html(line.before)}</code> <code class="ok">+ ${html(line.after)}</code></li>`
  const [tone, sign] = line.kind === 'added' ? ['ok', '+'] : ['failed', '−']
  return `<li>${path}<code class="${tone}">${sign} ${html(line.value)}</code></li>`
}
