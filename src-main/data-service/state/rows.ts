import type { Column, Memory } from './memory.ts'

/** Rows that belong to somebody, the latest of each first. */
export class Chains {
  private readonly heads: Column
  private readonly earlier: Column

  constructor(memory: Memory) {
    this.heads = memory.column()
    this.earlier = memory.column()
  }

  add(owner: number, row: number): void {
    this.earlier.set(row, this.heads.get(owner))
    this.heads.set(owner, row)
  }

  /** -1: none. */
  last(owner: number): number {
    return this.heads.get(owner)
  }

  /** -1: it was the first. */
  before(row: number): number {
    return this.earlier.get(row)
  }

  /** Oldest first. */
  of(owner: number): number[] {
    const rows: number[] = []
    for (let row = this.last(owner); row >= 0; row = this.before(row)) rows.push(row)
    return rows.reverse()
  }
}

/** The latest row of each pair of numbers; rows are appended, and cut off from the end. */
export class LatestRows {
  private readonly latest = new Map<number, number>()
  private readonly earlier: Column

  constructor(
    memory: Memory,
    private readonly pairOfRow: (row: number) => number,
  ) {
    this.earlier = memory.column()
    memory.onCut(() => this.cut())
  }

  last(pair: number): number {
    return this.latest.get(pair) ?? -1
  }

  before(row: number): number {
    return this.earlier.get(row)
  }

  /** The next row. */
  add(pair: number, row: number): void {
    this.earlier.set(row, this.last(pair))
    this.latest.set(pair, row)
  }

  /** After rows were taken over. */
  found(): void {
    for (let row = 0; row < this.earlier.length; row++) this.latest.set(this.pairOfRow(row), row)
  }

  private cut(): void {
    const { earlier } = this
    for (let row = earlier.length - 1; row >= earlier.cutting; row--) {
      const before = earlier.get(row)
      if (before < 0) this.latest.delete(this.pairOfRow(row))
      else this.latest.set(this.pairOfRow(row), before)
    }
  }
}
