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
