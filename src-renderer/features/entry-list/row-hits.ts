import type { EntryRow } from '@contract/entry.ts'
import type { ColumnId } from '@contract/setting-names.ts'
import { hitsIn, type Hit, type SearchedTerms } from '@language/hits.ts'
import { resourceParts, targetText } from '../../shared/entry/row-parts.ts'

/** What a text search hit in a row. */
export interface RowHits {
  /** Of each column, stretches of its text and quieter text, one after the other. */
  readonly cells: ReadonlyMap<ColumnId, readonly Hit[]>
  /** Where a text was hit that no column shows, in words, and the column in whose cells that stands. */
  readonly note: { readonly column: ColumnId; readonly text: string } | null
}

/** A text of an entry that is searched: whose it is, in words, and which. */
interface Searched {
  readonly of: 'user' | 'resource' | 'target' | 'user agent'
  readonly part: 'email' | 'name' | 'id' | ''
  readonly text: string | undefined
}
const columnOf = { user: 'actor', resource: 'resource', target: 'target', 'user agent': 'agent' } as const

/** The texts in which the data service looks for a free text (`namedParts` of its dictionaries). */
const named = ({ actor, resource, target }: EntryRow): readonly Searched[] => [
  { of: 'user', part: 'email', text: actor.email },
  { of: 'user', part: 'name', text: actor.name },
  { of: 'user', part: 'id', text: actor.id },
  { of: 'resource', part: 'name', text: resource.name },
  { of: 'resource', part: 'id', text: resource.id },
  { of: 'target', part: 'email', text: target?.email },
  { of: 'target', part: 'name', text: target?.name },
  { of: 'target', part: 'id', text: target?.id },
]
const agentOf = ({ userAgent }: EntryRow): readonly Searched[] => [{ of: 'user agent', part: '', text: userAgent }]

/** A searched text in a cell, and where in the cell's texts it begins. */
interface Shown {
  readonly column: ColumnId
  readonly at: number
  readonly text: string
  readonly of: Searched['of']
}

/** The searched texts that the columns show. */
function shownOf(row: EntryRow, columns: readonly ColumnId[]): readonly Shown[] {
  const { actor, resource, target, userAgent } = row
  const aim = target ? target.email || target.name || target.id || '' : ''
  const { strong, faint } = resourceParts(row)
  const cells: Readonly<Partial<Record<ColumnId, readonly Omit<Shown, 'column'>[]>>> = {
    actor: [{ of: 'user', at: 0, text: actor.email || actor.name || actor.id || '' }],
    resource: [
      { of: 'resource', at: 0, text: resource.name || resource.id || '' },
      // The quieter text is the target where it is not the missing permission; an arrow and blanks stand before it.
      ...(!row.permission && faint !== '' && targetText(target) === aim
        ? [{ of: 'target' as const, at: strong.length + 3, text: aim }]
        : []),
    ],
    target: [{ of: 'target', at: 0, text: aim }],
    agent: [{ of: 'user agent', at: 0, text: userAgent ?? '' }],
  }
  return columns.flatMap((column) => (cells[column] ?? []).map((shown) => ({ column, ...shown })))
}

/** What the terms hit in a row of these columns. */
export function rowHits(row: EntryRow, columns: readonly ColumnId[], terms: SearchedTerms): RowHits {
  const shown = shownOf(row, columns)
  const needlesOf = (of: Searched['of']): readonly string[] => (of === 'user agent' ? terms.agents : terms.names)
  const cells = new Map<ColumnId, readonly Hit[]>()
  for (const { column, at, text, of } of shown) {
    const hits = hitsIn(text, needlesOf(of))
    if (hits.length > 0)
      cells.set(column, [...(cells.get(column) ?? []), ...hits.map(({ from, to }) => ({ from: from + at, to: to + at }))])
  }
  const hidden = (needles: readonly string[], texts: readonly Searched[]): readonly Searched[] =>
    needles
      .filter((needle) => !shown.some(({ of, text }) => needlesOf(of) === needles && hitsIn(text, [needle]).length > 0))
      .flatMap((needle) => texts.find(({ text }) => text !== undefined && hitsIn(text, [needle]).length > 0) ?? [])
  const found = [...hidden(terms.names, named(row)), ...hidden(terms.agents, agentOf(row))]
  return { cells, note: noteOf(found, columns) }
}

/** In the cell of what was hit its name goes without saying. */
function noteOf(found: readonly Searched[], columns: readonly ColumnId[]): RowHits['note'] {
  const [first] = found
  if (!first) return null
  const own = columnOf[first.of]
  const column = [own, 'resource', 'actor'].find((id): id is ColumnId => columns.some((shown) => shown === id)) ?? columns[0]
  if (column === undefined) return null
  const words = found.map(({ of, part }) => (part === '' ? `in ${of}` : columnOf[of] === column ? `in ${part}` : `in ${of}’s ${part}`))
  return { column, text: [...new Set(words)].join(', ') }
}

/** {@link rowHits}, worked out once for each row that is drawn. */
export function createRowHits(columns: readonly ColumnId[], terms: SearchedTerms): (row: EntryRow) => RowHits {
  const known = new WeakMap<EntryRow, RowHits>()
  return (row) => {
    const kept = known.get(row) ?? rowHits(row, columns, terms)
    known.set(row, kept)
    return kept
  }
}
