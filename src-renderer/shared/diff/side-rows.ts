import type { Member } from './diff-lists.ts'
import { setDiffers } from './diff-model.ts'
import type { Diff, FieldChange, Path, SetChange } from './diff-model.ts'

/** A line of the table *before | after*. */
export type SideRow =
  | { readonly kind: 'heading'; readonly path: Path; readonly root: string }
  | { readonly kind: 'member'; readonly set: SetChange; readonly member: Member; readonly in: 'before' | 'after' | 'both' }
  | { readonly kind: 'moved'; readonly set: SetChange; readonly member: Member; readonly from: number; readonly to: number }
  | { readonly kind: 'field'; readonly change: FieldChange }

/** Every change as rows of two columns; with `all`, also what stayed. A member has one row, so that neither side hides what the other lacks. */
export function sideRows(diff: Diff, all: boolean): readonly SideRow[] {
  const rows: SideRow[] = []
  for (const set of diff.sets) {
    if (!all && !setDiffers(set) && set.moved.length === 0) continue
    rows.push({ kind: 'heading', path: set.path, root: 'List' })
    const members = (list: readonly Member[], where: 'before' | 'after' | 'both'): void => {
      for (const member of list) rows.push({ kind: 'member', set, member, in: where })
    }
    members(set.removed, 'before')
    members(set.added, 'after')
    members(set.recounted, 'both')
    for (const move of set.moved) rows.push({ kind: 'moved', set, ...move })
    if (all) members(movedApart(set), 'both')
  }
  for (const change of all ? [...diff.fields, ...diff.unchangedFields] : diff.fields) {
    rows.push({ kind: 'heading', path: change.path, root: 'Value' }, { kind: 'field', change })
  }
  return rows
}

/** A member that moved has its own row. */
function movedApart({ moved, unchanged }: SetChange): readonly Member[] {
  const apart = new Set(moved.map(({ member }) => member))
  return unchanged.filter((member) => !apart.has(member))
}

/** What `sideRows` leaves out without `all`. */
export function unchangedCount(diff: Diff): number {
  return diff.unchangedFields.length + diff.sets.reduce((sum, set) => sum + movedApart(set).length, 0)
}
