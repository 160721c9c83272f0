import type { EntryRow } from '@contract/entry.ts'
import { markInfo, marksIn } from '@contract/marks.ts'
import { columnTitles, type ColumnId } from '@contract/setting-names.ts'
import {
  Bookmark,
  BookOpenText,
  BookmarkMinus,
  Braces,
  CalendarDays,
  Copy,
  FunnelPlus,
  FunnelX,
  GitCompare,
  History,
  Link2,
  PanelRightOpen,
  Rows3,
} from '@lucide/vue'
import type { MenuItem, MenuSection } from '../../components/menu-items.ts'
import { chordLabel } from '../../composables/use-keys.ts'
import { dayText, isoDay } from '../../composables/time-format.ts'
import { countText, pluralText } from '../../composables/number-format.ts'
import { actorRef, addressRef, agentRef, resourceRef, storyOf, targetRef, type EntityRef } from '../../shared/entity/entity-ref.ts'
import { kindAndName, statusText } from '../../shared/entry/row-parts.ts'
import type { EntityAction } from '../../shared/entity/use-entity-actions.ts'

/** What a menu on a row is about: the row, the cell under the pointer, and how many rows are selected with it. */
export interface RowMenuSubject {
  readonly row: EntryRow
  /** Null: the row as a whole, e.g. by keyboard. */
  readonly column: ColumnId | null
  readonly picked: number
  readonly zone: string
}

export type RowAction = 'open' | 'bookmark' | 'compare' | 'copy' | 'copy-json' | 'copy-cell' | 'link'
export type RowChoice = RowAction | `value ${number} ${EntityAction}`

const value = (kind: string, field: EntityRef['filter']['field'], text: string | undefined, filter = text): EntityRef | null =>
  text && filter && text.length <= 4096 ? { kind, text, filter: { field, value: filter }, subject: null } : null

const dayRef = ({ occurredAt: at }: EntryRow, zone: string): EntityRef | null =>
  at === null ? null : value('day', 'on', dayText(at, zone), isoDay(at, zone))
const actionRef = ({ action }: EntryRow): EntityRef | null => value('action', 'action', action)
const statusRef = ({ status }: EntryRow): EntityRef | null => value('status', 'status', statusText[status], status)

/** Whom and what each cell names, and how a filter asks for it. */
const refsOf: Readonly<Partial<Record<ColumnId, (row: EntryRow, zone: string) => readonly (EntityRef | null)[]>>> = {
  time: (row, zone) => [dayRef(row, zone)],
  actor: ({ actor }) => [actorRef(actor)],
  action: (row) => [actionRef(row)],
  resource: (row) => [resourceRef(row.resource), targetRef(row.target), value('permission', 'permission', row.permission)],
  target: ({ target }) => [targetRef(target)],
  status: (row) => [statusRef(row)],
  ip: ({ ip }) => [addressRef(ip)],
  permission: ({ permission }) => [value('permission', 'permission', permission)],
  marks: ({ marks }) => marksIn(marks).map((name) => value('mark', 'mark', markInfo(name).title, name)),
  tags: ({ tags = [] }) => tags.map((tag) => value('tag', 'tag', tag)),
  source: ({ source, sourceTitle }) => [value('source', 'source', sourceTitle ?? source, source)],
  agent: ({ userAgent }) => [agentRef(userAgent)],
}
const whole: readonly ColumnId[] = ['actor', 'resource', 'ip']

/** The values a menu offers to filter by, each once: those of the cell, or whom and what the whole entry names; then its day, action and status. */
export function valuesOf({ row, column, zone }: RowMenuSubject): {
  readonly own: readonly EntityRef[]
  readonly only: readonly EntityRef[]
} {
  const known = (refs: readonly (EntityRef | null)[]): readonly EntityRef[] => [
    ...new Map(refs.flatMap((ref) => (ref ? [[`${ref.kind} ${ref.text}`, ref]] : []))).values(),
  ]
  const own = known((column === null ? whole : [column]).flatMap((id) => refsOf[id]?.(row, zone) ?? []))
  const only = known([dayRef(row, zone), actionRef(row), statusRef(row)])
  return { own, only: only.filter(({ kind }) => !own.some((each) => each.kind === kind)) }
}

/** The name begins with the kind often enough: *certificate 1278*. */
const headingOf = ({ kind, text }: EntityRef): { readonly kind: string; readonly text: string } => ({
  kind: kindAndName(kind, text) === text ? '' : kind,
  text,
})

const key = (chord: string): string => chordLabel(chord).join(' ')
const icons = { day: CalendarDays, action: Rows3, status: Rows3 } as const

/** All that can be done with an entry, and with what its cell names. */
export function rowSections(subject: RowMenuSubject): readonly MenuSection<RowChoice>[] {
  const { row, column, picked } = subject
  const { own, only } = valuesOf(subject)
  const isBookmarked = row.flags.bookmarked
  const entry: readonly MenuItem<RowChoice>[] =
    picked > 1
      ? [
          { value: 'bookmark', label: `Bookmark ${pluralText(picked, 'entry', 'entries')}`, key: 'B', icon: Bookmark },
          ...(picked === 2 ? [{ value: 'compare' as const, label: 'Compare the two', key: 'C', icon: GitCompare }] : []),
          { value: 'copy', label: `Copy ${countText(picked)} rows`, key: key('Mod+c'), icon: Copy },
          { value: 'copy-json', label: `Copy ${countText(picked)} entries as JSON`, key: key('Mod+Shift+C'), icon: Braces },
        ]
      : [
          { value: 'open', label: 'Open', key: 'Enter', icon: PanelRightOpen },
          {
            value: 'bookmark',
            label: isBookmarked ? 'Remove the bookmark' : 'Bookmark',
            key: 'B',
            icon: isBookmarked ? BookmarkMinus : Bookmark,
          },
          { value: 'copy', label: 'Copy row', key: key('Mod+c'), icon: Copy },
          { value: 'copy-json', label: 'Copy entry as JSON', key: key('Mod+Shift+C'), icon: Braces },
          { value: 'link', label: 'Copy link to the entry', icon: Link2 },
        ]
  const cell: readonly MenuItem<RowChoice>[] =
    column === null ? [] : [{ value: 'copy-cell', label: `Copy cell (${columnTitles[column]})`, icon: Copy }]
  const actions = (ref: EntityRef, at: number): readonly MenuItem<RowChoice>[] => [
    { value: `value ${at} include`, label: 'Filter by this', icon: FunnelPlus },
    { value: `value ${at} exclude`, label: 'Rule out', icon: FunnelX },
    ...(ref.subject ? [{ value: `value ${at} history` as const, label: 'History', icon: History }] : []),
    ...(storyOf(ref) ? [{ value: `value ${at} story` as const, label: 'Story', icon: BookOpenText }] : []),
    // Of a cell with one value, the cell is copied.
    ...(column !== null && own.length > 1 ? [{ value: `value ${at} copy` as const, label: 'Copy', icon: Copy }] : []),
  ]
  return [
    { items: [...entry, ...cell] },
    ...own.map((ref, at) => ({ heading: headingOf(ref), items: actions(ref, at) })),
    {
      items: only.map((ref, at) => ({
        value: `value ${own.length + at} include` as const,
        label: `Only this ${ref.kind}`,
        note: ref.text,
        icon: icons[ref.kind as keyof typeof icons],
      })),
    },
  ].filter(({ items }) => items.length > 0)
}
