import type { Columns, IdColumn } from '../cache/columns.ts'
import { stateBit } from '../cache/columns.ts'
import type { Plan } from './plan.ts'

/**
 * Evaluates plans over candidate keys (by time). Everything is one byte a candidate; passes are straight loops over
 * typed arrays, which is what makes a million entries take milliseconds.
 */
export type Miss = Uint8Array

/** 1 where the plan matches, by position in `candidates`. */
export function matchMask(plan: Plan, columns: Columns, candidates: Uint32Array): Uint8Array {
  const n = candidates.length
  const mask = new Uint8Array(n)
  switch (plan.kind) {
    case 'table': {
      const column = columnOf(columns, plan.column)
      const { table } = plan
      for (let i = 0; i < n; i++) mask[i] = table[column[candidates[i] as number] as number] as number
      return mask
    }
    case 'time': {
      const { time } = columns
      for (let i = 0; i < n; i++) {
        const at = time[candidates[i] as number] as number
        mask[i] = at >= plan.from && at < plan.to ? 1 : 0
      }
      return mask
    }
    case 'keys':
      if (plan.keys.size > 0) for (let i = 0; i < n; i++) mask[i] = plan.keys.has(candidates[i] as number) ? 1 : 0
      return mask
    case 'not': {
      const inner = matchMask(plan.of, columns, candidates)
      for (let i = 0; i < n; i++) mask[i] = (inner[i] as number) ^ 1
      return mask
    }
    case 'and':
      mask.fill(1)
      for (const each of plan.of) {
        const inner = matchMask(each, columns, candidates)
        for (let i = 0; i < n; i++) mask[i] = (mask[i] as number) & (inner[i] as number)
      }
      return mask
    case 'or':
      for (const each of plan.of) {
        const inner = matchMask(each, columns, candidates)
        for (let i = 0; i < n; i++) mask[i] = (mask[i] as number) | (inner[i] as number)
      }
      return mask
  }
}

/** Sets `bit` in `miss` wherever the plan does not match. */
export function addMisses(plan: Plan, bit: number, columns: Columns, candidates: Uint32Array, miss: Miss): void {
  const n = candidates.length
  if (plan.kind === 'table') {
    const column = columnOf(columns, plan.column)
    const missing = plan.table.map((matches) => (matches ? 0 : bit))
    for (let i = 0; i < n; i++) miss[i] = (miss[i] as number) | (missing[column[candidates[i] as number] as number] as number)
    return
  }
  const mask = matchMask(plan, columns, candidates)
  for (let i = 0; i < n; i++) if (mask[i] === 0) miss[i] = (miss[i] as number) | bit
}

/** Counts ids of a column (or state bytes) over the candidates that miss nothing, or nothing but `ignored`. */
export function countIds(
  columns: Columns,
  column: IdColumn | 'state',
  size: number,
  candidates: Uint32Array,
  miss: Miss | null,
  ignored: number,
): Uint32Array {
  const counts = new Uint32Array(size)
  const n = candidates.length
  const kept = ~ignored & 0xff
  const ids = columnOf(columns, column)
  if (!miss) {
    for (let i = 0; i < n; i++) (counts[ids[candidates[i] as number] as number] as number)++
    return counts
  }
  for (let i = 0; i < n; i++) {
    if (((miss[i] as number) & kept) === 0) (counts[ids[candidates[i] as number] as number] as number)++
  }
  return counts
}

/** The candidates that miss nothing, in their order. */
export function select(candidates: Uint32Array, miss: Miss): Uint32Array {
  const selected = new Uint32Array(candidates.length)
  let count = 0
  for (let i = 0; i < candidates.length; i++) {
    selected[count] = candidates[i] as number
    count += miss[i] === 0 ? 1 : 0
  }
  return selected.slice(0, count)
}

function columnOf(columns: Columns, name: IdColumn | 'state'): Uint8Array | Uint16Array | Uint32Array {
  return name === 'state' ? columns.state : columns.ids[name]
}

export function isListed(columns: Columns, key: number): boolean {
  return key < columns.length && ((columns.state[key] as number) & stateBit.version) === 0
}
