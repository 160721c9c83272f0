import { knownActions } from '@contract/action.ts'
import type { EntryRow } from '@contract/entry.ts'
import { markInfo, marksIn } from '@contract/marks.ts'
import type { ColumnId } from '@contract/setting-names.ts'
import { clampText, shortLimit, visibleString } from '../../components/visible-text.ts'
import { durationText, pluralText } from '../../composables/number-format.ts'
import { fullTime, shortTime, timeUnknown, yearText } from '../../composables/time-format.ts'
import { actorParts, moreText, resourceParts, statusText, targetText } from '../../shared/entry/row-parts.ts'
import { textCell, type GridCell, type GridIcon } from './cell.ts'

/** Which parts every time shows beside day and clock. */
export interface TimeParts {
  readonly year: boolean
  /** The year of all of them, where none shows it. */
  readonly allOf: string | null
  readonly offset: boolean
}

/** A column of the grid: all that header, rows, layout and the Columns menu know of it beside its title. */
export interface GridColumn {
  /** Smallest width at which it reads well, CSS pixels. */
  readonly min: number
  /** Width to which it gives way where `min` would push a column out of sight; where absent it does not. */
  readonly floor?: number
  /** Share of what no column needs, when nobody chose a width; 0 keeps `min`. */
  readonly grow: number
  /** Its title says in which zone. */
  readonly zoned?: true
  /** Its texts are codes: letters of one width. */
  readonly codes?: true
  /** Which quieter texts its cells may have. */
  readonly quiet?: { readonly before?: true; readonly after?: true }
  /** Called for every row that comes into view: no more than string work. */
  readonly cell: (row: EntryRow, zone: string, time: TimeParts) => GridCell
  /** Everything about a cell that may not fit into it; empty where it always does. Made when the pointer asks for it. */
  readonly tooltip: (row: EntryRow, zone: string) => string
  /** Why the list is not sorted by it, where it is not. */
  readonly unsorted?: string
  /** What is copied of a cell, where it is not its texts as they stand. */
  readonly copied?: (row: EntryRow, zone: string) => string
}

const groupIcons: Readonly<Record<string, GridIcon>> = {
  'User management': 'user',
  'Role management': 'role',
  'Group management': 'group',
  'Permission checks': 'check',
}

const join = (parts: readonly (string | number | undefined)[]): string => visibleString(parts.filter(Boolean).join(' · '))

