import type { Told } from './findings.ts'
import type { Column, Memory } from './memory.ts'
import { Chains } from './rows.ts'

/** When something was told of things, each time. */
export class TimesTold {
  readonly rows: { readonly thing: Column; readonly place: Column }
  private readonly byThing: Chains
  /** Keys by place. */
  order: Uint32Array = new Uint32Array(0)

  constructor(memory: Memory) {
    this.rows = { thing: memory.column(), place: memory.column() }
    this.byThing = new Chains(memory)
  }

  note(thing: number, place: number): void {
    this.byThing.add(thing, this.rows.thing.push(thing))
    this.rows.place.push(place)
  }

  /** In order; undefined: never. */
  get(thing: number): readonly Told[] | undefined {
    if (this.byThing.last(thing) < 0) return undefined
    return this.byThing.of(thing).map((row) => {
      const place = this.rows.place.get(row)
      return { key: this.order[place] as number, place }
    })
  }
}
