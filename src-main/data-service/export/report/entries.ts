import type { ExportRequest } from '@contract/export.ts'
import type { ColumnId } from '@contract/settings.ts'
import type { MappedEntry } from '../../connector/connector.ts'
import { isoTime } from '../iso-time.ts'
import type { Noted } from '../select.ts'
import { changeLines, type ChangeLine } from './changes.ts'
import { html } from './text.ts'

/** What is known of an entry beside what it says. */
export interface Beside {
  readonly noted: Noted | undefined
  /** SHA-256 of its text. */
  readonly hash: Buffer
}

const statuses = { success: ['ok', 'Success'], failed: ['failed', 'Failed'], unknown: ['warn', 'Unknown'] } as const
const titles: Readonly<Record<ColumnId, string>> = {
  time: 'Time', actor: 'User', action: 'Action', resource: 'Resource', target: 'Target', status: 'Status', ip: 'IP address',
  agent: 'User agent', permission: 'Permission',
} // prettier-ignore
/** Shares of the page's width; long texts break. */
const widths: Readonly<Record<ColumnId, number>> = {
  time: 24, actor: 22, action: 18, resource: 24, target: 20, status: 9, ip: 15, agent: 24, permission: 18,
} // prettier-ignore
const usual: readonly ColumnId[] = ['time', 'actor', 'action', 'resource', 'status', 'ip']

/** The entries of a report: the columns on screen, or the usual ones with everything else below each. */
export class ReportTable {
  private readonly columns: readonly ColumnId[]
  private readonly all: boolean
  private readonly zone: string

  constructor({ columns, zone }: Pick<ExportRequest, 'columns' | 'zone'>) {
    this.all = columns === 'all'
    this.columns = columns === 'all' ? usual : columns
    this.zone = zone
  }

  get head(): string {
    const heads = this.columns.map((id) => `<th scope="col">${titles[id]}</th>`)
    // An offset takes more room than a Z.
    const width = (id: ColumnId): number => widths[id] + (id === 'time' && this.zone !== 'UTC' ? 6 : 0)
    const whole = this.columns.reduce((sum, id) => sum + width(id), 0)
    // As an attribute: the page's policy takes no style but its sheet.
    const columns = this.columns.map((id) => `<col width="${Math.round((width(id) / whole) * 1000) / 10}%">`)
    return `<h2>Entries</h2>\n<table class="entries">\n<colgroup>${columns.join('')}</colgroup>\n<thead><tr>${heads.join('')}</tr></thead>\n`
  }

  readonly end = '</table>\n'

  /** One entry as a body of its own, so that a page break does not part it. */
  rows(entry: MappedEntry, beside: Beside): string {
    const cells = this.columns.map((id) => this.cell(id, entry))
    const items = this.items(entry, beside)
    const below = `<tr><td class="changes" colspan="${this.columns.length}"><ul>${items.join('')}</ul></td></tr>`
    return `<tbody><tr class="first">${cells.join('')}</tr>${below}</tbody>\n`
  }

  private cell(id: ColumnId, entry: MappedEntry): string {
    const { actor, resource, target, reason, status } = entry
    const to = target?.email || target?.name || target?.id || ''
    switch (id) {
      case 'time':
        if (entry.occurredAt !== null) return `<td class="time">${isoTime(entry.occurredAt, this.zone)}</td>`
        return `<td class="time"><span class="warn">Time unknown</span>${entry.timestamp === '' ? '' : `<br><code>${html(entry.timestamp)}</code>`}</td>`
      case 'actor':
        return `<td>${html(actor.email || actor.name || actor.id || '—')}</td>`
      case 'action':
        return `<td>${html(entry.action)}</td>`
      case 'resource': {
        const name = resource.name || resource.id || ''
        const aimedAt = to && to !== name && !this.columns.includes('target') ? ` <span class="muted">→ ${html(to)}</span>` : ''
        return `<td><span class="muted">${html(resource.type)}</span> ${html(name)}${aimedAt}</td>`
      }
      case 'target':
        return `<td>${html(to)}</td>`
      case 'status':
        return `<td class="${statuses[status][0]}">${statuses[status][1]}</td>`
      case 'ip':
        return `<td class="mono">${html(entry.ip ?? '')}</td>`
      case 'agent':
        return `<td>${html(entry.userAgent ?? '')}</td>`
      case 'permission':
        return `<td><code>${html(reason?.permission ?? '')}</code></td>`
    }
  }

  private items(entry: MappedEntry, { noted, hash }: Beside): string[] {
    const { reason, changes } = entry
    const missing =
      reason?.permission && !reason.message?.includes(reason.permission) ? `missing permission ${reason.permission}` : undefined
    const wrong = [reason?.message, reason?.code, missing, entry.parseError].filter((text) => text)
    const rest = [entry.userAgent, entry.requestId && `request ${entry.requestId}`].flatMap((text) => (text ? [` · ${html(text)}`] : []))
    return [
      ...(noted ? noteItems(noted) : []),
      ...(wrong.length > 0 ? [`<li class="failed">${html(wrong.join(' · '))}</li>`] : []),
      ...(changes ? changeLines(changes.before, changes.after).map(changeItem) : []),
      `<li class="muted"><code>${html(entry.id)}</code>${this.all ? rest.join('') : ''}</li>`,
      ...(this.all ? [`<li class="muted">SHA-256 <code>${hash.toString('hex')}</code></li>`] : []),
    ]
  }
}

function noteItems({ note, tags, case: inCase }: Noted): string[] {
  const labels = [...(inCase === null ? [] : [`Case: ${inCase}`]), ...tags].map((label) => `<b class="label">${html(label)}</b>`)
  const lines = note.trim() === '' ? [] : [note.trim().split(/\r\n?|\n/).map(html).join('<br>')] // prettier-ignore
  return [`<li class="note">${[labels.join(' ') || '<b class="label">Bookmarked</b>', ...lines].join('<br>')}</li>`]
}

function changeItem(line: ChangeLine): string {
  const path = line.path === '' ? '' : `${html(line.path)}: `
  if (line.kind === 'changed')
    return `<li>${path}<code class="failed">− ${html(line.before)}</code> <code class="ok">+ ${html(line.after)}</code></li>`
  const [tone, sign] = line.kind === 'added' ? ['ok', '+'] : ['failed', '−']
  return `<li>${path}<code class="${tone}">${sign} ${html(line.value)}</code></li>`
}
