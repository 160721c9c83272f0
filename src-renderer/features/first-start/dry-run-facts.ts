import { factNames, factViews, type ReadEntry } from '../../shared/entry/entry-facts.ts'

export interface DryRunFact {
  readonly label: string
  readonly value: string
  readonly tone?: 'warning'
}

/** What the connector took out of an item; what it did not find has no line. */
export function dryRunFacts(entry: ReadEntry, zone: string): readonly DryRunFact[] {
  return factNames.flatMap((name) => {
    const { trial } = factViews[name]
    const text = trial?.value(entry, zone) ?? ''
    return trial && text !== '' ? [{ label: trial.label, value: text, ...(trial.tone && { tone: trial.tone }) }] : []
  })
}
