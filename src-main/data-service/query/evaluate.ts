import { stateBit, type Columns, type IdColumn, type Ids } from '../cache/columns/columns.ts'
import { inverse, intersect, emptyBitmap, bitmapOfRange, setBit, unite, type Bitmap } from './bitmap.ts'
import { lookUp } from './loops.ts'
import type { Plan } from './plan-tables.ts'
import type { ZoneMap } from './zone-map.ts'

/** Which keys a plan is asked about: `[from, to)`. */
export interface Evaluation {
  readonly columns: Columns
  readonly zoneMap: ZoneMap
  readonly from: number
  readonly to: number
}

/**
 * The keys where the plan matches. Passes are straight loops without branches over one column each: on a million entries a branch that
 * cannot be predicted costs three times the work it saves, and what is read from memory costs most (docs/benchmarks.md). The caller may
 * change what it gets.
 */
export function matching(plan: Plan, on: Evaluation): Bitmap {
  const { columns, from, to } = on
  switch (plan.kind) {
    case 'table':
      return lookUp(plan.table, columnOf(columns, plan.column), from, to)
    case 'hours':
      return lookUp(plan.table, plan.hours, from, to)
    case 'time':
      return on.zoneMap.within(plan, from, to)
    case 'change':
      return plan.index.mark(plan.table, emptyBitmap(to), from)
    case 'keys': {
      const bits = emptyBitmap(to)
      for (const key of plan.keys) if (key >= from && key < to) setBit(bits, key)
      return bits
    }
    case 'marked':
      return intersect(bitmapOfRange(to, from, to), plan.marked)
    case 'not':
      return inverse(matching(plan.of, on), from, to)
    case 'and':
      return plan.of.reduce((bits, each) => intersect(bits, matching(each, on)), bitmapOfRange(to, from, to))
    case 'or':
      // A text is usually found in one of the three attributes that it is looked for in.
      return plan.of.reduce(
        (bits, each) => (each.kind === 'table' && !each.table.includes(1) ? bits : unite(bits, matching(each, on))),
        emptyBitmap(to),
      )
  }
}

export function columnOf(columns: Columns, name: IdColumn | 'state'): Ids {
  return name === 'state' ? columns.state : columns.ids[name]
}

export function isListed(columns: Columns, key: number): boolean {
  return key < columns.length && ((columns.state[key] as number) & stateBit.version) === 0
}
