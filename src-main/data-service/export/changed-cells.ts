/** How a cell may say something else than its text. A cell may do so in several ways. */
export const cellChanges = ['neutralised', 'replaced', 'cut'] as const
export type CellChange = (typeof cellChanges)[number]
export const unchanged: readonly CellChange[] = []

/** Positions listed in a manifest for each kind of change; beyond it they are counted only. */
const listedCells = 10_000

/** Cells that were changed in one way. */
export interface ChangedInOneWay {
  readonly cells: number
  /** Cells by column. */
  readonly columns: Readonly<Record<string, number>>
  /** `row` is the cell's row number in the table, which counts entries from 1 through all parts. */
  readonly listed: readonly { readonly row: number; readonly column: string }[]
  /** Whether all are listed. */
  readonly complete: boolean
}

class Tally {
  private cells = 0
  private readonly columns = new Map<string, number>()
  private readonly listed: { row: number; column: string }[] = []

  note(row: number, column: string): void {
    this.cells++
    this.columns.set(column, (this.columns.get(column) ?? 0) + 1)
    if (this.listed.length < listedCells) this.listed.push({ row, column })
  }

  get summary(): ChangedInOneWay {
    const { cells, columns, listed } = this
    return { cells, columns: Object.fromEntries(columns), listed, complete: listed.length === cells }
  }
}

/** Which cells say something else than their text, and how. */
export class ChangedCells {
  private readonly tallies: Readonly<Record<CellChange, Tally>> = { neutralised: new Tally(), replaced: new Tally(), cut: new Tally() }

  note(row: number, column: string, changes: readonly CellChange[]): void {
    for (const change of changes) this.tallies[change].note(row, column)
  }

  /** What a manifest says of them: each kind, none left out where it is 0, with what was done to the cells. */
  summary<Kind extends CellChange>(
    done: Readonly<Record<Kind, string>>,
  ): Readonly<Record<Kind, ChangedInOneWay & { readonly how: string }>> {
    const kinds = Object.entries(done) as [Kind, string][]
    return Object.fromEntries(kinds.map(([kind, how]) => [kind, { how, ...this.tallies[kind].summary }])) as Record<
      Kind,
      ChangedInOneWay & { how: string }
    >
  }
}
