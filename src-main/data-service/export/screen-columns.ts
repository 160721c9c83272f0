import { markInfo, marksIn, type MarkBits } from '@contract/marks.ts'
import { targetsOf } from '@contract/entry.ts'
import type { ColumnId } from '@contract/setting-names.ts'
import { durationText } from '@language/duration-text.ts'
import { stateBit } from '../cache/columns/columns.ts'
import type { Parts } from '../cache/dictionary/dictionary-encoding.ts'
import type { MappedEntry } from '../connector/connector.ts'
import { textIn, textsOf } from '../connector/fact-columns.ts'
import { spanOf } from '../connector/item-spans.ts'
import type { Noted } from './select.ts'
import { breakable, html } from './report/text.ts'
import { timeHtml } from './report/time.ts'
import { part, read, type TableColumn } from './table-column.ts'

/** The report in which a cell stands. */
export interface ReportPlace {
  readonly zone: string
  readonly columns: readonly ColumnId[]
}

/** What is known of an entry beside what it says. */
export interface Beside {
  readonly noted: Noted | undefined
  /** SHA-256 of its text. */
  readonly hash: Buffer
  /** Its place in the export, from 1. */
  readonly row: number
  /** As in the column of that name: what is known of how it came. */
  readonly state: number
  /** When it was received, ms; NaN where that is not known. */
  readonly receivedAt: number
  /** A bit a mark, as in the column of that name. */
  readonly marks: MarkBits
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
    readonly cell: (entry: MappedEntry, place: ReportPlace, beside: Beside) => string
  }
}

export const markTitles = (marks: MarkBits): string =>
  marksIn(marks)
    .map((name) => markInfo(name).title)
    .join(', ')

const statuses = { success: ['ok', 'Success'], failed: ['failed', 'Failed'], unknown: ['warn', 'Unknown'] } as const
const firstOf = (...texts: (string | undefined)[]): string => texts.find((text) => text) ?? ''
/** Every target by its name. */
const aim = (entry: MappedEntry): string =>
  targetsOf(entry)
    .map(({ email, name, id }) => firstOf(email, name, id))
    .filter((each) => each !== '')
    .join('; ')
export const targetName = ([type, id, email, name]: Parts): string => firstOf(email, name, id, type)

/** The permission has a column of its own. */
const reasonColumns = textsOf('reason')
  .filter(({ dictionary }) => dictionary === undefined)
  .map((text) => read(text.header, spanOf(text), (entry) => textIn(entry, text) as string | undefined))

export const screenColumns: Readonly<Record<ColumnId, ScreenColumn>> = {
  time: {
    table: [
      { header: 'time', from: 'time' },
      { header: 'time_as_sent', from: 'unread-time' },
    ],
    report: {
      width: 18,
      look: () => 'class="time"',
      cell: ({ occurredAt, timestamp }, { zone }) => {
        if (occurredAt !== null) return timeHtml(occurredAt, zone)
        return `<span class="warn">Time unknown</span>${timestamp === '' ? '' : `<br><code>${html(timestamp)}</code>`}`
      },
    },
  },
  actor: {
    table: [{ header: 'user', from: 'dictionary', of: 'actor', text: ([email, name, id]) => firstOf(email, name, id) }],
    report: { width: 29, cell: ({ actor }) => breakable(firstOf(actor.email, actor.name, actor.id, '—')) },
  },
  action: { table: [part('action', 'action', 0)], report: { width: 16, cell: ({ action }) => breakable(action) } },
  resource: {
    table: [
      part('resource_type', 'resource', 0),
      { header: 'resource', from: 'dictionary', of: 'resource', text: ([, id, name]) => firstOf(name, id) },
    ],
    report: {
      width: 25,
      cell: (entry, { columns }) => {
        const { resource } = entry
        const [name, to] = [firstOf(resource.name, resource.id), aim(entry)]
        const aimedAt = to && to !== name && !columns.includes('target') ? ` <span class="muted">→ ${breakable(to)}</span>` : ''
        return `<span class="muted">${breakable(resource.type)}</span> ${breakable(name)}${aimedAt}`
      },
    },
  },
  target: {
    table: [{ header: 'target', from: 'targets', but: 'none', text: targetName }],
    report: { width: 24, cell: (entry) => breakable(aim(entry)) },
  },
  status: {
    table: [{ header: 'status', from: 'status' }],
    report: {
      width: 10,
      look: ({ status }) => `class="${statuses[status][0]}"`,
      cell: ({ status, statusIsDefault }) => `${statuses[status][1]}${statusIsDefault ? '<br><span class="muted">by default</span>' : ''}`,
    },
  },
  ip: {
    table: [part('ip', 'ip', 0)],
    report: { width: 17, look: () => 'class="mono"', cell: ({ ip }) => breakable(ip ?? '') },
  },
  agent: { table: [part('user_agent', 'agent', 0)], report: { width: 24, cell: ({ userAgent }) => breakable(userAgent ?? '') } },
  marks: {
    table: [{ header: 'marks', from: 'marks' }],
    report: { width: 20, cell: (_, __, { marks }) => html(markTitles(marks)) },
  },
  source: {
    table: [part('source', 'source', 0)],
    report: { width: 14, cell: ({ source }) => breakable(source ?? '') },
  },
  permission: {
    table: [part('permission', 'permission', 0)],
    report: { width: 18, cell: ({ reason }) => `<code>${breakable(reason?.permission ?? '')}</code>` },
  },
  reason: {
    table: reasonColumns,
    report: {
      width: 24,
      cell: ({ reason }) => {
        const [message, code] = [breakable(reason?.message ?? ''), breakable(reason?.code ?? '')]
        return message && code ? `${message} <span class="muted">${code}</span>` : message || code
      },
    },
  },
  tags: {
    table: [{ header: 'tags', from: 'note', text: ({ tags }) => tags.join(', ') }],
    report: { width: 14, cell: (_, __, { noted }) => breakable(noted?.tags.join(', ') ?? '') },
  },
  note: {
    table: [{ header: 'note', from: 'note', text: ({ note }) => note }],
    // Below the entry it stands as it is meant.
    report: { width: 20, cell: (_, __, { noted }) => breakable(noted?.note.trim() ?? '') },
  },
  late: {
    table: [{ header: 'late_by_seconds', from: 'late-by' }],
    report: {
      width: 14,
      cell: ({ occurredAt }, _, { state, receivedAt }) => {
        const isKnown = (state & stateBit.late) !== 0 && occurredAt !== null && Number.isFinite(receivedAt)
        return isKnown ? breakable(durationText(Math.max(0, receivedAt - occurredAt))) : ''
      },
    },
  },
}
