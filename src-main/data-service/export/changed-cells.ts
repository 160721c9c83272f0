/** Positions listed in a manifest; beyond it they are counted only. */
const listedCells = 10_000

/** Which cells say something else than their text, to be safe to open. */
export class ChangedCells {
  private cells = 0
  private readonly columns: Record<string, number> = {}
  private readonly listed: { row: number; column: string }[] = []

  /** `row` counts entries from 1, through all parts. */
  note(row: number, column: string): void {
    this.cells++
    this.columns[column] = (this.columns[column] ?? 0) + 1
    if (this.listed.length < listedCells) this.listed.push({ row, column })
  }

  get summary(): { cells: number; columns: Record<string, number>; listed: readonly { row: number; column: string }[]; complete: boolean } {
    return { cells: this.cells, columns: this.columns, listed: this.listed, complete: this.listed.length === this.cells }
  }
}
