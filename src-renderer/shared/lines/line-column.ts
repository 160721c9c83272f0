/** A column of a table of lines. */
export interface LineColumn<C extends string> {
  readonly id: C
  readonly title: string
  /** A track of a CSS grid. */
  readonly track: string
  /** How wide the table must be for it, CSS pixels; what it says is in the details, too. */
  readonly from?: number
  /** Whether its title sorts, and which way first; absent: it does not. */
  readonly sorts?: 'asc' | 'desc'
  readonly isNumber?: true
  /** Its title is heard and not seen. */
  readonly isHeard?: true
}

/** The line at an index; undefined while it is on the way. */
export type LineAt<L> = (index: number) => L | undefined
