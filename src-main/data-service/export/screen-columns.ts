import type { ColumnId } from '@contract/setting-names.ts'
import type { MappedEntry } from '../connector/connector.ts'
import { isoTime } from './iso-time.ts'
import { html } from './report/text.ts'
import { part, type TableColumn } from './table-column.ts'

/** The report in which a cell stands. */
export interface ReportPlace {
  readonly zone: string
  readonly columns: readonly ColumnId[]
}

/** What a column of the grid becomes in files. */
interface ScreenColumn {
  /** In a table: the same words, a resource with its type beside it, and beside an empty time what was sent in its place. */
  readonly table: readonly TableColumn[]
  readonly report: {
    /** Share of the page's width; long texts break. */
    readonly width: number
    /** Attributes of the cell. */
    readonly look?: (entry: MappedEntry) => string
    /** What stands in it, as HTML. */
    readonly cell: (entry: MappedEntry, place: ReportPlace) => string
  }
}

const statuses = { success: ['ok', 'Success'], failed: ['failed', 'Failed'], unknown: ['warn', 'Unknown'] } as const
const firstOf = (...texts: (string | undefined)[]): string => texts.find((text) => text) ?? ''
const aim = ({ target }: MappedEntry): string => firstOf(target?.email, target?.name, target?.id)

export const screenColumns: Readonly<Record<ColumnId, ScreenColumn>> = {
  time: {
    table: [
      { header: 'time', from: 'time' },
      { header: 'time_as_sent', from: 'unread-time' },
    ],
    report: {
      width: 24,
      look: () => 'class="time"',
      cell: ({ occurredAt, timestamp }, { zone }) => {
        if (occurredAt !== null) return isoTime(occurredAt, zone)
        return `<span class="warn">Time unknown</span>${timestamp === '' ? '' : `<br><code>${html(timestamp)}</code>`}`
      },
    },
  },
  actor: {
    table: [{ header: 'user', from: 'dictionary', of: 'actor', text: ([email, name, id]) => firstOf(email, name, id) }],
    report: { width: 22, cell: ({ actor }) => html(firstOf(actor.email, actor.name, actor.id, '—')) },
  },
  action: { table: [part('action', 'action', 0)], report: { width: 18, cell: ({ action }) => html(action) } },
  resource: {
    table: [
      part('resource_type', 'resource', 0),
      { header: 'resource', from: 'dictionary', of: 'resource', text: ([, id, name]) => firstOf(name, id) },
    ],
    report: {
      width: 24,
      cell: (entry, { columns }) => {
        const { resource } = entry
        const [name, to] = [firstOf(resource.name, resource.id), aim(entry)]
        const aimedAt = to && to !== name && !columns.includes('target') ? ` <span class="muted">→ ${html(to)}</span>` : ''
        return `<span class="muted">${html(resource.type)}</span> ${html(name)}${aimedAt}`
      },
    },
  },
  target: {
    table: [{ header: 'target', from: 'dictionary', of: 'target', text: ([type, id, email, name]) => firstOf(email, name, id, type) }],
    report: { width: 20, cell: (entry) => html(aim(entry)) },
  },
  status: {
    table: [{ header: 'status', from: 'status' }],
    report: { width: 9, look: ({ status }) => `class="${statuses[status][0]}"`, cell: ({ status }) => statuses[status][1] },
  },
  ip: {
    table: [part('ip', 'ip', 0)],
    report: { width: 15, look: () => 'class="mono"', cell: ({ ip }) => html(ip ?? '') },
  },
  agent: { table: [part('user_agent', 'agent', 0)], report: { width: 24, cell: ({ userAgent }) => html(userAgent ?? '') } },
  permission: {
    table: [part('permission', 'permission', 0)],
    report: { width: 18, cell: ({ reason }) => `<code>${html(reason?.permission ?? '')}</code>` },
  },
}
