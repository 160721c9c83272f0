import type { AuditEntry } from '@contract/entry.ts'
import { factNames, factViews, type Fact, type ReadEntry } from '../../shared/entry/entry-facts.ts'

const factsIn = (entry: ReadEntry, inRecord: boolean): readonly Fact[] =>
  factNames.filter((name) => (factViews[name].inRecord === true) === inRecord).flatMap((name) => factViews[name].details(entry))

/** Who did what, on what, from where, and how it ended: the first lines of an entry's details. */
export const entryFacts = (entry: ReadEntry): readonly Fact[] => factsIn(entry, false)

/** What the tenant calls the entry and its request. */
export function recordFacts(entry: AuditEntry, sourceTitle?: string): readonly Fact[] {
  return [
    { label: 'Entry id', value: entry.id, mono: true },
    ...factsIn(entry, true).map((fact) => (fact.label === 'Source' && sourceTitle ? { ...fact, note: sourceTitle } : fact)),
    { label: 'SHA-256', value: entry.sha256, mono: true },
  ]
}
