import type { Columns, IdColumn } from '../cache/columns.ts'
import { stateBit } from '../cache/columns.ts'
import type { Plan } from './plan.ts'

/**
 * Evaluates plans over candidate keys (by time). Everything is one byte a candidate; passes are straight loops without
 * branches over typed arrays that are used again: on a million entries a branch that cannot be predicted costs three
 * times the work it saves, and fresh memory as much as a pass (docs/benchmarks.md).
 */
export type Bytes = Uint8Array

/** Working memory of one evaluation after the other. A mask is valid until it is given back. */
export class Scratch {
  private readonly free: Bytes[] = []
  private keys = new Uint32Array(0)

  /** At least `n` bytes, with anything in them. */
  take(n: number): Bytes {
    const found = this.free.findIndex((buffer) => buffer.length >= n)
    return found >= 0 ? (this.free.splice(found, 1)[0] as Bytes) : new Uint8Array(n + (n >> 3) + 1024)
  }

  give(buffer: Bytes): void {
    this.free.push(buffer)
    // Grown caches leave buffers behind that are too small for anything.
    if (this.free.length > 8) this.free.sort((a, b) => b.length - a.length).pop()
  }

  /** Room for `n` keys; only until the next call. */
  room(n: number): Uint32Array {
    if (this.keys.length < n) this.keys = new Uint32Array(n + (n >> 3) + 1024)
    return this.keys
  }
}

export interface Evaluation {
  readonly columns: Columns
  readonly candidates: Uint32Array
  readonly scratch: Scratch
}

/** 1 where the plan matches, by position in the candidates. The caller gives it back. */
export function matchMask(plan: Plan, on: Evaluation): Bytes {
  const { candidates, scratch } = on
  const n = candidates.length
  const mask = scratch.take(n)
  switch (plan.kind) {
    case 'table': {
      const { table } = plan
      const column = columnOf(on.columns, plan.column)
      for (let i = 0; i < n; i++) mask[i] = table[column[candidates[i] as number] as number] as number
      return mask
    }
    case 'time': {
      const { time } = on.columns
      for (let i = 0; i < n; i++) {
        const at = time[candidates[i] as number] as number
        mask[i] = at >= plan.from && at < plan.to ? 1 : 0
      }
      return mask
    }
    case 'change':
      plan.index.mark(plan.table, candidates, mask)
      return mask
    case 'keys': {
      const known = scratch.take(on.columns.length).fill(0)
      for (const key of plan.keys) known[key] = 1
      for (let i = 0; i < n; i++) mask[i] = known[candidates[i] as number] as number
      scratch.give(known)
      return mask
    }
    case 'marked': {
      const { marked } = plan
      for (let i = 0; i < n; i++) {
        const key = candidates[i] as number
        mask[i] = key < marked.length ? (marked[key] as number) : 0
      }
      return mask
    }
    case 'not': {
      const inner = matchMask(plan.of, on)
      for (let i = 0; i < n; i++) mask[i] = (inner[i] as number) ^ 1
      scratch.give(inner)
      return mask
    }
    case 'and':
      mask.fill(1, 0, n)
      for (const each of plan.of) withMask(each, on, (inner) => intersect(mask, inner, n))
      return mask
    case 'or':
      mask.fill(0, 0, n)
      for (const each of plan.of) {
        if (each.kind === 'table') addTable(each, on, mask)
        else withMask(each, on, (inner) => unite(mask, inner, n))
      }
      return mask
  }
}

function withMask(plan: Plan, on: Evaluation, use: (mask: Bytes) => void): void {
  const mask = matchMask(plan, on)
  use(mask)
  on.scratch.give(mask)
}

/** Leaves in `mask` what is in both. */
export function intersect(mask: Bytes, other: Bytes, n: number): void {
  for (let i = 0; i < n; i++) mask[i] = (mask[i] as number) & (other[i] as number)
}

function unite(mask: Bytes, other: Bytes, n: number): void {
  for (let i = 0; i < n; i++) mask[i] = (mask[i] as number) | (other[i] as number)
}

/** Without a mask of its own; a text is usually found in one of the three attributes that it is looked for in. */
function addTable({ table, column: name }: Extract<Plan, { kind: 'table' }>, { candidates, columns }: Evaluation, mask: Bytes): void {
  if (!table.includes(1)) return
  const column = columnOf(columns, name)
  const n = candidates.length
  for (let i = 0; i < n; i++) mask[i] = (mask[i] as number) | (table[column[candidates[i] as number] as number] as number)
}

/** How many of the first `n` are 1. */
export function ones(mask: Bytes, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += mask[i] as number
  return sum
}

/** Counts ids of a column (or state bytes) over keys. */
export function countIds(columns: Columns, column: IdColumn | 'state', size: number, keys: Uint32Array): Uint32Array {
  const counts = new Uint32Array(size)
  const ids = columnOf(columns, column)
  const n = keys.length
  for (let i = 0; i < n; i++) (counts[ids[keys[i] as number] as number] as number)++
  return counts
}

/** The candidates whose mask is 1, or 0, in their order. A view: valid until the next selection. */
export function selectMatching({ candidates, scratch }: Evaluation, mask: Bytes, wanted: 0 | 1 = 1): Uint32Array {
  const room = scratch.room(candidates.length)
  const n = candidates.length
  const unwanted = wanted ^ 1
  let count = 0
  for (let i = 0; i < n; i++) {
    room[count] = candidates[i] as number
    count += (mask[i] as number) ^ unwanted
  }
  return room.subarray(0, count)
}

function columnOf(columns: Columns, name: IdColumn | 'state'): Uint8Array | Uint16Array | Uint32Array {
  return name === 'state' ? columns.state : columns.ids[name]
}

export function isListed(columns: Columns, key: number): boolean {
  return key < columns.length && ((columns.state[key] as number) & stateBit.version) === 0
}
