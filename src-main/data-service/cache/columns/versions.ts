import { stateBit, type Columns } from './columns.ts'

/** Which entries are other versions of which: keys by the key of the entry first received. */
export class Versions {
  private readonly byKey = new Map<number, number[]>()

  constructor(private readonly columns: Columns) {}

  get(key: number): readonly number[] | undefined {
    return this.byKey.get(key)
  }

  [Symbol.iterator](): Iterator<readonly [of: number, keys: readonly number[]]> {
    return this.byKey.entries()
  }

  note(of: number, key: number): void {
    const known = this.byKey.get(of)
    if (known) known.push(key)
    else this.byKey.set(of, [key])
    this.columns.mark([of], stateBit.drifted)
    this.columns.mark([key], stateBit.version)
  }
}