/** Every column there is, in the order the Columns menu lists the ones not on screen. */
const columns: Readonly<Record<ColumnId, GridColumn>> = {
  time: {
    min: 150,
    grow: 0,
    zoned: true,
    codes: true,
    quiet: { before: true, after: true },
    cell: ({ occurredAt: at }, zone, { year, offset }) => {
      if (at === null) return { icon: null, before: `${timeUnknown} `, text: '', after: '', plain: true }
      const short = shortTime(at, zone)
      return {
        icon: null,
        // A day of one figure has the room of two: months stand below one another.
        before: `${short.date.padStart(6)}${year ? ` ${yearText(at, zone)}` : ''} `,
        text: short.time,
        after: offset ? ` ${short.offset}` : '',
        plain: true,
      }
    },
    tooltip: (row, zone) => fullTime(row.occurredAt, zone),
    copied: (row, zone) => fullTime(row.occurredAt, zone),
  },
  actor: {
    min: 130,
    floor: 86,
    grow: 1,
    quiet: { after: true },
    cell: (row) => {
      const { strong, faint } = actorParts(row.actor)
      return textCell(strong, faint)
    },
    tooltip: ({ actor }) => join([actor.email, actor.name, actor.id]),
  },
  action: {
    min: 180,
    floor: 116,
    grow: 0.5,
    cell: ({ action }) => textCell(action, '', groupIcons[knownActions.get(action)?.group ?? ''] ?? 'other'),
    tooltip: ({ action }) => join([action, knownActions.get(action)?.description]),
  },
  resource: {
    min: 160,
    floor: 88,
    grow: 1.5,
    quiet: { after: true },
    cell: (row) => {
      const { strong, faint } = resourceParts(row)
      return textCell(strong, faint && ` ${faint}`)
    },
    tooltip: ({ resource, target, moreTargets, permission }) => {
      const to = targetText(target)
      const others = moreTargets ? ` and ${pluralText(moreTargets, 'other target')}` : ''
      return join([resource.type, resource.name, resource.id, to && `→ ${to}${others}`, permission && `needed ${permission}`])
    },
  },
  target: {
    min: 140,
    floor: 86,
    grow: 1,
    quiet: { after: true },
    cell: ({ target, moreTargets }) => textCell(targetText(target), moreText(moreTargets)),
    tooltip: ({ target, moreTargets }) =>
      join([target?.type, target?.email, target?.name, target?.id, moreTargets && `and ${pluralText(moreTargets, 'other target')}`]),
  },
  status: {
    min: 84,
    grow: 0,
    cell: ({ status }) => textCell(statusText[status], '', status),
    tooltip: () => '',
  },
  ip: {
    min: 116,
    grow: 0.4,
    codes: true,
    cell: (row) => textCell(row.ip),
    tooltip: (row) => visibleString(row.ip ?? ''),
  },
  permission: {
    min: 180,
    floor: 112,
    grow: 1,
    codes: true,
    cell: (row) => textCell(row.permission),
    tooltip: (row) => visibleString(row.permission ?? ''),
  },
  marks: {
    min: 130,
    floor: 44,
    grow: 0.5,
    cell: ({ marks }) => {
      const [first, ...others] = marksIn(marks)
      if (first === undefined) return textCell()
      return textCell([first, ...others].map((name) => markInfo(name).title).join(', '), '', `mark-${markInfo(first).icon}`)
    },
    tooltip: ({ marks }) =>
      marksIn(marks)
        .map((name) => `${markInfo(name).title}: ${markInfo(name).reason}`)
        .join('\n'),
  },
  agent: {
    min: 160,
    floor: 86,
    grow: 1,
    cell: (row) => textCell(row.userAgent),
    tooltip: (row) => visibleString(row.userAgent ?? ''),
  },
  source: {
    min: 130,
    floor: 70,
    grow: 0.5,
    cell: ({ source, sourceTitle }) => textCell(sourceTitle ?? source),
    tooltip: ({ source, sourceTitle }) => join([sourceTitle, source]),
    copied: ({ source = '' }) => source,
  },
  tags: {
    min: 120,
    floor: 70,
    grow: 0.6,
    cell: ({ tags }) => textCell(tags?.join(', ')),
    tooltip: ({ tags }) => visibleString(tags?.join(', ') ?? ''),
  },
  note: {
    min: 160,
    floor: 86,
    grow: 1,
    cell: ({ note = '' }) => textCell(clampText(note.trim(), shortLimit)),
    unsorted: 'The list is not sorted by notes.',
    tooltip: ({ note = '' }) => note,
    copied: ({ note = '' }) => note,
  },
  reason: {
    min: 160,
    floor: 86,
    grow: 1,
    quiet: { after: true },
    cell: ({ reason }) => {
      // Asked for, and not here yet: an empty cell would say that there is none.
      if (reason === undefined) return textCell('…')
      const { code = '', message = '' } = reason ?? {}
      return message === '' ? textCell(code) : textCell(clampText(message, shortLimit), code && ` ${code}`)
    },
    unsorted: 'The list is not sorted by it: each reason is read from its entry when it comes into view.',
    tooltip: ({ reason }) => join([reason?.message, reason?.code]),
    copied: ({ reason }) => [reason?.message, reason?.code].filter(Boolean).join(' · '),
  },
  late: {
    min: 96,
    grow: 0,
    unsorted: 'The list is not sorted by it: of most entries it is not known.',
    cell: ({ lateBy }) => textCell(lateBy === undefined ? '' : durationText(lateBy)),
    tooltip: ({ occurredAt, lateBy }, zone) =>
      lateBy === undefined || occurredAt === null
        ? 'Not known: it was there when its time was first fetched'
        : `First seen ${durationText(lateBy)} after it happened: ${fullTime(occurredAt + lateBy, zone)}`,
  },
}

export const gridColumns = Object.keys(columns) as readonly ColumnId[]
export const gridColumn = (id: ColumnId): GridColumn => columns[id]
