import type { Column, Memory } from './memory.ts'
import type { Texts } from './texts.ts'

/** Two entries between which, or of which one, the log does not fit itself. */
export interface Finding {
  /**
   * C3: what the later says was before is not what the earlier says was after. C4: what cannot have happened in this order. C6: sent twice. C7: later than it was
   * fetched.
   */
  readonly test: 'C3' | 'C4' | 'C6' | 'C7'
  /** Number of the thing. */
  readonly thing: number
  /** `roles`, `members`, `permissions`, `existence`, or a field. */
  readonly aspect: string
  readonly earlier: Told
  readonly later: Told
}

/** Where an entry stands. */
export interface Told {
  readonly key: number
  /** In the order of time. */
  readonly place: number
}

/** What a replay found wrong, in the order in which it met with it. */
export class Findings {
  readonly rows: {
    readonly test: Column
    readonly thing: Column
    readonly aspect: Column
    readonly earlier: Column
    readonly later: Column
  }

  /** Keys by place. */
  order: Uint32Array = new Uint32Array(0)

  constructor(
    memory: Memory,
    private readonly texts: Texts,
  ) {
    const column = (): Column => memory.column()
    this.rows = { test: column(), thing: column(), aspect: column(), earlier: column(), later: column() }
  }

  get count(): number {
    return this.rows.test.length
  }

  /** `earlier` and `later` are places; `earlier` is -1 where no entry is known with which it does not fit: then nothing is found. */
  add(test: 'C3' | 'C4', thing: number, aspect: number, earlier: number, later: number): void {
    if (earlier < 0) return
    const { rows } = this
    rows.test.push(test === 'C3' ? 3 : 4)
    rows.thing.push(thing)
    rows.aspect.push(aspect)
    rows.earlier.push(earlier)
    rows.later.push(later)
  }

  *[Symbol.iterator](): Generator<Finding, void> {
    const { order, rows, texts } = this
    const told = (place: number): Told => ({ key: order[place] as number, place })
    for (let row = 0; row < this.count; row++) {
      yield {
        test: rows.test.get(row) === 3 ? 'C3' : 'C4',
        thing: rows.thing.get(row),
        aspect: texts.at(rows.aspect.get(row)),
        earlier: told(rows.earlier.get(row)),
        later: told(rows.later.get(row)),
      }
    }
  }
}
