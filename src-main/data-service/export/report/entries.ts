import type { MappedEntry } from '../../connector/connector.ts'
import { isoTime } from '../iso-time.ts'
import { changeLines, type ChangeLine } from './changes.ts'
import { html } from './text.ts'

export const entriesHead = `<h2>Entries</h2>
<table>
<thead><tr><th>Time</th><th>User</th><th>Action</th><th>Resource</th><th>Status</th><th>IP address</th></tr></thead>
`
export const entriesEnd = '</table>\n'

const statuses = { success: ['ok', 'Success'], failed: ['failed', 'Failed'], unknown: ['warn', 'Unknown'] } as const

/** One entry as a body of its own, so that a page break does not part it. */
export function entryRows(entry: MappedEntry, zone: string): string {
  const { actor, resource, target, status, reason, changes } = entry
  const [tone, word] = statuses[status]
  const to = target?.email || target?.name || target?.id || ''
  const resourceName = resource.name || resource.id || ''
  const cells = [
    `<td class="time">${isoTime(entry.occurredAt, zone)}</td>`,
    `<td>${html(actor.email || actor.name || actor.id || '—')}</td>`,
    `<td>${html(entry.action)}</td>`,
    `<td>${html(resource.type)} ${html(resourceName)}${to && to !== resourceName ? ` <span class="muted">→ ${html(to)}</span>` : ''}</td>`,
    `<td class="${tone}">${word}</td>`,
    `<td>${html(entry.ip ?? '')}</td>`,
  ]
  const notes = [
    ...[reason?.message, reason?.code, reason?.permission && `missing permission ${reason.permission}`, entry.parseError].flatMap((text) =>
      text ? [`<li class="failed">${html(text)}</li>`] : [],
    ),
    ...(changes ? changeLines(changes.before, changes.after).map(changeItem) : []),
    `<li class="muted"><code>${html(entry.id)}</code>${entry.userAgent ? ` · ${html(entry.userAgent)}` : ''}</li>`,
  ]
  return `<tbody><tr class="first">${cells.join('')}</tr><tr><td></td><td class="changes" colspan="5"><ul>${notes.join('')}</ul></td></tr></tbody>\n`
}

function changeItem(line: ChangeLine): string {
  const path = line.path === '' ? '' : `${html(line.path)}: `
  if (line.kind === 'changed')
    return `<li>${path}<code class="failed">− ${html(line.before)}</code> <code class="ok">+ ${html(line.after)}</code></li>`
  const [tone, sign] = line.kind === 'added' ? ['ok', '+'] : ['failed', '−']
  return `<li>${path}<code class="${tone}">${sign} ${html(line.value)}</code></li>`
}
