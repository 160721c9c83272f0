import { partsOf, type OfTexts, type OptionalFact } from '@contract/entry-facts.ts'

/** What tables and reports have of a text of an entry. */
export interface FactColumn {
  /** Of its column in a table that has everything. */
  readonly header: string
  /** The dictionary and the part of its values that hold the text; without one it is found in the entry's bytes. */
  readonly dictionary?: readonly [name: 'target' | 'permission' | 'ip' | 'agent', part: 0 | 1 | 2 | 3]
  /** How a report that has everything tells it below an entry; null where it is told elsewhere. */
  readonly told: ((text: string) => string) | null
}

/** The columns of the facts that an entry may have, in their order. */
export const factColumns: { readonly [F in OptionalFact]: OfTexts<F, FactColumn> } = {
  target: {
    type: { header: 'target_type', dictionary: ['target', 0], told: null },
    id: { header: 'target_id', dictionary: ['target', 1], told: null },
    email: { header: 'target_email', dictionary: ['target', 2], told: null },
    name: { header: 'target_name', dictionary: ['target', 3], told: null },
  },
  reason: {
    permission: { header: 'permission', dictionary: ['permission', 0], told: null },
    code: { header: 'reason_code', told: null },
    message: { header: 'reason_message', told: null },
  },
  ip: { header: 'ip', dictionary: ['ip', 0], told: null },
  userAgent: { header: 'user_agent', dictionary: ['agent', 0], told: (agent) => agent },
  requestId: { header: 'request_id', told: (id) => `request ${id}` },
}

/** A text of a fact: the fact's own, or one of its parts. */
export interface FactText extends FactColumn {
  readonly fact: OptionalFact
  readonly part: string | null
}

/** Every text of a fact, in the order of the columns. */
export function textsOf(fact: OptionalFact): readonly FactText[] {
  if (partsOf(fact) === null) return [{ ...(factColumns[fact] as FactColumn), fact, part: null }]
  const columns = Object.entries(factColumns[fact]) as [string, FactColumn][]
  return columns.map(([part, column]) => ({ ...column, fact, part }))
}

/** What stands for a fact in an entry or in a mapping: the text, or that part of it. */
export function textIn(of: Readonly<Partial<Record<OptionalFact, unknown>>>, { fact, part }: Pick<FactText, 'fact' | 'part'>): unknown {
  const whole = of[fact]
  return part === null ? whole : (whole as Readonly<Record<string, unknown>> | undefined)?.[part]
}
