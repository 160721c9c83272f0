import { knownActions } from '@contract/action.ts'
import type { EntryRow } from '@contract/entry.ts'
import type { ColumnId } from '@contract/settings.ts'
import { columnIds } from '@contract/setting-names.ts'
import { isPlain, visibleString } from '../../components/visible-text.ts'
import { yearText, fullTime, shortTime, timeUnknown } from '../../composables/time-format.ts'
import type { TimeParts } from './columns.ts'
import { actorParts, markWords, resourceParts, statusWords, targetText } from '../../shared/entry/row-parts.ts'

/** A drawing of the icon sprite; its ids are `grid-` and this. */
export type GridIcon =
  | 'user'
  | 'role'
  | 'group'
  | 'check'
  | 'other'
  | 'success'
  | 'failed'
  | 'unknown'
  | 'picked'
  | 'bookmarked'
  | 'noted'
  | 'invalid'
  | 'drifted'
  | 'vanished'
  | 'late'

/** What a cell shows, in the order it is read. */
export interface Cell {
  readonly id: ColumnId
  readonly icon: GridIcon | null
  /** Quieter text before the text. */
  readonly before: string
  readonly text: string
  /** Quieter text after it. */
  readonly after: string
  /** Nothing in the texts needs to be made visible. */
  readonly plain: boolean
}

const groupIcons: Readonly<Record<string, GridIcon>> = {
  'User management': 'user',
  'Role management': 'role',
  'Group management': 'group',
  'Permission checks': 'check',
}

function timeCell(row: EntryRow, zone: string, { year, offset }: TimeParts): Cell {
  const at = row.occurredAt
  if (at === null) return { id: 'time', icon: null, before: `${timeUnknown} `, text: '', after: '', plain: true }
  const short = shortTime(at, zone)
  return {
    id: 'time',
    icon: null,
    before: `${short.date}${year ? ` ${yearText(at, zone)}` : ''} `,
    text: short.time,
    after: offset ? ` ${short.offset}` : '',
    plain: true,
  }
}

function plainText(id: ColumnId, row: EntryRow): string {
  return (id === 'ip' ? row.ip : id === 'target' ? targetText(row.target) : id === 'permission' ? row.permission : row.userAgent) ?? ''
}

function cellOf(id: ColumnId, row: EntryRow, zone: string, time: TimeParts): Cell {
  const cell = (text: string, after = '', icon: GridIcon | null = null): Cell => ({
    id,
    icon,
    before: '',
    text,
    after,
    plain: isPlain(text) && isPlain(after.trimStart()),
  })
  switch (id) {
    case 'time':
      return timeCell(row, zone, time)
    case 'actor': {
      const { strong, faint } = actorParts(row.actor)
      return cell(strong, faint)
    }
    case 'action':
      return cell(row.action, '', groupIcons[knownActions.get(row.action)?.group ?? ''] ?? 'other')
    case 'resource': {
      const { strong, faint } = resourceParts(row)
      return cell(strong, faint && ` ${faint}`)
    }
    case 'status':
      return cell(statusWords[row.status], '', row.status)
    case 'target':
    case 'ip':
    case 'permission':
    case 'agent':
      return cell(plainText(id, row))
  }
}

/** The cells of a row. Called for every row that comes into view: no more than string work. */
export function cellsOf(row: EntryRow, columns: readonly ColumnId[], zone: string, time: TimeParts): readonly Cell[] {
  return columns.map((id) => cellOf(id, row, zone, time))
}

/** Everything about a cell that may not fit into it; empty where it always does. Made when the pointer asks for it. */
export function cellTitle(id: ColumnId, row: EntryRow, zone: string): string {
  const join = (parts: readonly (string | undefined)[]): string => visibleString(parts.filter(Boolean).join(' · '))
  switch (id) {
    case 'time':
      return fullTime(row.occurredAt, zone)
    case 'actor':
      return join([row.actor.email, row.actor.name, row.actor.id])
    case 'action':
      return join([row.action, knownActions.get(row.action)?.description])
    case 'resource': {
      const to = targetText(row.target)
      return join([row.resource.type, row.resource.name, row.resource.id, to && `→ ${to}`, row.permission && `needed ${row.permission}`])
    }
    case 'target':
      return join([row.target?.type, row.target?.email, row.target?.name, row.target?.id])
    case 'status':
      return ''
    case 'ip':
    case 'permission':
    case 'agent':
      return visibleString(plainText(id, row))
  }
}

/** As {@link cellTitle}, for a cell by its name in the page, the marks' cell too. */
export function titleOf(name: string, row: EntryRow, zone: string): string {
  if (name === 'marks') return markWords(row.marks).join('\n')
  const id = columnIds.find((one) => one === name)
  return id ? cellTitle(id, row, zone) : ''
}

/** The weightiest of a row's marks; the others are in words. */
export function markIcon({ bookmarked, noted, invalid, vanished, drifted, late }: EntryRow['marks']): GridIcon | null {
  return bookmarked
    ? 'bookmarked'
    : noted
      ? 'noted'
      : invalid
        ? 'invalid'
        : vanished
          ? 'vanished'
          : drifted
            ? 'drifted'
            : late
              ? 'late'
              : null
}
