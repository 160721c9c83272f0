import { idColumns, stateBit, statusMask, type IdColumn } from '../cache/columns.ts'
import type { CacheStore } from '../cache/store.ts'

/** Counts over the whole cache, kept up as entries arrive, so that an empty filter and completion count nothing. */
export class WholeCounts {
  private readonly byColumn = Object.fromEntries(idColumns.map((name) => [name, new Uint32Array(64)])) as Record<IdColumn, Uint32Array>
  private readonly byStatus = new Uint32Array(statusMask + 1)
  private counted = 0

  constructor(private readonly store: CacheStore) {}

  /** Per dictionary id. At least as long as the dictionary. */
  of(column: IdColumn): Uint32Array {
    this.refresh()
    return this.byColumn[column]
  }

  /** Per status as the state column numbers it. */
  statuses(): Uint32Array {
    this.refresh()
    return this.byStatus
  }

  private refresh(): void {
    const { columns, dictionaries } = this.store
    if (this.counted === columns.length) return
    for (const name of idColumns) {
      this.makeRoom(name, dictionaries[name].size)
      const counts = this.byColumn[name]
      const ids = columns.ids[name]
      for (let key = this.counted; key < columns.length; key++) {
        if (((columns.state[key] as number) & stateBit.version) === 0) (counts[ids[key] as number] as number)++
      }
    }
    for (let key = this.counted; key < columns.length; key++) {
      const state = columns.state[key] as number
      if ((state & stateBit.version) === 0) (this.byStatus[state & statusMask] as number)++
    }
    this.counted = columns.length
  }

  private makeRoom(name: IdColumn, size: number): void {
    const old = this.byColumn[name]
    if (size <= old.length) return
    const bigger = new Uint32Array(size + (size >> 1))
    bigger.set(old)
    this.byColumn[name] = bigger
  }
}
